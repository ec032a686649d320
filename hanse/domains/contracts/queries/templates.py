"""Reads of templates and of the clause library. Both are the business's own."""

from __future__ import annotations

from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from hanse.domains.contracts.rules.variables import used_in
from hanse.domains.contracts.types import (
    ContractTemplate,
    ContractTemplateId,
    LibraryClause,
    LibraryClauseId,
    ListContractTemplates,
    ListLibraryClauses,
    TemplateSummary,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx

T = TypeVar("T", LibraryClause, ContractTemplate, TemplateSummary)
CLAUSE: Final = """
SELECT l.id, l.key, l.heading, l.heading_key, l.body, l.category, l.is_required, l.fallbacks, l.note, l.status,
    l.version, l.created_at, l.updated_at,
    (SELECT count(DISTINCT c.version_id) FROM contract_clauses c
        WHERE c.tenant_id = l.tenant_id AND c.library_clause_id = l.id) AS used_in
FROM library_clauses l
"""
GET_CLAUSE: Final = CLAUSE + "WHERE l.id = %(id)s"
LIST_CLAUSES: Final = (
    CLAUSE
    + """WHERE (%(text)s::text IS NULL OR strpos(l.heading_key, %(text)s) > 0)
  AND (%(category)s::text IS NULL OR l.category = %(category)s)
  AND (%(statuses)s::text[] IS NULL OR l.status = ANY(%(statuses)s))
  AND (%(after)s::text IS NULL OR (l.heading_key, l.id) > (%(after)s, %(after_id)s))
ORDER BY l.heading_key, l.id LIMIT %(limit)s
"""
)
GET_TEMPLATE: Final = """
SELECT t.id, t.name, t.description, t.status, t.payment_terms, t.duration_months, t.notice_days, t.renewal_mode,
    t.renewal_months, t.uplift_micros, t.variables, t.version, t.created_at, t.updated_at,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('position', c.position, 'key', c.key, 'heading', c.heading,
        'body', c.body, 'library_clause_id', c.library_clause_id, 'is_required', c.is_required)
        ORDER BY c.position), '[]') FROM contract_template_clauses c
        WHERE c.tenant_id = t.tenant_id AND c.template_id = t.id) AS clauses,
    (SELECT count(DISTINCT v.contract_id) FROM contract_versions v
        WHERE v.tenant_id = t.tenant_id AND v.template_id = t.id) AS used_in
FROM contract_templates t WHERE t.id = %(id)s
"""
LIST_TEMPLATES: Final = """
SELECT t.id, t.name, t.name_key, t.description, t.status, t.version, t.updated_at,
    (SELECT count(*) FROM contract_template_clauses c
        WHERE c.tenant_id = t.tenant_id AND c.template_id = t.id) AS clause_count,
    (SELECT count(DISTINCT v.contract_id) FROM contract_versions v
        WHERE v.tenant_id = t.tenant_id AND v.template_id = t.id) AS used_in
FROM contract_templates t
WHERE (%(text)s::text IS NULL OR strpos(t.name_key, %(text)s) > 0)
  AND (%(statuses)s::text[] IS NULL OR t.status = ANY(%(statuses)s))
  AND (%(after)s::text IS NULL OR (t.name_key, t.id) > (%(after)s, %(after_id)s))
ORDER BY t.name_key, t.id LIMIT %(limit)s
"""


@query("contract_template.clause", permission="contract_template.view")
async def get_library_clause(ctx: Ctx, library_clause_id: LibraryClauseId) -> LibraryClause:
    """Read one clause of the library. Raises NotFound."""
    return await load_clause(ctx, library_clause_id, "contract_template.view")


@query("contract_template.clauses", permission="contract_template.view")
async def list_library_clauses(ctx: Ctx, query: ListLibraryClauses) -> Page[LibraryClause]:
    """The clauses a business writes contracts with, by heading."""
    ctx.authorize("contract_template.view")
    values = {**_page(query), "category": query.category}
    rows = await ctx.db.all(LIST_CLAUSES, values)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["heading_key"], row["id"]))
    return Page([_with_actions(ctx, from_row(row, LibraryClause)) for row in page.items], page.next)


@query("contract_template.get", permission="contract_template.view")
async def get_template(ctx: Ctx, template_id: ContractTemplateId) -> ContractTemplate:
    """Read one template with its clauses. Raises NotFound."""
    return await load_template(ctx, template_id, "contract_template.view")


@query("contract_template.list", permission="contract_template.view")
async def list_templates(ctx: Ctx, query: ListContractTemplates) -> Page[TemplateSummary]:
    """The templates of a business, by name."""
    ctx.authorize("contract_template.view")
    rows = await ctx.db.all(LIST_TEMPLATES, _page(query))
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["name_key"], row["id"]))
    return Page([_with_actions(ctx, from_row(row, TemplateSummary)) for row in page.items], page.next)


def _page(query: ListContractTemplates | ListLibraryClauses) -> dict[str, Any]:
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    return {
        "text": normalise(query.q) if query.q else None,
        "statuses": [status.value for status in query.status] or None,
        "after": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }


async def load_clause(ctx: Ctx, library_clause_id: LibraryClauseId, permission: str) -> LibraryClause:
    """One clause of the library for somebody who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_CLAUSE, {"id": library_clause_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    clause = from_row(row, LibraryClause)
    ctx.authorize(permission, clause)
    return _with_actions(ctx, clause)


async def load_template(ctx: Ctx, template_id: ContractTemplateId, permission: str) -> ContractTemplate:
    """One template for somebody who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_TEMPLATE, {"id": template_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    for clause in row["clauses"]:
        found = clause["library_clause_id"]
        clause["library_clause_id"] = LibraryClauseId(UUID(found)) if found else None
    declared = {one["name"] for one in row["variables"]}
    used = used_in(*(clause["body"] for clause in row["clauses"]))
    template = from_row({**row, "undeclared": [name for name in used if name not in declared]}, ContractTemplate)
    ctx.authorize(permission, template)
    return _with_actions(ctx, template)


def _with_actions(ctx: Ctx, found: T) -> T:
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["contract_template"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)
