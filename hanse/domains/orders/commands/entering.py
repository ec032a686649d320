"""Orders that staff or a system of the business enter at agreed prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.orders.commands.placing import place_order
from hanse.domains.orders.errors import OrderLinesInvalid
from hanse.domains.orders.types import EnterOrder, EnterOrderLine, Order, OrderLineInput, PlaceOrder
from hanse.kit.errors import FieldError
from hanse.kit.ids import uuid7
from hanse.kit.structs import to_builtins
from hanse.platform.commands import command
from hanse.platform.context import Ctx

ARTICLES: Final = """
SELECT v.id, v.sku, v.sku_key, concat_ws(', ', p.name, nullif(v.name, '')) AS name, p.tax_class, v.status
FROM variants v JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
WHERE v.id IN (SELECT unnest(%(ids)s::uuid[])
    UNION ALL SELECT s.id FROM unnest(%(keys)s::text[]) k JOIN variants s ON s.sku_key = k)
"""


@command("order.enter", own_trail=True)
async def enter_order(ctx: Ctx, data: EnterOrder) -> Order:
    """Enter an order that was agreed elsewhere, at its prices. The same reference again gives the same order.

    Raises OrderLinesInvalid and InsufficientStock by line, OrganizationCannotTrade, NotFound.
    """
    ctx.authorize("order.enter")
    shipping = to_builtins(data.shipping_address)
    wanted = PlaceOrder(
        source_kind="entered",
        source_id=data.reference or str(uuid7()),
        organization_id=data.organization_id,
        currency=data.currency,
        country=data.shipping_address.country,
        lines=await _lines(ctx, data.lines),
        shipping_address=shipping,
        billing_address=to_builtins(data.billing_address) if data.billing_address else shipping,
        po_number=data.po_number,
        cost_centre=data.cost_centre,
        requested_date=data.requested_date,
        payment_days=data.payment_days,
        note=data.note,
        allow_backorder=data.allow_backorder,
        is_tax_inclusive=data.is_tax_inclusive,
    )
    return await place_order(ctx, wanted)


async def _lines(ctx: Ctx, lines: Sequence[EnterOrderLine]) -> list[OrderLineInput]:
    """Lines with the names and tax classes of their articles. Raises OrderLinesInvalid."""
    ids = [line.variant_id.uuid for line in lines if line.variant_id]
    keys = [_key(line.sku) for line in lines if line.sku and not line.variant_id]
    rows = await ctx.db.all(ARTICLES, {"ids": ids, "keys": keys}) if ids or keys else []
    by_id: dict[UUID, dict[str, Any]] = {row["id"]: row for row in rows}
    by_key: dict[str, dict[str, Any]] = {row["sku_key"]: row for row in rows}
    problems: list[FieldError] = []
    found: list[OrderLineInput] = []
    for position, line in enumerate(lines):
        article = by_id.get(line.variant_id.uuid) if line.variant_id else by_key.get(_key(line.sku))
        if article is None and (line.variant_id or line.sku):
            name = "variant_id" if line.variant_id else "sku"
            problems.append(FieldError(f"lines.{position}.{name}", "There is no such product", "not_found"))
        else:
            found.append(_line(position, line, article))
    if problems:
        raise OrderLinesInvalid(fields=problems)
    return found


def _line(position: int, line: EnterOrderLine, article: Mapping[str, Any] | None) -> OrderLineInput:
    return OrderLineInput(
        key=position,
        variant_id=VariantId(article["id"]) if article else None,
        sku=article["sku"] if article else line.sku,
        name=article["name"] if article else line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax_class=line.tax_class or (article["tax_class"] if article else "standard"),
        note=line.note,
    )


def _key(sku: str) -> str:
    return "".join(sku.split()).upper()
