"""What is derived of products and kept true in the transaction of each change: lineage, audience, search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

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


async def keep_true(ctx: Ctx, products: Sequence[UUID]) -> None:
    """Work out anew what is derived of these products. A statement for each part, however many products."""
    if not products:
        return
    wanted = {"ids": list(products)}
    await ctx.db.run(SET_LINEAGE, wanted)
    await ctx.db.run(SET_AUDIENCE, wanted)
    await ctx.db.run(SET_NEEDS_OPTIONS, wanted)
    await index_products(ctx, products)
