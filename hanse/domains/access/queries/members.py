"""Reads of members and their assignments, within what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hanse.domains.access.ports import organization_tree
from hanse.domains.access.types import Member, MemberId, MemberStatus, OrganizationId, RoleId
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

SELECT_MEMBERS = """
SELECT m.id, m.account_id, m.display_name, m.email, m.title, m.status, m.manager_member_id, m.approval_limit_minor,
    m.approval_currency, m.version, m.created_at, m.updated_at, coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', a.id, 'role_id', r.id, 'role', r.name, 'role_kind', r.kind,
            'is_owner', r.is_builtin AND r.kind = 'tenant' AND r.key = 'owner', 'organization_id', a.organization_id, 'is_blocked', a.blocked_at IS NOT NULL)
            ORDER BY r.kind DESC, r.name, a.id)
        FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id
        WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id
    ), '[]'::jsonb) AS assignments
FROM members m
"""
GET_MEMBER = SELECT_MEMBERS + "WHERE m.id = %(id)s"
LOCK_MEMBER = "SELECT id FROM members WHERE id = %(id)s FOR UPDATE"
LIST_MEMBERS = (
    SELECT_MEMBERS
    + """
WHERE (%(everything)s OR m.id = %(own)s OR EXISTS (
        SELECT 1 FROM assignments s
        WHERE s.tenant_id = m.tenant_id AND s.member_id = m.id AND s.organization_id = ANY(%(organizations)s)))
  AND (%(status)s::text IS NULL OR m.status = %(status)s)
  AND (%(status)s::text IS NOT NULL OR m.status <> 'removed')
  AND (%(role)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM assignments s WHERE s.tenant_id = m.tenant_id AND s.member_id = m.id AND s.role_id = %(role)s))
  AND (%(organization)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM assignments s
        WHERE s.tenant_id = m.tenant_id AND s.member_id = m.id AND s.organization_id = %(organization)s))
  AND (%(text)s::text IS NULL OR strpos(m.search_key, %(text)s) > 0)
  AND (%(after_name)s::text IS NULL OR (m.search_key, m.id) > (%(after_name)s, %(after_id)s))
ORDER BY m.search_key, m.id
LIMIT %(limit)s
"""
)
LIST_BY_JOINING = LIST_MEMBERS.replace(
    "(%(after_name)s::text IS NULL OR (m.search_key, m.id) > (%(after_name)s, %(after_id)s))",
    "(%(after_id)s::uuid IS NULL OR m.id < %(after_id)s)",
).replace("ORDER BY m.search_key, m.id", "ORDER BY m.id DESC")
REINDEX_MEMBERS = (
    SELECT_MEMBERS
    + "WHERE m.status <> 'removed' AND (%(after)s::uuid IS NULL OR m.id > %(after)s) ORDER BY m.id LIMIT %(limit)s"
)
COUNT_OWNERS = """
SELECT count(DISTINCT m.id) FROM members m
JOIN assignments a ON a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.organization_id IS NULL
JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id AND r.is_builtin AND r.kind = 'tenant' AND r.key = 'owner'
WHERE m.status = 'active' AND m.id <> %(except)s
"""


class ListMembers(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of people; removed ones appear only when asked for."""

    q: Annotated[str, Meta(max_length=100, description="Part of a name or e-mail address")] | None = None
    status: MemberStatus | None = None
    role_id: RoleId | None = None
    organization_id: OrganizationId | None = None
    sort: Literal["name", "-joined"] = "name"


@query("member.get", permission="member.view")
async def get_member(ctx: Ctx, member_id: MemberId) -> Member:
    """Read one member with their roles. Raises NotFound for what the reader may not see."""
    return await load_member(ctx, member_id, "member.view")


