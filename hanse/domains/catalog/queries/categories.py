"""Reads of the tree of categories. A partner sees those categories in which there is something to see."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.queries.viewing import Viewer, viewer_of
from hanse.domains.catalog.types import Category, CategoryId, ListCategories, ViewAs
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# Counted over the search entries, which carry every category above a product.
SELECT: Final = """
WITH counted AS (
    SELECT place AS id, count(*) AS number FROM product_search s, unnest(s.categories) place
    WHERE %(all)s OR (s.status = 'active' AND s.audience && (SELECT catalogue_tokens(%(organization)s::uuid)))
    GROUP BY place
)
SELECT c.id, c.parent_id, c.handle, c.name, c.name_key, c.description, c.position, c.path, c.seo_title,
    c.seo_description, c.version, coalesce(n.number, 0) AS product_count,
    (SELECT count(*) FROM categories k WHERE k.tenant_id = c.tenant_id AND k.parent_id = c.id
        AND (%(all)s OR EXISTS (SELECT FROM counted x WHERE x.id = k.id))) AS child_count,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'handle', a.handle, 'name', a.name)
        ORDER BY cardinality(a.path)), '[]')
        FROM categories a WHERE a.tenant_id = c.tenant_id AND a.id = ANY(c.path) AND a.id <> c.id) AS ancestors
FROM categories c LEFT JOIN counted n ON n.id = c.id
WHERE (%(all)s OR n.number > 0)
"""
LIST: Final = (
    SELECT  # noqa: S608 - put together from constants
    + """
  AND (%(everything)s OR c.parent_id IS NOT DISTINCT FROM %(parent)s::uuid)
  AND (%(after_id)s::uuid IS NULL
    OR (c.position, c.name_key, c.id) > (%(after_position)s, %(after_key)s, %(after_id)s))
ORDER BY c.position, c.name_key, c.id LIMIT %(limit)s
"""
)
GET: Final = SELECT + "  AND c.id = %(id)s"


@query("category.list", permission="category.view")
async def list_categories(ctx: Ctx, query: ListCategories) -> Page[Category]:
    """List one level of the tree, or all of it, in order; partners get what holds something they may see."""
    viewer = await viewer_of(ctx, query.organization_id, "category.view")
    after = decode_cursor(query.cursor, int, str, UUID) or (None, None, None)
    rows = await ctx.db.all(
        LIST,
        {
            **viewer.parameters,
            "everything": query.everything,
            "parent": query.parent,
            "after_position": after[0],
            "after_key": after[1],
            "after_id": after[2],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["position"], row["name_key"], row["id"]))
    return Page([build_category(ctx, row) for row in page.items], page.next)


@query("category.get", permission="category.view")
async def get_category(ctx: Ctx, category_id: CategoryId, query: ViewAs) -> Category:
    """Read one category. Raises NotFound, also where the reader sees nothing in it."""
    return await load_category(ctx, category_id, await viewer_of(ctx, query.organization_id, "category.view"))


async def load_category(ctx: Ctx, category_id: CategoryId, viewer: Viewer) -> Category:
    """One category as the viewer sees it. Raises NotFound."""
    row = await ctx.db.maybe(GET, {**viewer.parameters, "id": category_id})
    if row is None:
        raise NotFound()
    return build_category(ctx, row)


def build_category(ctx: Ctx, row: dict[str, Any]) -> Category:
    """A row to a category with what the reader may do."""
    row.pop("name_key", None)
    row["ancestors"] = [{**item, "id": UUID(item["id"])} for item in row["ancestors"]]
    actions = tuple(name for name in ("category.view", "category.manage") if ctx.may(name))
    return from_row({**row, "allowed_actions": actions}, Category)
