"""What can be done with `stock_transfer`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class StockTransferOperations:
    """What can be done with `stock_transfer`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def cancel(self, transfer_id: str, *, idempotency_key: str | None = None) -> models.Transfer:
        """Take everything back to where it left.

        Needs the right `inventory.transfer`.

        Refused with: `stock_transfer_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-transfers/{transfer_id}/cancel", transfer_id=transfer_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Transfer)

    async def get(self, transfer_id: str) -> models.Transfer:
        """Read one transfer.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/stock-transfers/{transfer_id}", transfer_id=transfer_id))
        return await self._transport.send(call, models.Transfer)

    async def list(self, **query: Unpack[inputs.StockTransferListQuery]) -> Page[models.Transfer]:
        """List transfers between places, newest first.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/stock-transfers", query=query)
        return await self._transport.send(call, Page[models.Transfer])

    def list_all(self, **query: Unpack[inputs.StockTransferListQuery]) -> AsyncIterator[models.Transfer]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/stock-transfers", query={**query, "cursor": cursor}), Page[models.Transfer]
            ),
        )

    async def receive(
        self, transfer_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ReceiveTransfer]
    ) -> models.Transfer:
        """Book in what arrived; what did not is lost on the way.

        Needs the right `inventory.transfer`.

        Refused with: `stock_transfer_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-transfers/{transfer_id}/receive", transfer_id=transfer_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Transfer)

    async def send(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SendTransfer]) -> models.Transfer:
        """Let stock leave a place for another; on the way it can be promised nowhere.

        Needs the right `inventory.transfer`.

        Refused with: `not_found`, `insufficient_stock`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/stock-transfers", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Transfer)
