"""What can be done with `tax`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport


class TaxOperations:
    """What can be done with `tax`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def calculate(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CalculateTax]) -> models.TaxResult:
        """Tax lines for a country and a day, rounded as its region says.

        Whoever may make a document may know its tax, so no further right is asked for. A country without any rate
        is not taxed ("No tax set").

        Needs the right `region.view`.

        Refused with: `invalid_input`, `tax_rate_missing`.
        """
        call = Call(method="POST", path="/v1/tax/calculate", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.TaxResult)
