"""What is derived of products and kept true in the transaction of each change: lineage, audience, search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.catalog.commands.indexing import SET_AUDIENCE as SHOW_AUDIENCE
from hanse.domains.catalog.commands.indexing import index_products
from hanse.platform.context import Ctx

SET_LINEAGE: Final = """
UPDATE variants v SET lineage = n.lineage
FROM (
    SELECT w.id, ARRAY[w.id, w.product_id] || coalesce((
        SELECT array_agg(DISTINCT place ORDER BY place)
        FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id,
            unnest(c.path) place
        WHERE k.tenant_id = w.tenant_id AND k.product_id = w.product_id), '{}') AS lineage
    FROM variants w WHERE w.product_id = ANY(%(ids)s)
) n
WHERE v.id = n.id AND v.lineage IS DISTINCT FROM n.lineage
"""
SET_AUDIENCE: Final = """
UPDATE products p SET audience = n.audience
FROM (
    SELECT q.id, coalesce(
        (SELECT array_agg(DISTINCT a.token ORDER BY a.token) FROM catalogue_assignments a
            WHERE a.tenant_id = q.tenant_id AND a.product_id = q.id),
        (SELECT array_agg(DISTINCT a.token ORDER BY a.token)
            FROM product_categories k
            JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
            JOIN catalogue_assignments a ON a.tenant_id = c.tenant_id AND a.category_id = ANY(c.path)
            WHERE k.tenant_id = q.tenant_id AND k.product_id = q.id),
        ARRAY[(SELECT catalogue_token('default'))]) AS audience
    FROM products q WHERE q.id = ANY(%(ids)s)
) n
WHERE p.id = n.id AND p.audience IS DISTINCT FROM n.audience
"""
SET_NEEDS_OPTIONS: Final = """
UPDATE products p SET needs_options = p.kind = 'configurable' AND EXISTS (SELECT FROM product_options o
    WHERE o.tenant_id = p.tenant_id AND o.product_id = p.id AND o.is_required)
WHERE p.id = ANY(%(ids)s)
"""


SET_PLACES: Final = """
UPDATE product_search s SET categories = n.categories
FROM (
    SELECT q.id, coalesce((SELECT array_agg(DISTINCT place) FROM product_categories k
        JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id, unnest(c.path) place
        WHERE k.tenant_id = q.tenant_id AND k.product_id = q.id), '{}') AS categories
    FROM products q WHERE q.id = ANY(%(ids)s)
) n
WHERE s.product_id = n.id
"""
BELOW: Final = """
SELECT DISTINCT k.product_id FROM product_categories k
JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
WHERE c.path && %(ids)s::uuid[]
"""
REINDEX_JOB: Final = "catalog.reindex"
AT_ONCE: Final = 200


async def keep_true(ctx: Ctx, products: Sequence[UUID]) -> None:
    """Work out anew what is derived of these products. A statement for each part, however many products."""
    if not products:
        return
    wanted = {"ids": list(products)}
    await ctx.db.run(SET_LINEAGE, wanted)
    await ctx.db.run(SET_AUDIENCE, wanted)
    await ctx.db.run(SET_NEEDS_OPTIONS, wanted)
    await index_products(ctx, products)


async def keep_places(ctx: Ctx, categories: Sequence[UUID], products: Sequence[UUID] = ()) -> None:
    """Work out anew what hangs on these categories: prices, who sees what, and where products stand, at once.

    Of many products the words of search follow in a job.
    """
    ids = [*await ctx.db.values(BELOW, {"ids": list(categories)}), *products]
    if len(ids) <= AT_ONCE:
        await keep_true(ctx, ids)
        return
    for statement in (SET_LINEAGE, SET_AUDIENCE, SET_PLACES, SHOW_AUDIENCE):
        await ctx.db.run(statement, {"ids": ids})
    await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"categories": list(categories)})


async def keep_audience(ctx: Ctx, products: Sequence[UUID]) -> None:
    """Work out anew who sees these products."""
    if products:
        await ctx.db.run(SET_AUDIENCE, {"ids": list(products)})
        await ctx.db.run(SHOW_AUDIENCE, {"ids": list(products)})


async def products_below(ctx: Ctx, category: UUID) -> list[UUID]:
    """The products in a category and below it."""
    return await ctx.db.values(BELOW, {"ids": [category]})
