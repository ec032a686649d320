"""Placing orders: the one way an order comes to be, whatever it was made from.

In the caller's transaction: what is known of buyer, source and articles; tax; stock; then the order with what its lines
got, which is written with the commit. A thousand lines take as many statements as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.contracts.api import draw_commitments
from hanse.domains.contracts.types.commitments import DrawCommitments, DrawLine
from hanse.domains.inventory.api import allocate_stock
from hanse.domains.inventory.types import Allocated, AllocateStock, StockDemand
from hanse.domains.orders.commands.resolving import Opening, demands_of, is_known, known_demands, open_order
from hanse.domains.orders.events import OrderPlaced
from hanse.domains.orders.queries.building import NEW_ORDER, build_order, placed_facts, po_key, shown, tidy_address
from hanse.domains.orders.queries.orders import load_order
from hanse.domains.orders.rules.totals import line_amounts
from hanse.domains.orders.types import Order, OrderId, OrderLineId, OrderLineInput, PlaceOrder
from hanse.domains.orders.types.orders import total_facts
from hanse.domains.organizations.errors import OrganizationCannotTrade
from hanse.domains.regions.api import calculate_tax
from hanse.domains.regions.types import CalculateTax, TaxedLine, TaxLine, TaxResult
from hanse.kit.errors import Invalid
from hanse.kit.money import Money
from hanse.kit.text import clean_line, clean_text
from hanse.platform.authz import Subject
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

COMMITMENT_RIGHTS: Final = ("contract.edit",)
STOCK_RIGHTS: Final = ("inventory.allocate", "inventory.view")
INSERT_ORDER: Final = """
WITH placed AS (
    INSERT INTO orders (id, number, organization_id, organization_name, buyer_member_id, source_kind, source_id,
        currency, country, is_tax_inclusive, net_minor, tax_minor, gross_minor, taxes, line_count, billing_address,
        shipping_address, po_number, po_key, cost_centre, requested_date, payment_days, due_date, payment_terms, note,
        has_backorder, placed_at, created_at, updated_at)
    VALUES (%(id)s, %(number)s, %(organization_id)s, %(organization_name)s, %(buyer_member_id)s, %(source_kind)s,
        %(source_id)s, %(currency)s, %(country)s, %(is_tax_inclusive)s, %(net_minor)s, %(tax_minor)s, %(gross_minor)s,
        %(taxes)s, %(line_count)s, %(billing_address)s, %(shipping_address)s, %(po_number)s, %(po_key)s,
        %(cost_centre)s, %(requested_date)s, %(payment_days)s, %(due_date)s, %(payment_terms)s, %(note)s,
        %(has_backorder)s, %(placed_at)s, %(created_at)s, %(updated_at)s)
)
INSERT INTO order_lines (id, order_id, line_key, variant_id, sku, name, options, note, unit, quantity, stock_unit,
    stock_quantity, allocated, backordered, expected_at, unit_price_micros, discount_minor, tax_class, tax_rate_micros,
    tax_rate_name, net_minor, tax_minor, gross_minor, price_trace)
SELECT l.id, %(id)s, line_key, variant_id, sku, name, options, note, unit, quantity, stock_unit, stock_quantity,
    allocated, backordered, expected_at, unit_price_micros, discount_minor, tax_class, tax_rate_micros, tax_rate_name,
    net_minor, tax_minor, gross_minor, price_trace
FROM jsonb_to_recordset(%(lines)s) AS l (
    id uuid, line_key int, variant_id uuid, sku text, name text, options text, note text, unit text,
    quantity bigint, stock_unit text, stock_quantity bigint, allocated bigint, backordered bigint,
    expected_at timestamptz, unit_price_micros bigint, discount_minor bigint, tax_class text,
    tax_rate_micros bigint, tax_rate_name text, net_minor bigint, tax_minor bigint, gross_minor bigint,
    price_trace jsonb)
