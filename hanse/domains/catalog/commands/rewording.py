"""The job that writes search entries anew after something they speak of changed: a batch per transaction."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.catalog.commands.indexing import index_documents, index_products
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 500
NEXT: Final = """
SELECT p.id FROM products p
WHERE (%(after)s::uuid IS NULL OR p.id > %(after)s)
  AND (%(attribute)s::text IS NULL OR p.attributes ? %(attribute)s OR EXISTS (SELECT FROM variants v
    WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id AND v.attributes ? %(attribute)s))
  AND (%(categories)s::uuid[] IS NULL OR EXISTS (SELECT FROM product_categories k
    JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
    WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id AND c.path && %(categories)s::uuid[]))
ORDER BY p.id LIMIT %(limit)s
"""


FORGET_OF_PRODUCTS: Final = """
UPDATE products SET attributes = attributes - %(attribute)s::text WHERE id = ANY(%(ids)s) AND attributes ? %(attribute)s
"""
FORGET_OF_VARIANTS: Final = """
UPDATE variants SET attributes = attributes - %(attribute)s::text
WHERE product_id = ANY(%(ids)s) AND attributes ? %(attribute)s
"""


async def reindex_catalogue(services: Services, job: RunningJob) -> None:
    """Go through the products that have an attribute, stand below categories, or all; `forget` takes the values of that
    attribute away, `documents` is the search of
    everything alone."""
    categories = [UUID(str(one)) for one in job.payload.get("categories") or ()]
    wanted = {"attribute": job.payload.get("attribute"), "categories": categories or None, "limit": BATCH}
    saved = await job.saved_cursor()
    after = UUID(saved["after"]) if saved else None
    done = 0
    while True:
        async with job.open() as ctx:
            ids = await ctx.db.values(NEXT, {**wanted, "after": after})
            if not ids:
                await job.complete(ctx)
                return
            if job.payload.get("forget"):
                for statement in (FORGET_OF_PRODUCTS, FORGET_OF_VARIANTS):
                    await ctx.db.run(statement, {"attribute": wanted["attribute"], "ids": ids})
            await (index_documents if job.payload.get("documents") else index_products)(ctx, ids)
            after, done = ids[-1], done + len(ids)
            await job.progress(done, None, "Writing search entries", cursor={"after": str(after)}, ctx=ctx)
