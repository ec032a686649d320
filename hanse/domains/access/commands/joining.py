"""Becoming a member: invitations, and the membership itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.commands.assignments import check_may_give, insert_assignments
from hanse.domains.access.commands.members import index_member
from hanse.domains.access.errors import AlreadyMember, InvitationForSomebodyElse, LogInToAccept
from hanse.domains.access.events import MemberInvited, MemberJoined
from hanse.domains.access.queries.invitations import load_invitation, load_open_by_token
from hanse.domains.access.queries.members import GET_MEMBER, build_members
from hanse.domains.access.types import (
    AssignmentInput,
    Email,
    Invitation,
    InvitationId,
    InvitationStatus,
    Joined,
    Member,
    MemberId,
)
from hanse.domains.identity.api import ensure_account, find_account, get_account, start_session
from hanse.domains.identity.types import AccountId, AccountRef
from hanse.kit.errors import Conflict
from hanse.kit.structs import Input
from hanse.kit.text import normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token, token_hash
from hanse.platform.db.values import Json
from hanse.platform.limits import Limit, enforce

VALID_FOR = timedelta(days=7)
SEND_JOB = "invitation.send"
MAILS = Limit(count=60, per_seconds=3_600)
TRIES = Limit(count=20, per_seconds=600)
INSERT_INVITATION = """
INSERT INTO invitations (id, email, display_name, assignments, message, token_hash, invited_by, expires_at, created_at,
    updated_at)
VALUES (%(id)s, %(email)s, %(name)s, %(assignments)s, %(message)s, %(hash)s, %(by)s, %(expires)s, %(now)s, %(now)s)
"""
CLOSE_EXPIRED = """
UPDATE invitations SET revoked_at = %(now)s, version = version + 1, updated_at = %(now)s
WHERE email = %(email)s AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= %(now)s
"""
RENEW = """
UPDATE invitations SET expires_at = %(expires)s, sent_count = sent_count + 1, token_hash = %(hash)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
REVOKE = "UPDATE invitations SET revoked_at = %(now)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
ACCEPT = """
UPDATE invitations SET accepted_at = %(now)s, member_id = %(member)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
JOIN_MEMBER = """
INSERT INTO members (id, account_id, display_name, email, search_key, status, created_at, updated_at)
VALUES (%(id)s, %(account)s, %(name)s, %(email)s, %(key)s, 'active', %(now)s, %(now)s)
ON CONFLICT (tenant_id, account_id) DO UPDATE SET
    status = CASE WHEN members.status = 'removed' THEN 'active' ELSE members.status END,
    version = members.version + 1, updated_at = excluded.updated_at
RETURNING id
"""
FIND_MEMBER = "SELECT id, status FROM members WHERE account_id = %(account)s"


class InviteMember(Input, frozen=True, kw_only=True):
    """Whom to invite, with which roles."""

    email: Email
    display_name: Annotated[str, Meta(max_length=200)] = ""
    assignments: Annotated[list[AssignmentInput], Meta(min_length=1, max_length=20, description="Roles to give")]
    message: Annotated[str, Meta(max_length=1000, description="A few words of your own for the mail")] = ""


class AcceptInvitation(Input, frozen=True, kw_only=True):
    """The token of the link; name and password for somebody who has no account yet."""

    token: Annotated[str, Meta(min_length=10, max_length=200)]
    display_name: Annotated[str, Meta(max_length=200)] = ""
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


@command("member.invite")
async def invite_member(ctx: Ctx, data: InviteMember) -> Invitation:
    """Invite somebody by mail; the link works for seven days, once.

    Raises AlreadyMember, MoreThanYouHold, Conflict when an invitation is open already, Invalid.
    """
    paths = await check_may_invite(ctx, data.assignments)
    await enforce(ctx.services.limits, f"invite:{ctx.tenant.id}", MAILS)
    account = await find_account(ctx, data.email)
    if account is not None and await is_member(ctx, account.id):
        raise AlreadyMember()
    email = account.email if account and account.email else data.email.strip().casefold()
    await ctx.db.run(CLOSE_EXPIRED, {"email": email, "now": ctx.now})
    identity = InvitationId.new()
    pairs = [_pair(item) for item in data.assignments]
    await ctx.db.run(
        INSERT_INVITATION,
        {
            "id": identity,
            "email": email,
            "name": data.display_name.strip(),
            "assignments": Json(pairs),
            "message": data.message,
            "hash": token_hash(token()),
            "by": ctx.principal.member_id,
            "expires": ctx.now + VALID_FOR,
            "now": ctx.now,
        },
    )
    invitation = await load_invitation(ctx, identity, "member.invite")
    ctx.record("invitation", identity, label=email, after={"email": email, "roles": paths, "expires_at": invitation.expires_at})
    ctx.emit(MemberInvited(invitation_id=identity, email=email), subject=invitation)
    await ctx.services.jobs.enqueue(ctx, SEND_JOB, {"invitation_id": str(identity)}, key=f"{identity}:1")
    return invitation


@command("invitation.resend", permission="invitation.revoke")
async def resend_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Send an invitation again under a new link; the old one stops working. Raises InvitationInvalid when it is over."""
    before = await load_invitation(ctx, invitation_id, "invitation.revoke")
    if before.status not in (InvitationStatus.OPEN, InvitationStatus.EXPIRED):
        raise Conflict(f"This invitation is {before.status.value}; invite the person anew")
    await enforce(ctx.services.limits, f"invite:{ctx.tenant.id}", MAILS)
    await check_may_give(ctx, before.assignments, field="assignments")
    changes = {"id": invitation_id, "expires": ctx.now + VALID_FOR, "hash": token_hash(token()), "now": ctx.now}
    await ctx.db.run(RENEW, changes)
    after = await load_invitation(ctx, invitation_id, "invitation.revoke")
    ctx.record("invitation", invitation_id, label=after.email, before=before, after=after)
    key = f"{invitation_id}:{after.sent_count}"
    await ctx.services.jobs.enqueue(ctx, SEND_JOB, {"invitation_id": str(invitation_id)}, key=key)
    return after


