"""What can be done with `order_request`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class OrderRequestOperations:
    """What can be done with `order_request`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get(self, order_request_id: str) -> models.OrderRequest:
        """Read an order request as it was frozen, with who decides.

        Needs the right `order_request.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/order-requests/{order_request_id}", order_request_id=order_request_id)
        )
        return await self._transport.send(call, models.OrderRequest)

    async def list(self, **query: Unpack[inputs.OrderRequestListQuery]) -> Page[models.OrderRequestSummary]:
        """List the order requests the reader may see, newest first.

        Needs the right `order_request.view`.
        """
        call = Call(method="GET", path="/v1/order-requests", query=query)
        return await self._transport.send(call, Page[models.OrderRequestSummary])

    def list_all(self, **query: Unpack[inputs.OrderRequestListQuery]) -> AsyncIterator[models.OrderRequestSummary]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/order-requests", query={**query, "cursor": cursor}),
                Page[models.OrderRequestSummary],
            ),
        )

    async def recall(
        self, order_request_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.RecallRequest]
    ) -> models.OrderRequest:
        """Take back what waits for approval; the cart can be changed and sent again.

        Needs the right `order_request.recall`.

        Refused with: `order_request_not_pending`.
        """
        call = Call(
            method="POST",
            path=address("/v1/order-requests/{order_request_id}/recall", order_request_id=order_request_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.OrderRequest)
