"""What must be known before an order is placed, in one statement: the buyer, an order of the same source, the stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import StockComponent, StockDemand
from hanse.domains.orders.commands.numbers import TAKEN, next_number
from hanse.domains.orders.errors import OrderLinesInvalid
from hanse.domains.orders.types import OrderLineInput, PlaceOrder
from hanse.kit.errors import FieldError, Invalid, NotFound
from hanse.kit.quantity import Quantity
from hanse.platform.context import Ctx

# Whoever places an order of the same source waits here, and then finds the one that was made. A statement of its own,
# because the next one must see what was committed meanwhile.
ONE_AT_A_TIME: Final = """
SELECT pg_advisory_xact_lock(hashtextextended(app_tenant_id()::text || %(source_kind)s || ' ' || %(source_id)s, 0))
"""
_OPEN: Final = """:taken
SELECT o.name, o.status, o.payment_days,
    (SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.id) AS path,
    (SELECT number FROM taken) AS number,
    EXISTS (SELECT FROM organization_closure c JOIN contract_commitment_periods d ON d.tenant_id = c.tenant_id
        AND d.organization_id = c.ancestor_id AND d.closed_at IS NULL
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.id) AS has_commitments,
    (SELECT m.display_name FROM members m WHERE m.id = %(buyer)s::uuid) AS buyer_name:more
FROM organizations o WHERE o.id = %(organization)s
"""
OPEN: Final = _OPEN.replace(
    ":more",
    """,
    (SELECT x.id FROM orders x WHERE x.source_kind = %(source_kind)s AND x.source_id = %(source_id)s) AS existing,
    (SELECT jsonb_agg(jsonb_build_array(v.id, v.is_stocked, v.stock_unit,
        (SELECT jsonb_agg(jsonb_build_array(b.component_variant_id, b.quantity, w.stock_unit))
            FROM bundle_items b JOIN variants w ON w.tenant_id = b.tenant_id AND w.id = b.component_variant_id
            WHERE b.tenant_id = v.tenant_id AND b.variant_id = v.id),
        CASE WHEN v.id = ANY (%(converted)s::uuid[]) THEN
            (SELECT jsonb_object_agg(u.unit, jsonb_build_array(u.ratio_numerator, u.ratio_denominator))
            FROM variant_units u WHERE u.tenant_id = v.tenant_id AND u.variant_id = v.id) END))
        FROM variants v WHERE v.id = ANY (%(variants)s::uuid[])) AS variants""",
).replace(
    ":taken",
    TAKEN.replace(
        ":wanted",
        "NOT EXISTS (SELECT FROM orders x WHERE x.source_kind = %(source_kind)s AND x.source_id = %(source_id)s)",
    ),
)
# The same for a source nobody else knows yet, whose articles the caller has read.
OPEN_NEW: Final = _OPEN.replace(":more", "").replace(":taken", TAKEN.replace(":wanted", "true"))


@dataclass(frozen=True, slots=True)
class Article:
    """What an order needs to know of a variant."""

    is_stocked: bool
    stock_unit: str
    components: list[StockComponent]
    ratios: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Opening:
    """What stood when the order was opened."""

    name: str
    status: str
    payment_days: int | None
    path: list[UUID]
    existing: UUID | None
    number: int | None
    has_commitments: bool
    buyer_name: str | None
    articles: Mapping[UUID, Article]


async def open_order(ctx: Ctx, data: PlaceOrder) -> Opening:
    """Read it all, and take a number for a source that has no order yet.

    Raises NotFound for an organization that is not there, Invalid for a buyer who is not.
    """
    who = {"organization": data.organization_id, "buyer": data.buyer_member_id}
    if is_known(data):
        row = await ctx.db.maybe(OPEN_NEW, who)
    else:
        row = await _open_again(ctx, data, who)
    if row is None:
        ctx.authorize_absent("order.place")
        raise NotFound()
    if data.buyer_member_id is not None and row["buyer_name"] is None:
        raise Invalid.field("buyer_member_id", "There is no such member", "not_found")
    existing, variants = row.pop("existing", None), row.pop("variants", None)
    if existing is None and row["number"] is None:
        row["number"] = await next_number(ctx)
    return Opening(existing=existing, articles={UUID(item[0]): _article(item) for item in variants or ()}, **row)


def is_known(data: PlaceOrder) -> bool:
    """Whether the caller has made the source and read every article in this transaction."""
    return data.is_new and all(line.variant_id is None or line.is_stocked is not None for line in data.lines)


async def _open_again(ctx: Ctx, data: PlaceOrder, who: dict[str, Any]) -> dict[str, Any] | None:
    """What is there of a source that others may be placing now."""
    source = {"source_kind": data.source_kind, "source_id": data.source_id}
    await ctx.db.later(ONE_AT_A_TIME, source)
    variants = [line.variant_id.uuid for line in data.lines if line.variant_id]
    converted = [line.variant_id.uuid for line in data.lines if line.variant_id and not line.stock_quantity]
    return await ctx.db.maybe(OPEN, {**who, **source, "variants": variants, "converted": converted})


def _article(item: list[Any]) -> Article:
    _, is_stocked, stock_unit, components, ratios = item
    return Article(
        is_stocked=is_stocked,
        stock_unit=stock_unit,
        components=[
            StockComponent(variant_id=VariantId(UUID(part)), quantity=Quantity(quantity, unit))
            for part, quantity, unit in components or ()
        ],
        ratios={unit: Fraction(*ratio) for unit, ratio in (ratios or {}).items()},
    )


def known_demands(lines: Sequence[OrderLineInput]) -> dict[int, StockDemand]:
    """What each line with stock takes, by line key, as the caller has read it."""
    return {
        line.key: StockDemand(
            line_key=line.key,
            variant_id=line.variant_id,
            quantity=line.stock_quantity or line.quantity,
            components=line.components,
        )
        for line in lines
        if line.variant_id is not None and (line.is_stocked or line.components)
    }


def demands_of(lines: Sequence[OrderLineInput], opening: Opening) -> dict[int, StockDemand]:
    """What each line with stock takes, in the stock unit, by line key. Raises OrderLinesInvalid by line."""
    problems: list[FieldError] = []
    demands: dict[int, StockDemand] = {}
    for position, line in enumerate(lines):
        if line.variant_id is None:
            continue
        article = opening.articles.get(line.variant_id.uuid)
        if article is None:
            problems.append(FieldError(f"lines.{position}.variant_id", "There is no such product", "not_found"))
            continue
        components = line.components or article.components
        if not article.is_stocked and not components:
            continue
        quantity = _in_stock_unit(line, article)
        if quantity is None:
            sentence = "This is not sold in that unit"
            problems.append(FieldError(f"lines.{position}.quantity", sentence, "unit_not_sold"))
        else:
            demands[line.key] = StockDemand(
                line_key=line.key, variant_id=line.variant_id, quantity=quantity, components=components
            )
    if problems:
        raise OrderLinesInvalid(fields=problems)
    return demands


def _in_stock_unit(line: OrderLineInput, article: Article) -> Quantity | None:
    if line.stock_quantity is not None:
        return line.stock_quantity if line.stock_quantity.unit == article.stock_unit else None
    if line.quantity.unit == article.stock_unit:
        return line.quantity
    ratio = article.ratios.get(line.quantity.unit)
    return None if ratio is None else line.quantity.convert(article.stock_unit, ratio, "up")
