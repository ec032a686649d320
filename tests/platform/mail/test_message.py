"""What a message may hold, and that no value can become a header, a recipient or a part."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import unquote
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.platform.mail import Attachment, Message, MessageInvalid
from hanse.platform.mail.message import message_id, normal_address, one_line, parse_sender, to_wire

SENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
SENDER = ("Nordhaven Supply", "no-reply@nordhaven.example")


def wire(message: Message) -> bytes:
    return to_wire(message, SENDER, message_id("key-1", "nordhaven.example"), SENT)


def read(message: Message) -> EmailMessage:
    return message_from_bytes(wire(message).replace(b"\r\n", b"\n"), policy=default)


def make(**changes: Any) -> Message:
    values: dict[str, Any] = {"to": "anna@example.org", "subject": "Hello", "text": "Good morning"}
    return Message(**{**values, **changes})


def shown_name(content: bytes) -> str:
    """Decode the recipient's name; the newer parser of the standard library puts spaces between encoded words."""
    raw = str(message_from_bytes(content, policy=compat32)["To"]).rpartition("<")[0].strip()
    return unquote(raw) if raw.startswith('"') else str(make_header(decode_header(raw)))


def test_a_message_reads_back_as_it_was_written() -> None:
    mime = read(
        make(
            to_name="Anna Müller",
            subject="Angebot für Ihre Bestellung \N{EN DASH} 10 % Rabatt",
            text="Grüße\n.\nEnde",
            html="<p>Grüße</p>",
            reply_to="sales@nordhaven.example",
            headers={"list-unsubscribe": "<https://nordhaven.example/u>"},
            attachments=(Attachment(name="Angebot ä.pdf", content_type="application/pdf", content=b"%PDF-1.7\n\x00"),),
        )
    )
    assert mime["To"] == "Anna Müller <anna@example.org>"
    assert mime["From"] == "Nordhaven Supply <no-reply@nordhaven.example>"
    assert mime["Subject"] == "Angebot für Ihre Bestellung \N{EN DASH} 10 % Rabatt"
    assert mime["Reply-To"] == "sales@nordhaven.example"
    assert mime["List-Unsubscribe"] == "<https://nordhaven.example/u>"
    assert mime["Date"].datetime == SENT
    assert mime["Auto-Submitted"] == "auto-generated"
    plain, html = mime.get_body(("plain",)), mime.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "Grüße\n.\nEnde\n"
    assert html.get_content() == "<p>Grüße</p>\n"
    (pdf,) = mime.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("Angebot ä.pdf", b"%PDF-1.7\n\x00")


def test_the_wire_is_ascii_with_short_lines() -> None:
    content = wire(make(text="ü" * 5000, html="<p>" + "x" * 20_000 + "</p>", subject="ü" * 200))
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=60))
def test_no_text_adds_a_header_or_a_part(subject: str, name: str, file_name: str) -> None:
    plain = read(make(to_name="x", attachments=(Attachment(name="x", content_type="text/csv", content=b""),)))
    message = make(
        subject=f"s{subject}",
        to_name=name,
        from_name=name,
        attachments=(Attachment(name=file_name, content_type="text/csv", content=b""),),
    )
    mime = read(message)
    assert mime.keys() == plain.keys()
    assert [part.get_content_type() for part in mime.walk()] == [part.get_content_type() for part in plain.walk()]
    assert [address.addr_spec for address in mime["To"].addresses] == ["anna@example.org"]
    assert [address.addr_spec for address in mime["From"].addresses] == ["no-reply@nordhaven.example"]
    assert mime["Subject"] == one_line(f"s{subject}")
    assert shown_name(wire(message)) == one_line(name)[:100]
    (part,) = mime.iter_attachments()
    assert "/" not in (part.get_filename() or "")


@pytest.mark.parametrize(
    "attack",
    [
        "a\r\nBcc: victim@example.org",
        "a\nBcc: victim@example.org",
        "a\rBcc: victim@example.org",
        "a\r\n\r\n<script>",
        "a\u2028Bcc: victim@example.org",
        "a\x85Bcc: victim@example.org",
        "=?utf-8?q?a=0D=0ABcc:_victim@example.org?=",
    ],
)
def test_line_breaks_in_a_subject_become_spaces(attack: str) -> None:
    mime = read(make(subject=attack, to_name=attack))
    assert "Bcc" not in mime.keys()  # noqa: SIM118 - a message is no dict
    assert mime["To"].addresses[0].addr_spec == "anna@example.org"
    assert "\n" not in mime["Subject"]
    content = mime.get_body(("plain",))
    assert content is not None
    assert content.get_content() == "Good morning\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@example.org\r\nBcc: b@example.org",
        "anna@example.org\n",
        "anna@example.org, bert@example.org",
        "anna@example.org>",
        "<anna@example.org>",
        "Anna <anna@example.org>",
        '"anna bert"@example.org',
        "anna bert@example.org",
        "an\x00na@example.org",
        "anna@exa mple.org",
        "anna@-example.org",
        "anna@example..org",
        "anna@[127.0.0.1]",
        ".anna@example.org",
        "anna..b@example.org",
        "müller@example.org",
        "a" * 65 + "@example.org",
        "anna@" + "a." * 130 + "org",
    ],
)
def test_only_plain_addresses_are_sent_to(address: str) -> None:
    for field in ("to", "reply_to"):
        with pytest.raises(MessageInvalid, match="looks like name@example"):
            make(**{field: address})


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("Anna.B+x@Example.ORG", "Anna.B+x@example.org"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_addresses_have_one_normal_form(address: str, normal: str) -> None:
    assert normal_address(address) == normal
    assert read(make(to=address))["To"].addresses[0].addr_spec == normal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bcc", "victim@example.org"),
        ("From", "ceo@example.org"),
        ("Content-Type", "text/html"),
        ("X-Hanse-Tenant", "a\r\nBcc: victim@example.org"),
        ("X-Hanse-Tenant", "a\nb"),
        ("X-Hanse-Tenant", ""),
        ("List-Unsubscribe\r\nBcc", "x"),
        ("References", "ü"),
    ],
)
def test_headers_come_from_a_list_and_hold_one_line(name: str, value: str) -> None:
    with pytest.raises(MessageInvalid, match="cannot be set"):
        make(headers={name: value})


def test_too_large_or_empty_messages_are_refused() -> None:
    big = Attachment(name="a", content_type="text/csv", content=b"x" * 8_000_000)
    for changes in ({"attachments": (big, big)}, {"text": "x" * 2_000_001}, {"subject": " \n "}):
        with pytest.raises(MessageInvalid):
            make(**changes)
    with pytest.raises(MessageInvalid, match="content type"):
        make(attachments=(Attachment(name="a", content_type="text/csv\r\nX: y", content=b""),))


def test_the_message_id_follows_from_the_key() -> None:
    assert message_id("a", "example.org") == message_id("a", "example.org")
    assert message_id("a", "example.org") != message_id("b", "example.org")
    assert message_id("a\r\nX: y", "example.org").count("\n") == 0


def test_senders() -> None:
    assert parse_sender("Hanse <no-reply@localhost>") == ("Hanse", "no-reply@localhost")
    assert parse_sender("no-reply@example.org") == ("", "no-reply@example.org")
    for text in ("Hanse", "a@b\r\nBcc: c@d.e", ""):
        with pytest.raises(MessageInvalid):
            parse_sender(text)


def test_bodies_survive_broken_text() -> None:
    body = read(make(text="a\x00b\ud800c")).get_body(("plain",))
    assert body is not None
    assert body.get_content() == "ab?c\n"
