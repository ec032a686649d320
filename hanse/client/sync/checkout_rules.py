"""What can be done with `checkout_rules`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport, address


class CheckoutRulesOperations:
    """What can be done with `checkout_rules`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, organization_id: str) -> models.CheckoutRules:
        """What is demanded of an organization's orders.

        Needs the right `checkout_rules.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/checkout-rules", organization_id=organization_id),
        )
        return self._transport.send(call, models.CheckoutRules)

    def save(
        self, organization_id: str, *, version: int, **data: Unpack[inputs.SaveCheckoutRules]
    ) -> models.CheckoutRules:
        """Say what an organization demands of its own orders, besides what the business demands of all.

        Needs the right `checkout_rules.manage`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/organizations/{organization_id}/checkout-rules", organization_id=organization_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.CheckoutRules)
