"""Becoming a member: accepting an invitation, and the membership itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from hanse.domains.access.commands.assignments import insert_assignments
from hanse.domains.access.commands.members import index_member
from hanse.domains.access.errors import (
    InvitationCannotBeKept,
    InvitationForSomebodyElse,
    LogInToAccept,
    MembershipSuspended,
)
from hanse.domains.access.events import MemberJoined, MemberUpdated
from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.invitations import load_open_by_token
from hanse.domains.access.queries.members import GET_MEMBER, build_members, find_member_of_account, reread_member
from hanse.domains.access.queries.reach import grants_by_role
from hanse.domains.access.rules import placed
from hanse.domains.access.types import (
    AcceptInvitation,
    AssignmentInput,
    InvitationRecord,
    Joined,
    Member,
    MemberId,
    MemberStatus,
)
from hanse.domains.identity.api import ensure_account, find_account, start_session
from hanse.domains.identity.types import AccountRef
from hanse.kit.text import normalise
from hanse.platform.authz import Principal, PrincipalKind, can_assign
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce, network_of

TRIES = Limit(count=20, per_seconds=600)
ACCEPT = """
UPDATE invitations SET accepted_at = %(now)s, member_id = %(member)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
# Somebody who was removed comes back under the same id, but with nothing they had: no limit, no manager, no title.
JOIN_MEMBER = """
INSERT INTO members (id, account_id, display_name, email, search_key, status, created_at, updated_at)
VALUES (%(id)s, %(account)s, %(name)s, %(email)s, %(key)s, 'active', %(now)s, %(now)s)
ON CONFLICT (tenant_id, account_id) DO UPDATE SET
    status = CASE WHEN members.status = 'removed' THEN 'active' ELSE members.status END,
    title = CASE WHEN members.status = 'removed' THEN NULL ELSE members.title END,
    manager_member_id = CASE WHEN members.status = 'removed' THEN NULL ELSE members.manager_member_id END,
    approval_limit_minor = CASE WHEN members.status = 'removed' THEN NULL ELSE members.approval_limit_minor END,
    approval_currency = CASE WHEN members.status = 'removed' THEN NULL ELSE members.approval_currency END,
    version = members.version + 1, updated_at = excluded.updated_at
RETURNING id
"""


@command("invitation.accept", access="public", tenantless=True)
async def accept_invitation(ctx: Ctx, data: AcceptInvitation) -> Joined:
    """Become a member with the roles of an invitation; works once.

    Logged in as the invited address, nothing else is needed. Without an account, name and password make one: whoever
    has the link reads the address's mail. With an account, log in first. Raises InvitationInvalid also when whoever
    invited could no longer give these roles, InvitationForSomebodyElse, LogInToAccept, MembershipSuspended.
    """
    ctx.authorize_anyone("invitation.accept")
    await enforce(ctx.services.limits, f"invitation:{network_of(ctx.ip)}", TRIES)
    invitation = await load_open_by_token(ctx, data.token, lock=True)
    await _check_still_given(ctx, invitation)
    account = await _invited_account(ctx, invitation, data)
    with going_on_as(ctx, account):
        return await _join(ctx, invitation, account)


async def _join(ctx: Ctx, invitation: InvitationRecord, account: AccountRef) -> Joined:
    present = await find_member_of_account(ctx, account.id)
    if present is not None and present.status is MemberStatus.SUSPENDED:
        raise MembershipSuspended()
    wanted = [
        AssignmentInput(role_id=item.role_id, organization_id=item.organization_id) for item in invitation.assignments
    ]
    member = await add_member(ctx, account, wanted)
    await ctx.db.run(ACCEPT, {"id": invitation.id, "member": member.id, "now": ctx.now})
    first = next((item.organization_id for item in wanted if item.organization_id), None)
    place = None if any(item.organization_id is None for item in wanted) else first
    session = await start_session(ctx, account.id, ctx.tenant.id, place, strong=account.is_new)
    return Joined(id=member.id, tenant_handle=ctx.tenant.handle, session=session)


