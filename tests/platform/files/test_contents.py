"""What is let in: the bytes must be what the name says, and nothing that attacks whoever opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.platform.files import DOCUMENT, IMAGE, IMPORT, FilePurpose, FileRefused, FileStore, FileTypeRefused, Upload
from hanse.platform.files.contents import check_content
from hanse.platform.files.kinds import CSV, XLSX, safe_name

TENANT = UUID("018f0000-0000-7000-8000-000000000001")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


def upload(name: str, declared: str = "", purpose: FilePurpose = DOCUMENT) -> Upload:
    return Upload(tenant_id=TENANT, purpose=purpose, name=name, declared_type=declared)


def workbook(rows: int = 50) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for row in range(rows):
        sheet.write_row(row, 0, [f"SKU-{row}", row * 7 % 13, "a text"])
    book.close()
    return out.getvalue()


def rezip(change: Callable[[zipfile.ZipFile], None], content: bytes | None = None) -> bytes:
    out = io.BytesIO(content or workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return out.getvalue()


GOOD = {
    "a.csv": b"sku;name\n1;M\xfcller\n",
    "b.csv": "\ufeffsku;name\n1;Müller\n".encode(),
    "c.csv": "sku;name\n1;Müller\n".encode("utf-16"),
    "a.txt": b"hello\x0cworld\r\n\ttab",
    "a.xml": b'<?xml version="1.0"?><Invoice/>',
    "a.json": b"{}",
    "a.PDF": PDF,
    "a.xlsx": workbook(),
}


@pytest.mark.parametrize("name", GOOD)
async def test_honest_files_are_taken(local: FileStore, name: str) -> None:
    stored = await local.put(upload(name), GOOD[name])
    assert await local.read(TENANT, stored.key) == GOOD[name]


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("a.csv", "application/vnd.ms-excel"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.csv", "application/octet-stream"),
        ("a.xlsx", "application/zip"),
        ("a.xml", "text/xml"),
    ],
)
async def test_types_as_browsers_send_them_are_understood(local: FileStore, name: str, declared: str) -> None:
    await local.put(upload(name, declared), GOOD[name])


@pytest.mark.parametrize(
    ("name", "declared", "content", "reason"),
    [
        ("a.pdf", "", b"<html>", "not PDF, although it is named so"),
        ("a.pdf", "", b"\n%PDF-1.7\n%%EOF", "not PDF"),
        ("a.pdf", "", PDF[:-8], "PDF is incomplete"),
        ("a.pdf", "text/html", PDF, "sent as another type"),
        ("a.csv", "image/png", b"a;b", "sent as another type"),
        ("a.csv", "", PDF + b"\x00", "not CSV"),
        ("a.csv", "", b"a;b\n\x00\x01", "not CSV"),
        ("a.txt", "", b" \n<HTML><script>alert(1)</script>", "not TXT"),
        ("a.txt", "", b"\xef\xbb\xbf<svg onload=alert(1)>", "not TXT"),
        ("a.xml", "", b"<!DOCTYPE html><html>", "not XML"),
        ("a.csv", "", "a;b".encode("utf-16")[:-1], "not CSV"),
        ("a.csv", "", b"", "empty"),
        ("a.xlsx", "", b"", "empty"),
        ("a.xlsx", "", b"a;b\n", "not XLSX"),
        ("a.docx", "", GOOD["a.xlsx"], "not DOCX"),
        ("a.xlsx", "", b"PK\x03\x04" + b"\0" * 100, "damaged"),
        ("a.xlsx", "", GOOD["a.xlsx"][:-200], "damaged"),
        ("a.png", "", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not PNG"),
        ("a.jpg", "", b"GIF89a", "not JPG"),
    ],
)
async def test_dishonest_or_broken_files_are_refused_with_a_reason(
    local: FileStore, name: str, declared: str, content: bytes, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason) as caught:
        await local.put(upload(name, declared), content)
    assert caught.value.status == 422
    assert [key async for key in local.list_keys(TENANT)] == []


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.exe", "a.zip", "a.xlsm", "a.gif", "a", "", ".png.exe", "a.pdf."]
)
async def test_other_kinds_are_not_accepted_and_the_answer_lists_what_is(local: FileStore, name: str) -> None:
    with pytest.raises(
        FileTypeRefused, match=r"send CSV, DOCX, JPG, JSON, PDF, PNG, PPTX, TXT, WEBP, XLSX, XML$"
    ) as caught:
        await local.put(upload(name), b"anything")
    assert caught.value.status == 415


async def test_each_purpose_has_its_own_list(local: FileStore) -> None:
    with pytest.raises(FileTypeRefused, match=r"PDF files are not accepted here; send CSV, XLSX$"):
        await local.put(upload("a.pdf", purpose=IMPORT), PDF)
    with pytest.raises(FileTypeRefused, match=r"send JPG, PNG, WEBP$"):
        await local.put(upload("a.svg", purpose=IMAGE), b"<svg/>")


# --- office archives --------------------------------------------------------------------------------------------------


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("xl/media/zeros.bin", b"\0" * 60_000_000)


def lying_bomb() -> bytes:
    """An archive whose directory says that 60 MB of zeros are 1,000 bytes."""
    content = bytearray(rezip(bomb))
    real, false = (60_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    return bytes(content.replace(real, false))


def overlapping_bomb() -> bytes:
    """Many names for the same compressed bytes, as in the well-known quoted-overlap bombs."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/0.bin", b"\0" * 5_000_000)
        kernel = archive.getinfo("xl/media/0.bin")
        for number in range(1, 200):
            copy = zipfile.ZipInfo(f"xl/media/{number}.bin")
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, name, getattr(kernel, name))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return out.getvalue()


