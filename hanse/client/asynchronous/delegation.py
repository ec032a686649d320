"""What can be done with `delegation`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class DelegationOperations:
    """What can be done with `delegation`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateDelegation]
    ) -> models.Delegation:
        """Let somebody decide in one's place for a while, or, with the right for it, in somebody else's.

        Needs the right `delegation.create`.

        Refused with: `delegation_loop`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/delegations", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Delegation)

    async def get(self, delegation_id: str) -> models.Delegation:
        """Read a delegation from or to oneself, or any at the reach of the business.

        Needs the right `delegation.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/delegations/{delegation_id}", delegation_id=delegation_id))
        return await self._transport.send(call, models.Delegation)

    async def list(self, **query: Unpack[inputs.DelegationListQuery]) -> Page[models.Delegation]:
        """List the delegations from or to oneself, or all at the reach of the business, newest first.

        Needs the right `delegation.view`.
        """
        call = Call(method="GET", path="/v1/delegations", query=query)
        return await self._transport.send(call, Page[models.Delegation])

    def list_all(self, **query: Unpack[inputs.DelegationListQuery]) -> AsyncIterator[models.Delegation]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/delegations", query={**query, "cursor": cursor}), Page[models.Delegation]
            ),
        )

    async def revoke(self, delegation_id: str, *, version: int) -> models.Delegation:
        """End a delegation now, by either of the two people or with the right for everybody's.

        Needs the right `delegation.revoke`.

        Refused with: `delegation_over`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/delegations/{delegation_id}", delegation_id=delegation_id),
            version=version,
        )
        return await self._transport.send(call, models.Delegation)
