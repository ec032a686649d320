"""The development mailbox: keeps, lists and reads messages, bounded and private."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hanse.kit.clock import ManualClock
from hanse.kit.errors import NotFound
from hanse.platform.mail import (
    Attachment,
    MailboxMailer,
    MailUnavailable,
    Message,
    MessageInvalid,
    SmtpAddressInvalid,
    SmtpMailer,
    open_mailer,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
FROM = "Hanse <no-reply@localhost>"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


def note(subject: str, **more: object) -> Message:
    return Message(to="anna@example.org", subject=subject, text="See https://hanse.test/a?b=1 now", **more)  # type: ignore[arg-type]


async def test_messages_are_listed_newest_first_and_read_whole(tmp_path: Path, clock: ManualClock) -> None:
    box = MailboxMailer(tmp_path / "mail", FROM, clock)
    assert await box.list_messages() == []
    sent = await box.send(note("Erste \N{EN DASH} ä"), idempotency_key="1")
    clock.advance(timedelta(seconds=1))
    pdf = Attachment(name="quote.pdf", content_type="application/pdf", content=b"%PDF")
    await box.send(note("Second", html="<p>hi</p>", attachments=(pdf,)), idempotency_key="2")
    second, first = await box.list_messages()
    assert (first.subject, first.to, first.sender) == ("Erste \N{EN DASH} ä", "anna@example.org", FROM)
    assert (first.sent_at, second.sent_at) == (START, START + timedelta(seconds=1))
    whole = await box.read(second.id)
    assert whole.entry == second
    assert (whole.html, whole.attachments) == ("<p>hi</p>\n", ("quote.pdf",))
    plain = await box.read(first.id)
    assert plain.text == "See https://hanse.test/a?b=1 now\n"
    assert (plain.links, plain.html) == (("https://hanse.test/a?b=1",), None)
    assert dict(plain.headers)["Message-ID"] == sent.message_id
    assert await box.list_messages(limit=1) == [second]


async def test_a_repeated_key_keeps_one_message(tmp_path: Path, clock: ManualClock) -> None:
    box = MailboxMailer(tmp_path, FROM, clock)
    for _ in range(3):
        await box.send(note("Once"), idempotency_key="same")
        clock.advance(timedelta(minutes=1))
    assert len(await box.list_messages()) == 1


async def test_only_the_newest_are_kept_also_with_several_processes(tmp_path: Path, clock: ManualClock) -> None:
    boxes = [MailboxMailer(tmp_path, FROM, clock, limit=5) for _ in range(2)]
    for number in range(12):
        clock.advance(timedelta(seconds=1))
        await boxes[number % 2].send(note(f"n{number}"), idempotency_key=str(number))
    assert [entry.subject for entry in await boxes[0].list_messages()] == ["n11", "n10", "n9", "n8", "n7"]
    await asyncio.gather(*(boxes[n % 2].send(note(f"p{n}"), idempotency_key=f"p{n}") for n in range(20)))
    assert len(await boxes[0].list_messages(limit=100)) <= 6


@pytest.mark.parametrize("identifier", ["", "../secret", "1", "0" * 17 + "-" + "0" * 20, "/etc/passwd", "a\x00b"])
async def test_only_ids_of_the_list_are_read(tmp_path: Path, clock: ManualClock, identifier: str) -> None:
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    box = MailboxMailer(tmp_path / "mail", FROM, clock)
    await box.check()
    with pytest.raises(NotFound):
        await box.read(identifier)


async def test_the_folder_is_private_and_a_disk_that_refuses_is_one_sentence(
    tmp_path: Path, clock: ManualClock
) -> None:
    box = MailboxMailer(tmp_path / "mail", FROM, clock)
    await box.send(note("x"), idempotency_key="1")
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").touch()
    broken = MailboxMailer(tmp_path / "file" / "mail", FROM, clock)
    with pytest.raises(MailUnavailable):
        await broken.send(note("x"), idempotency_key="1")
    with pytest.raises(MailUnavailable):
        await broken.check()


async def test_the_settings_choose_the_mailer(tmp_path: Path, clock: ManualClock) -> None:
    assert isinstance(open_mailer("", FROM, clock, tmp_path), MailboxMailer)
    assert isinstance(open_mailer("smtps://mail.example.org", FROM, clock, tmp_path), SmtpMailer)
    with pytest.raises(SmtpAddressInvalid):
        open_mailer("imap://mail.example.org", FROM, clock, tmp_path)
    with pytest.raises(MessageInvalid):
        open_mailer("", "nobody", clock, tmp_path)
