"""Reads of who sees what; for staff only."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from hanse.domains.catalog.types import CatalogueAssignment, CatalogueAssignmentId, ListAssignments
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = """
SELECT a.id, a.audience, a.organization_id, o.name AS organization_name, a.price_group, a.product_id,
    p.name AS product_name, a.category_id, c.name AS category_name, a.created_at
FROM catalogue_assignments a
LEFT JOIN organizations o ON o.tenant_id = a.tenant_id AND o.id = a.organization_id
LEFT JOIN products p ON p.tenant_id = a.tenant_id AND p.id = a.product_id
LEFT JOIN categories c ON c.tenant_id = a.tenant_id AND c.id = a.category_id
"""
GET: Final = SELECT + "WHERE a.id = %(id)s"
LIST: Final = (
    SELECT
    + """
WHERE (%(product)s::uuid IS NULL OR a.product_id = %(product)s)
  AND (%(category)s::uuid IS NULL OR a.category_id = %(category)s)
  AND (%(organization)s::uuid IS NULL OR a.organization_id = %(organization)s)
  AND (%(after_id)s::uuid IS NULL OR (a.created_at, a.id) > (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY a.created_at, a.id LIMIT %(limit)s
"""
)


@query("catalogue_assignment.list", permission="catalogue_assignment.view")
async def list_assignments(ctx: Ctx, query: ListAssignments) -> Page[CatalogueAssignment]:
    """List who sees which products and categories, oldest first."""
    ctx.authorize("catalogue_assignment.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    found = await ctx.db.all(
        LIST,
        {
            "product": query.product_id,
            "category": query.category_id,
            "organization": query.organization_id,
            "after_at": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
        into=CatalogueAssignment,
    )
    return page_of(found, query.limit, lambda item: encode_cursor(item.created_at, item.id.uuid))


@query("catalogue_assignment.get", permission="catalogue_assignment.view")
async def get_assignment(ctx: Ctx, assignment_id: CatalogueAssignmentId) -> CatalogueAssignment:
    """Read one assignment. Raises NotFound."""
    ctx.authorize("catalogue_assignment.view")
    return await ctx.db.one(GET, {"id": assignment_id}, into=CatalogueAssignment)
