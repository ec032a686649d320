"""Background work of access: the mail of an invitation, and accounts that changed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.access.adapters.gate import AccessGate
from hanse.domains.access.adapters.places import FOLLOW_JOB
from hanse.domains.access.commands.invitations import SEND_JOB
from hanse.domains.access.commands.members import adopt_account
from hanse.domains.access.queries.invitations import GET_INVITATION
from hanse.domains.access.types import InvitationId, InvitationStatus
from hanse.domains.identity.api import get_account
from hanse.domains.identity.types import AccountId
from hanse.platform.authz import TenantRef
from hanse.platform.context import Origin, open_context, system_principal
from hanse.platform.crypto import token, token_hash
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import Message, render_mail
from hanse.platform.mail.faces import branding_of
from hanse.platform.registry import JobKind
from hanse.platform.services import Services

TENANTS: Final = "SELECT tenants_of_account(%(account)s)"
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


async def follow_account(services: Services, job: RunningJob) -> None:
    """Bring a person's new name or address into every business they belong to, one transaction for each."""
    account_id = AccountId.parse(str(job.payload["account_id"]))
    async with job.open() as ctx:
        account = await get_account(ctx, account_id)
        tenants: list[UUID] = await ctx.db.values(TENANTS, {"account": account_id})
    for tenant_id in tenants:
        tenant = await AccessGate().tenant(services, tenant_id)
        origin = Origin(request_id=job.envelope.request_id, channel="job")
        principal = system_principal((), account.display_name)
        async with open_context(services, tenant=tenant, principal=principal, origin=origin) as ctx:
            await adopt_account(ctx, account, str(job.payload["former_name"]))
            await services.audit.write_notes(ctx, FOLLOW_JOB)


JOBS: Final = (
    JobKind(SEND_JOB, send_invitation, outside=True),
    JobKind(FOLLOW_JOB, follow_account, outside=True, installation=True),
)
