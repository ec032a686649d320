"""What can be done with `price_change`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class PriceChangeOperations:
    """What can be done with `price_change`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def cancel(
        self, price_change_id: str, *, version: int, idempotency_key: str | None = None
    ) -> models.PriceChange:
        """Give a change up before its instant; what it would have ended goes on.

        Needs the right `price_list.activate`.

        Refused with: `price_change_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-changes/{price_change_id}/cancel", price_change_id=price_change_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.PriceChange)

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreatePriceChange]
    ) -> models.PriceChange:
        """Draft a change of a list; nothing holds yet.

        Needs the right `price_list.update`.

        Refused with: `invalid_input`.
        """
        call = Call(method="POST", path="/v1/price-changes", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.PriceChange)

    async def get(self, price_change_id: str) -> models.PriceChange:
        """Read one planned change.

        Needs the right `price_list.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/price-changes/{price_change_id}", price_change_id=price_change_id))
        return await self._transport.send(call, models.PriceChange)

    async def items(
        self, price_change_id: str, **query: Unpack[inputs.PriceChangeItemsQuery]
    ) -> Page[models.PriceChangeItem]:
        """List what a planned change says, beside what it replaces.

        Needs the right `price_list.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/price-changes/{price_change_id}/items", price_change_id=price_change_id),
            query=query,
        )
        return await self._transport.send(call, Page[models.PriceChangeItem])

    def items_all(
        self, price_change_id: str, **query: Unpack[inputs.PriceChangeItemsQuery]
    ) -> AsyncIterator[models.PriceChangeItem]:
        """Every item of `items`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/price-changes/{price_change_id}/items", price_change_id=price_change_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.PriceChangeItem],
            ),
        )

    async def list(self, **query: Unpack[inputs.PriceChangeListQuery]) -> Page[models.PriceChange]:
        """List planned changes, the latest instant first.

        Needs the right `price_list.view`.
        """
        call = Call(method="GET", path="/v1/price-changes", query=query)
        return await self._transport.send(call, Page[models.PriceChange])

    def list_all(self, **query: Unpack[inputs.PriceChangeListQuery]) -> AsyncIterator[models.PriceChange]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/price-changes", query={**query, "cursor": cursor}),
                Page[models.PriceChange],
            ),
        )

    async def schedule(
        self, price_change_id: str, *, version: int, idempotency_key: str | None = None
    ) -> models.PriceChange:
        """Let a drafted change hold from its instant on.

        Needs the right `price_list.activate`.

        Refused with: `price_change_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-changes/{price_change_id}/schedule", price_change_id=price_change_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.PriceChange)
