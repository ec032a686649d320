"""What can be done with `expected_receipt`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class ExpectedReceiptOperations:
    """What can be done with `expected_receipt`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def arrive(
        self, receipt_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ArriveReceipt]
    ) -> models.ExpectedReceipt:
        """Book in what came of an awaited delivery.

        Needs the right `inventory.receive`.

        Refused with: `expected_receipt_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/expected-receipts/{receipt_id}/arrive", receipt_id=receipt_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ExpectedReceipt)

    async def cancel(self, receipt_id: str, *, idempotency_key: str | None = None) -> models.ExpectedReceipt:
        """Expect a delivery no more.

        Needs the right `inventory.receive`.

        Refused with: `expected_receipt_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/expected-receipts/{receipt_id}/cancel", receipt_id=receipt_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ExpectedReceipt)

    async def expect(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExpectReceipt]
    ) -> models.ExpectedReceipt:
        """Announce a delivery; back-orders are told its date.

        Needs the right `inventory.receive`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/expected-receipts", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.ExpectedReceipt)

    async def get(self, receipt_id: str) -> models.ExpectedReceipt:
        """Read one awaited delivery.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/expected-receipts/{receipt_id}", receipt_id=receipt_id))
        return await self._transport.send(call, models.ExpectedReceipt)

    async def list(self, **query: Unpack[inputs.ExpectedReceiptListQuery]) -> Page[models.ExpectedReceipt]:
        """List the deliveries that are awaited, the next ones first.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/expected-receipts", query=query)
        return await self._transport.send(call, Page[models.ExpectedReceipt])

    def list_all(self, **query: Unpack[inputs.ExpectedReceiptListQuery]) -> AsyncIterator[models.ExpectedReceipt]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/expected-receipts", query={**query, "cursor": cursor}),
                Page[models.ExpectedReceipt],
            ),
        )