@command("invitation.revoke")
async def revoke_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Take an invitation back; its link stops working. Doing it twice changes nothing more."""
    before = await load_invitation(ctx, invitation_id, "invitation.revoke")
    if before.status is InvitationStatus.ACCEPTED:
        raise Conflict("This invitation was accepted; remove the member instead")
    if before.status is InvitationStatus.REVOKED:
        return before
    await ctx.db.run(REVOKE, {"id": invitation_id, "now": ctx.now})
    after = await load_invitation(ctx, invitation_id, "invitation.revoke")
    ctx.record("invitation", invitation_id, label=after.email, before=before, after=after)
    return after


@command("invitation.accept", access="public")
async def accept_invitation(ctx: Ctx, data: AcceptInvitation) -> Joined:
    """Become a member with the roles of an invitation; works once.

    Logged in as the invited address, nothing else is needed. Without an account, name and password make one: whoever has
    the link reads the address's mail. With an account, log in first. Raises InvitationInvalid, InvitationForSomebodyElse.
    """
    ctx.authorize_anyone("invitation.accept")
    await enforce(ctx.services.limits, f"invitation:{ctx.ip}", TRIES)
    invitation = await load_open_by_token(ctx, data.token, lock=True)
    account = await _invited_account(ctx, invitation, data)
    member = await add_member(ctx, account, invitation.assignments)
    await ctx.db.run(ACCEPT, {"id": invitation.id, "member": member.id, "now": ctx.now})
    session = await start_session(ctx, account.id, ctx.tenant.id, strong=account.is_new)
    return Joined(id=member.id, tenant_handle=ctx.tenant.handle, session=session)


async def _invited_account(ctx: Ctx, invitation: Invitation, data: AcceptInvitation) -> AccountRef:
    if ctx.principal.account_id is not None:
        present = await get_account(ctx, AccountId(ctx.principal.account_id))
        if present.email != invitation.email:
            raise InvitationForSomebodyElse()
        return present
    existing = await find_account(ctx, invitation.email)
    if existing is not None:
        raise LogInToAccept()
    name = data.display_name.strip() or invitation.display_name
    return await ensure_account(ctx, invitation.email, name, data.password or "", verified=True)


async def check_may_invite(ctx: Ctx, wanted: Sequence[AssignmentInput]) -> list[str]:
    """Refuse an invitation with roles its sender may not give; returns the roles' names."""
    if not ctx.may_anywhere("member.invite"):
        ctx.authorize("member.invite")
    roles = await check_may_give(ctx, wanted, field="assignments")
    return [role.name for role in roles]


async def is_member(ctx: Ctx, account_id: AccountId) -> bool:
    """Whether an account belongs to this tenant now, suspended or not."""
    row = await ctx.db.maybe(FIND_MEMBER, {"account": account_id})
    return row is not None and row["status"] != "removed"


async def add_member(ctx: Ctx, account: AccountRef, wanted: Sequence[AssignmentInput]) -> Member:
    """Make an account a member with roles that were checked; a former member comes back under the same id."""
    key = normalise(f"{account.display_name} {account.email or ''}")
    row = await ctx.db.one(
        JOIN_MEMBER,
        {
            "id": MemberId.new(),
            "account": account.id,
            "name": account.display_name,
            "email": account.email,
            "key": key,
            "now": ctx.now,
        },
    )
    identity = MemberId(UUID(int=row["id"].int))
    await insert_assignments(ctx, identity, wanted)
    (member,) = await build_members(ctx, [await ctx.db.one(GET_MEMBER, {"id": identity})])
    await index_member(ctx, member)
    ctx.record("member", identity, label=member.display_name, after=member)
    ctx.emit(MemberJoined(member_id=identity), subject=member)
    return member


def _pair(item: AssignmentInput) -> dict[str, str | None]:
    place = item.organization_id
    return {"role": str(item.role_id.uuid), "organization": str(place.uuid) if place else None}