@query("member.list", permission="member.view")
async def list_members(ctx: Ctx, query: ListMembers) -> Page[Member]:
    """List the people the reader may see, by name or by the time they joined."""
    scope = ctx.scope("member.view")
    reachable = {*scope.organizations, *(await organization_tree(ctx).below(ctx, scope.trees) if scope.trees else ())}
    by_name = query.sort == "name"
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST_MEMBERS if by_name else LIST_BY_JOINING,
        {
            "everything": scope.everything,
            "own": scope.own_member_id,
            "organizations": list(reachable),
            "status": query.status,
            "role": query.role_id,
            "organization": query.organization_id,
            "text": normalise(query.q) if query.q else None,
            "after_name": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(member_key(row), row["id"]))
    return Page(await build_members(ctx, page.items), page.next)


def member_key(row: Mapping[str, Any]) -> str:
    """The stored text members are searched and sorted by; commands write it."""
    return normalise(f"{row['display_name']} {row['email'] or ''}")


async def load_member(ctx: Ctx, member_id: MemberId, permission: str) -> Member:
    """Read one member for a reader who holds `permission` on them. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_MEMBER, {"id": member_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    (member,) = await build_members(ctx, [row])
    ctx.authorize(permission, member)
    return member


async def lock_member(ctx: Ctx, member_id: MemberId, permission: str) -> Member:
    """As `load_member`, holding the row until the transaction ends."""
    await ctx.db.maybe(LOCK_MEMBER, {"id": member_id})
    return await load_member(ctx, member_id, permission)


async def build_members(ctx: Ctx, rows: list[dict[str, Any]]) -> list[Member]:
    """Rows to members, with the paths of their organizations and what the reader may do."""
    wanted = {UUID(item["organization_id"]) for row in rows for item in row["assignments"] if item["organization_id"]}
    paths = await organization_tree(ctx).paths(ctx, wanted) if wanted else {}
    return [_build(ctx, row, paths) for row in rows]


def _build(ctx: Ctx, row: dict[str, Any], paths: Mapping[UUID, tuple[UUID, ...]]) -> Member:
    minor, currency = row.pop("approval_limit_minor"), row.pop("approval_currency")
    places = [UUID(item["organization_id"]) for item in row["assignments"] if item["organization_id"]]
    # A member of staff is reached only by staff: no company administrator reaches them through a second role.
    is_staff = any(item["organization_id"] is None for item in row["assignments"])
    for item in row["assignments"]:
        for name, value in item.items():
            if name.endswith("id") and value is not None:
                item[name] = UUID(value)
    row["approval_limit"] = Money(minor, currency) if minor is not None else None
    row["organization_paths"] = [] if is_staff else [list(paths[place]) for place in places if place in paths]
    member = from_row(row, Member)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["member"], member)
    return msgspec.structs.replace(member, allowed_actions=actions)


async def reindex_members(ctx: Ctx, after: UUID | None, limit: int) -> list[SearchDocument]:
    """The search documents of the next members by id, for rebuilding the index."""
    rows = await ctx.db.all(REINDEX_MEMBERS, {"after": after, "limit": limit})
    return [member_document(member) for member in await build_members(ctx, rows)]


def member_document(member: Member) -> SearchDocument:
    """What search knows of a member. Staff are found by staff; partners' people also within their organizations."""
    paths = member.organization_paths
    return SearchDocument(
        kind="member",
        subject_id=member.id,
        title=member.display_name,
        subtitle=", ".join(sorted({item.role for item in member.assignments})) or member.status.value,
        body=member.title or "",
        url=f"/admin/members/{member.id}",
        codes=(member.email,) if member.email else (),
        organizations=tuple(dict.fromkeys(place for path in paths for place in path)),
        homes=tuple(path[0] for path in paths if path),
        owner_member_id=member.id.uuid,
    )


async def count_other_owners(ctx: Ctx, member_id: MemberId) -> int:
    """How many active owners there are besides this one."""
    return int(await ctx.db.value(COUNT_OWNERS, {"except": member_id}))
