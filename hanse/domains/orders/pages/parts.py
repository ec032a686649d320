"""What the pages of orders share: refusals in place, histories in words, columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hanse.domains.orders.types import OrderId, OrderStatus
from hanse.platform.audit import AuditEntry
from hanse.platform.web.parts import Change, Column, Option, TimelineEntry, words
from hanse.platform.web.requests import PageRequest

STATUSES = tuple(Option(status.value, words(status.value)) for status in OrderStatus)
_DONE = {
    "order.place": ("placed the order", "shopping-cart"),
    "order.enter": ("entered the order", "plus"),
    "order.confirm": ("confirmed the order", "circle-check"),
    "order.hold": ("put the order on hold", "pause"),
    "order.resume": ("let the order go on", "play"),
    "order.ship": ("recorded a shipment", "truck"),
    "order.make_paper": ("made the PDF", "printer"),
    "order.cancel": ("cancelled", "circle-x"),
    "order.ask_cancellation": ("asked to cancel", "circle-help"),
    "order.update": ("corrected the order", "pencil"),
    "order.write_message": ("wrote a message", "message-square"),
}
_TOLD = ("status", "po_number", "requested_date", "total", "lines", "has_backorder", "number")


def order_id(request: PageRequest) -> OrderId:
    """The order of the address. Raises NotFound."""
    return request.id("order_id", OrderId)


def columns(*, staff: bool) -> tuple[Column, ...]:
    """The columns of a list of orders."""
    who = Column("organization_name", "Organization") if staff else Column("buyer_name", "Ordered by", priority=2)
    return (
        Column("number", "Order", detail="po_number"),
        who,
        Column("status", "State", "custom"),
        Column("placed_at", "Placed", "date", sort="placed", priority=2),
        Column("requested_date", "Wanted", "date", priority=3),
        Column("line_count", "Lines", "number", priority=3),
        Column("total", "Total", "money"),
    )


def timeline(entries: Sequence[AuditEntry]) -> list[TimelineEntry]:
    """Entries of the audit trail as a history."""
    return [_entry(entry) for entry in entries if entry.action != "order.export"]


def _entry(entry: AuditEntry) -> TimelineEntry:
    refused = entry.outcome != "allowed"
    text, icon = _DONE.get(entry.action, (words(entry.action.rpartition(".")[2]).lower(), "pencil"))
    return TimelineEntry(
        actor=entry.actor_name or "Somebody",
        text=f"was refused: {text}" if refused else text,
        at=entry.occurred_at,
        on_behalf=entry.on_behalf_name or "",
        icon="shield-alert" if refused else icon,
        tone="critical" if refused else "neutral",
        changes=[
            Change(change.path, _plain(change.before), _plain(change.after))
            for change in entry.changes
            if change.path in _TOLD and not isinstance(change.after, (list, dict))
        ],
        note=entry.reason or "",
    )


def _plain(value: Any) -> Any:
    return words(value) if isinstance(value, str) and value in set(OrderStatus) else value
