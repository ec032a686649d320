"""Handing over mail to real SMTP servers: with and without TLS and log-in, refusing, slow, cut and dead ones."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from hanse.kit.clock import ManualClock
from hanse.platform.mail import MailRejected, MailUnavailable, Message, SmtpAddress, SmtpAddressInvalid, SmtpMailer
from hanse.testing.certificates import Certificate, make_certificate
from hanse.testing.mailbox import SmtpServer, smtp_server

HELLO = Message(to="anna@example.org", subject="Hello", text="Good morning\n.\n..end", html="<p>Good morning</p>")
FROM = "Nordhaven <no-reply@nordhaven.example>"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def server() -> AsyncIterator[SmtpServer]:
    async with smtp_server() as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


def mailer_for(url: str, clock: ManualClock, step_seconds: float = 5.0) -> SmtpMailer:
    return SmtpMailer(SmtpAddress.parse(url), FROM, clock, step_seconds=step_seconds, total_seconds=10)


async def test_a_message_arrives_whole(server: SmtpServer, clock: ManualClock) -> None:
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    sent = await mailer.send(HELLO, idempotency_key="invite:1")
    again = await mailer.send(HELLO, idempotency_key="invite:1")
    other = await mailer.send(HELLO, idempotency_key="invite:2")
    await mailer.aclose()
    (first, second, third) = server.mails
    assert (first.sender, first.recipients) == ("no-reply@nordhaven.example", ("anna@example.org",))
    assert first.mime["Message-ID"] == sent.message_id == again.message_id == second.mime["Message-ID"]
    assert third.mime["Message-ID"] == other.message_id != sent.message_id
    assert first.mime["Date"].datetime == clock.now()
    body = first.mime.get_body(("plain",))
    assert body is not None
    assert body.get_content() == "Good morning\n.\n..end\n"
    assert sent.answer == "kept"
    assert server.connections == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_tls_and_log_in(scheme: str, certificate: Certificate, clock: ManualClock) -> None:
    tls = {"tls": certificate.context} if scheme == "smtps" else {"starttls": certificate.context}
    async with smtp_server(login=("us er@x", "p:a@s/s"), **tls) as server:
        where = f"127.0.0.1:{server.port}?ca={certificate.authority}"
        mailer = mailer_for(f"{scheme}://us%20er%40x:p%3Aa%40s%2Fs@{where}", clock)
        await mailer.check()
        await mailer.send(HELLO, idempotency_key="1")
        await mailer.aclose()
        assert (server.mails[0].by_tls, server.mails[0].user) == (True, "us er@x")
        wrong = mailer_for(f"{scheme}://us%20er%40x:wrong@{where}", clock)
        with pytest.raises(MailUnavailable) as refused:
            await wrong.send(HELLO, idempotency_key="2")
        untrusting = mailer_for(f"{scheme}://127.0.0.1:{server.port}", clock)
        with pytest.raises(MailUnavailable) as untrusted:
            await untrusting.send(HELLO, idempotency_key="3")
    assert (refused.value.reason, refused.value.maybe_sent) == ("login_refused", False)
    assert (untrusted.value.reason, untrusted.value.maybe_sent) == ("tls", False)
    assert len(server.mails) == 1


async def test_a_server_without_starttls_gets_nothing_when_it_is_demanded(
    server: SmtpServer, clock: ManualClock
) -> None:
    with pytest.raises(MailUnavailable):
        await mailer_for(f"smtp+starttls://127.0.0.1:{server.port}", clock).send(HELLO, idempotency_key="1")
    assert server.mails == []


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 no such user", MailRejected), ("450 mailbox busy", MailUnavailable)]
)
async def test_a_refused_recipient_is_final_or_worth_a_retry(
    server: SmtpServer, clock: ManualClock, answer: str, kind: type[Exception]
) -> None:
    server.refused["nobody@example.org"] = answer
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    message = Message(to="nobody@example.org", subject="x", text="x")
    with pytest.raises(kind) as caught:
        await mailer.send(message, idempotency_key="1")
    if isinstance(caught.value, MailRejected):
        assert (caught.value.smtp_code, caught.value.detail) == (550, "no such user")
        assert "no such user" not in caught.value.message
    await mailer.send(HELLO, idempotency_key="2")  # one refusal does not disturb the next message
    await mailer.aclose()
    assert [mail.recipients for mail in server.mails] == [("anna@example.org",)]


@pytest.mark.parametrize(("answer", "kind"), [("554 spam", MailRejected), ("451 later", MailUnavailable)])
async def test_refused_content(server: SmtpServer, clock: ManualClock, answer: str, kind: type[Exception]) -> None:
    async def refuse(protocol: SMTP) -> str:
        return answer

    server.on_data = refuse
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    with pytest.raises(kind) as caught:
        await mailer.send(HELLO, idempotency_key="1")
    await mailer.aclose()
    assert getattr(caught.value, "maybe_sent", False) is False


async def test_a_silent_server_ends_with_the_step_time(server: SmtpServer, clock: ManualClock) -> None:
    async def hang(protocol: SMTP) -> None:
        await asyncio.sleep(60)

    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock, step_seconds=0.2)
    server.on_sender = hang
    with pytest.raises(MailUnavailable) as before:
        await mailer.send(HELLO, idempotency_key="1")
    server.on_sender, server.on_data = None, hang
    with pytest.raises(MailUnavailable) as after:
        await mailer.send(HELLO, idempotency_key="1")
    server.on_data = None
    await mailer.send(HELLO, idempotency_key="1")
    await mailer.aclose()
    assert (before.value.reason, before.value.maybe_sent) == ("timeout", False)
    assert (after.value.reason, after.value.maybe_sent) == ("timeout", True)
    assert len(server.mails) == 1


async def test_a_connection_cut_after_the_text_left_says_so(server: SmtpServer, clock: ManualClock) -> None:
    async def cut(protocol: SMTP) -> None:
        server.hang_up()
        await asyncio.sleep(60)

    server.on_data = cut
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    with pytest.raises(MailUnavailable) as caught:
        await mailer.send(HELLO, idempotency_key="1")
    assert (caught.value.reason, caught.value.maybe_sent) == ("disconnected", True)
    assert server.connections == 1  # never repeated behind the job's back


async def test_a_kept_connection_that_the_server_closed_is_opened_again(server: SmtpServer, clock: ManualClock) -> None:
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    await mailer.send(HELLO, idempotency_key="1")
    server.hang_up()
    await mailer.send(HELLO, idempotency_key="2")

    async def closing(protocol: SMTP) -> str | None:
        return "421 closing" if protocol is server.protocols[1] else None

    server.on_sender = closing
    await mailer.send(HELLO, idempotency_key="3")
    clock.advance(timedelta(seconds=31))
    await mailer.send(HELLO, idempotency_key="4")
    await mailer.aclose()
    assert len(server.mails) == 4
    assert server.connections == 4


async def test_messages_sent_at_once_share_one_connection(server: SmtpServer, clock: ManualClock) -> None:
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    await asyncio.gather(*(mailer.send(HELLO, idempotency_key=str(number)) for number in range(10)))
    await mailer.aclose()
    assert len({mail.mime["Message-ID"] for mail in server.mails}) == 10
    assert server.connections == 1


async def test_a_cancelled_job_leaves_no_half_conversation(server: SmtpServer, clock: ManualClock) -> None:
    reached = asyncio.Event()

    async def hang(protocol: SMTP) -> None:
        reached.set()
        await asyncio.sleep(60)

    server.on_data = hang
    mailer = mailer_for(f"smtp://127.0.0.1:{server.port}", clock)
    job = asyncio.create_task(mailer.send(HELLO, idempotency_key="1"))
    await reached.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    server.on_data = None
    await mailer.send(HELLO, idempotency_key="2")
    await mailer.aclose()
    assert len(server.mails) == 1


async def test_a_dead_server_is_one_sentence(clock: ManualClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mailer = mailer_for(f"smtp://127.0.0.1:{unused.getsockname()[1]}", clock)
        with pytest.raises(MailUnavailable) as caught:
            await mailer.send(HELLO, idempotency_key="1")
        with pytest.raises(MailUnavailable):
            await mailer.check()
    assert (caught.value.reason, caught.value.maybe_sent, caught.value.status) == ("connect", False, 503)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example.org", ("smtps", "mail.example.org", 465)),
        ("smtp+starttls://mail.example.org", ("smtp+starttls", "mail.example.org", 587)),
        ("smtp://localhost:2525", ("smtp", "localhost", 2525)),
        ("smtp://user:password@[::1]:25", ("smtp", "::1", 25)),
    ],
)
def test_addresses(url: str, expected: tuple[str, str, int]) -> None:
    address = SmtpAddress.parse(url)
    assert (address.scheme, address.host, address.port) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://mail.example.org", "starts with smtp://"),
        ("smtps://", "looks like"),
        ("smtps://mail.example.org/path", "looks like"),
        ("smtps://mail.example.org:none", "no proper port"),
        ("smtps://mail.example.org:70000", "no proper port"),
        ("smtps://mail.example.org?verify=no", "looks like"),
        ("smtps://mail.example.org?ca=/nowhere.pem", "/nowhere.pem of the mail server does not exist"),
        ("smtp://user:secret@mail.example.org", "in the clear"),
    ],
)
def test_unusable_addresses_stop_the_start_without_showing_the_password(url: str, reason: str) -> None:
    with pytest.raises(SmtpAddressInvalid, match=reason) as caught:
        SmtpAddress.parse(url)
    assert "secret" not in caught.value.message


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    assert "hunter2" not in repr(SmtpAddress.parse("smtps://user:hunter2@mail.example.org"))
