"""What can be done with `price`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport


class PriceOperations:
    """What can be done with `price`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def explain(self, **query: Unpack[inputs.PriceExplainQuery]) -> models.ExplainedPrice:
        """Explain the price of a variant for an organization, quantity and instant.

        Needs the right `price.explain`.

        Refused with: `invalid_input`.
        """
        call = Call(method="GET", path="/v1/prices/explain", query=query)
        return self._transport.send(call, models.ExplainedPrice)

    def resolve(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ResolvePrices]
    ) -> models.ResolvedPrices:
        """Find the price of every line for an organization, in one statement however many lines there are.

        A line without a price is on request. Buyers see the prices of their own organization as they are now,
        without lists and trace.

        Needs the right `price.view`.

        Refused with: `others_prices`, `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/prices/resolve", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ResolvedPrices)
