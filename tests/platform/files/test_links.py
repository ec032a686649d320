"""Signed links of minutes, ranges, and headers that keep files from acting as pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import Message
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.clock import ManualClock
from hanse.platform.crypto import Secret, SignedTokenExpired, SignedTokenInvalid, Vault
from hanse.platform.files import (
    ByteRange,
    FileLink,
    FileLinks,
    RangeNotSatisfiable,
    StoredFile,
    download_headers,
    parse_range,
)
from hanse.platform.files.links import content_disposition

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TENANT = UUID("018f0000-0000-7000-8000-000000000001")


def stored(name: str = "Angebot März.pdf", content_type: str = "application/pdf") -> StoredFile:
    return StoredFile(
        tenant_id=TENANT,
        key=f"{TENANT}/ab/ab{'0' * 30}",
        purpose="document",
        name=name,
        content_type=content_type,
        size=1234,
        sha256="0" * 64,
        stored_at=START,
    )


def make() -> tuple[FileLinks, ManualClock, Vault]:
    clock = ManualClock(START)
    vault = Vault((Secret(b"k" * 32),), clock)
    return FileLinks(vault), clock, vault


def test_a_link_carries_all_it_needs_for_five_minutes() -> None:
    links, clock, _ = make()
    path = links.sign(stored(), inline=True)
    assert path.startswith("/files/")
    token = path.removeprefix("/files/")
    assert links.read(token) == FileLink(TENANT, stored().key, "Angebot März.pdf", "application/pdf", 1234, "inline")
    clock.advance(timedelta(minutes=5))
    with pytest.raises(SignedTokenExpired):
        links.read(token)


def test_nothing_in_a_link_can_be_changed() -> None:
    links, _, vault = make()
    token = links.sign(stored()).removeprefix("/files/")
    for position in range(0, len(token), 3):
        changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        with pytest.raises(SignedTokenInvalid):
            links.read(changed)
    other_purpose = vault.sign("invitation", msgspec.json.encode(links.read(token)), timedelta(minutes=5))
    with pytest.raises(SignedTokenInvalid):
        links.read(other_purpose)
    with pytest.raises(SignedTokenInvalid):
        links.read(vault.sign("file.link", b"[1,2,3]", timedelta(minutes=5)))


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [("image/png", "inline"), ("application/pdf", "inline"), ("text/csv", "attachment"), ("text/html", "attachment")],
)
def test_only_pictures_and_pdf_are_ever_shown_inline(content_type: str, shown: str) -> None:
    links, _, _ = make()
    file = stored("a", content_type)
    assert links.read(links.sign(file, inline=True).removeprefix("/files/")).disposition == shown
    assert links.read(links.sign(file).removeprefix("/files/")).disposition == "attachment"


def test_only_pictures_have_widths_and_only_named_ones() -> None:
    links, _, _ = make()
    picture = stored("a.png", "image/png")
    link = links.read(links.sign(picture, inline=True, width="card").removeprefix("/files/"))
    assert (link.width, download_headers(link)["Content-Type"]) == ("card", "image/webp")
    for file, width in ((picture, "9999"), (stored(), "card")):
        with pytest.raises(ValueError, match="width"):
            links.sign(file, width=width)


def test_headers_keep_a_file_from_acting_as_a_page() -> None:
    links, _, _ = make()
    headers = download_headers(links.read(links.sign(stored("a.csv", "text/csv")).removeprefix("/files/")))
    assert headers["Content-Type"] == "text/csv"
    assert headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("quote 17.pdf", 'attachment; filename="quote 17.pdf"'),
        ("März.pdf", "attachment; filename=\"Marz.pdf\"; filename*=UTF-8''M%C3%A4rz.pdf"),
        ("報告.pdf", "attachment; filename=\"pdf\"; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf"),
        ("a;b=c.pdf", "attachment; filename=\"a_b_c.pdf\"; filename*=UTF-8''a%3Bb%3Dc.pdf"),
        ("../../x", 'attachment; filename="x"'),
        ("", 'attachment; filename="file"'),
    ],
)
def test_names_in_headers(name: str, header: str) -> None:
    assert content_disposition(name) == header


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_name_breaks_the_header(name: str) -> None:
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    parsed = Message()
    parsed["Content-Disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    assert {key for key, _ in parsed.get_params(header="content-disposition") or []} <= {"attachment", "filename"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=50-", (50, 1000)),
        ("bytes=-100", (900, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=990-5000", (990, 1000)),
        (" bytes=0-0 ", (0, 1)),
        (None, None),
        ("", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=9-5", None),
        ("bytes=a-b", None),
    ],
)
def test_ranges(header: str | None, expected: tuple[int, int] | None) -> None:
    assert parse_range(header, 1000) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_ranges_behind_the_end(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 1000)


def test_a_range_is_told_in_the_answer() -> None:
    assert ByteRange(0, 100).content_range(1000) == "bytes 0-99/1000"
