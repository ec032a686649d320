"""One e-mail to one recipient, and its MIME form. No value can add a header, a recipient or a part of its own.

Not here: transport and templates.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

import idna
import msgspec

from hanse.kit.errors import Invalid

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_VISIBLE = re.compile(r"[\x20-\x7e]{1,900}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")
_UNSAFE_IN_NAMES = re.compile(r'[/\\:*?"<>|=%;]')
_MAX_SUBJECT = 250
_WORD_BYTES = 42  # gives encoded words of 68 characters; a word may have 75
_MAX_BODY = 2_000_000
_MAX_ATTACHMENTS = 15_000_000
# What a caller may add (lower case). Everything else belongs to this module or to mail servers.
_EXTRA_HEADERS = {
    "list-unsubscribe": "List-Unsubscribe",
    "list-unsubscribe-post": "List-Unsubscribe-Post",
    "in-reply-to": "In-Reply-To",
    "references": "References",
    "x-hanse-tenant": "X-Hanse-Tenant",
    "x-hanse-kind": "X-Hanse-Kind",
}
_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=False)


class MessageInvalid(Invalid):
    """The message cannot be sent as it is; trying again does not help."""

    code = "message_invalid"
    title = "This e-mail cannot be sent"


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a message: shown name, content type (`type/subtype`) and bytes."""

    name: str
    content_type: str
    content: bytes


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail to one address (several recipients would see each other).

    Line breaks in `subject`, names and file names become spaces. Raises MessageInvalid when made from an address or a
    header that cannot be sent.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    to_name: str = ""
    from_name: str = ""
    reply_to: str | None = None
    headers: Mapping[str, str] = {}
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        normal_address(self.to)
        if self.reply_to is not None:
            normal_address(self.reply_to)
        if not one_line(self.subject):
            raise MessageInvalid("An e-mail needs a subject")
        for name, value in self.headers.items():
            if name.lower() not in _EXTRA_HEADERS or not _VISIBLE.fullmatch(value):
                raise MessageInvalid(f"The header {one_line(name)[:40]!r} cannot be set on an e-mail")
        if len(self.text) + len(self.html or "") > _MAX_BODY:
            raise MessageInvalid("The e-mail is too long")
        if sum(len(item.content) for item in self.attachments) > _MAX_ATTACHMENTS:
            raise MessageInvalid(f"The attachments are larger than {_MAX_ATTACHMENTS // 1_000_000} MB; send a link")
        if not all(_CONTENT_TYPE.fullmatch(item.content_type) for item in self.attachments):
            raise MessageInvalid("An attachment has no proper content type")


def normal_address(text: str) -> str:
    """Write an address in the form that is sent: the domain in lower-case ASCII, the rest untouched.

    Raises MessageInvalid, also for local parts outside ASCII, which many servers still refuse.
    """
    local, separator, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            domain = ""
    domain = domain.lower()
    labels_ok = all(_LABEL.fullmatch(label) for label in domain.split("."))
    if not separator or not _LOCAL_PART.fullmatch(local) or not labels_ok or len(local) > 64 or len(text) > 254:
        raise MessageInvalid("An e-mail address is not valid; it looks like name@example.com")
    return f"{local}@{domain}"


def parse_sender(text: str) -> tuple[str, str]:
    """Read `Name <address>` or an address; gives name and address. Raises MessageInvalid."""
    if _BREAKS.search(text):
        raise MessageInvalid("The sender is not valid; it looks like Name <name@example.com>")
    name, address = parseaddr(text)
    return name, normal_address(address)


def one_line(text: str) -> str:
    """Put text from people on one line: control characters and line breaks become single spaces."""
    return " ".join(_BREAKS.sub(" ", text).split())


def message_id(idempotency_key: str, domain: str) -> str:
    """Name a message by its key, so that servers and readers recognise a repetition."""
    return f"<{hashlib.sha256(idempotency_key.encode(errors='surrogatepass')).hexdigest()[:40]}@{domain}>"


def to_wire(message: Message, sender: tuple[str, str], identifier: str, sent_at: datetime) -> bytes:
    """Build the bytes that are sent: text, HTML beside it, attachments after; ASCII only, lines end with CRLF.

    The address and subject lines are written here and not by the standard library, which decodes encoded words inside
    given values (and so the line breaks in them) and loses spaces between long ones.
    """
    name, address = sender
    lines = [
        f"Message-ID: {identifier}",
        f"Date: {format_datetime(sent_at)}",
        f"From: {_mailbox(message.from_name or name, address)}",
        f"To: {_mailbox(message.to_name, message.to)}",
        f"Subject: {_encoded(one_line(message.subject)[:_MAX_SUBJECT])}",
        "Auto-Submitted: auto-generated",  # RFC 3834: out-of-office programs stay quiet
    ]
    if message.reply_to is not None:
        lines.append(f"Reply-To: {_mailbox('', message.reply_to)}")
    lines += [f"{_EXTRA_HEADERS[header.lower()]}: {value}" for header, value in message.headers.items()]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + _content(message).as_bytes()


def _content(message: Message) -> EmailMessage:
    mime = EmailMessage(policy=_POLICY)
    mime.set_content(_clean(message.text))
    if message.html is not None:
        mime.add_alternative(_clean(message.html), subtype="html")
    for item in message.attachments:
        kind, _, subtype = item.content_type.partition("/")
        mime.add_attachment(item.content, maintype=kind, subtype=subtype, filename=_file_name(item.name))
    return mime


def _file_name(text: str) -> str:
    """Keep a readable name without anything a path, a quoted string or an encoded word is made of."""
    return _UNSAFE_IN_NAMES.sub("_", one_line(text))[:100].strip(" .") or "file"


def _mailbox(name: str, address: str) -> str:
    """Write `"Name" <address>` (RFC 5322)."""
    shown = one_line(name)[:100]
    if not shown:
        return normal_address(address)
    text = _encoded(shown)
    if text == shown:
        text = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{text} <{normal_address(address)}>"


def _encoded(text: str) -> str:
    """Leave plain ASCII as it is and write the rest as encoded words of whole characters (RFC 2047), one a line."""
    if text.isascii() and "=?" not in text:
        return text
    words, word = [], b""
    for character in text:
        data = character.encode()
        if len(word) + len(data) > _WORD_BYTES:
            words.append(word)
            word = b""
        word += data
    words.append(word)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(item).decode()}?=" for item in words)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
