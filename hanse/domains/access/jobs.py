"""Background work of access: the mail of an invitation."""

from __future__ import annotations

from typing import Final

from hanse.domains.access.commands.invitations import SEND_JOB
from hanse.domains.access.queries.invitations import GET_INVITATION
from hanse.domains.access.types import InvitationId, InvitationStatus
from hanse.platform.authz import TenantRef
from hanse.platform.crypto import token, token_hash
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import Message, render_mail
from hanse.platform.mail.faces import branding_of
from hanse.platform.registry import JobKind
from hanse.platform.services import Services

KEEP_HASH: Final = "UPDATE invitations SET token_hash = %(hash)s WHERE id = %(id)s"


async def send_invitation(services: Services, job: RunningJob) -> None:
    """Mail the link of an invitation. Its secret is made here, so that no queue holds one; a retry makes another."""
    invitation_id = InvitationId.parse(str(job.payload["invitation_id"]))
    secret = token()
    async with job.open() as ctx:
        row = await ctx.db.maybe(GET_INVITATION, {"id": invitation_id, "now": ctx.now})
        if row is None or row["status"] != InvitationStatus.OPEN:
            return
        await ctx.db.run(KEEP_HASH, {"id": invitation_id, "hash": token_hash(secret)})
    assert job.tenant is not None
    mail = invitation_mail(services, job.tenant, row["email"], row["display_name"], row["message"], secret)
    await services.mail.send(mail, idempotency_key=f"{job.idempotency_key}:{job.attempt}")


def invitation_mail(services: Services, tenant: TenantRef, email: str, name: str, message: str, secret: str) -> Message:
    """The mail: who invites, their own words, and the link."""
    paragraphs = [f"{tenant.name} invites you to work with them on their portal."]
    if message:
        paragraphs.append(message)
    title = f"{tenant.name} invites you"
    context = {
        "subject": title,
        "title": title,
        "paragraphs": paragraphs,
        "action": {"label": "Accept the invitation", "url": f"{services.settings.public_url}/invitations/{secret}"},
        "note": "The link works once, for seven days. If you do not know the sender, do nothing.",
    }
    face = branding_of(services.settings.public_url, tenant)
    rendered = render_mail("mail/notice", context, face)
    return Message(
        to=email, to_name=name, subject=rendered.subject, text=rendered.text, html=rendered.html, from_name=tenant.name
    )


JOBS: Final = (JobKind(SEND_JOB, send_invitation, outside=True),)
