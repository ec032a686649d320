"""Checks that a file is what it is called, and safe to keep: magic bytes, text, PDF ends, office archives.

Not here: images, which are decoded and written anew (`images.py`).
"""

from __future__ import annotations

import codecs
import zipfile
import zlib
from typing import IO

from hanse.platform.files.errors import FileRefused, FileTypeRefused
from hanse.platform.files.kinds import (
    DOCX,
    ENDINGS,
    IMAGES,
    JPEG,
    OFFICE,
    PDF,
    PNG,
    PPTX,
    TEXTS,
    WEBP,
    XLSX,
    Upload,
    agrees,
    ending_of,
    endings_of,
)

_CHUNK = 262_144
_MAX_MEMBERS = 10_000
_MAX_UNPACKED = 1_000_000_000
_FREE_UNPACKED = 20_000_000  # below this size no ratio is suspicious
_MAX_RATIO = 150  # worksheets of real data pack 10 to 40 times
_MAIN_PART = {XLSX: "xl/workbook.xml", DOCX: "word/document.xml", PPTX: "ppt/presentation.xml"}
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
_NO_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<head", b"<body", b"<iframe")


def expected_type(upload: Upload) -> str:
    """Decide what the file must be, from its name. Raises FileTypeRefused, FileRefused (the declared type differs)."""
    ending = ending_of(upload.name)
    content_type = ENDINGS.get(ending, "")
    if content_type not in upload.purpose.types:
        shown = f"{ending.upper()} files are" if ending.isalnum() and len(ending) <= 5 else "This kind of file is"
        raise FileTypeRefused(f"{shown} not accepted here; send {endings_of(upload.purpose.types)}")
    if not agrees(upload.declared_type, content_type):
        raise FileRefused(
            f"The file is named .{ending} but was sent as another type; save it again as {ending.upper()}"
        )
    return content_type


def check_content(content_type: str, file: IO[bytes], size: int) -> None:
    """Check the bytes of `file` against `content_type`. Raises FileRefused with a reason a person understands."""
    file.seek(0)
    head = file.read(4096)
    if not head:
        raise FileRefused("This file is empty")
    if content_type in IMAGES:
        _require(_is_image(content_type, head), content_type)
    elif content_type == PDF:
        _require(head.startswith(b"%PDF-"), content_type)
        file.seek(max(0, size - 4096))
        if b"%%EOF" not in file.read():
            raise FileRefused("This PDF is incomplete; export or upload it again")
    elif content_type in OFFICE:
        _require(head.startswith(b"PK\x03\x04"), content_type)
        _check_archive(content_type, file, size)
    elif content_type in TEXTS:
        _check_text(content_type, head, file)
    file.seek(0)


def _require(condition: bool, content_type: str) -> None:
    if not condition:
        ending = next(ending for ending, kind in ENDINGS.items() if kind == content_type)
        raise FileRefused(f"The content of this file is not {ending.upper()}, although it is named so")


def _is_image(content_type: str, head: bytes) -> bool:
    if content_type == PNG:
        return head.startswith(b"\x89PNG\r\n\x1a\n")
    if content_type == JPEG:
        return head.startswith(b"\xff\xd8\xff")
    return content_type == WEBP and head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _check_text(content_type: str, head: bytes, file: IO[bytes]) -> None:
    """Accept UTF-8, UTF-16 with a byte order mark, and the one-byte encodings that spreadsheets still write."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    _require(not start.startswith(_MARKUP), content_type)
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if is_utf16:
                chunk = decoder.decode(chunk).encode()
            _require(not chunk.translate(None, _NO_CONTROLS), content_type)
        decoder.decode(b"", final=True)
    except UnicodeError:
        _require(False, content_type)


def _check_archive(content_type: str, file: IO[bytes], size: int) -> None:
    """Check what the archive promises, then unpack it once to see that it keeps to that."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            _require({"[Content_Types].xml", _MAIN_PART[content_type]} <= names, content_type)
            if len(members) > _MAX_MEMBERS or len(names) != len(members):
                raise FileRefused("This file is built in an unusual way; open it and save it again")
            for member in members:
                _check_member(member)
            _check_unpacked(archive, members, size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise FileRefused("This file is damaged; open it and save it again") from None


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\x00" in name:
        raise FileRefused("This file is built in an unusual way; open it and save it again")
    if member.flag_bits & 0x1:
        raise FileRefused("This file is protected with a password; save it without one")
    if name.lower().endswith("vbaproject.bin"):
        raise FileRefused("This file contains macros; save it without them")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused("This file is built in an unusual way; open it and save it again")


def _check_unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], size: int) -> None:
    """Read every member to its end: none gives more than its promised size, and a false promise fails its checksum."""
    most = min(_MAX_UNPACKED, max(_FREE_UNPACKED, size * _MAX_RATIO))
    if sum(member.file_size for member in members) > most:
        raise FileRefused("This file unpacks to far more data than it holds; split it")
    for member in members:
        with archive.open(member) as part:
            while part.read(_CHUNK):
                pass
