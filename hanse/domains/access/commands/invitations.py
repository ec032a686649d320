"""Offering membership: inviting somebody by mail, sending an invitation again, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hanse.domains.access.commands.assignments import check_may_give, check_places
from hanse.domains.access.errors import AlreadyMember
from hanse.domains.access.events import InvitationRevoked, MemberInvited
from hanse.domains.access.queries.invitations import as_shown, load_invitation
from hanse.domains.access.queries.members import find_member_of_account
from hanse.domains.access.types import (
    AssignmentInput,
    Invitation,
    InvitationId,
    InvitationRecord,
    InvitationStatus,
    InviteMember,
    MemberStatus,
)
from hanse.domains.identity.api import find_account
from hanse.kit.errors import Conflict
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token, token_hash
from hanse.platform.db.values import Json
from hanse.platform.limits import Limit, enforce

VALID_FOR = timedelta(days=7)
SEND_JOB = "invitation.send"
MAILS = Limit(count=60, per_seconds=3_600)
INSERT_INVITATION = """
INSERT INTO invitations (id, email, display_name, assignments, places, message, token_hash, invited_by, expires_at,
    created_at, updated_at)
VALUES (%(id)s, %(email)s, %(name)s, %(assignments)s, %(places)s, %(message)s, %(hash)s, %(by)s, %(expires)s, %(now)s,
    %(now)s)
"""
CLOSE_EXPIRED = """
UPDATE invitations SET revoked_at = %(now)s, version = version + 1, updated_at = %(now)s
WHERE email = %(email)s AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= %(now)s
"""
LOCK = "SELECT id FROM invitations WHERE id = %(id)s FOR UPDATE"
RENEW = """
UPDATE invitations SET expires_at = %(expires)s, sent_count = sent_count + 1, token_hash = %(hash)s,
    invited_by = %(by)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
REVOKE = "UPDATE invitations SET revoked_at = %(now)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s"


@command("member.invite")
async def invite_member(ctx: Ctx, data: InviteMember) -> Invitation:
    """Invite somebody by mail; the link works for seven days, once.

    Raises AlreadyMember, MoreThanYouHold, PlaceTakesNobody, Conflict when an invitation is open already, Invalid.
    """
    roles = await check_may_invite(ctx, data.assignments)
    await enforce(ctx.services.limits, f"invite:{ctx.tenant.id}", MAILS)
    email = await _address(ctx, data.email)
    await ctx.db.run(CLOSE_EXPIRED, {"email": email, "now": ctx.now})
    identity = InvitationId.new()
    await ctx.db.run(
        INSERT_INVITATION,
        {
            "id": identity,
            "email": email,
            "name": clean_line(data.display_name),
            "assignments": Json([_pair(item) for item in data.assignments]),
            "places": _places(data.assignments),
            "message": clean_text(data.message),
            # The link's secret is made by the job that mails it; until then no link works.
            "hash": token_hash(token()),
            "by": ctx.principal.member_id,
            "expires": ctx.now + VALID_FOR,
            "now": ctx.now,
        },
    )
    invitation = await load_invitation(ctx, identity, "member.invite")
    facts = {"email": email, "roles": roles, "expires_at": invitation.expires_at}
    ctx.record("invitation", identity, label=email, after=facts)
    ctx.emit(MemberInvited(invitation_id=identity, email=email), subject=invitation)
    await ctx.services.jobs.enqueue(ctx, SEND_JOB, {"invitation_id": str(identity)}, key=f"{identity}:1")
    return as_shown(ctx, invitation)


async def _address(ctx: Ctx, typed: str) -> str:
    """The address in the form accounts have it. Raises AlreadyMember for a member the inviter may know of."""
    account = await find_account(ctx, typed)
    if account is None:
        return typed.strip().casefold()
    member = await find_member_of_account(ctx, account.id)
    # Whoever may not see the person (they belong to another partner) may invite them: they get the roles when they
    # accept, and nothing here tells that they are known.
    known = member is not None and any(ctx.may("member.view", subject) for subject in member.subjects())
    if member is not None and known and member.status is not MemberStatus.REMOVED:
        raise AlreadyMember()
    return account.email or typed.strip().casefold()


@command("invitation.resend", permission="invitation.revoke")
async def resend_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Send an invitation again under a new link, from now on in the sender's own name; the old link stops working.

    Raises Conflict when it is over, MoreThanYouHold.
    """
    before = await _lock(ctx, invitation_id)
    if before.status not in (InvitationStatus.OPEN, InvitationStatus.EXPIRED):
        raise Conflict(f"This invitation is {before.status.value}; invite the person anew")
    await enforce(ctx.services.limits, f"invite:{ctx.tenant.id}", MAILS)
    offered = [
        AssignmentInput(role_id=item.role_id, organization_id=item.organization_id) for item in before.assignments
    ]
    await check_may_give(ctx, offered, prefix="assignments.")
    await check_places(ctx, offered, prefix="assignments.")
    values = {
        "id": invitation_id,
        "expires": ctx.now + VALID_FOR,
        "hash": token_hash(token()),
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(RENEW, values)
    after = await load_invitation(ctx, invitation_id, "invitation.revoke")
    ctx.record(
        "invitation",
        invitation_id,
        label=after.email,
        before={"expires_at": before.expires_at, "sent_count": before.sent_count},
        after={"expires_at": after.expires_at, "sent_count": after.sent_count},
    )
    key = f"{invitation_id}:{after.sent_count}"
    await ctx.services.jobs.enqueue(ctx, SEND_JOB, {"invitation_id": str(invitation_id)}, key=key)
    return as_shown(ctx, after)


@command("invitation.revoke")
async def revoke_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Take an invitation back; its link stops working. Doing it twice changes nothing more."""
    before = await _lock(ctx, invitation_id)
    if before.status is InvitationStatus.ACCEPTED:
        raise Conflict("This invitation was accepted; remove the member instead")
    if before.status is InvitationStatus.REVOKED:
        return as_shown(ctx, before)
    await ctx.db.run(REVOKE, {"id": invitation_id, "now": ctx.now})
    after = await load_invitation(ctx, invitation_id, "invitation.revoke")
    states = {"status": before.status}, {"status": after.status}
    ctx.record("invitation", invitation_id, label=after.email, before=states[0], after=states[1])
    ctx.emit(InvitationRevoked(invitation_id=invitation_id), subject=after)
    return as_shown(ctx, after)


async def check_may_invite(ctx: Ctx, wanted: Sequence[AssignmentInput]) -> list[str]:
    """Refuse an invitation with roles its sender may not give; returns the roles' names."""
    if not ctx.may_anywhere("member.invite"):
        ctx.authorize("member.invite")
    roles = await check_may_give(ctx, wanted, prefix="assignments.")
    await check_places(ctx, wanted, prefix="assignments.")
    return [role.name for role in roles]


async def _lock(ctx: Ctx, invitation_id: InvitationId) -> InvitationRecord:
    await ctx.db.maybe(LOCK, {"id": invitation_id})
    return await load_invitation(ctx, invitation_id, "invitation.revoke")


def _pair(item: AssignmentInput) -> dict[str, str | None]:
    place = item.organization_id
    return {"role": str(item.role_id.uuid), "organization": str(place.uuid) if place else None}


def _places(wanted: Sequence[AssignmentInput]) -> str:
    """Where an invitation leads to: only there a second one is in the way."""
    return " ".join(sorted({str(item.organization_id.uuid) if item.organization_id else "staff" for item in wanted}))
