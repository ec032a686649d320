"""Makes PDF from a paper with Typst: our own templates, the fonts that come with the library, nothing else.

Texts travel as JSON beside the template and are never read as markup. The same paper gives the same bytes on every
machine: no system font, no clock, no file but the template is read. The work itself is done by press.py in a process
of its own, so that what it takes of memory is gone with it.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from hanse.domains.documents.errors import DocumentNotMade
from hanse.domains.documents.types import Agreement, Paper
from hanse.kit.structs import from_json, to_builtins, to_json
from hanse.platform.confined import ConfinedWorkFailed, ConfinedWorkLate, Confines, run_confined

SECONDS: Final = 45
DATA_LIMIT: Final = 4_000_000
PDF_LIMIT: Final = 40_000_000
FILE_OF: Final[dict[type[Paper | Agreement], str]] = {Paper: "paper.typ", Agreement: "agreement.typ"}
_ACCENT: Final = "#2f5bd7"
_turn: Final = asyncio.Semaphore(2)
"""Typesetting is heavy work for a processor: two at a time in one process, the rest wait."""


_PRESS: Final = "hanse.domains.documents.adapters.press:set_paper"
_ROOM: Final = Confines(cpu_seconds=2 * SECONDS, seconds=SECONDS, memory=32 * 1024**3, answer=PDF_LIMIT + 10_000)
"""Memory is counted in addresses here, of which the threads of a large machine take many and use few."""


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


class _Told(Struct, frozen=True, kw_only=True):
    """What the press says before the PDF."""

    page_count: int
    is_archival: bool
    problem: str


async def typeset(paper: Paper | Agreement, face: Face, day: datetime) -> Typeset:
    """Make the PDF, dated `day`. Raises DocumentNotMade when it is too large, takes too long, or cannot be set."""
    text = json.dumps(_data(paper, face, day), ensure_ascii=False)
    if len(text) > DATA_LIMIT:
        raise DocumentNotMade("The document is too long; split it")
    order = {"template": FILE_OF[type(paper)], "data": text, "timestamp": int(day.timestamp())}
    async with _turn:
        try:
            answer = await run_confined(_PRESS, to_json(order), _ROOM)
        except ConfinedWorkLate:
            raise DocumentNotMade("Making the document took too long; split it") from None
        except ConfinedWorkFailed:
            raise DocumentNotMade("The document could not be set; try again, or split it") from None
    return _read(answer)


def _read(answer: bytes) -> Typeset:
    head, _, content = answer.partition(b"\n")
    told = from_json(head, _Told)
    if told.problem:
        raise DocumentNotMade(told.problem)
    if len(content) > PDF_LIMIT:
        raise DocumentNotMade("The document is too large; split it")
    return Typeset(content=content, page_count=told.page_count, is_archival=told.is_archival)


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
