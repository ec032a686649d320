"""Makes PDF from a paper with Typst: our own templates, the fonts that come with the library, nothing else.

Texts travel as JSON beside the template and are never read as markup. The same paper gives the same bytes on every
machine: no system font, no clock, no file but the template is read.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst
from msgspec import Struct

from hanse.domains.documents.errors import DocumentNotMade
from hanse.domains.documents.types import Agreement, Paper
from hanse.kit.structs import to_builtins

FOLDER: Final = Path(__file__).parent.parent / "templates"
SECONDS: Final = 45
DATA_LIMIT: Final = 4_000_000
PDF_LIMIT: Final = 40_000_000
FILE_OF: Final[dict[type[Paper | Agreement], str]] = {Paper: "paper.typ", Agreement: "agreement.typ"}
STANDARD: Final = "a-2b"
"""PDF/A-2b: readable as it is in many years, with nothing that lies outside the file."""
_ACCENT: Final = "#2f5bd7"
_fonts: Final = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
_turn: Final = asyncio.Semaphore(2)
"""Typesetting is heavy work for a processor: two at a time in one process, the rest wait."""


class Face(Struct, frozen=True, kw_only=True):
    """How the business looks on paper. The logo is a PNG or JPEG, or nothing."""

    name: str
    accent: str | None = None
    logo: bytes | None = None


class Typeset(Struct, frozen=True, kw_only=True):
    """A finished PDF, and whether it keeps to PDF/A."""

    content: bytes
    page_count: int
    is_archival: bool


async def typeset(paper: Paper | Agreement, face: Face, day: datetime) -> Typeset:
    """Make the PDF, dated `day`. Raises DocumentNotMade when it is too large, takes too long, or cannot be set."""
    text = json.dumps(_data(paper, face, day), ensure_ascii=False)
    if len(text) > DATA_LIMIT:
        raise DocumentNotMade("The document is too long; split it")
    async with _turn:
        try:
            return await asyncio.wait_for(asyncio.to_thread(_typeset, FILE_OF[type(paper)], text, day), SECONDS)
        except TimeoutError:
            raise DocumentNotMade("Making the document took too long; split it") from None


def _typeset(template: str, text: str, day: datetime) -> Typeset:
    """Blocking; runs beside the event loop."""
    compiler = typst.Compiler(
        FOLDER / template, root=FOLDER, font_paths=_fonts, ignore_system_fonts=True, sys_inputs={"data": text}
    )
    is_archival = True
    try:
        try:
            content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=int(day.timestamp()))
        except typst.TypstError:
            # A letter that our fonts lack may be printed as a box, but not in an archive: said in `is_archival`.
            is_archival = False
            content = compiler.compile(format="pdf", timestamp=int(day.timestamp()))
        pages = compiler.query("<pages>", field="value", one=True)
    except typst.TypstError as error:
        raise DocumentNotMade(f"The document could not be set: {error.message}"[:400]) from None
    if not isinstance(content, bytes) or len(content) > PDF_LIMIT:
        raise DocumentNotMade("The document is too large; split it")
    return Typeset(content=content, page_count=int(pages), is_archival=is_archival)


def _data(paper: Paper | Agreement, face: Face, day: datetime) -> dict[str, Any]:
    """Everything the template reads, in one mapping."""
    return {
        **to_builtins(paper),
        "language": paper.locale.replace("_", "-").partition("-")[0].lower(),
        "day": [day.year, day.month, day.day],
        "date_label": "Date",
        "notes_label": "Notes",
        "terms_label": "Terms",
        "signatures_label": "Signatures",
        "sign_here_label": "Place, date, signature",
        "face": {
            "name": face.name,
            "accent": face.accent or _ACCENT,
            "has_logo": face.logo is not None,
            "logo": list(face.logo or b""),
        },
    }
