"""Reads of shopping lists: their names, and one with today's prices and stock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.queries.articles import availability_of, choices_of, find_articles, limits_of
from hanse.domains.checkout.queries.prices import WantedPrice, price_lines
from hanse.domains.checkout.queries.visibility import (
    OWNED,
    PATH,
    SHARED,
    require_open,
    shared_parameters,
    within_parameters,
)
from hanse.domains.checkout.rules.quantities import QuantityRefused, check, unit_name
from hanse.domains.checkout.rules.wording import availability_words
from hanse.domains.checkout.types import (
    CartProblem,
    ListId,
    ShoppingList,
    ShoppingListFilter,
    ShoppingListLine,
    ShoppingListSummary,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = """
SELECT x.id, x.organization_id, x.owner_member_id, x.name, x.is_shared, x.version, x.created_at, x.updated_at,
    (SELECT o.name FROM organizations o WHERE o.tenant_id = x.tenant_id AND o.id = x.organization_id)
        AS organization_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.owner_member_id), '')
        AS owner_name,
    (SELECT count(*) FROM shopping_list_lines l WHERE l.tenant_id = x.tenant_id AND l.list_id = x.id) AS line_count,
    :path
FROM shopping_lists x
""".replace(":path", PATH)
GET: Final = SELECT + "WHERE x.id = %(id)s"
LOCK: Final = GET + " FOR UPDATE OF x"
LIST: Final = (
    SELECT
    + "WHERE "
    + OWNED
    + " AND "
    + SHARED
    + """
  AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s)
  AND (%(after_id)s::uuid IS NULL OR (x.updated_at, x.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY x.updated_at DESC, x.id DESC LIMIT %(limit)s
"""
)
LINES: Final = """
SELECT l.variant_id, l.unit, l.quantity, l.note, v.sku FROM shopping_list_lines l
JOIN variants v ON v.tenant_id = l.tenant_id AND v.id = l.variant_id
WHERE l.list_id = %(id)s ORDER BY l.position, l.id
"""


@query("shopping_list.list", permission="shopping_list.view")
async def list_shopping_lists(ctx: Ctx, query: ShoppingListFilter) -> Page[ShoppingListSummary]:
    """List the shopping lists the reader may see, newest change first."""
    scope = ctx.scope("shopping_list.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {
        **within_parameters(scope),
        **shared_parameters(ctx, "shopping_list.view_all"),
        "organization": query.organization,
        "after_at": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST, wanted, into=ShoppingListSummary)
    page = page_of(rows, query.limit, lambda one: encode_cursor(one.updated_at, one.id.uuid))
    return Page([_with_actions(ctx, one) for one in page.items], page.next)


async def load_list(ctx: Ctx, list_id: ListId, permission: str, *, lock: bool = False) -> ShoppingListSummary:
    """One list without its lines, for who holds `permission` on it. Raises NotFound, Forbidden."""
    found = await ctx.db.maybe(LOCK if lock else GET, {"id": list_id}, into=ShoppingListSummary)
    if found is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, found)
    require_open(ctx, found, "shopping_list.view_all")
    return _with_actions(ctx, found)


def _with_actions(ctx: Ctx, found: ShoppingListSummary) -> ShoppingListSummary:
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["shopping_list"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


@query("shopping_list.get", permission="shopping_list.view")
async def get_shopping_list(ctx: Ctx, list_id: ListId) -> ShoppingList:
    """Read a shopping list with today's prices and stock. Raises NotFound."""
    head = await load_list(ctx, list_id, "shopping_list.view")
    rows = await ctx.db.all(LINES, {"id": list_id})
    articles = await find_articles(ctx, head.organization_id, [VariantId(row["variant_id"]) for row in rows])
    wanted = [
        WantedPrice(key, article, Quantity(row["quantity"], row["unit"]))
        for key, row in enumerate(rows)
        if (article := articles.by_id.get(VariantId(row["variant_id"]))) is not None
        and any(unit.unit == row["unit"] for unit in article.units)
    ]
    priced = await price_lines(ctx, head.organization_id, None, wanted)
    stock = await availability_of(ctx, articles.by_id) if articles.by_id else {}
    lines: list[ShoppingListLine] = []
    for key, row in enumerate(rows):
        variant_id, quantity = VariantId(row["variant_id"]), Quantity(row["quantity"], row["unit"])
        article, price, there = articles.by_id.get(variant_id), priced.by_key.get(key), stock.get(variant_id)
        lines.append(
            ShoppingListLine(
                variant_id=variant_id,
                sku=row["sku"],
                name=article.name if article else "No longer available",
                product_handle=article.product_handle if article else "",
                quantity=quantity,
                unit_name=unit_name(row["unit"]),
                units=choices_of(article) if article else [],
                note=row["note"],
                unit_price=price.unit_price if price else None,
                stock_text=availability_words(there) if there else "",
                problems=_problems(article, quantity),
            )
        )
    facts = {name: getattr(head, name) for name in head.__struct_fields__ if name != "line_count"}
    return ShoppingList(**facts, lines=lines)


async def lines_of(ctx: Ctx, list_id: ListId) -> list[dict[str, Any]]:
    """The bare lines of a list that was asked about."""
    return await ctx.db.all(LINES, {"id": list_id})


def _problems(article: Any, quantity: Quantity) -> list[CartProblem]:
    if article is None:
        return [CartProblem(code="not_available", message="This article can no longer be ordered")]
    try:
        check(quantity, limits_of(article))
    except QuantityRefused as error:
        return [CartProblem(code=error.reason, message=error.message, field="quantity", accepted=error.accepted)]
    return []
