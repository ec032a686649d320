"""Reads of members and their assignments, within what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.reach import (
    actions_on,
    authorize_all,
    authorize_any,
    grants_by_role,
    holds_more,
    own_member,
)
from hanse.domains.access.rules import is_partner_only, is_self
from hanse.domains.access.types import Assignment, ListMembers, Member, MemberId, MemberRecord, MemberStatus
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

SELECT_MEMBERS = """
SELECT m.id, m.account_id, m.display_name, m.email, m.title, m.status, m.manager_member_id,
    boss.display_name AS manager_name, m.approval_limit_minor, m.approval_currency, m.version, m.created_at,
    m.updated_at, coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', a.id, 'role_id', r.id, 'role', r.name, 'role_kind', r.kind,
            'is_owner', r.is_builtin AND r.kind = 'tenant' AND r.key = 'owner', 'organization_id', a.organization_id,
            'is_blocked', a.blocked_at IS NOT NULL) ORDER BY r.kind DESC, r.name, a.id)
        FROM assignments a JOIN roles r ON r.id = a.role_id
        WHERE a.member_id = m.id
    ), '[]'::jsonb) AS assignments
FROM members m LEFT JOIN members boss ON boss.id = m.manager_member_id
"""
GET_MEMBER = SELECT_MEMBERS + "WHERE m.id = %(id)s"
LOCK_MEMBER = "SELECT id FROM members WHERE id = %(id)s FOR UPDATE"
FILTERS = """
WHERE (%(everything)s OR m.id = %(own)s OR EXISTS (
        SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.organization_id = ANY(%(organizations)s))
    AND NOT EXISTS (SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.organization_id IS NULL))
  AND (%(status)s::text IS NULL OR m.status = %(status)s)
  AND (%(status)s::text IS NOT NULL OR m.status <> 'removed')
  AND (%(role)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.role_id = %(role)s
          AND (%(everything)s OR s.organization_id = ANY(%(organizations)s) OR m.id = %(own)s)))
  AND (%(organization)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.organization_id = %(organization)s
          AND (%(everything)s OR s.organization_id = ANY(%(organizations)s) OR m.id = %(own)s)))
  AND (%(kind)s::text IS NULL OR (%(kind)s = 'staff') = EXISTS (
        SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.organization_id IS NULL))
  AND (%(text)s::text IS NULL OR strpos(m.search_key, %(text)s) > 0)
