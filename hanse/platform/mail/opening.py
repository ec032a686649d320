"""Chooses the mailer that the settings name."""

from __future__ import annotations

from pathlib import Path

from hanse.kit.clock import Clock
from hanse.platform.mail.mailbox import MailboxMailer
from hanse.platform.mail.mailer import Mailer
from hanse.platform.mail.smtp import SmtpAddress, SmtpMailer


def open_mailer(smtp_url: str, mail_from: str, clock: Clock, mailbox_dir: Path) -> Mailer:
    """Give SMTP when there is an address, else the development mailbox in `mailbox_dir`. Connects on first use only.

    Raises SmtpAddressInvalid or MessageInvalid, each with a sentence that says what to change.
    """
    if smtp_url:
        return SmtpMailer(SmtpAddress.parse(smtp_url), mail_from, clock)
    return MailboxMailer(mailbox_dir, mail_from, clock)
