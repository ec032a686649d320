"""The printing press: one paper to one PDF with Typst, in a process that is thrown away after it.

The library remembers what it has set and never lets go of it: a paper of sixty pages leaves a hundred megabytes. It is
told what to set by typesetter.py; our own templates, the fonts that come with the library, nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typst
from msgspec import Struct, json

FOLDER: Final = Path(__file__).parent.parent / "templates"
STANDARD: Final = "a-2b"
"""PDF/A-2b: readable as it is in many years, with nothing that lies outside the file."""


class Order(Struct, frozen=True, kw_only=True):
    """What to set: a template of ours, its data as JSON, and the second that the PDF says it was made in."""

    template: str
    data: str
    timestamp: int


class Result(Struct, frozen=True, kw_only=True):
    """What stands before the PDF, on a line of its own: how it came out, or why there is none."""

    page_count: int = 0
    is_archival: bool = True
    problem: str = ""


def set_paper(order: bytes) -> bytes:
    """Set one paper: an `Order` as JSON in; a `Result` as JSON, a line break and the PDF out."""
    wanted = json.decode(order, type=Order)
    try:
        result, content = _set(wanted)
    except typst.TypstError as error:
        result, content = Result(problem=f"The document could not be set: {error.message}"[:400]), b""
    return json.encode(result) + b"\n" + content


def _set(wanted: Order) -> tuple[Result, bytes]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(
        FOLDER / wanted.template,
        root=FOLDER,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": wanted.data},
    )
    is_archival = True
    try:
        content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=wanted.timestamp)
    except typst.TypstError:
        # A letter that our fonts lack may be printed as a box, but not in an archive: said in `is_archival`.
        is_archival = False
        content = compiler.compile(format="pdf", timestamp=wanted.timestamp)
    pages = compiler.query("<pages>", field="value", one=True)
    if not isinstance(content, bytes):
        return Result(problem="The document is too large; split it"), b""
    return Result(page_count=int(pages), is_archival=is_archival), content


__all__ = ["Order", "Result", "set_paper"]