"""
# The orders a list can have, each with what comes after a cursor: name and id, or the id alone, which grows with time.
ORDERS = {
    "name": "AND (%(after_id)s::uuid IS NULL OR (m.search_key, m.id) > (%(after_name)s::text, %(after_id)s::uuid))"
    " ORDER BY m.search_key, m.id LIMIT %(limit)s",
    "-name": "AND (%(after_id)s::uuid IS NULL OR (m.search_key, m.id) < (%(after_name)s::text, %(after_id)s::uuid))"
    " ORDER BY m.search_key DESC, m.id DESC LIMIT %(limit)s",
    "joined": "AND (%(after_id)s::uuid IS NULL OR m.id > %(after_id)s) ORDER BY m.id LIMIT %(limit)s",
    "-joined": "AND (%(after_id)s::uuid IS NULL OR m.id < %(after_id)s) ORDER BY m.id DESC LIMIT %(limit)s",
}
REINDEX_MEMBERS = (
    SELECT_MEMBERS
    + "WHERE m.status <> 'removed' AND (%(after)s::uuid IS NULL OR m.id > %(after)s) ORDER BY m.id LIMIT %(limit)s"
)
AT_ORGANIZATIONS = """
WHERE EXISTS (SELECT 1 FROM assignments s WHERE s.member_id = m.id AND s.organization_id = ANY(%(organizations)s))
"""
# Held by whoever takes an owner away or sets a manager: two who do it to each other at once would both be let through.
LOCK_OWNERS = """
SELECT id FROM roles WHERE is_builtin AND kind = 'tenant' AND key = 'owner' FOR NO KEY UPDATE
"""
COUNT_OWNERS = """
SELECT count(DISTINCT m.id) FROM members m
JOIN assignments a ON a.member_id = m.id AND a.organization_id IS NULL
JOIN roles r ON r.id = a.role_id AND r.is_builtin AND r.kind = 'tenant' AND r.key = 'owner'
WHERE m.status = 'active' AND m.id <> %(except)s
"""
SECURITY = "SELECT member_id, last_seen_at, has_second_factor FROM member_security(%(ids)s)"
FIND_BY_ACCOUNT = SELECT_MEMBERS + "WHERE m.account_id = %(account)s"


@query("member.get", permission="member.view")
async def get_member(ctx: Ctx, member_id: MemberId) -> Member:
    """Read one member with the roles the reader may see. Raises NotFound for whom the reader may not see."""
    return await shown(ctx, await load_member(ctx, member_id))


@query("member.list", permission="member.view")
async def list_members(ctx: Ctx, query: ListMembers) -> Page[Member]:
    """List the people the reader may see, by name or by the time they joined."""
    scope = ctx.scope("member.view")
    below = await organization_tree(ctx).below(ctx, scope.trees) if scope.trees else ()
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    rows = await ctx.db.all(
        SELECT_MEMBERS + FILTERS + ORDERS[query.sort],
        {
            "everything": scope.everything,
            "own": scope.own_member_id,
            "organizations": list({*scope.organizations, *below}),
            "status": query.status,
            "kind": query.kind,
            "role": query.role_id,
            "organization": query.organization_id,
            "text": normalise(query.q) if query.q else None,
            "after_name": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(member_key(row), row["id"]))
    return Page(await shown_all(ctx, await build_members(ctx, page.items)), page.next)


def member_key(row: Mapping[str, Any]) -> str:
    """The stored text members are searched and sorted by; commands write it."""
    return normalise(f"{row['display_name']} {row['email'] or ''}")


async def load_member(ctx: Ctx, member_id: MemberId, permission: str = "member.view") -> MemberRecord:
    """Read one member for a reader who may see them or, for any other right, reaches all of them.

    Raises NotFound, Forbidden.
    """
    row = await ctx.db.maybe(GET_MEMBER, {"id": member_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    (member,) = await build_members(ctx, [row])
    if permission == "member.view":
        authorize_any(ctx, permission, member.subjects())
    else:
        authorize_all(ctx, permission, member.subjects())
    return member


async def lock_member(ctx: Ctx, member_id: MemberId, permission: str = "member.view") -> MemberRecord:
    """As `load_member`, holding the row until the transaction ends."""
    await ctx.db.maybe(LOCK_MEMBER, {"id": member_id})
    return await load_member(ctx, member_id, permission)


async def reread_member(ctx: Ctx, member_id: MemberId) -> MemberRecord:
    """Read a member whom the running command has just changed, so whoever reads was asked for their right before."""
    (member,) = await build_members(ctx, [await ctx.db.one(GET_MEMBER, {"id": member_id})])
    return member


async def build_members(ctx: Ctx, rows: list[dict[str, Any]]) -> list[MemberRecord]:
    """Rows to members, with the names and paths of their organizations."""
    wanted = {UUID(item["organization_id"]) for row in rows for item in row["assignments"] if item["organization_id"]}
    tree = organization_tree(ctx)
    paths = await tree.paths(ctx, wanted) if wanted else {}
    names = await tree.names(ctx, wanted) if wanted else {}
    return [_build(row, paths, names) for row in rows]


def _build(row: dict[str, Any], paths: Mapping[UUID, tuple[UUID, ...]], names: Mapping[UUID, str]) -> MemberRecord:
    minor, currency = row.pop("approval_limit_minor"), row.pop("approval_currency")
    places: dict[UUID, None] = {}
    for item in row["assignments"]:
        for name in ("id", "role_id", "organization_id"):
            item[name] = UUID(item[name]) if item[name] else None
        if item["organization_id"]:
            places[item["organization_id"]] = None
            item["organization"] = names.get(item["organization_id"])
    row["approval_limit"] = Money(minor, currency) if minor is not None else None
    row["paths"] = tuple(paths[place] for place in places if place in paths)
    return from_row(row, MemberRecord)


async def shown(ctx: Ctx, member: MemberRecord) -> Member:
    """A member as the reader may see them."""
    (found,) = await shown_all(ctx, [member])
    return found


async def shown_all(ctx: Ctx, members: Sequence[MemberRecord]) -> list[Member]:
    """Members as the reader may see them: roles elsewhere left out, and what may be done with each."""
    if not members:
        return []
    changed = [member.id for member in members if _may_change(ctx, member)]
    security = {row["member_id"]: row for row in await ctx.db.all(SECURITY, {"ids": changed})} if changed else {}
    grants = await grants_by_role(ctx, (item.role_id for member in members for item in member.assignments))
    return [
        _shown(ctx, member, _actions(ctx, member, outranks=holds_more(ctx, member, grants)), security)
        for member in members
    ]


def _shown(ctx: Ctx, member: MemberRecord, actions: tuple[str, ...], security: Mapping[UUID, Any]) -> Member:
    known = security.get(member.id.uuid)
    values = {name: getattr(member, name) for name in Member.__struct_fields__}
    values["assignments"] = visible_assignments(ctx, member)
    values["allowed_actions"] = actions
    values["last_seen_at"] = known["last_seen_at"] if known else None
    values["has_second_factor"] = known["has_second_factor"] if known else None
    return Member(**values)


def visible_assignments(ctx: Ctx, member: MemberRecord) -> list[Assignment]:
    """The roles of a member that the reader may know of: all of one's own, else those where the reader sees people."""
    if member.id.uuid == own_member(ctx):
        return member.assignments
    paths = {path[0]: path for path in member.paths}
    seen = []
    for item in member.assignments:
        path = paths.get(item.organization_id.uuid, ()) if item.organization_id else ()
        if ctx.may("member.view", Subject(kind="member", id=member.id, organizations=path)):
            seen.append(item)
    return seen


