"""The mails an applicant gets: received, changes asked for, approved, refused. Sent by a job, outside transactions."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.organizations.queries.onboarding import load_application
from hanse.domains.organizations.types import Application, ApplicationId
from hanse.platform.authz import TenantRef
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import Message, render_mail
from hanse.platform.mail.faces import branding_of
from hanse.platform.services import Services

ADDRESS: Final = "SELECT display_name, email FROM members WHERE id = %(id)s AND status = 'active'"
_TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "received": (
        "{business} received your application",
        "Thank you for applying for {name}. A few steps remain; most take a minute.",
        "Go on with the application",
    ),
    "changes": (
        "{business} asks for a change",
        "Something in the application of {name} needs another look:",
        "Open the application",
    ),
    "approved": (
        "Welcome to {business}",
        "{name} is now a partner of {business}, and can trade at once.",
        "Open the portal",
    ),
    "rejected": (
        "Your application to {business}",
        "{business} decided not to go on with the application of {name}.",
        "",
    ),
}


async def mail_applicant(services: Services, job: RunningJob) -> None:
    """Send one of the mails above; an applicant without an address, or who left, gets none."""
    application_id = ApplicationId.parse(str(job.payload["application_id"]))
    async with job.open() as ctx:
        application = await load_application(ctx, application_id, "onboarding.view")
        member = application.applicant_member_id
        row = await ctx.db.maybe(ADDRESS, {"id": member}) if member else None
    if row is None or not row["email"]:
        return
    assert job.tenant is not None
    mail = applicant_mail(services, job.tenant, application, str(job.payload["kind"]), row)
    await services.mail.send(mail, idempotency_key=job.idempotency_key)


def applicant_mail(
    services: Services, tenant: TenantRef, application: Application, kind: str, person: dict[str, Any]
) -> Message:
    """Word one mail."""
    title, opening, label = _TEXTS[kind]
    words = {"business": tenant.name, "name": application.organization_name}
    paragraphs = [opening.format(**words)]
    if application.message and kind != "received":
        paragraphs.append(application.message)
    page = "/app" if kind == "approved" else "/app/onboarding"
    context = {
        "subject": title.format(**words),
        "title": title.format(**words),
        "paragraphs": paragraphs,
        "action": {"label": label, "url": f"{services.settings.public_url}{page}"} if label else None,
        "note": None,
    }
    rendered = render_mail("mail/notice", context, branding_of(services.settings.public_url, tenant))
    return Message(
        to=person["email"],
        to_name=person["display_name"],
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        from_name=tenant.name,
    )
