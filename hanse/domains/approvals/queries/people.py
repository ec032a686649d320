"""Everybody an approval may need, read in one statement: named members, roles, managers, the last resort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.access.api import get_member
from hanse.domains.approvals.rules.merging import Candidate, People
from hanse.domains.approvals.types import MemberId, PolicyLevel, ResolverKind
from hanse.domains.tenants.api import setting
from hanse.kit.errors import Forbidden, Invalid, NotFound
from hanse.kit.money import Money
from hanse.kit.structs import Data, to_builtins
from hanse.platform.authz import actor_attributes
from hanse.platform.context import Ctx

ULTIMATE: Final = "approvals.ultimate_approver"
FIND_PEOPLE: Final = """
WITH RECURSIVE chain AS (
    SELECT m.id, m.manager_member_id, 0 AS distance, ARRAY[m.id] AS path FROM members m WHERE m.id = %(requester)s
    UNION ALL
    SELECT up.id, up.manager_member_id, c.distance + 1, c.path || up.id
    FROM chain c JOIN members up ON up.id = c.manager_member_id
    WHERE c.distance < 30 AND up.id <> ALL (c.path)
), found AS (
    SELECT 'manager' AS source, NULL::uuid AS reference, c.distance, c.id AS member_id FROM chain c WHERE c.distance > 0
    UNION ALL
    SELECT 'member', m.id, 0, m.id FROM members m WHERE m.id = ANY (%(members)s::uuid[])
    UNION ALL
    SELECT 'role', a.role_id, 0, a.member_id FROM assignments a
    WHERE a.role_id = ANY (%(roles)s::uuid[]) AND a.organization_id IS NULL AND a.blocked_at IS NULL
    UNION ALL
    SELECT 'organization', a.organization_id, array_position(%(path)s::uuid[], a.organization_id), a.member_id
    FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id
    WHERE a.organization_id = ANY (%(path)s::uuid[]) AND a.blocked_at IS NULL
        AND r.kind = 'organization' AND r.key = 'approver'
    UNION ALL
    SELECT CASE r.key WHEN 'owner' THEN 'owner' ELSE 'admin' END, NULL, 0, a.member_id
    FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id
    WHERE r.kind = 'tenant' AND r.is_builtin AND r.key IN ('owner', 'admin')
        AND a.organization_id IS NULL AND a.blocked_at IS NULL
    UNION ALL
    SELECT 'setting', NULL, 0, m.id FROM members m WHERE m.id = %(ultimate)s
)
SELECT f.source, f.reference, f.distance, f.member_id, m.display_name AS name, m.approval_limit_minor AS minor,
    m.approval_currency AS currency
FROM found f JOIN members m ON m.id = f.member_id
WHERE m.status = 'active'
"""
REQUESTER: Final = """
SELECT m.display_name AS name, m.attributes, m.approval_limit_minor AS minor, m.approval_currency AS currency,
    EXISTS (
        SELECT FROM assignments a WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.organization_id IS NULL
    ) AS is_staff
FROM members m WHERE m.id = %(id)s
"""


async def find_people(
    ctx: Ctx, levels: Iterable[PolicyLevel], path: Sequence[UUID], barred: tuple[UUID, ...]
) -> People:
    """Whoever the resolvers of these levels may find for somebody who asks at an organization (`path`: it, then up).

    `barred` are those who may not decide: the requester comes first.
    """
    levels = list(levels)
    resolvers = [one for level in levels for group in level.groups for one in group.resolvers]
    rows = await ctx.db.all(
        FIND_PEOPLE,
        {
            "requester": barred[0] if barred else None,
            "members": [one.member_id for one in resolvers if one.kind is ResolverKind.MEMBER and one.member_id],
            "roles": [one.role_id for one in resolvers if one.kind is ResolverKind.ROLE and one.role_id],
            "path": list(path) if any(one.kind is ResolverKind.ORGANIZATION_APPROVER for one in resolvers) else [],
            "ultimate": await ultimate_setting(ctx),
        },
    )
    return People(candidates=tuple(_candidate(row) for row in rows), barred=barred)


async def check_choosable(ctx: Ctx, member_id: MemberId) -> None:
    """Let a decision go only to somebody the reader may see, so that partners cannot hand theirs to strangers.

    Raises Invalid.
    """
    try:
        await get_member(ctx, member_id)
    except (NotFound, Forbidden):
        raise Invalid.field("to_member_id", "Choose an active member whom you can see", "not_found") from None


class Requester(Data, frozen=True, kw_only=True):
    """Whoever asks, as they are stored now: not what a system step that completes their action carries."""

    name: str
    is_staff: bool
    facts: dict[str, Any]


def requester_of(ctx: Ctx, row: Mapping[str, Any] | None) -> Requester:
    """The facts conditions may ask as `actor.*`; without a member the system asks, which counts as staff."""
    facts = {name: value for name, value in to_builtins(actor_attributes(ctx.principal)).items() if value is not None}
    if row is None:
        return Requester(name=ctx.principal.display_name[:200], is_staff=True, facts=facts)
    facts.pop("approval_limit", None)
    if row["minor"] is not None:
        facts["approval_limit"] = Money(row["minor"], row["currency"]).to_wire()
    own = {name: value for name, value in (row["attributes"] or {}).items() if name != "approval_limit"}
    facts = {**own, **facts}
    return Requester(name=row["name"], is_staff=row["is_staff"], facts=facts)


async def ultimate_setting(ctx: Ctx) -> UUID | None:
    """The member the business named as its ultimate approver, when it is an id at all."""
    text = str(await setting(ctx, ULTIMATE)).strip()
    try:
        return MemberId.parse(text).uuid
    except ValueError:
        return None


def _candidate(row: dict[str, Any]) -> Candidate:
    minor = row.pop("minor")
    currency = row.pop("currency")
    return Candidate(limit=Money(minor, currency) if minor is not None else None, **row)
