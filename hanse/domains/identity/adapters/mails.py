"""The mails of identity: their words, and the face they carry. Sent by jobs.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from hanse.domains.identity.rules.people import device_of
from hanse.platform.authz import TenantRef
from hanse.platform.mail import Branding, Message, render_mail
from hanse.platform.services import Services

_CHANGES: Final[Mapping[str, tuple[str, str]]] = {
    "password_changed": (
        "Your password was changed",
        "The password of your account was changed. Every device was logged out.",
    ),
    "totp_enabled": (
        "An authenticator was set up",
        "From now on a log-in with your password also asks for a code of your authenticator.",
    ),
    "totp_removed": (
        "Your authenticator was removed",
        "A log-in with your password no longer asks for a code.",
    ),
    "email_changed": (
        "Your e-mail address was changed",
        "Your account now logs in with another e-mail address. This is the last mail to this one.",
    ),
    "company_log_in_linked": (
        "A company log-in was connected",
        "From now on your company can log you in to its own business, and only there.",
    ),
    "passkey_added": (
        "A passkey was added",
        "A new passkey can log in to your account, without the password.",
    ),
}


def branding_of(services: Services, tenant: TenantRef | None) -> Branding:
    """The face of a mail: the business it concerns, else the installation."""
    home = services.settings.public_url
    if tenant is None:
        return Branding(name="Hanse", home_url=home or None)
    where = f"{home}/t/{tenant.handle}" if home else None
    if tenant.accent is None:
        return Branding(name=tenant.name, home_url=where)
    return Branding(name=tenant.name, accent=tenant.accent, home_url=where)


def link_mail(to: tuple[str, str], words: Mapping[str, str], url: str, branding: Branding, note: str) -> Message:
    """A mail with one link; `to` is address and name, `words` holds subject, text and label."""
    return _message(
        to, branding,
        {"subject": words["subject"], "title": words["subject"], "paragraphs": [words["text"]],
         "action": {"label": words["label"], "url": url}, "note": note},
    )  # fmt: skip


def notice_mail(
    to: tuple[str, str], what: str, facts: Sequence[tuple[str, str]], branding: Branding, security_url: str
) -> Message:
    """A mail that says what changed about the protection of an account."""
    title, text = _CHANGES[what]
    context = {
        "subject": title,
        "title": title,
        "paragraphs": [text],
        "facts": list(facts),
        "action": {"label": "Look at your account", "url": security_url},
        "note": "If this was not you, set a new password at once and end all sessions.",
    }
    return _message(to, branding, context)


def plain_mail(to: tuple[str, str], subject: str, paragraphs: Sequence[str], branding: Branding) -> Message:
    """A mail without a link."""
    context = {"subject": subject, "title": subject, "paragraphs": list(paragraphs)}
    return _message(to, branding, context)


def facts_of(at: datetime, ip: Any, user_agent: Any) -> list[tuple[str, str]]:
    """When, on which device and from where, as rows of a mail."""
    rows = [("When", at.strftime("%d %B %Y, %H:%M UTC")), ("Device", device_of(user_agent))]
    return [*rows, ("Address", str(ip))] if ip else rows


def _message(to: tuple[str, str], branding: Branding, context: Mapping[str, Any]) -> Message:
    rendered = render_mail("mail/notice", context, branding)
    return Message(
        to=to[0],
        to_name=to[1],
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        from_name=branding.name,
        headers={"X-Hanse-Kind": "identity"},
    )
