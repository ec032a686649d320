"""Deciding who sees what. Each change shows at the next request, however many products it is about."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.catalog.commands.keeping import keep_audience, products_below
from hanse.domains.catalog.queries.assignments import GET
from hanse.domains.catalog.types import CatalogueAssignment, CatalogueAssignmentId, CreateAssignment
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

INSERT: Final = """
INSERT INTO catalogue_assignments (id, audience, organization_id, price_group, product_id, category_id, token,
    created_at)
SELECT %(id)s, %(audience)s, %(organization)s::uuid, %(group)s, %(product)s::uuid, %(category)s::uuid,
    coalesce(%(organization)s::uuid, catalogue_token(%(word)s)), %(now)s
ON CONFLICT DO NOTHING
"""
EXISTS: Final = """
SELECT (%(organization)s::uuid IS NULL OR EXISTS (SELECT FROM organizations WHERE id = %(organization)s))
        AS organization,
    (%(product)s::uuid IS NULL OR EXISTS (SELECT FROM products WHERE id = %(product)s)) AS product,
    (%(category)s::uuid IS NULL OR EXISTS (SELECT FROM categories WHERE id = %(category)s)) AS category
"""
_NAMES: Final = {"organization": "organization_id", "product": "product_id", "category": "category_id"}


@command("catalogue_assignment.create", permission="catalogue_assignment.manage")
async def create_assignment(ctx: Ctx, data: CreateAssignment) -> CatalogueAssignment:
    """Show a product or category to somebody. Raises Invalid, AlreadyExists when they see it already."""
    ctx.authorize("catalogue_assignment.manage")
    _check(data)
    group = clean_line(data.price_group or "") or None
    values: dict[str, Any] = {
        "id": CatalogueAssignmentId.new(),
        "audience": data.audience,
        "organization": data.organization_id,
        "group": group,
        "product": data.product_id,
        "category": data.category_id,
        "word": f"group:{group}" if group else "everyone",
        "now": ctx.now,
    }
    there = await ctx.db.one(EXISTS, values)
    missing = [
        FieldError(field, f"There is no such {name}", "not_found") for name, field in _NAMES.items() if not there[name]
    ]
    if missing:
        raise Invalid(missing[0].message, fields=missing)
    if not await ctx.db.run(INSERT, values):
        raise AlreadyExists("This is assigned already")
    made = await ctx.db.one(GET, {"id": values["id"]}, into=CatalogueAssignment)
    await _apply(ctx, made)
    ctx.record("catalogue_assignment", made.id, label=_label(made), after=made)
    return made


@command("catalogue_assignment.delete", permission="catalogue_assignment.manage")
async def delete_assignment(ctx: Ctx, assignment_id: CatalogueAssignmentId) -> None:
    """Take an assignment away. A product without any left follows its categories, then the setting. Raises NotFound."""
    ctx.authorize("catalogue_assignment.manage")
    before = await ctx.db.one(GET + " FOR UPDATE OF a", {"id": assignment_id}, into=CatalogueAssignment)
    await ctx.db.run("DELETE FROM catalogue_assignments WHERE id = %(id)s", {"id": assignment_id})
    await _apply(ctx, before)
    ctx.record("catalogue_assignment", assignment_id, label=_label(before), before=before)


def _check(data: CreateAssignment) -> None:
    if (data.product_id is None) == (data.category_id is None):
        raise Invalid.field("product_id", "Name a product or a category", "required")
    if (data.audience == "organization") != (data.organization_id is not None):
        raise Invalid.field("organization_id", "Name an organization exactly when the audience is one", "required")
    if (data.audience == "group") != bool(clean_line(data.price_group or "")):
        raise Invalid.field("price_group", "Name a price group exactly when the audience is one", "required")


async def _apply(ctx: Ctx, assignment: CatalogueAssignment) -> None:
    if assignment.product_id is not None:
        await keep_audience(ctx, [assignment.product_id.uuid])
    elif assignment.category_id is not None:
        await keep_audience(ctx, await products_below(ctx, assignment.category_id.uuid))


def _label(assignment: CatalogueAssignment) -> str:
    what = assignment.product_name or assignment.category_name or ""
    return f"{what}: {assignment.organization_name or assignment.price_group or 'everyone'}"
