"""Hands messages to a mail server over one kept connection. Not here: queues and repetition, which jobs own."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import certifi
import msgspec
import structlog
from prometheus_client import Counter

from hanse.kit.clock import Clock
from hanse.kit.errors import HanseError
from hanse.platform.crypto import Secret
from hanse.platform.failpoints import failpoint
from hanse.platform.mail.mailer import MailRejected, MailUnavailable, SentMail, domain_of
from hanse.platform.mail.message import Message, message_id, normal_address, parse_sender, to_wire

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_IDLE_SECONDS = 30.0
_log = structlog.get_logger(__name__)

MAILS = Counter("hanse_mail", "E-mails handed over or not, by how it ended", ["outcome"])


_REFUSALS = (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)
# In order: the first that fits names the trouble.
_TROUBLES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((aiosmtplib.SMTPAuthenticationError,), "login_refused"),
    ((aiosmtplib.SMTPResponseException,), "refused"),
    ((TimeoutError,), "timeout"),
    ((ssl.SSLError, ssl.CertificateError), "tls"),
    ((aiosmtplib.SMTPConnectError,), "connect"),
    ((aiosmtplib.SMTPException, OSError), "disconnected"),
)


class SmtpAddressInvalid(HanseError):
    """The setting for the mail server cannot be used; the start must stop."""

    code = "smtp_url_invalid"
    title = "The address of the mail server is not usable"


class SmtpAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how to reach the mail server.

    smtps: TLS from the first byte (465). smtp+starttls: TLS is demanded before anything else (587). smtp: no TLS (25),
    for a relay on this machine or in a trusted network; then a password goes to this machine only.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: Secret[str] = Secret("")
    ca_file: Path | None = None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `scheme://user:password@host:port?ca=/path.pem`. Raises SmtpAddressInvalid."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise SmtpAddressInvalid("The address of the mail server has no proper port") from None
        options = parse_qs(parts.query)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or set(options) - {"ca"}:
            raise SmtpAddressInvalid(
                "The address of the mail server looks like smtps://user:password@mail.example.com:465; "
                f"it starts with {', '.join(f'{scheme}://' for scheme in _PORTS)}"
            )
        address = cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=Secret(unquote(parts.password or "")),
            ca_file=Path(options["ca"][0]) if "ca" in options else None,
        )
        if address.user and address.scheme == "smtp" and not _is_loopback(address.host):
            raise SmtpAddressInvalid(
                "A password would cross the network in the clear: use smtp+starttls:// or smtps://"
            )
        if address.ca_file is not None and not address.ca_file.is_file():
            raise SmtpAddressInvalid(f"The certificate file {address.ca_file} of the mail server does not exist")
        return address

    def tls_context(self) -> ssl.SSLContext | None:
        """Give the context that verifies the server, or None without TLS."""
        if self.scheme == "smtp":
            return None
        context = ssl.create_default_context(cafile=certifi.where())
        context.load_default_certs()
        if self.ca_file is not None:
            context.load_verify_locations(cafile=self.ca_file)
        return context


class SmtpMailer:
    """Sends one message at a time over one connection, which is kept for some seconds between messages."""

    def __init__(
        self,
        address: SmtpAddress,
        mail_from: str,
        clock: Clock,
        *,
        step_seconds: float = 10.0,
        total_seconds: float = 60.0,
    ) -> None:
        """Take the server and the sender (`Name <address>`). Limits: each SMTP step, and the whole hand-over."""
        self._address = address
        self._tls = address.tls_context()
        self._sender = parse_sender(mail_from)
        self._clock = clock
        self._step_seconds = step_seconds
        self._total_seconds = total_seconds
        self._lock = asyncio.Lock()
        self._client: aiosmtplib.SMTP | None = None
        self._used_at = 0.0

    async def send(self, message: Message, *, idempotency_key: str) -> SentMail:
        """Hand over one message. Raises MailRejected, MailUnavailable."""
        identifier = message_id(idempotency_key, domain_of(self._sender[1]))
        content = to_wire(message, self._sender, identifier, self._clock.now())
        transfer = _Transfer(self._sender[1], normal_address(message.to), content)
        try:
            answer = await self._in_time(transfer)
        except (MailRejected, MailUnavailable) as error:
            reason = "rejected" if isinstance(error, MailRejected) else error.reason
            MAILS.labels(reason).inc()
            _log.warning("mail_not_sent", reason=reason, message_id=identifier, maybe_sent=transfer.text_sent)
            raise
        MAILS.labels("sent").inc()
        return SentMail(message_id=identifier, answer=answer)

    async def check(self) -> None:
        """Connect, log in and ask for a sign of life. Raises MailUnavailable."""
        await self._in_time(_SignOfLife())

    async def aclose(self) -> None:
        """Say good-bye to the server."""
        async with self._lock:
            client, self._client = self._client, None
            if client is not None:
                await _leave(client)

    async def _in_time(self, step: _Transfer | _SignOfLife) -> str:
        """Do `step` on the connection. Whatever ends it early (also a cancelled job) drops the connection."""
        async with self._lock:
            try:
                async with asyncio.timeout(self._total_seconds):
                    answer = await self._on_connection(step)
            except BaseException as error:
                self._drop()
                failure = _failure(error, step.text_sent)
                if failure is None:
                    raise
                raise failure from error
            self._used_at = self._clock.monotonic()
            return answer

    async def _on_connection(self, step: _Transfer | _SignOfLife) -> str:
        client, is_kept = await self._connected()
        try:
            return await step.run(client)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPResponseException) as error:
            closing = isinstance(error, aiosmtplib.SMTPServerDisconnected) or error.code == 421
            if not (is_kept and closing) or step.text_sent:
                raise
        # The server closed a connection that was idle; nothing of the message had left.
        self._drop()
        client, _ = await self._connected()
        return await step.run(client)

    async def _connected(self) -> tuple[aiosmtplib.SMTP, bool]:
        """Give a connection, and whether it was used before."""
        if self._client is not None:
            if self._client.is_connected and self._clock.monotonic() - self._used_at < _IDLE_SECONDS:
                return self._client, True
            client, self._client = self._client, None
            await _leave(client)
        address = self._address
        client = aiosmtplib.SMTP(
            hostname=address.host,
            port=address.port,
            username=address.user or None,
            password=address.password.reveal() or None,
            local_hostname=domain_of(self._sender[1]),
            timeout=self._step_seconds,
            use_tls=address.scheme == "smtps",
            start_tls=address.scheme == "smtp+starttls",
            tls_context=self._tls,
        )
        await client.connect()
        self._client = client
        return client, False

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


class _Transfer:
    """The commands of one message; remembers when its text began to leave."""

    def __init__(self, sender: str, recipient: str, content: bytes) -> None:
        self._sender = sender
        self._recipient = recipient
        self._content = content
        self.text_sent = False

    async def run(self, client: aiosmtplib.SMTP) -> str:
        await client.mail(self._sender)
        await client.rcpt(self._recipient)
        failpoint("mail.send.before")
        self.text_sent = True
        answer = (await client.data(self._content)).message
        failpoint("mail.send.after")
        return answer


class _SignOfLife:
    text_sent = False

    async def run(self, client: aiosmtplib.SMTP) -> str:
        return (await client.noop()).message


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit(timeout=1.0)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _failure(error: BaseException, text_sent: bool) -> HanseError | None:
    """Name what went wrong, or None for what is no matter of mail (cancelled, a bug)."""
    if isinstance(error, _REFUSALS):
        if 500 <= error.code < 600:
            return MailRejected(error.code, error.message)
        return MailUnavailable("deferred")  # the server has answered: it took nothing
    if isinstance(error.__cause__, ssl.SSLError):
        return MailUnavailable("tls")
    for kinds, reason in _TROUBLES:
        if isinstance(error, kinds):
            is_answer = isinstance(error, aiosmtplib.SMTPResponseException)
            return MailUnavailable(reason, maybe_sent=text_sent and not is_answer)
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
