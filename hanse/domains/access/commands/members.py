"""Changing members: their facts, and whether they still have access."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from hanse.domains.access.errors import MemberInvalidTransition, OwnLimits, OwnMembership
from hanse.domains.access.events import MemberReactivated, MemberRemoved, MemberSuspended, MemberUpdated
from hanse.domains.access.queries.members import (
    GET_MEMBER,
    build_members,
    count_other_owners,
    find_member_of_account,
    hold_structure,
    lock_member,
    member_document,
    reread_member,
    shown,
)
from hanse.domains.access.queries.reach import check_holds_no_more
from hanse.domains.access.rules import check_approval_limit, is_self, keep_an_owner, next_status
from hanse.domains.access.types import Because, Member, MemberId, MemberRecord, MemberStatus, UpdateMember
from hanse.domains.identity.types import AccountRef
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx

UPDATE_MEMBER = """
UPDATE members SET display_name = %(name)s, search_key = %(key)s, title = %(title)s, manager_member_id = %(manager)s,
    approval_limit_minor = %(limit)s, approval_currency = %(currency)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SET_STATUS = "UPDATE members SET status = %(status)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
DROP_ASSIGNMENTS = "DELETE FROM assignments WHERE member_id = %(id)s"
END_KEYS = """
UPDATE api_keys SET revoked_at = %(now)s, revoked_by = %(by)s, version = version + 1, updated_at = %(now)s
WHERE member_id = %(id)s AND revoked_at IS NULL
"""
ADOPT = """
UPDATE members SET display_name = %(name)s, email = %(email)s, search_key = %(key)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
END_SESSIONS = "SELECT member_sessions_end(%(account)s, %(member)s, %(reason)s, %(now)s)"
MANAGERS = """
WITH RECURSIVE up (id, depth) AS (
    SELECT %(start)s::uuid, 1
    UNION ALL
    SELECT m.manager_member_id, up.depth + 1 FROM up JOIN members m ON m.id = up.id
    WHERE m.manager_member_id IS NOT NULL AND up.depth < 100
)
SELECT id FROM up
"""


@command("member.update")
async def update_member(ctx: Ctx, member_id: MemberId, data: UpdateMember) -> Member:
    """Change a member's name, title, manager or approval limit.

    Nobody sets their own limit or manager, nor a limit above their own. Raises OwnLimits, HoldsMore, Invalid for a
    manager below the member, MemberInvalidTransition for somebody who was removed.
    """
    before = await lock_member(ctx, member_id, "member.update")
    ctx.check_version(before.version)
    await check_holds_no_more(ctx, before, "member.update")
    if before.status is MemberStatus.REMOVED:
        raise MemberInvalidTransition(f"{before.display_name} was removed; invite them again")
    after = msgspec.structs.replace(before, **_given(data))
    if after.approval_limit != before.approval_limit:
        check_approval_limit(ctx.principal, before, after.approval_limit)
    if after.manager_member_id != before.manager_member_id:
        if is_self(ctx.principal, member_id):
            raise OwnLimits()
        if after.manager_member_id is not None:
            await _check_manager(ctx, member_id, after.manager_member_id)
    await _write(ctx, after)
    saved = await reread_member(ctx, member_id)
    await index_member(ctx, saved)
    ctx.record("member", member_id, label=saved.display_name, before=_facts(before), after=_facts(saved))
    ctx.emit(MemberUpdated(member_id=member_id), subject=saved)
    return await shown(ctx, saved)


async def _write(ctx: Ctx, member: MemberRecord) -> None:
    name = clean_line(member.display_name)
    if not name:
        raise Invalid.field("display_name", "Enter a name", "required")
    limit = member.approval_limit
    await ctx.db.run(
        UPDATE_MEMBER,
        {
            "id": member.id,
            "name": name,
            "key": normalise(f"{name} {member.email or ''}"),
            "title": clean_line(member.title) or None if member.title else None,
            "manager": member.manager_member_id,
            "limit": limit.minor if limit else None,
            "currency": limit.currency if limit else None,
            "now": ctx.now,
        },
    )


@command("member.suspend")
async def suspend_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """Stop a member's access at once, by session and by key, in this business alone. Raises LastOwner, HoldsMore."""
    before = await _lock_other(ctx, member_id, "member.suspend")
    keep_an_owner(before, await count_other_owners(ctx, member_id))
    saved = await _set_status(ctx, before, next_status(before, "member.suspend"), data.reason)
    await _end_sessions(ctx, before, "suspended")
    ctx.emit(MemberSuspended(member_id=member_id), subject=saved)
    return await shown(ctx, saved)


