"""The mails of approvals: asked, reminded, escalated, alerted, decided. Sent by a job; links only open a page."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.approvals.commands.carrying import MAIL_JOB
from hanse.domains.approvals.queries.records import GET, Record, find_record
from hanse.domains.approvals.types import ApprovalId, ApprovalStatus
from hanse.kit.money import Money
from hanse.platform.authz import TenantRef
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import Message, render_mail
from hanse.platform.mail.faces import branding_of
from hanse.platform.registry import JobKind
from hanse.platform.services import Services

ADDRESS: Final = """
SELECT m.display_name, m.email, EXISTS (
        SELECT FROM assignments a WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.organization_id IS NULL
    ) AS is_staff
FROM members m WHERE m.id = %(id)s AND m.status = 'active'
"""
_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "asked": ("Your approval is needed: {title}", "{requester} asks for your approval of {title}{amount}."),
    "reminded": ("Reminder: {title} waits for you", "{title}{amount} still waits for your decision."),
    "escalated": ("Now with you: {title}", "Nobody decided about {title}{amount} in time, so you are asked."),
    "alerted": ("An approval has nobody to decide: {title}", "{title}{amount} has too few people who can decide."),
    "approved": ("Approved: {title}", "{title}{amount} was approved."),
    "rejected": ("Rejected: {title}", "{title}{amount} was rejected."),
}
_WHILE_OPEN: Final = frozenset({"asked", "reminded", "escalated", "alerted"})


async def mail_member(services: Services, job: RunningJob) -> None:
    """Send one of the mails above; nothing to somebody who left, or for what was decided meanwhile."""
    kind = str(job.payload["kind"])
    async with job.open() as ctx:
        record = await find_record(ctx, GET, {"id": ApprovalId.parse(str(job.payload["approval_id"]))})
        person = await ctx.db.maybe(ADDRESS, {"id": UUID(str(job.payload["member_id"]))})
    if record is None or person is None or not person["email"]:
        return
    if kind in _WHILE_OPEN and record.status is not ApprovalStatus.PENDING:
        return
    assert job.tenant is not None
    mail = approval_mail(services, job.tenant, record, kind, person)
    await services.mail.send(mail, idempotency_key=job.idempotency_key)


def approval_mail(services: Services, tenant: TenantRef, record: Record, kind: str, person: dict[str, Any]) -> Message:
    """Word one mail. Its link opens the page; deciding takes a log-in and a button there."""
    title, opening = _TEXTS[kind]
    amount = ""
    if record.amount_minor is not None and record.currency:
        amount = f" ({Money(record.amount_minor, record.currency)})"
    words = {"title": record.title, "requester": record.requester_name or tenant.name, "amount": amount}
    paragraphs = [opening.format(**words)]
    if kind == "rejected" and record.reason:
        paragraphs.append(record.reason)
    side = "admin" if person["is_staff"] else "app"
    url = f"{services.settings.public_url}/{side}/approvals/{ApprovalId(record.id)}"
    context = {
        "subject": title.format(**words)[:200],
        "title": title.format(**words),
        "paragraphs": paragraphs,
        "action": {"label": "Open the approval", "url": url},
        "note": "Nothing is decided by opening the link." if kind in _WHILE_OPEN else None,
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


JOBS: Final = (JobKind(MAIL_JOB, mail_member, outside=True),)
