"""What can be done with `standing_order`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class StandingOrderOperations:
    """What can be done with `standing_order`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateStandingOrder]
    ) -> models.StandingOrder:
        """Have the calendar order lines again and again, in the name of who sets it up.

        Needs the right `standing_order.manage`.

        Refused with: `not_found`, `invalid_input`, `lines_refused`.
        """
        call = Call(method="POST", path="/v1/standing-orders", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.StandingOrder)

    async def end(self, standing_order_id: str, *, idempotency_key: str | None = None) -> models.StandingOrder:
        """Order nothing any more; its history stays.

        Needs the right `standing_order.manage`.

        Refused with: `standing_order_ended`.
        """
        call = Call(
            method="POST",
            path=address("/v1/standing-orders/{standing_order_id}/end", standing_order_id=standing_order_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StandingOrder)

    async def get(self, standing_order_id: str) -> models.StandingOrder:
        """Read a standing order with its next days and its last runs.

        Needs the right `standing_order.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/standing-orders/{standing_order_id}", standing_order_id=standing_order_id)
        )
        return await self._transport.send(call, models.StandingOrder)

    async def list(self, **query: Unpack[inputs.StandingOrderListQuery]) -> Page[models.StandingOrderSummary]:
        """List the standing orders the reader may see, newest change first.

        Needs the right `standing_order.view`.
        """
        call = Call(method="GET", path="/v1/standing-orders", query=query)
        return await self._transport.send(call, Page[models.StandingOrderSummary])

    def list_all(self, **query: Unpack[inputs.StandingOrderListQuery]) -> AsyncIterator[models.StandingOrderSummary]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/standing-orders", query={**query, "cursor": cursor}),
                Page[models.StandingOrderSummary],
            ),
        )

    async def pause(self, standing_order_id: str, *, idempotency_key: str | None = None) -> models.StandingOrder:
        """Order nothing until it is resumed.

        Needs the right `standing_order.manage`.

        Refused with: `standing_order_ended`.
        """
        call = Call(
            method="POST",
            path=address("/v1/standing-orders/{standing_order_id}/pause", standing_order_id=standing_order_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StandingOrder)

    async def resume(self, standing_order_id: str, *, idempotency_key: str | None = None) -> models.StandingOrder:
        """Go on from today; what was missed is not made up for.

        Needs the right `standing_order.manage`.

        Refused with: `standing_order_ended`.
        """
        call = Call(
            method="POST",
            path=address("/v1/standing-orders/{standing_order_id}/resume", standing_order_id=standing_order_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StandingOrder)

    async def skip(self, standing_order_id: str, *, idempotency_key: str | None = None) -> models.StandingOrder:
        """Leave the next run out; it stays visible as skipped.

        Needs the right `standing_order.manage`.

        Refused with: `standing_order_ended`.
        """
        call = Call(
            method="POST",
            path=address("/v1/standing-orders/{standing_order_id}/skip", standing_order_id=standing_order_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StandingOrder)

    async def update(
        self, standing_order_id: str, *, version: int, **data: Unpack[inputs.UpdateStandingOrder]
    ) -> models.StandingOrder:
        """Change a standing order; whoever changes it stands for it from now on.

        Needs the right `standing_order.manage`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/standing-orders/{standing_order_id}", standing_order_id=standing_order_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.StandingOrder)