def locked(archive: zipfile.ZipFile) -> None:
    archive.writestr("xl/secret.xml", b"x")


@pytest.mark.parametrize(
    ("content", "reason"),  # made when asked for: whoever only collects tests packs no bombs
    [
        (lambda: rezip(bomb), "unpacks to far more"),
        (lying_bomb, "unpacks to far more|damaged"),
        (overlapping_bomb, "unpacks to far more|damaged"),
        (lambda: rezip(lambda a: a.writestr("xl/vbaProject.bin", b"x")), "macros"),
        (lambda: rezip(lambda a: a.writestr("../../evil.xml", b"x")), "unusual"),
        (lambda: rezip(lambda a: a.writestr("/etc/evil.xml", b"x")), "unusual"),
        (lambda: rezip(lambda a: a.writestr("xl\\..\\..\\evil.xml", b"x")), "unusual"),
        (lambda: rezip(lambda a: [a.writestr(f"xl/{n}.xml", b"") for n in range(10_001)] and None), "unusual"),
        (lambda: rezip(lambda a: a.writestr("xl/a.xml", b"x" * 100, zipfile.ZIP_LZMA)), "unusual"),
        (
            lambda: rezip(locked).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
            "password",
        ),
    ],
    ids=["bomb", "lying", "overlapping", "macros", "parent", "root", "backslash", "members", "lzma", "password"],
)
async def test_dangerous_archives_are_refused(local: FileStore, content: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        await local.put(upload("a.xlsx", purpose=IMPORT), content())


async def test_a_large_honest_workbook_is_taken(local: FileStore) -> None:
    await local.put(upload("a.xlsx", purpose=IMPORT), workbook(rows=15_000))


@settings(deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=12))
def test_a_damaged_archive_is_refused_or_whole_but_never_a_crash(at: int, junk: bytes) -> None:
    content = bytearray(GOOD["a.xlsx"])
    position = at % len(content)
    content[position : position + len(junk)] = junk
    try:
        check_content(XLSX, io.BytesIO(bytes(content)), len(content))
    except FileRefused:
        pass


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_text_are_taken_or_refused(content: bytes) -> None:
    try:
        check_content(CSV, io.BytesIO(content), len(content))
    except FileRefused:
        return
    assert b"\x00" not in content or content[:2] in (b"\xff\xfe", b"\xfe\xff")


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Angebot März.pdf", "Angebot März.pdf"),
        ("C:\\Users\\anna\\quote.pdf", "quote.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('a"b<c>.pdf', "a b c .pdf"),
        ("gpj.\u202efdp", "gpj. fdp"),
        ("  ..  ", "file"),
        ("", "file"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_kept_readable_and_harmless(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept
