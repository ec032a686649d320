"""What can be done with `stock_count`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class StockCountOperations:
    """What can be done with `stock_count`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def cancel(self, stock_count_id: str, *, idempotency_key: str | None = None) -> models.StockCount:
        """Throw a sheet away; nothing is booked.

        Needs the right `inventory.count`.

        Refused with: `stock_count_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-counts/{stock_count_id}/cancel", stock_count_id=stock_count_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StockCount)

    async def enter(self, stock_count_id: str, *, version: int, **data: Unpack[inputs.EnterCount]) -> models.StockCount:
        """Write down what was found; zero is a finding too.

        Needs the right `inventory.count`.

        Refused with: `stock_count_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/stock-counts/{stock_count_id}/lines", stock_count_id=stock_count_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.StockCount)

    async def get(self, stock_count_id: str) -> models.StockCount:
        """Read a count sheet with its lines.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/stock-counts/{stock_count_id}", stock_count_id=stock_count_id))
        return await self._transport.send(call, models.StockCount)

    async def list(self, **query: Unpack[inputs.StockCountListQuery]) -> Page[models.StockCount]:
        """List count sheets, newest first.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/stock-counts", query=query)
        return await self._transport.send(call, Page[models.StockCount])

    def list_all(self, **query: Unpack[inputs.StockCountListQuery]) -> AsyncIterator[models.StockCount]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/stock-counts", query={**query, "cursor": cursor}), Page[models.StockCount]
            ),
        )

    async def post(self, stock_count_id: str, *, version: int, idempotency_key: str | None = None) -> models.StockCount:
        """Book the differences between the sheet and what the books said when it was drawn up.

        What was sold or received meanwhile stays booked.

        Needs the right `inventory.post_count`.

        Refused with: `stock_count_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-counts/{stock_count_id}/post", stock_count_id=stock_count_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.StockCount)

    async def start(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.StartCount]
    ) -> models.StockCount:
        """Draw up a sheet with what the books say now.

        Needs the right `inventory.count`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/stock-counts", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.StockCount)
