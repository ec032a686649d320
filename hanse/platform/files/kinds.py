"""The kinds of files Hanse knows, what each purpose accepts, and what is remembered about a stored file.

Types are decided by the name's ending, must agree with what the sender declared, and must be what the bytes are.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

ScanState = Literal["waiting", "clean", "refused"]
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
CSV = "text/csv"
TEXT = "text/plain"
XML = "application/xml"
JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

IMAGES = frozenset({PNG, JPEG, WEBP})
OFFICE = frozenset({XLSX, DOCX, PPTX})
TEXTS = frozenset({CSV, TEXT, XML, JSON})

ENDINGS = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "webp": WEBP,
    "csv": CSV,
    "txt": TEXT,
    "xml": XML,
    "json": JSON,
    "xlsx": XLSX,
    "docx": DOCX,
    "pptx": PPTX,
}
# What browsers and scripts also call these types. The empty text and octet-stream stand for "do not know".
_UNKNOWN = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_ALIASES = {
    CSV: {"text/plain", "application/csv", "text/x-csv", "application/vnd.ms-excel", "text/comma-separated-values"},
    XML: {"text/xml", "text/plain"},
    JSON: {"text/json", "text/plain"},
    JPEG: {"image/jpg", "image/pjpeg"},
    PNG: {"image/x-png"},
    PDF: {"application/x-pdf"},
    XLSX: {"application/zip", "application/x-zip-compressed"},
    DOCX: {"application/zip", "application/x-zip-compressed"},
    PPTX: {"application/zip", "application/x-zip-compressed"},
}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_MAX_NAME = 120


class FilePurpose(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is for: its accepted types, its size limit in bytes, and the longest side images are kept at.

    `is_made`: written by Hanse itself, so that no virus scanner is asked about it.
    """

    name: str
    types: frozenset[str]
    max_bytes: int
    image_side: int = 4096
    is_made: bool = False


IMAGE = FilePurpose(name="image", types=IMAGES, max_bytes=20_000_000)
DOCUMENT = FilePurpose(name="document", types=IMAGES | OFFICE | TEXTS | {PDF}, max_bytes=50_000_000)
IMPORT = FilePurpose(name="import", types=frozenset({CSV, XLSX}), max_bytes=200_000_000)
EXPORT = FilePurpose(name="export", types=frozenset({CSV, XLSX, JSON, XML, PDF}), max_bytes=2_000_000_000, is_made=True)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way in: whose it is, what for, and what the sender says about it."""

    tenant_id: UUID
    purpose: FilePurpose
    name: str
    declared_type: str = ""


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is worth remembering of a stored file (a row of the table `files`). Sizes in bytes and pixels."""

    tenant_id: UUID
    key: str
    purpose: str
    name: str
    content_type: str
    size: int
    sha256: str
    stored_at: datetime
    is_made: bool = False
    width: int | None = None
    height: int | None = None


def ending_of(name: str) -> str:
    """Give the ending of a file name in lower case, without the dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def agrees(declared: str, content_type: str) -> bool:
    """Tell whether a declared type may stand for `content_type`. Parameters (`; charset=…`) are ignored."""
    bare = declared.partition(";")[0].strip().lower()
    return bare == content_type or bare in _UNKNOWN or bare in _ALIASES.get(content_type, set())


def safe_name(name: str) -> str:
    """Keep the last part of a name as people wrote it, without path, control and direction characters."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = " ".join(_NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", last)).split()).strip(". ")
    if len(cleaned) > _MAX_NAME:
        ending = ending_of(cleaned)[:10]
        cleaned = f"{cleaned[: _MAX_NAME - len(ending) - 1].rstrip('. ')}.{ending}" if ending else cleaned[:_MAX_NAME]
    return cleaned or "file"


def endings_of(types: frozenset[str]) -> str:
    """List types for people: `PDF, PNG, XLSX`."""
    return ", ".join(sorted({ending.upper() for ending, kind in ENDINGS.items() if kind in types and ending != "jpeg"}))
