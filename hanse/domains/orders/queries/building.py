"""From rows to orders, as far as the reader may know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from hanse.domains.orders.types import Order, OrderAddress, OrderLine, OrderSummary, OrderTax
from hanse.domains.pricing.api import told_trace
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.kit.text import clean_line
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

NEW_ORDER: Final[Mapping[str, Any]] = {
    "status": "placed",
    "held_status": None,
    "status_reason": None,
    "has_backorder": False,
    "cancel_request": None,
    "cancel_requested_at": None,
    "confirmed_at": None,
    "completed_at": None,
    "cancelled_at": None,
    "version": 1,
}
"""The columns of an order that was just placed and that no caller says."""

_DERIVED: Final = frozenset({"allowed_actions", "path", "version", "updated_at", "lines", "buyer_name"})


def build_order(ctx: Ctx, row: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> Order:
    """A row and its lines to an order with what the reader may do; not yet fit to be shown (see `shown`)."""
    currency = row["currency"]
    taxes = row["taxes"].value if isinstance(row["taxes"], Json) else row["taxes"]
    values = {name: value.value if isinstance(value, Json) else value for name, value in row.items()}
    values |= {
        "net": Money(row["net_minor"], currency),
        "tax": Money(row["tax_minor"], currency),
        "total": Money(row["gross_minor"], currency),
        "taxes": [
            OrderTax(rate_micros=micros, name=name, net=Money(net, currency), tax=Money(tax, currency))
            for micros, name, net, tax in taxes
        ],
        "lines": [build_line(line, currency) for line in lines],
    }
    order = from_row(values, Order)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["order"], order)
    return msgspec.structs.replace(order, allowed_actions=actions)


def build_line(row: Mapping[str, Any], currency: str) -> OrderLine:
    """A row to a line of an order."""
    unit, stock_unit = row["unit"], row["stock_unit"]
    values = {
        **row,
        "quantity": Quantity(row["quantity"], unit),
        "shipped": Quantity(row["shipped"], unit),
        "cancelled": Quantity(row["cancelled"], unit),
        "open": Quantity(row["quantity"] - row["shipped"] - row["cancelled"], unit),
        "stock_quantity": Quantity(row["stock_quantity"], stock_unit) if stock_unit else None,
        "allocated": Quantity(row["allocated"], stock_unit) if stock_unit else None,
        "backordered": Quantity(row["backordered"], stock_unit) if stock_unit else None,
        "unit_price": UnitPrice(row["unit_price_micros"], currency),
        "discount": Money(row["discount_minor"], currency),
        "net": Money(row["net_minor"], currency),
        "tax": Money(row["tax_minor"], currency),
        "gross": Money(row["gross_minor"], currency),
    }
    return from_row(values, OrderLine)


def build_summary(ctx: Ctx, row: Mapping[str, Any]) -> OrderSummary:
    """A row to a list entry with what the reader may do."""
    total = Money(row["gross_minor"], row["currency"])
    summary = from_row({**row, "total": total}, OrderSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["order"], summary)
    return msgspec.structs.replace(summary, allowed_actions=actions)


def shown(ctx: Ctx, order: Order) -> Order:
    """The order as the reader may see it: buyers get no price traces and nothing of what stands above them."""
    if "order.view_internal" in order.allowed_actions:
        told = [
            msgspec.structs.replace(line, price_trace=told_trace(line.price_trace)) if line.price_trace else line
            for line in order.lines
        ]
        return msgspec.structs.replace(order, lines=told)
    lines = [msgspec.structs.replace(line, price_trace=None) for line in order.lines]
    return msgspec.structs.replace(order, lines=lines, path=order.path[:1])


def tidy_address(address: Mapping[str, Any]) -> dict[str, str]:
    """The lines of an address an order keeps, each a text of bounded length; what else the caller knew is left out."""
    return {name: clean_line(str(address[name]))[:300] for name in OrderAddress.__struct_fields__ if address.get(name)}


def po_key(po_number: str | None) -> str | None:
    """A PO number as it is compared: upper case, without blanks."""
    return "".join(po_number.split()).upper()[:60] if po_number else None


def placed_facts(order: Order) -> dict[str, Any]:
    """What the trail says of a new order: the order itself is frozen, so its lines are not told twice."""
    return {
        "number": order.number,
        "organization": order.organization_name,
        "source": f"{order.source_kind} {order.source_id}",
        "lines": order.line_count,
        "total": order.total,
        "po_number": order.po_number,
    }


def audited(order: Order) -> dict[str, Any]:
    """The facts an audit row compares: without what is derived."""
    return {name: getattr(order, name) for name in order.__struct_fields__ if name not in _DERIVED}