"""


@command("order.place")
async def place_order(ctx: Ctx, data: PlaceOrder) -> Order:
    """Place an order: totals, tax, stock and number in the caller's transaction. The same source twice is one order.

    Raises OrderLinesInvalid and InsufficientStock by line (`lines.3.quantity`), OrganizationCannotTrade, NotFound.
    """
    amounts = line_amounts(data.lines, data.currency)
    order_id = OrderId.new()
    if is_known(data):
        demands = known_demands(data.lines)
        opening, got = await ctx.db.side_by_side(
            open_order(ctx.branch(), data), _promised(ctx.branch(), data, order_id, demands)
        )
    else:
        opening = await open_order(ctx, data)
        if opening.existing is not None:
            return await _existing(ctx, opening.existing)
        demands = demands_of(data.lines, opening)
        got = None
    if not data.lines:
        raise Invalid.field("lines", "An order has at least one line", "required")
    taxed = await _tax(ctx, data, amounts)
    facts = {"status": "placed", "source_kind": data.source_kind, **total_facts(taxed.gross)}
    ctx.authorize("order.place", _place_of(data, opening, facts))
    if opening.status != "active":
        raise OrganizationCannotTrade(
            f"{opening.name} is {opening.status.replace('_', ' ')}, so no new order can be placed"
        )
    if got is None:
        got = await _promised(ctx, data, order_id, demands)
    rows = [
        _line_row(line, result, demands.get(line.key), got.get(line.key))
        for line, result in zip(data.lines, taxed.lines, strict=True)
    ]
    header = _header(ctx, order_id, data, opening, taxed)
    header["has_backorder"] = any(row["backordered"] for row in rows)
    await ctx.db.later(INSERT_ORDER, {**header, "lines": Json(rows)})
    if opening.has_commitments:
        await draw_commitments(ctx.as_system("Order", COMMITMENT_RIGHTS), _drawn(order_id, header, rows))
    order = build_order(ctx, header, () if data.is_new else rows)
    ctx.record("order", order_id, label=order.number, after=placed_facts(order))
    ctx.emit(
        OrderPlaced(
            order_id=order_id,
            organization_id=data.organization_id,
            source_kind=data.source_kind,
            source_id=data.source_id,
        ),
        subject=order,
    )
    return shown(ctx, order)


async def _promised(
    ctx: Ctx, data: PlaceOrder, order_id: OrderId, demands: Mapping[int, StockDemand]
) -> dict[int, Allocated]:
    """What the stock promises to each line."""
    stocked = AllocateStock(
        source_kind="order", source_id=str(order_id), lines=list(demands.values()), allow_backorder=data.allow_backorder
    )
    promised = await allocate_stock(ctx.as_system("Order", STOCK_RIGHTS), stocked)
    return {item.line_key: item for item in promised}


def _drawn(order_id: OrderId, header: dict[str, Any], rows: Sequence[dict[str, Any]]) -> DrawCommitments:
    """What contracts count of an order: its lines with their amounts before tax."""
    return DrawCommitments(
        order_id=order_id.uuid,
        order_ref=str(order_id),
        order_number=header["number"],
        organization_id=OrganizationId(header["organization_id"]),
        currency=header["currency"],
        lines=[
            DrawLine(
                line_id=row["id"],
                name=row["name"],
                variant_id=VariantId(row["variant_id"]) if row["variant_id"] else None,
                unit=row["unit"],
                quantity=row["quantity"],
                net_minor=row["net_minor"],
            )
            for row in rows
        ],
    )


def _place_of(data: PlaceOrder, opening: Opening, facts: dict[str, Any]) -> Subject:
    """The organization ordered for, with what conditions may ask of the order; who may not know it is told nothing."""
    buyer = data.buyer_member_id.uuid if data.buyer_member_id else None
    return Subject(
        kind="organization",
        id=data.organization_id,
        organizations=tuple(opening.path),
        owner_member_id=buyer,
        attributes=facts,
    )


async def _tax(ctx: Ctx, data: PlaceOrder, amounts: Sequence[Money]) -> TaxResult:
    lines = [
        TaxLine(key=position, net=net, tax_class=line.tax_class)
        for position, (line, net) in enumerate(zip(data.lines, amounts, strict=True))
    ]
    wanted = CalculateTax(country=data.country, region=data.region, is_inclusive=data.is_tax_inclusive, lines=lines)
    return await calculate_tax(ctx, wanted)


async def _existing(ctx: Ctx, order_id: UUID) -> Order:
    """The order the source has already, for somebody who might have placed it."""
    order = await load_order(ctx, OrderId(order_id), "order.place")
    return shown(ctx, order)


def _header(ctx: Ctx, order_id: OrderId, data: PlaceOrder, opening: Opening, taxed: TaxResult) -> dict[str, Any]:
    days = data.payment_days if data.payment_days is not None else opening.payment_days
    po_number = clean_line(data.po_number or "")[:60] or None
    return {
        **NEW_ORDER,
        "id": order_id.uuid,
        "number": str(opening.number),
        "organization_id": data.organization_id.uuid,
        "organization_name": opening.name,
        "buyer_member_id": data.buyer_member_id.uuid if data.buyer_member_id else None,
        "buyer_name": opening.buyer_name,
        "path": opening.path,
        "source_kind": data.source_kind,
        "source_id": data.source_id,
        "currency": data.currency,
        "country": data.country,
        "is_tax_inclusive": data.is_tax_inclusive,
        "net_minor": taxed.net.minor,
        "tax_minor": taxed.tax.minor,
        "gross_minor": taxed.gross.minor,
        "taxes": Json([[rate.rate_micros, rate.rate_name, rate.net.minor, rate.tax.minor] for rate in taxed.rates]),
        "line_count": len(data.lines),
        "billing_address": Json(tidy_address(data.billing_address or data.shipping_address)),
        "shipping_address": Json(tidy_address(data.shipping_address)),
        "po_number": po_number,
        "po_key": po_key(po_number),
        "cost_centre": clean_line(data.cost_centre or "")[:80] or None,
        "requested_date": data.requested_date,
        "payment_days": days,
        "due_date": _due(ctx, days),
        "payment_terms": clean_line(data.payment_terms)[:500],
        "note": clean_text(data.note)[:4_000],
        "placed_at": ctx.now,
        "created_at": ctx.now,
        "updated_at": ctx.now,
    }


def _due(ctx: Ctx, days: int | None) -> date | None:
    """The day the money is due, counted from today where the business is."""
    return None if days is None else ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date() + timedelta(days=days)


def _line_row(
    line: OrderLineInput, taxed: TaxedLine, demand: StockDemand | None, got: Allocated | None
) -> dict[str, Any]:
    """The columns of a line."""
    return {
        "id": OrderLineId.new().uuid,
        "line_key": line.key,
        "variant_id": line.variant_id.uuid if line.variant_id else None,
        "sku": line.sku,
        "name": clean_line(line.name)[:300],
        "options": line.options[:1_000],
        "note": clean_text(line.note)[:1_000],
        "unit": line.quantity.unit,
        "quantity": line.quantity.units,
        "shipped": 0,
        "cancelled": 0,
        "stock_unit": demand.quantity.unit if demand else None,
        "stock_quantity": demand.quantity.units if demand else None,
        "allocated": got.allocated.units if got else 0,
        "backordered": got.backordered.units if got else 0,
        "expected_at": got.expected_at if got else None,
        "unit_price_micros": line.unit_price.micros,
        "discount_minor": line.discount.minor if line.discount else 0,
        "tax_class": line.tax_class,
        "tax_rate_micros": taxed.rate_micros,
        "tax_rate_name": taxed.rate_name,
        "net_minor": taxed.net.minor,
        "tax_minor": taxed.tax.minor,
        "gross_minor": taxed.gross.minor,
        "price_trace": line.price_trace,
    }
