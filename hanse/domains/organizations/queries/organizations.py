"""Reads of organizations, within the part of the tree the reader may see, and without what only staff may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.errors import OrganizationCannotTrade
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.rules.fields import shown_values
from hanse.domains.organizations.rules.life import may_trade, word_of
from hanse.domains.organizations.types import (
    Organization,
    OrganizationCounts,
    OrganizationFilter,
    OrganizationId,
    OrganizationStatus,
    OrganizationSummary,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.authz import Scope, Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

PATH = """(SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.id) AS path"""
SHARED = """o.id, o.number, o.name, o.status, o.types, o.parent_id, o.manager_member_id, o.tags, o.search_key,
    o.version, o.created_at, o.updated_at, :path,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = o.tenant_id AND m.id = o.manager_member_id)
        AS manager_name,
    (SELECT h.score FROM organization_health h WHERE h.tenant_id = o.tenant_id AND h.organization_id = o.id
        ORDER BY h.day DESC LIMIT 1) AS health,
    (SELECT count(DISTINCT a.member_id) FROM assignments a
        WHERE a.tenant_id = o.tenant_id AND a.organization_id = o.id) AS member_count,
    (SELECT count(*) FROM organizations k WHERE k.tenant_id = o.tenant_id
        AND k.parent_id = o.id) AS child_count""".replace(":path", PATH)
GET_ORGANIZATION = """
SELECT :shared, o.legal_name, o.status_reason, o.website, o.email, o.phone, o.currency, o.locale, o.payment_days,
    o.discount_days, o.discount_basis_points, o.credit_limit_minor, o.credit_currency, o.price_group, o.custom, o.notes,
    o.blocks_log_in, o.active_since,
    (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name)
        ORDER BY c.depth DESC)
        FROM organization_closure c
        JOIN organizations p ON p.tenant_id = c.tenant_id AND p.id = c.ancestor_id
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.id AND c.depth > 0) AS ancestors
FROM organizations o
WHERE o.id = ANY(%(ids)s)
""".replace(":shared", SHARED)
LOCK_ORGANIZATION = "SELECT id FROM organizations WHERE id = %(id)s FOR UPDATE"
SELECT_SUMMARIES = """
SELECT :shared,
    (SELECT p.name FROM organizations p WHERE p.tenant_id = o.tenant_id AND p.id = o.parent_id) AS parent_name
FROM organizations o
""".replace(":shared", SHARED)

# Which rows the reader sees: everything, some organizations, trees, or those one is the assigned manager of.
VISIBLE: Final = """(%(everything)s OR o.id = ANY(%(organizations)s)
    OR o.id IN (SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(trees)s))
    OR (o.manager_member_id = %(own)s AND (%(own_anywhere)s
        OR o.id IN (SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(own_trees)s)))))"""
# Narrowing by an organization the reader may not see would tell what stands below it.
KNOWN: Final = f"(%(everything)s OR EXISTS (SELECT FROM organizations o WHERE o.id = :id AND {VISIBLE}))"
FILTERS: Final = """
  AND (%(statuses)s::text[] IS NULL OR o.status = ANY(%(statuses)s))
  AND (%(types)s::text[] IS NULL OR EXISTS (SELECT FROM unnest(o.types) t WHERE t = ANY(%(types)s)))
  AND (%(tags)s::text[] IS NULL OR EXISTS (SELECT FROM unnest(o.tags) t WHERE t = ANY(%(tags)s)))
  AND (%(manager)s::uuid IS NULL OR o.manager_member_id = %(manager)s)
  AND (%(parent)s::uuid IS NULL OR o.parent_id = %(parent)s AND :parent_known)
  AND (%(below)s::uuid IS NULL OR o.id IN (
    SELECT b.descendant_id FROM organization_closure b WHERE b.ancestor_id = %(below)s) AND :below_known)
  AND (NOT %(roots)s OR o.parent_id IS NULL OR o.id = ANY(%(tops)s))
  AND (%(text)s::text IS NULL OR strpos(o.search_key, %(text)s) > 0
    OR o.id IN (SELECT x.organization_id FROM organization_tax_ids x WHERE x.number = %(code)s))""".replace(
    ":parent_known", KNOWN.replace(":id", "%(parent)s")
).replace(":below_known", KNOWN.replace(":id", "%(below)s"))
_COLUMNS: Final = {"name": "o.search_key", "number": "o.number", "updated": "o.updated_at", "created": "o.created_at"}
_KINDS: Final = {"name": "text", "number": "text", "updated": "timestamptz", "created": "timestamptz"}
COUNTS = """
WITH seen AS MATERIALIZED (SELECT o.status, o.types, o.tags FROM organizations o WHERE :filters)
SELECT (SELECT count(*) FROM seen) AS total,
    (SELECT coalesce(jsonb_object_agg(status, n), '{}')
        FROM (SELECT status, count(*) n FROM seen GROUP BY 1) s) AS statuses,
    (SELECT coalesce(jsonb_object_agg(t, n), '{}')
        FROM (SELECT t, count(*) n FROM seen, unnest(types) t GROUP BY 1) s) AS types,
    (SELECT coalesce(jsonb_object_agg(t, n), '{}')
        FROM (SELECT t, count(*) n FROM seen, unnest(tags) t GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50) s) AS tags
