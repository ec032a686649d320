"""The paper of an order: what it says, as formatted texts for the template "order" of documents.

Mapping: title and number of the order; date = placed; parties = the two addresses; facts = PO number, terms and dates;
columns = position, article, quantity, unit price, amount; a line's note = options, note and discount; totals = net, one
row per tax rate, total; notes = the buyer's note; terms = payment terms.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.documents.api import make_document
from hanse.domains.documents.types import Column, Fact, Line, MakeDocument, Paper, Party, Total
from hanse.domains.orders.queries.orders import load_order
from hanse.domains.orders.types import Order, OrderAddress, OrderId, OrderLine, OrderPaper
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter

KIND: Final = "Order confirmation"


@command("order.make_paper", permission="order.view")
async def make_order_paper(ctx: Ctx, order_id: OrderId) -> OrderPaper:
    """Ask for the PDF of an order; both sides find it under the order's documents once it is made."""
    order = await load_order(ctx, order_id, "order.view")
    write = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)
    document_id = await make_document(
        ctx,
        MakeDocument(
            kind=KIND,
            subject_kind="order",
            subject_id=order.id,
            organization_id=order.organization_id,
            title=f"Order {order.number}",
            template="order",
            data=paper_of(order, write, ctx.tenant.locale),
        ),
    )
    ctx.record("order", order.id, label=order.number, after={"document": str(document_id)})
    return OrderPaper(document_id=document_id)


def paper_of(order: Order, write: Formatter, locale: str) -> Paper:
    """An order as its paper says it."""
    facts = [
        ("PO number", order.po_number),
        ("Cost centre", order.cost_centre),
        ("Ordered by", order.buyer_name),
        ("Wanted by", write.date(order.requested_date) if order.requested_date else None),
        ("Payment", f"{order.payment_days} days net" if order.payment_days is not None else None),
        ("Due", write.date(order.due_date) if order.due_date else None),
    ]
    taxes = [Total(label=tax.name, value=write.money(tax.tax)) for tax in order.taxes]
    return Paper(
        title="Order",
        number=order.number,
        date=write.date(order.placed_at),
        parties=[
            Party(label="Bill to", lines=_lines(order.organization_name, order.billing_address, write)),
            Party(label="Ship to", lines=_lines(order.organization_name, order.shipping_address, write)),
        ],
        facts=[Fact(label=label, value=value) for label, value in facts if value],
        columns=[
            Column(label="No.", align="right"),
            Column(label="Article", grows=True),
            Column(label="Quantity", align="right"),
            Column(label="Unit price", align="right"),
            Column(label="Amount", align="right"),
        ],
        lines=[_line(position, line, write) for position, line in enumerate(order.lines, 1)],
        totals=[
            Total(label="Net", value=write.money(order.net)),
            *taxes,
            Total(label="Total", value=write.money(order.total), is_strong=True),
        ],
        notes=order.note,
        terms=order.payment_terms,
        locale=locale,
    )


def _line(position: int, line: OrderLine, write: Formatter) -> Line:
    discount = f"Less {write.money(line.discount)}" if line.discount.minor else ""
    cancelled = f"{line.cancelled} cancelled" if line.cancelled.units else ""
    name = f"{line.sku} {line.name}".strip()
    return Line(
        cells=[str(position), name[:1_000], str(line.quantity), write.money(line.unit_price), write.money(line.net)],
        note=" · ".join(filter(None, (line.options, line.note, discount, cancelled)))[:2_000],
    )


def _lines(name: str, address: OrderAddress, write: Formatter) -> list[str]:
    town = f"{address.postal_code} {address.city}".strip()
    parts = (
        name,
        address.recipient,
        address.line1,
        address.line2,
        town,
        address.region,
        write.country(address.country),
    )
    return [part[:300] for part in parts if part]
