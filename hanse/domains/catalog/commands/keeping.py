"""What is derived of products and kept true in the transaction of each change: lineage, audience, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from hanse.domains.catalog.commands.indexing import SET_AUDIENCE as SHOW_AUDIENCE
from hanse.domains.catalog.commands.indexing import index_products
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

# Plain statements with a list of ids, put together here: on tables that an import just filled, the planner knows no
# numbers, and one statement that joins them all can take it seconds.
PLACES: Final = """
SELECT product_id, category_id FROM product_categories WHERE product_id = ANY(%(ids)s) ORDER BY category_id
"""
PATHS: Final = "SELECT id, path FROM categories WHERE id = ANY(%(ids)s)"
TOKENS: Final = """
SELECT product_id, category_id, token FROM catalogue_assignments
WHERE product_id = ANY(%(products)s) OR category_id = ANY(%(categories)s)
"""
DEFAULT_TOKEN: Final = "SELECT catalogue_token('default')"
VARIANTS: Final = "SELECT id, product_id, lineage FROM variants WHERE product_id = ANY(%(ids)s)"
AUDIENCES: Final = "SELECT id, audience FROM products WHERE id = ANY(%(ids)s)"
SET_LINEAGE: Final = """
UPDATE variants v SET lineage = i.lineage
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, lineage uuid[]) WHERE v.id = i.id
"""
SET_AUDIENCE: Final = """
UPDATE products p SET audience = i.audience
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, audience uuid[]) WHERE p.id = i.id
"""
SET_NEEDS_OPTIONS: Final = """
UPDATE products p SET needs_options = p.kind = 'configurable' AND EXISTS (SELECT FROM product_options o
    WHERE o.tenant_id = p.tenant_id AND o.product_id = p.id AND o.is_required)
WHERE p.id = ANY(%(ids)s)
"""


SET_PLACES: Final = """
UPDATE product_search s SET categories = i.categories
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, categories uuid[]) WHERE s.product_id = i.id
"""
BELOW: Final = """
SELECT DISTINCT k.product_id FROM product_categories k
JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
WHERE c.path && %(ids)s::uuid[]
"""
REINDEX_JOB: Final = "catalog.reindex"
AT_ONCE: Final = 200
TOGETHER: Final = 5_000


async def keep_true(ctx: Ctx, products: Sequence[UUID]) -> None:
    """Work out anew what is derived of these products. A few statements, however many products."""
    if not products:
        return
    await keep_derived(ctx, products)
    await ctx.db.run(SET_NEEDS_OPTIONS, {"ids": list(products)})
    await index_products(ctx, products)


async def keep_derived(ctx: Ctx, products: Sequence[UUID], *, places: bool = False) -> None:
    """What prices hang on, and who sees these products; with `places` also where search finds them."""
    for start in range(0, len(products), TOGETHER):
        ids = list(products[start : start + TOGETHER])
        above = await _above(ctx, ids)
        await _keep_lineage(ctx, ids, above)
        await _keep_audience(ctx, ids, above)
        if places:
            rows = [{"id": one, "categories": above.get(one, [])} for one in ids]
            await ctx.db.run(SET_PLACES, {"rows": Json(rows)})


async def _above(ctx: Ctx, ids: list[UUID]) -> dict[UUID, list[UUID]]:
    """Every category of each product, and those above."""
    links = await ctx.db.all(PLACES, {"ids": ids})
    wanted = list({row["category_id"] for row in links})
    paths = {row["id"]: row["path"] for row in await ctx.db.all(PATHS, {"ids": wanted})} if wanted else {}
    above: dict[UUID, set[UUID]] = {}
    for row in links:
        above.setdefault(row["product_id"], set()).update(paths[row["category_id"]])
    return {one: sorted(places) for one, places in above.items()}


async def _keep_lineage(ctx: Ctx, ids: list[UUID], above: Mapping[UUID, list[UUID]]) -> None:
    rows = [
        {"id": row["id"], "lineage": lineage}
        for row in await ctx.db.all(VARIANTS, {"ids": ids})
        if (lineage := [row["id"], row["product_id"], *above.get(row["product_id"], ())]) != row["lineage"]
    ]
    if rows:
        await ctx.db.run(SET_LINEAGE, {"rows": Json(rows)})


async def _keep_audience(ctx: Ctx, ids: list[UUID], above: Mapping[UUID, list[UUID]]) -> None:
    """A product's own assignments decide; without any, those of its categories; without any, the default."""
    categories = list({place for places in above.values() for place in places})
    own: dict[UUID, set[UUID]] = {}
    for row in await ctx.db.all(TOKENS, {"products": ids, "categories": categories}):
        own.setdefault(row["product_id"] or row["category_id"], set()).add(row["token"])
    default = {await ctx.db.value(DEFAULT_TOKEN)}
    rows = []
    for row in await ctx.db.all(AUDIENCES, {"ids": ids}):
        inherited = set().union(*(own.get(place, ()) for place in above.get(row["id"], ())))
        audience = sorted(own.get(row["id"]) or inherited or default)
        if audience != row["audience"]:
            rows.append({"id": row["id"], "audience": audience})
    if rows:
        await ctx.db.run(SET_AUDIENCE, {"rows": Json(rows)})


async def keep_places(ctx: Ctx, categories: Sequence[UUID], products: Sequence[UUID] = ()) -> None:
    """Work out anew what hangs on these categories: prices, who sees what, and where products stand, at once.

    Of many products the words of search follow in a job.
    """
    ids = [*await ctx.db.values(BELOW, {"ids": list(categories)}), *products]
    if len(ids) <= AT_ONCE:
        await keep_true(ctx, ids)
        return
    await keep_derived(ctx, ids, places=True)
    await ctx.db.run(SHOW_AUDIENCE, {"ids": ids})
    await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"categories": list(categories)})


async def keep_audience(ctx: Ctx, products: Sequence[UUID]) -> None:
    """Work out anew who sees these products."""
    for start in range(0, len(products), TOGETHER):
        ids = list(products[start : start + TOGETHER])
        await _keep_audience(ctx, ids, await _above(ctx, ids))
        await ctx.db.run(SHOW_AUDIENCE, {"ids": ids})


async def products_below(ctx: Ctx, category: UUID) -> list[UUID]:
    """The products in a category and below it."""
    return await ctx.db.values(BELOW, {"ids": [category]})
