"""Changing members: their facts, and whether they still have access."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.events import MemberReactivated, MemberRemoved, MemberSuspended, MemberUpdated
from hanse.domains.access.queries.members import count_other_owners, load_member, lock_member, member_document
from hanse.domains.access.rules import keep_an_owner, next_status
from hanse.domains.access.types import Member, MemberId, MemberStatus, Name
from hanse.kit.errors import Invalid
from hanse.kit.money import Money
from hanse.kit.structs import Input
from hanse.kit.text import normalise
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
MANAGERS = """
WITH RECURSIVE up (id, depth) AS (
    SELECT %(start)s::uuid, 1
    UNION ALL
    SELECT m.manager_member_id, up.depth + 1 FROM up JOIN members m ON m.id = up.id
    WHERE m.manager_member_id IS NOT NULL AND up.depth < 100
)
SELECT id FROM up
"""


class UpdateMember(Input, frozen=True, kw_only=True):
    """What changes about a member; fields left out stay. `approval_limit` null takes the limit away."""

    display_name: Name | UnsetType = UNSET
    title: Annotated[str, Meta(max_length=120)] | None | UnsetType = UNSET
    manager_member_id: MemberId | None | UnsetType = UNSET
    approval_limit: Money | None | UnsetType = UNSET


class Because(Input, frozen=True, kw_only=True):
    """Why; kept in the audit trail."""

    reason: Annotated[str, Meta(max_length=500)] = ""


@command("member.update")
async def update_member(ctx: Ctx, member_id: MemberId, data: UpdateMember) -> Member:
    """Change a member's name, title, manager or approval limit. Raises Invalid for a manager below the member."""
    before = await lock_member(ctx, member_id, "member.update")
    ctx.check_version(before.version)
    after = msgspec.structs.replace(before, **_given(data))
    if after.approval_limit is not None and after.approval_limit.minor < 0:
        raise Invalid.field("approval_limit", "An approval limit is zero or more")
    if after.manager_member_id is not None and after.manager_member_id != before.manager_member_id:
        await _check_manager(ctx, member_id, after.manager_member_id)
    limit = after.approval_limit
    await ctx.db.run(
        UPDATE_MEMBER,
        {
            "id": member_id,
            "name": after.display_name,
            "key": normalise(f"{after.display_name} {after.email or ''}"),
            "title": after.title,
            "manager": after.manager_member_id,
            "limit": limit.minor if limit else None,
            "currency": limit.currency if limit else None,
            "now": ctx.now,
        },
    )
    saved = await load_member(ctx, member_id, "member.view")
    await index_member(ctx, saved)
    ctx.record("member", member_id, label=saved.display_name, before=before, after=saved)
    ctx.emit(MemberUpdated(member_id=member_id), subject=saved)
    return saved


@command("member.suspend")
async def suspend_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """Stop a member's access with their next request, by session or key; other businesses are not touched. Raises LastOwner."""
    before = await lock_member(ctx, member_id, "member.suspend")
    ctx.check_version(before.version)
    keep_an_owner(before, await count_other_owners(ctx, member_id))
    saved = await _set_status(ctx, before, next_status(before, "member.suspend"), data.reason)
    ctx.emit(MemberSuspended(member_id=member_id), subject=saved)
    return saved


@command("member.reactivate", permission="member.suspend")
async def reactivate_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """Give a suspended member access again, with the roles they had."""
    before = await lock_member(ctx, member_id, "member.suspend")
    ctx.check_version(before.version)
    saved = await _set_status(ctx, before, next_status(before, "member.reactivate"), data.reason)
    ctx.emit(MemberReactivated(member_id=member_id), subject=saved)
    return saved


@command("member.remove")
async def remove_member(ctx: Ctx, member_id: MemberId, data: Because) -> Member:
    """End a membership: roles are taken, keys revoked, the next request refused; history keeps the name. Raises LastOwner."""
    before = await lock_member(ctx, member_id, "member.remove")
    ctx.check_version(before.version)
    if before.status is MemberStatus.REMOVED:
        return before
    keep_an_owner(before, await count_other_owners(ctx, member_id))
    await ctx.db.run(DROP_ASSIGNMENTS, {"id": member_id})
    await ctx.db.run(END_KEYS, {"id": member_id, "by": ctx.principal.member_id, "now": ctx.now})
    saved = await _set_status(ctx, before, MemberStatus.REMOVED, data.reason)
    await ctx.services.search.remove(ctx, "member", member_id)
    ctx.emit(MemberRemoved(member_id=member_id), subject=saved)
    return saved


async def index_member(ctx: Ctx, member: Member) -> None:
    """Put a member into search."""
    await ctx.services.search.index(ctx, member_document(member))


def _given(data: UpdateMember) -> dict[str, object]:
    return {
        name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET
    }


async def _check_manager(ctx: Ctx, member_id: MemberId, manager: MemberId) -> None:
    chain = await ctx.db.values(MANAGERS, {"start": manager})
    known = await ctx.db.value("SELECT status FROM members WHERE id = %(id)s", {"id": manager})
    if known != MemberStatus.ACTIVE:
        raise Invalid.field("manager_member_id", "Choose an active member as manager", "not_found")
    if member_id.uuid in chain:
        raise Invalid.field("manager_member_id", "This person reports to the member, so cannot be their manager")


async def _set_status(ctx: Ctx, before: Member, status: MemberStatus, reason: str) -> Member:
    await ctx.db.run(SET_STATUS, {"id": before.id, "status": status, "now": ctx.now})
    rows_after = msgspec.structs.replace(before, status=status, version=before.version + 1, updated_at=ctx.now)
    ctx.record(
        "member",
        before.id,
        label=before.display_name,
        before={"status": before.status},
        after={"status": status},
        reason=reason or None,
    )
    return rows_after