@command("member.reactivate", permission="member.suspend")
async def reactivate_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """Give a suspended member access again, with the roles they had; they log in anew. Raises HoldsMore."""
    before = await _lock_other(ctx, member_id, "member.suspend")
    saved = await _set_status(ctx, before, next_status(before, "member.reactivate"), data.reason)
    ctx.emit(MemberReactivated(member_id=member_id), subject=saved)
    return await shown(ctx, saved)


@command("member.remove")
async def remove_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """End a membership: roles are taken, keys revoked, the next request refused; history keeps the name.

    Raises LastOwner, HoldsMore. Doing it twice changes nothing more.
    """
    before = await _lock_other(ctx, member_id, "member.remove")
    if before.status is MemberStatus.REMOVED:
        return await shown(ctx, before)
    keep_an_owner(before, await count_other_owners(ctx, member_id))
    answer = await shown(ctx, before)
    await ctx.db.run(DROP_ASSIGNMENTS, {"id": member_id})
    await ctx.db.run(END_KEYS, {"id": member_id, "by": ctx.principal.member_id, "now": ctx.now})
    saved = await _set_status(ctx, before, MemberStatus.REMOVED, data.reason)
    await _end_sessions(ctx, before, "removed")
    await ctx.services.search.remove(ctx, "member", member_id)
    ctx.emit(MemberRemoved(member_id=member_id), subject=saved)
    # Without roles the person is beyond a partner's administrator; the answer shows them as that reader knew them.
    return msgspec.structs.replace(
        answer,
        status=saved.status,
        version=saved.version,
        updated_at=saved.updated_at,
        assignments=[],
        allowed_actions=tuple(name for name in answer.allowed_actions if name.endswith(".view")),
    )


async def index_member(ctx: Ctx, member: MemberRecord) -> None:
    """Put a member into search."""
    await ctx.services.search.index(ctx, member_document(member))


async def adopt_account(ctx: Ctx, account: AccountRef, former_name: str) -> None:
    """Take over an account's address, and its name where the business has not given the member another one."""
    member = await find_member_of_account(ctx, account.id)
    if member is None:
        return
    name = account.display_name if member.display_name == former_name else member.display_name
    if (name, account.email) == (member.display_name, member.email):
        return
    key = normalise(f"{name} {account.email or ''}")
    values = {"id": member.id, "name": name, "email": account.email, "key": key, "now": ctx.now}
    await ctx.db.run(ADOPT, values)
    after = await reread_member(ctx, member.id)
    if after.status is not MemberStatus.REMOVED:
        await index_member(ctx, after)
    facts = [{"display_name": one.display_name, "email": one.email} for one in (member, after)]
    ctx.record("member", member.id, label=name, before=facts[0], after=facts[1])
    ctx.emit(MemberUpdated(member_id=member.id), subject=after)


async def _lock_other(ctx: Ctx, member_id: MemberId, permission: str) -> MemberRecord:
    """Somebody else, whom the actor may decide over. Raises OwnMembership, HoldsMore, PreconditionFailed."""
    before = await lock_member(ctx, member_id, permission)
    ctx.check_version(before.version)
    if is_self(ctx.principal, member_id):
        raise OwnMembership()
    await check_holds_no_more(ctx, before, permission)
    return before


async def _end_sessions(ctx: Ctx, member: MemberRecord, reason: str) -> None:
    await ctx.db.run(
        END_SESSIONS, {"account": member.account_id, "member": member.id, "reason": reason, "now": ctx.now}
    )


def _given(data: UpdateMember) -> dict[str, object]:
    return {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}


def _facts(member: MemberRecord) -> dict[str, object]:
    """What the audit row compares."""
    names = ("display_name", "title", "manager_member_id", "manager_name", "approval_limit")
    return {name: getattr(member, name) for name in names}


async def _check_manager(ctx: Ctx, member_id: MemberId, manager: MemberId) -> None:
    await hold_structure(ctx)
    row = await ctx.db.maybe(GET_MEMBER, {"id": manager})
    (found,) = await build_members(ctx, [row]) if row else (None,)
    known = found is not None and any(ctx.may("member.view", subject) for subject in found.subjects())
    if found is None or not known or found.status is not MemberStatus.ACTIVE:
        raise Invalid.field("manager_member_id", "Choose an active member as manager", "not_found")
    if member_id.uuid in await ctx.db.values(MANAGERS, {"start": manager}):
        raise Invalid.field("manager_member_id", "This person reports to the member, so cannot be their manager")


async def _set_status(ctx: Ctx, before: MemberRecord, status: MemberStatus, reason: str) -> MemberRecord:
    await ctx.db.run(SET_STATUS, {"id": before.id, "status": status, "now": ctx.now})
    states = {"status": before.status}, {"status": status}
    ctx.record("member", before.id, label=before.display_name, before=states[0], after=states[1], reason=reason or None)
    return msgspec.structs.replace(before, status=status, version=before.version + 1, updated_at=ctx.now)