""".replace(":filters", VISIBLE + FILTERS)


def _listing(sort: str) -> str:
    """The list statement of one order; made once each."""
    name = sort.removeprefix("-")
    column, kind = _COLUMNS[name], _KINDS[name]
    sign, direction = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    return (
        SELECT_SUMMARIES
        + f"WHERE {VISIBLE} {FILTERS}\n"
        + f"  AND (%(after_id)s::uuid IS NULL OR ({column}, o.id) {sign} (%(after_key)s::{kind}, %(after_id)s))\n"
        + f"ORDER BY {column} {direction}, o.id {direction} LIMIT %(limit)s"
    )


LISTINGS: Final = {f"{sign}{name}": _listing(f"{sign}{name}") for name in _COLUMNS for sign in ("", "-")}


@query("organization.get", permission="organization.view")
async def get_organization(ctx: Ctx, organization_id: OrganizationId) -> Organization:
    """Read one organization. Raises NotFound for what the reader may not see."""
    return await shown(ctx, await load_organization(ctx, organization_id, "organization.view"))


@query("organization.list", permission="organization.view")
async def list_organizations(ctx: Ctx, query: OrganizationFilter) -> Page[OrganizationSummary]:
    """List the organizations the reader may see, by filters, in the order asked for."""
    scope = scope_of(ctx, query)
    is_text = _KINDS[query.sort.removeprefix("-")] == "text"
    after = decode_cursor(query.cursor, str if is_text else datetime, UUID) or (None, None)
    rows = await ctx.db.all(
        LISTINGS[query.sort],
        {**filter_parameters(scope, query), "after_key": after[0], "after_id": after[1], "limit": query.limit + 1},
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(_sort_value(row, query.sort), row["id"]))
    return Page([build_summary(ctx, row) for row in page.items], page.next)


@query("organization.counts", permission="organization.view")
async def count_organizations(ctx: Ctx, query: OrganizationFilter) -> OrganizationCounts:
    """Count the organizations the reader may see, by status, type and tag, under the same filters as the list."""
    scope = scope_of(ctx, query)
    counts = await ctx.db.one(COUNTS, filter_parameters(scope, query), into=OrganizationCounts)
    if not ctx.may("organization.view_internal"):
        counts = msgspec.structs.replace(counts, tags={})
    return counts


def scope_of(ctx: Ctx, query: OrganizationFilter) -> Scope:
    """Which rows a list under these filters may show; internal facts are no filter for partners. Raises Forbidden."""
    if query.tag:
        ctx.authorize("organization.view_internal")
    return ctx.scope("organization.view")


def filter_parameters(scope: Scope, query: OrganizationFilter) -> dict[str, Any]:
    """What the list, count and export statements take."""
    return {
        **scope_parameters(scope),
        "statuses": [status.value for status in query.status] or None,
        "types": [kind.value for kind in query.type] or None,
        "tags": query.tag or None,
        "manager": query.manager,
        "parent": query.parent,
        "below": query.below,
        "roots": query.roots,
        "tops": [*scope.organizations, *scope.trees],
        "text": normalise(query.q) if query.q else None,
        "code": "".join(filter(str.isalnum, query.q.upper())) if query.q else None,
    }


def scope_parameters(scope: Scope) -> dict[str, Any]:
    """What VISIBLE takes."""
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
        "own_anywhere": not scope.own_trees,
        "own_trees": list(scope.own_trees),
    }


def _sort_value(row: Mapping[str, Any], sort: str) -> Any:
    name = sort.removeprefix("-")
    if name in ("updated", "created"):
        return row[f"{name}_at"]
    return row["search_key"] if name == "name" else row["number"]


async def load_organization(ctx: Ctx, organization_id: OrganizationId, permission: str) -> Organization:
    """Read one organization whole, for a reader who holds `permission` on it; not yet fit to be shown (see `shown`).

    Raises NotFound, Forbidden.
    """
    row = await ctx.db.maybe(GET_ORGANIZATION, {"ids": [organization_id.uuid]})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    organization = build_organization(ctx, row)
    ctx.authorize(permission, organization)
    return organization


async def lock_organization(ctx: Ctx, organization_id: OrganizationId, permission: str) -> Organization:
    """As `load_organization`, holding the row until the transaction ends."""
    await ctx.db.maybe(LOCK_ORGANIZATION, {"id": organization_id})
    return await load_organization(ctx, organization_id, permission)


async def load_many(ctx: Ctx, ids: Sequence[UUID]) -> list[Organization]:
    """Read several organizations whole, without asking for a right; for indexing and other consequences of a change."""
    return await ctx.db.all(GET_ORGANIZATION, {"ids": list(ids)}, into=lambda row: build_organization(ctx, row))


def build_organization(ctx: Ctx, row: dict[str, Any]) -> Organization:
    """A row to an organization with what the reader may do."""
    minor, currency = row.pop("credit_limit_minor"), row.pop("credit_currency")
    days = row.pop("payment_days")
    discount_days, discount = row.pop("discount_days"), row.pop("discount_basis_points")
    row["credit_limit"] = Money(minor, currency) if minor is not None else None
    row["payment_terms"] = (
        {"days": days, "discount_days": discount_days, "discount_basis_points": discount} if days is not None else None
    )
    for ancestor in row["ancestors"] or ():
        ancestor["id"] = UUID(ancestor["id"])
    row["ancestors"] = row["ancestors"] or []
    row.pop("search_key", None)
    organization = from_row(row, Organization)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["organization"], organization)
    return msgspec.structs.replace(organization, allowed_actions=actions)


def build_summary(ctx: Ctx, row: dict[str, Any]) -> OrganizationSummary:
    """A row to a list entry as the reader may see it."""
    row.pop("search_key", None)
    summary = from_row(row, OrganizationSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["organization"], summary)
    summary = msgspec.structs.replace(summary, allowed_actions=actions)
    if "organization.view_internal" in actions:
        return summary
    path = visible_path(ctx, summary.path)
    sees_parent = summary.parent_id is not None and summary.parent_id.uuid in path
    return msgspec.structs.replace(
        summary,
        tags=[],
        health=None,
        path=path,
        parent_id=summary.parent_id if sees_parent else None,
        parent_name=summary.parent_name if sees_parent else None,
    )


def visible_path(ctx: Ctx, path: Sequence[UUID]) -> list[UUID]:
    """Of an organization and those above it, the ones the reader may see."""
    return [
        place
        for position, place in enumerate(path)
        if position == 0
        or ctx.may(
            "organization.view",
            Subject(kind="organization", id=OrganizationId(place), organizations=tuple(path[position:])),
        )
    ]


async def shown(ctx: Ctx, organization: Organization) -> Organization:
    """The organization as the reader may see it: partners get neither internal facts nor what stands above them."""
    fields = await declared_fields(ctx)
    staff = "organization.view_internal" in organization.allowed_actions
    custom = shown_values(organization.custom, fields, partner=not staff)
    if staff:
        return msgspec.structs.replace(organization, custom=custom)
    path = visible_path(ctx, organization.path)
    return msgspec.structs.replace(
        organization,
        custom=custom,
        status_reason=None,
        price_group=None,
        tags=[],
        notes="",
        health=None,
        path=path,
        parent_id=organization.parent_id if organization.parent_id and organization.parent_id.uuid in path else None,
        ancestors=[ancestor for ancestor in organization.ancestors if ancestor.id.uuid in path],
    )


@query("organization.require_trading", permission="organization.view")
async def require_trading(ctx: Ctx, organization_id: OrganizationId) -> Organization:
    """Go on only when new business may be started with the organization; what later domains ask before they begin any.

    Raises OrganizationCannotTrade, NotFound.
    """
    organization = await load_organization(ctx, organization_id, "organization.view")
    if not may_trade(organization.status):
        state = word_of(OrganizationStatus(organization.status))
        raise OrganizationCannotTrade(f"{organization.name} is {state}, so no new business can be started with it")
    return await shown(ctx, organization)
