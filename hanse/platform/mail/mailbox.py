"""The development mailbox: messages are kept as .eml files in one folder instead of leaving the machine.

Not here: the page that shows them. Their HTML is as untrusted as any mail: show it in a sandboxed frame only.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import msgspec

from hanse.kit.clock import Clock
from hanse.kit.errors import NotFound
from hanse.platform.mail.mailer import MailUnavailable, SentMail, domain_of
from hanse.platform.mail.message import Message, message_id, parse_sender, to_wire

_ID = re.compile(r"([0-9]{17})-[0-9a-f]{20}")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_HEAD_BYTES = 32_768


class MailboxEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the mailbox's list."""

    id: str
    sent_at: datetime
    sender: str
    to: str
    subject: str
    size: int


class MailboxMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A whole message: all headers in order, both bodies, the links of the text, names of attachments."""

    entry: MailboxEntry
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str | None
    links: tuple[str, ...]
    attachments: tuple[str, ...]


class MailboxMailer:
    """Keeps the newest `limit` messages; several processes may share the folder."""

    def __init__(self, directory: Path, mail_from: str, clock: Clock, *, limit: int = 500) -> None:
        """Use `directory`, made when missing and readable by its owner only: the messages hold log-in links."""
        self._directory = directory
        self._sender = parse_sender(mail_from)
        self._clock = clock
        self._limit = limit

    async def send(self, message: Message, *, idempotency_key: str) -> SentMail:
        """Keep one message; a repeated key keeps the first. Raises MailUnavailable when the disk refuses."""
        identifier = message_id(idempotency_key, domain_of(self._sender[1]))
        now = self._clock.now()
        content = to_wire(message, self._sender, identifier, now)
        try:
            await asyncio.to_thread(self._store, identifier, now, content)
        except OSError as error:
            raise MailUnavailable(f"mailbox: {error.strerror}") from error
        return SentMail(message_id=identifier, answer="kept in the development mailbox")

    async def check(self) -> None:
        """Prove that the folder can be written. Raises MailUnavailable."""
        try:
            await asyncio.to_thread(self._prepare)
        except OSError as error:
            raise MailUnavailable(f"mailbox: {error.strerror}") from error
        if not os.access(self._directory, os.W_OK):
            raise MailUnavailable("mailbox: not writable")

    async def aclose(self) -> None:
        """Nothing is held open."""

    async def list_messages(self, limit: int = 100) -> list[MailboxEntry]:
        """Give the newest messages first."""
        return await asyncio.to_thread(self._list, limit)

    async def empty(self) -> None:
        """Throw every kept message away. Raises MailUnavailable when the disk refuses."""
        try:
            await asyncio.to_thread(self._empty)
        except OSError as error:
            raise MailUnavailable(f"the development mailbox cannot be emptied: {error.strerror}") from error

    async def read(self, identifier: str) -> MailboxMessage:
        """Give one message by the id of its entry. Raises NotFound."""
        if not _ID.fullmatch(identifier):
            raise NotFound
        try:
            content = await asyncio.to_thread((self._directory / f"{identifier}.eml").read_bytes)
        except OSError:
            raise NotFound from None
        return _parse(identifier, content)

    def _store(self, identifier: str, now: datetime, content: bytes) -> None:
        self._prepare()
        name = hashlib.sha256(identifier.encode()).hexdigest()[:20]
        if any(self._directory.glob(f"*-{name}.eml")):
            return
        draft = self._directory / f".{secrets.token_hex(8)}.draft"
        try:
            with draft.open("wb") as file:
                file.write(content)
            draft.replace(self._directory / f"{int(now.timestamp() * 1_000_000):017d}-{name}.eml")
        finally:
            draft.unlink(missing_ok=True)
        for surplus in self._names()[self._limit :]:
            with contextlib.suppress(FileNotFoundError):  # another process may be tidying as well
                (self._directory / f"{surplus}.eml").unlink()

    def _prepare(self) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _names(self) -> list[str]:
        if not self._directory.is_dir():
            return []
        return sorted((path.stem for path in self._directory.glob("*.eml") if _ID.fullmatch(path.stem)), reverse=True)

    def _empty(self) -> None:
        for name in self._names():
            (self._directory / f"{name}.eml").unlink(missing_ok=True)

    def _list(self, limit: int) -> list[MailboxEntry]:
        entries = []
        for name in self._names()[:limit]:
            path = self._directory / f"{name}.eml"
            try:
                with path.open("rb") as file:
                    head = file.read(_HEAD_BYTES)
                    size = os.fstat(file.fileno()).st_size
            except FileNotFoundError:
                continue
            entries.append(_entry(name, _mime(head), size))
        return entries


def _mime(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def _entry(identifier: str, mime: EmailMessage, size: int) -> MailboxEntry:
    return MailboxEntry(
        id=identifier,
        sent_at=datetime.fromtimestamp(int(identifier[:17]) / 1_000_000, UTC),
        sender=str(mime["From"]),
        to=str(mime["To"]),
        subject=str(mime["Subject"]),
        size=size,
    )


def _parse(identifier: str, content: bytes) -> MailboxMessage:
    mime = _mime(content)
    bodies = {}
    for kind in ("plain", "html"):
        part = mime.get_body((kind,))
        if part is not None:
            bodies[kind] = str(part.get_content()).replace("\r\n", "\n")
    return MailboxMessage(
        entry=_entry(identifier, mime, len(content)),
        headers=tuple((name, str(value)) for name, value in mime.items()),
        text=bodies.get("plain", ""),
        html=bodies.get("html"),
        links=tuple(dict.fromkeys(_LINK.findall(bodies.get("plain", "")))),
        attachments=tuple(part.get_filename() or "file" for part in mime.iter_attachments()),
    )