@contextmanager
def going_on_as(ctx: Ctx, account: AccountRef) -> Iterator[None]:
    """From here on the trail names the person, who came as a visitor and has proved who they are.

    Whoever is refused after all is a visitor again, so that the page they get is a visitor's.
    """
    before = ctx.principal
    if before.kind is PrincipalKind.ANONYMOUS:
        ctx.principal = msgspec.structs.replace(
            before,
            kind=PrincipalKind.ACCOUNT,
            display_name=account.display_name,
            email=account.email,
            account_id=account.id.uuid,
        )
    try:
        yield
    except BaseException:
        ctx.principal = before
        raise


async def _check_still_given(ctx: Ctx, invitation: InvitationRecord) -> None:
    """An invitation gives what its sender holds when it is accepted, so nobody leaves themselves a way back in."""
    grants = await grants_by_role(ctx, (item.role_id for item in invitation.assignments))
    if len(grants) < len({item.role_id for item in invitation.assignments}):
        raise InvitationCannotBeKept()
    places = [item.organization_id.uuid for item in invitation.assignments if item.organization_id]
    if await organization_tree(ctx).refusals(ctx, places, from_partner=False):
        raise InvitationCannotBeKept()
    if invitation.invited_by is None:
        return
    row = await ctx.db.maybe(GET_MEMBER, {"id": invitation.invited_by})
    (inviter,) = await build_members(ctx, [row]) if row else (None,)
    if inviter is None or inviter.status is not MemberStatus.ACTIVE:
        raise InvitationCannotBeKept()
    own = await grants_by_role(ctx, (item.role_id for item in inviter.assignments if not item.is_blocked))
    held = [
        grant
        for item in inviter.assignments
        if not item.is_blocked
        for grant in placed(own[item.role_id], item.organization_id.uuid if item.organization_id else None)
    ]
    sender = Principal(kind=PrincipalKind.MEMBER, member_id=inviter.id.uuid, grants=tuple(held))
    paths = await organization_tree(ctx).paths(ctx, places) if places else {}
    for item in invitation.assignments:
        path = paths.get(item.organization_id.uuid, ()) if item.organization_id else ()
        if (item.organization_id and not path) or can_assign(sender, grants[item.role_id], path):
            raise InvitationCannotBeKept()


async def _invited_account(ctx: Ctx, invitation: InvitationRecord, data: AcceptInvitation) -> AccountRef:
    existing = await find_account(ctx, invitation.email)
    if ctx.principal.account_id is not None:
        if existing is None or existing.id.uuid != ctx.principal.account_id:
            raise InvitationForSomebodyElse()
        return existing
    if existing is not None:
        raise LogInToAccept()
    name = data.display_name.strip() or invitation.display_name
    return await ensure_account(ctx, invitation.email, name, data.password or "", verified=True)


async def add_member(ctx: Ctx, account: AccountRef, wanted: Sequence[AssignmentInput]) -> Member:
    """Make an account a member with roles that were checked; a former member comes back under the same id."""
    before = await find_member_of_account(ctx, account.id)
    row = await ctx.db.one(
        JOIN_MEMBER,
        {
            "id": MemberId.new(),
            "account": account.id,
            "name": account.display_name,
            "email": account.email,
            "key": normalise(f"{account.display_name} {account.email or ''}"),
            "now": ctx.now,
        },
    )
    identity = MemberId(row["id"])
    await insert_assignments(ctx, identity, wanted)
    member = await reread_member(ctx, identity)
    await index_member(ctx, member)
    ctx.record("member", identity, label=member.display_name, before=before, after=member)
    is_new = before is None or before.status is MemberStatus.REMOVED
    ctx.emit(MemberJoined(member_id=identity) if is_new else MemberUpdated(member_id=identity), subject=member)
    return member
