"""What can be done with `order`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class OrderOperations:
    """What can be done with `order`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def ask_cancellation(
        self, order_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AskCancellation]
    ) -> models.Order:
        """Ask the seller to cancel what did not leave yet; somebody there decides.

        Needs the right `order.ask_cancellation`.

        Refused with: `order_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/ask-cancellation", order_id=order_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Order)

    def cancel(
        self, order_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.CancelOrder]
    ) -> models.Order:
        """Cancel an order, or some of its lines, as far as nothing left yet; the stock goes back to those who wait.

        Needs the right `order.cancel`.

        Refused with: `order_invalid_transition`, `cannot_cancel`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/cancel", order_id=order_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Order)

    def confirm(self, order_id: str, *, version: int, idempotency_key: str | None = None) -> models.Order:
        """Say that the order will be delivered.

        Needs the right `order.manage`.

        Refused with: `order_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/confirm", order_id=order_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Order)

    def counts(self) -> models.OrderCounts:
        """Count the orders the reader may see, by status; numbers stop at a thousand (of each organization).

        Needs the right `order.view`.
        """
        call = Call(method="GET", path="/v1/order-counts")
        return self._transport.send(call, models.OrderCounts)

    def enter(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.EnterOrder]) -> models.Order:
        """Enter an order that was agreed elsewhere, at its prices. The same reference again gives the same order.

        Needs the right `order.enter`.

        Refused with: `not_found`, `insufficient_stock`, `organization_cannot_trade`, `order_lines_invalid`.
        """
        call = Call(method="POST", path="/v1/orders", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Order)

    def export(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExportOrders]
    ) -> models.ExportedOrders:
        """Make a file of the orders a list shows; the export is recorded, and the link works for minutes.

        Needs the right `order.export`.

        Refused with: `not_found`.
        """
        call = Call(method="POST", path="/v1/order-exports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ExportedOrders)

    def get(self, order_id: str) -> models.Order:
        """Read one order with its lines.

        Needs the right `order.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/orders/{order_id}", order_id=order_id))
        return self._transport.send(call, models.Order)

    def hold(
        self, order_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.HoldOrder]
    ) -> models.Order:
        """Stop an order for now: nothing leaves until it is resumed.

        Needs the right `order.manage`.

        Refused with: `order_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/hold", order_id=order_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Order)

    def list(self, **query: Unpack[inputs.OrderListQuery]) -> Page[models.OrderSummary]:
        """List the orders the reader may see, by filters, newest first.

        Needs the right `order.view`.
        """
        call = Call(method="GET", path="/v1/orders", query=query)
        return self._transport.send(call, Page[models.OrderSummary])

    def list_all(self, **query: Unpack[inputs.OrderListQuery]) -> Iterator[models.OrderSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/orders", query={**query, "cursor": cursor}), Page[models.OrderSummary]
            ),
        )

    def make_paper(self, order_id: str, *, idempotency_key: str | None = None) -> models.OrderPaper:
        """Ask for the PDF of an order; both sides find it under the order's documents once it is made.

        Needs the right `order.view`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/paper", order_id=order_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.OrderPaper)

    def messages(self, order_id: str, **query: Unpack[inputs.OrderMessagesQuery]) -> Page[models.OrderMessage]:
        """List what was said about an order, oldest first; buyers get what was said between the two sides.

        Needs the right `order.view`.
        """
        call = Call(method="GET", path=address("/v1/orders/{order_id}/messages", order_id=order_id), query=query)
        return self._transport.send(call, Page[models.OrderMessage])

    def messages_all(self, order_id: str, **query: Unpack[inputs.OrderMessagesQuery]) -> Iterator[models.OrderMessage]:
        """Every item of `messages`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/orders/{order_id}/messages", order_id=order_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.OrderMessage],
            ),
        )

    def resume(self, order_id: str, *, version: int, idempotency_key: str | None = None) -> models.Order:
        """Let an order on hold go on where it stopped.

        Needs the right `order.manage`.

        Refused with: `order_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/resume", order_id=order_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Order)

    def ship(
        self, order_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.RecordShipment]
    ) -> models.Shipment:
        """Record what left the house; its stock goes with it. Without lines, everything that can leave does.

        Needs the right `order.ship`.

        Refused with: `nothing_to_ship`, `order_invalid_transition`, `cannot_ship`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/shipments", order_id=order_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Shipment)

    def shipments(self, order_id: str, **query: Unpack[inputs.OrderShipmentsQuery]) -> Page[models.Shipment]:
        """List what left the house for an order, oldest first.

        Needs the right `order.view`.
        """
        call = Call(method="GET", path=address("/v1/orders/{order_id}/shipments", order_id=order_id), query=query)
        return self._transport.send(call, Page[models.Shipment])

    def shipments_all(self, order_id: str, **query: Unpack[inputs.OrderShipmentsQuery]) -> Iterator[models.Shipment]:
        """Every item of `shipments`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/orders/{order_id}/shipments", order_id=order_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.Shipment],
            ),
        )

    def update(self, order_id: str, *, version: int, **data: Unpack[inputs.UpdateOrder]) -> models.Order:
        """Correct what is not frozen: the PO number and the wished date.

        Needs the right `order.manage`.

        Refused with: `stale_version`.
        """
        call = Call(
            method="PATCH", path=address("/v1/orders/{order_id}", order_id=order_id), body=data, version=version
        )
        return self._transport.send(call, models.Order)

    def write_message(
        self, order_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddMessage]
    ) -> models.OrderMessage:
        """Write to the other side, or with `is_internal` among staff.

        Needs the right `order.write_message`.

        Refused with: `forbidden`, `not_found`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/orders/{order_id}/messages", order_id=order_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.OrderMessage)
