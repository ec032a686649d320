"""A real SMTP server on loopback for tests: with or without TLS and log-in, and with every bad habit of real ones."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Hook = Callable[[SMTP], Awaitable[str | None]]


class ReceivedMail(NamedTuple):
    """What arrived: the envelope, the raw bytes, and whether by TLS and as which user."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    by_tls: bool
    user: str | None

    @property
    def mime(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.content.replace(b"\r\n", b"\n"), policy=default)


class SmtpServer:
    """Keeps what it is sent. `refused` maps a recipient to the answer it gets; hooks may answer, wait or hang up."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[ReceivedMail] = []
        self.refused: dict[str, str] = {}
        self.connections = 0
        self.on_sender: Hook | None = None
        self.on_data: Hook | None = None
        self.protocols: list[SMTP] = []

    def hang_up(self) -> None:
        """Cut all connections, as a server does with idle ones."""
        for protocol in self.protocols:
            transport = protocol.transport
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the sender unless the hook says otherwise."""
        answer = await self.on_sender(server) if self.on_sender else None
        if answer is None:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient unless it is on the list of refused ones."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message unless the hook says otherwise."""
        answer = await self.on_data(server) if self.on_data else None
        if answer is not None:
            return answer
        who: object = session.auth_data
        user = who.decode() if isinstance(who, bytes) else None
        by_tls = server.transport is not None and server.transport.get_extra_info("sslcontext") is not None
        content = envelope.original_content or b""
        self.mails.append(ReceivedMail(str(envelope.mail_from), tuple(envelope.rcpt_tos), content, by_tls, user))
        return "250 kept"


def accept_only(user: str, password: str) -> Callable[..., AuthResult]:
    """Make the authenticator of a server with one user."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data == LoginPassword(user.encode(), password.encode())
        return AuthResult(success=right, handled=False, auth_data=user.encode() if right else None)

    return check


@asynccontextmanager
async def smtp_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> AsyncIterator[SmtpServer]:
    """Run a server on a free loopback port. `starttls` demands it, `tls` speaks it at once, `login` demands a user."""
    server = SmtpServer()

    def protocol() -> SMTP:
        server.connections += 1
        made = SMTP(
            server,
            hostname="mail.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=accept_only(*login) if login else None,
            auth_required=login is not None,
            auth_require_tls=starttls is not None,
            loop=asyncio.get_running_loop(),
        )
        server.protocols.append(made)
        return made

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        server.hang_up()
