"""The protocol of mailers and their failures. Not here: SMTP and the mailbox themselves."""

from __future__ import annotations

from typing import Protocol

import msgspec

from hanse.kit.errors import HanseError, Unavailable
from hanse.platform.mail.message import Message


class MailRejected(HanseError):
    """The mail server refuses this message for good (5xx); trying again does not help. `smtp_code` is its answer."""

    status = 502
    code = "mail_rejected"
    title = "The mail server refuses this message"

    def __init__(self, smtp_code: int, detail: str) -> None:
        super().__init__(f"The mail server refuses this message (answer {smtp_code})")
        self.smtp_code = smtp_code
        self.detail = detail


class MailUnavailable(Unavailable):
    """The message could not be handed over now. `maybe_sent`: the connection broke after the text had left."""

    code = "mail_unavailable"
    title = "E-mail cannot be sent at the moment; it is tried again"

    def __init__(self, reason: str, *, maybe_sent: bool = False) -> None:
        super().__init__()
        self.reason = reason
        self.maybe_sent = maybe_sent


class SentMail(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed over: the Message-ID, and the server's own words."""

    message_id: str
    answer: str


class Mailer(Protocol):
    """Hands messages over. Call it from jobs, never inside a transaction."""

    async def send(self, message: Message, *, idempotency_key: str) -> SentMail:
        """Hand over one message; the same key gives the same Message-ID.

        Raises MailRejected (do not repeat), MailUnavailable (repeat with the same key).
        """
        ...

    async def check(self) -> None:
        """Prove that messages could be handed over now. Raises MailUnavailable."""
        ...

    async def aclose(self) -> None:
        """Give up connections."""
        ...


def domain_of(address: str) -> str:
    """Give the domain of an address."""
    return address.rpartition("@")[2]