def _may_change(ctx: Ctx, member: MemberRecord) -> bool:
    return all(ctx.may("member.update", subject) for subject in member.subjects())


def _actions(ctx: Ctx, member: MemberRecord, *, outranks: bool) -> tuple[str, ...]:
    """The reader's rights over a member, less those that the member's state, or who they are, rules out."""
    out: set[str] = set()
    if is_self(ctx.principal, member.id):
        out |= {"member.suspend", "member.remove", "member.act_on_behalf"}
    if member.status is not MemberStatus.ACTIVE or not is_partner_only(member) or ctx.principal.on_behalf:
        out.add("member.act_on_behalf")
    if member.status is MemberStatus.REMOVED:
        out |= {"member.update", "member.suspend", "member.remove"}
    if outranks:
        out |= {"member.update", "member.suspend", "member.remove"}
    return tuple(name for name in actions_on(ctx, "member", member.subjects()) if name not in out)


async def reindex_members(ctx: Ctx, after: UUID | None, limit: int) -> list[SearchDocument]:
    """The search documents of the next members by id, for rebuilding the index."""
    rows = await ctx.db.all(REINDEX_MEMBERS, {"after": after, "limit": limit})
    return [member_document(member) for member in await build_members(ctx, rows)]


async def reindex_members_at(ctx: Ctx, organizations: Sequence[UUID]) -> None:
    """Write the search documents of everybody at these organizations anew, as after a move in the tree."""
    rows = await ctx.db.all(SELECT_MEMBERS + AT_ORGANIZATIONS, {"organizations": list(organizations)})
    await ctx.services.search.index(ctx, *map(member_document, await build_members(ctx, rows)))


def member_document(member: MemberRecord) -> SearchDocument:
    """What search knows of a member. Staff are found by staff; partners' people also within their organizations."""
    paths: Iterable[tuple[UUID, ...]] = [subject.organizations for subject in member.subjects()]
    return SearchDocument(
        kind="member",
        subject_id=member.id,
        title=member.display_name,
        subtitle=member.title or member.email or "",
        url=f"/admin/members/{member.id}",
        codes=(member.email,) if member.email else (),
        organizations=tuple(dict.fromkeys(place for path in paths for place in path)),
        homes=tuple(path[0] for path in paths if path),
        owner_member_id=member.id.uuid,
    )


async def count_other_owners(ctx: Ctx, member_id: MemberId) -> int:
    """How many active owners there are besides this one; nobody else takes one away before this transaction ends."""
    await hold_structure(ctx)
    return int(await ctx.db.value(COUNT_OWNERS, {"except": member_id}))


async def hold_structure(ctx: Ctx) -> None:
    """Let nobody else take an owner away or set a manager until this transaction ends."""
    await ctx.db.maybe(LOCK_OWNERS)


async def find_member_of_account(ctx: Ctx, account_id: Any) -> MemberRecord | None:
    """The membership of an account in this business, whatever its state. Asks for no right."""
    row = await ctx.db.maybe(FIND_BY_ACCOUNT, {"account": account_id})
    if row is None:
        return None
    (member,) = await build_members(ctx, [row])
    return member
