"""Making and ending delegations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hanse.domains.approvals.errors import DelegationLoop, DelegationOver
from hanse.domains.approvals.events import DelegationCreated, DelegationRevoked
from hanse.domains.approvals.queries.delegations import load_delegation
from hanse.domains.approvals.queries.people import check_choosable
from hanse.domains.approvals.types import CreateDelegation, Delegation, DelegationId, MemberId
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_text
from hanse.platform.authz import Subject
from hanse.platform.commands import command
from hanse.platform.context import Ctx

LONGEST: Final = timedelta(days=366)
LOCK_ALL: Final = "SELECT pg_advisory_xact_lock(hashtextextended('delegations:' || app_tenant_id()::text, 0))"
ACTIVE: Final = "SELECT id FROM members WHERE id = ANY (%(ids)s::uuid[]) AND status = 'active'"
# Whoever can be reached from the new delegate through delegations that overlap the window.
REACHED: Final = """
WITH RECURSIVE reached AS (
    SELECT %(start)s::uuid AS member_id
    UNION
    SELECT d.to_member_id FROM reached r JOIN delegations d ON d.from_member_id = r.member_id
    WHERE d.revoked_at IS NULL AND d.starts_at < %(ends_at)s AND d.ends_at > %(starts_at)s
)
SELECT 1 FROM reached WHERE member_id = %(goal)s
"""
INSERT: Final = """
INSERT INTO delegations (id, from_member_id, to_member_id, starts_at, ends_at, kinds, amount_minor, currency, note,
    created_by, created_at, updated_at)
VALUES (%(id)s, %(from)s, %(to)s, %(starts_at)s, %(ends_at)s, %(kinds)s, %(minor)s, %(currency)s, %(note)s,
    %(created_by)s, %(now)s, %(now)s)
"""
REVOKE: Final = """
UPDATE delegations SET revoked_at = %(now)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""


@command("delegation.create")
async def create_delegation(ctx: Ctx, data: CreateDelegation) -> Delegation:
    """Let somebody decide in one's place for a while, or, with the right for it, in somebody else's.

    Raises Invalid, DelegationLoop.
    """
    from_member = _delegator(ctx, data)
    await _check(ctx, data, from_member)
    delegation_id = DelegationId.new()
    await ctx.db.run(
        INSERT,
        {
            "id": delegation_id,
            "from": from_member,
            "to": data.to_member_id,
            "starts_at": data.starts_at,
            "ends_at": data.ends_at,
            "kinds": list(dict.fromkeys(data.kinds)),
            "minor": data.amount.minor if data.amount else None,
            "currency": data.amount.currency if data.amount else None,
            "note": clean_text(data.note),
            "created_by": ctx.principal.member_id,
            "now": ctx.now,
        },
    )
    delegation = await load_delegation(ctx, delegation_id, "delegation.view")
    ctx.record("delegation", delegation_id, label=_label(delegation), after=_audited(delegation))
    ctx.emit(DelegationCreated(delegation_id=delegation_id), subject=delegation)
    return delegation


@command("delegation.revoke")
async def revoke_delegation(ctx: Ctx, delegation_id: DelegationId) -> Delegation:
    """End a delegation now, by either of the two people or with the right for everybody's. Raises DelegationOver."""
    before = await load_delegation(ctx, delegation_id, "delegation.revoke", lock=True)
    ctx.check_version(before.version)
    if before.revoked_at is not None or before.ends_at <= ctx.now:
        raise DelegationOver
    await ctx.db.run(REVOKE, {"id": delegation_id, "now": ctx.now})
    after = await load_delegation(ctx, delegation_id, "delegation.view")
    ctx.record("delegation", delegation_id, label=_label(after), before=_audited(before), after=_audited(after))
    ctx.emit(DelegationRevoked(delegation_id=delegation_id), subject=after)
    return after


def _delegator(ctx: Ctx, data: CreateDelegation) -> MemberId:
    """In whose place: one's own, never that of a person one acts for. Raises Forbidden, Invalid."""
    me = ctx.principal.member_id if ctx.principal.on_behalf is None else None
    wanted = data.from_member_id.uuid if data.from_member_id else me
    if wanted is not None and wanted == me:
        ctx.authorize("delegation.create", Subject(kind="delegation", owner_member_id=me))
        return MemberId(wanted)
    ctx.authorize("delegation.manage")
    if data.to_member_id.uuid == ctx.principal.member_id:
        raise Invalid.field(
            "to_member_id", "Nobody takes another's decisions for themselves; ask a colleague", "oneself"
        )
    if wanted is None:
        raise Invalid.field("from_member_id", "Say in whose place", "required")
    return MemberId(wanted)


async def _check(ctx: Ctx, data: CreateDelegation, from_member: MemberId) -> None:
    """Refuse what could not work. Raises Invalid, DelegationLoop."""
    if data.ends_at <= max(data.starts_at, ctx.now):
        raise Invalid.field("ends_at", "The end lies after the start, and ahead", "invalid")
    if data.ends_at - data.starts_at > LONGEST:
        raise Invalid.field("ends_at", "A delegation lasts a year at most", "invalid")
    if data.amount is not None and data.amount.minor < 0:
        raise Invalid.field("amount", "The amount is zero or more", "invalid")
    if data.to_member_id == from_member:
        raise Invalid.field("to_member_id", "Choose somebody else", "invalid")
    await check_choosable(ctx, data.to_member_id)
    known = set(await ctx.db.values(ACTIVE, {"ids": [from_member, data.to_member_id]}))
    for field, member in (("to_member_id", data.to_member_id), ("from_member_id", from_member)):
        if member.uuid not in known:
            raise Invalid.field(field, "Choose an active member", "not_found")
    await ctx.db.value(LOCK_ALL)
    window = {"starts_at": data.starts_at, "ends_at": data.ends_at}
    if await ctx.db.value(REACHED, {"start": data.to_member_id, "goal": from_member, **window}):
        raise DelegationLoop.field("to_member_id", DelegationLoop.title, "delegation_loop")


def _label(delegation: Delegation) -> str:
    return f"{delegation.from_name} to {delegation.to_name}"


def _audited(delegation: Delegation) -> dict[str, Any]:
    kept = ("from_member_id", "to_member_id", "starts_at", "ends_at", "kinds", "amount", "note", "revoked_at")
    return {name: getattr(delegation, name) for name in kept}
