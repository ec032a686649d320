"""The e-mails of notifications: one of them, or a digest of several. Sent by a job, outside transactions.

Whoever was suspended, shut out or paused since then gets none, and what was read meanwhile is left out of a digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hanse.domains.notifications.queries.notifications import declared_kinds
from hanse.domains.notifications.rules.kinds import find_kind, named_facts
from hanse.domains.notifications.rules.wording import best_locale, fill_in, fill_line, paragraphs_of
from hanse.domains.notifications.types import Fact, NotificationKind
from hanse.platform.authz import TenantRef
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import MailRenderer, Message
from hanse.platform.mail.faces import branding_of
from hanse.platform.services import Services
from hanse.platform.web.format import Formatter

READER: Final = """
SELECT m.display_name, m.email, a.locale FROM members m
LEFT JOIN LATERAL account_find(m.account_id, NULL) a ON true
LEFT JOIN digests d ON d.tenant_id = m.tenant_id AND d.member_id = m.id
WHERE m.id = %(member)s AND m.status = 'active' AND m.email IS NOT NULL AND NOT coalesce(d.is_paused, false)
    AND EXISTS (SELECT FROM assignments s
        WHERE s.tenant_id = m.tenant_id AND s.member_id = m.id AND s.blocked_at IS NULL)
"""
TOLD: Final = """
SELECT id, kind, title, body, href, facts FROM notifications
WHERE id = ANY(%(ids)s::uuid[]) AND member_id = %(member)s AND mail = 'now' AND NOT (%(digest)s AND read_at IS NOT NULL)
ORDER BY id DESC
"""
WORDINGS: Final = "SELECT locale, subject, body FROM notification_templates WHERE kind = %(kind)s"
SENT: Final = "UPDATE notifications SET mail = %(mail)s WHERE id = ANY(%(ids)s::uuid[]) AND member_id = %(member)s"
PREFERENCES: Final = "/account/notifications/preferences"
SHOWN: Final = 25
_renderer: Final = MailRenderer([Path(__file__).parent.parent / "templates"])


async def send_mail(services: Services, job: RunningJob) -> None:
    """Send one e-mail of the notifications named in the payload, and remember that it left."""
    values: dict[str, Any] = {
        "member": job.payload["member_id"],
        "ids": job.payload["ids"],
        "digest": bool(job.payload.get("is_digest")),
    }
    async with job.open() as ctx:
        reader = await ctx.db.maybe(READER, values)
        rows = await ctx.db.all(TOLD, values) if reader else []
        wordings = await ctx.db.all(WORDINGS, {"kind": rows[0]["kind"]}) if rows and not values["digest"] else []
        kinds, now = declared_kinds(ctx), ctx.now
        if not rows:
            await ctx.db.run(SENT, {**values, "mail": "none"})
    if reader is None or not rows:
        return
    assert job.tenant is not None
    letter = _Letter(services, job.tenant, reader, now)
    if values["digest"]:
        mail = letter.digest(rows, len(rows))
    else:
        mail = letter.one(rows[0], find_kind(kinds, rows[0]["kind"]), wordings)
    await services.mail.send(mail, idempotency_key=job.idempotency_key)
    async with job.open() as ctx:
        await ctx.db.run(SENT, {**values, "mail": "sent"})


class _Letter:
    """Words e-mails of one tenant to one reader."""

    def __init__(self, services: Services, tenant: TenantRef, reader: Mapping[str, Any], now: datetime) -> None:
        self._site = services.settings.public_url
        self._tenant = tenant
        self._reader = reader
        self._face = branding_of(self._site, tenant)
        # Sentences were made without knowing who reads them; amounts in them are written as the reader writes them.
        self._write = Formatter(reader["locale"] or tenant.locale, tenant.timezone, now).amounts

    def one(self, row: Mapping[str, Any], kind: NotificationKind, wordings: Sequence[Mapping[str, Any]]) -> Message:
        """One notification, in the tenant's wording when there is one for the reader's language."""
        facts = named_facts(kind, row["facts"])
        subject, paragraphs = row["title"], paragraphs_of(row["body"])
        wording = self._wording(wordings)
        if wording is not None:
            values = values_for(row["title"], row["body"], facts, self._reader["display_name"], self._tenant.name)
            subject = fill_line(wording["subject"], values) or row["title"]
            paragraphs = paragraphs_of(fill_in(wording["body"], values))
        context = {
            "subject": subject,
            "title": subject,
            "paragraphs": [self._write(one) for one in paragraphs],
            "facts": [(fact.label, self._write(fact.value)) for fact in facts],
            "action": {"label": "Open", "url": self._site + row["href"]} if row["href"] else None,
            "choose": self._choose(),
        }
        return self._message("mail/notice", context)

    def digest(self, rows: Sequence[Mapping[str, Any]], count: int) -> Message:
        """Several, newest first, each with a link to it; what is too much for a mail is counted."""
        subject = f"{count} new notifications" if count != 1 else rows[0]["title"]
        more = count - len(rows[:SHOWN])
        context = {
            "subject": f"{subject} at {self._tenant.name}",
            "title": subject,
            "items": [
                {
                    "title": self._write(row["title"]),
                    "text": self._write(row["body"]),
                    "url": self._site + (row["href"] or "/account/notifications"),
                }
                for row in rows[:SHOWN]
            ],
            "more": f"and {more} more" if more > 0 else "",
            "action": {"label": "Open notifications", "url": f"{self._site}/account/notifications"},
            "choose": self._choose(),
        }
        return self._message("digest_mail", context)

    def _choose(self) -> dict[str, str]:
        return {"label": "Choose what you are told by e-mail", "url": f"{self._site}{PREFERENCES}"}

    def _wording(self, wordings: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        by_locale = {one["locale"]: one for one in wordings}
        locale = best_locale(self._reader["locale"] or self._tenant.locale, by_locale, self._tenant.locale)
        return by_locale[locale] if locale else None

    def _message(self, template: str, context: Mapping[str, Any]) -> Message:
        rendered = _renderer.render(template, context, self._face)
        return Message(
            to=self._reader["email"],
            to_name=self._reader["display_name"],
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            from_name=self._tenant.name,
        )


def values_for(title: str, body: str, facts: Sequence[Fact], recipient: str, business: str) -> dict[str, str]:
    """What the placeholders of a wording stand for."""
    own = {fact.name: fact.value for fact in facts}
    return {**own, "title": title, "body": body, "recipient": recipient, "business": business}
