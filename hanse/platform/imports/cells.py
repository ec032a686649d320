"""Reading the cells of a row by what its columns are, with a sentence for each that is wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.tables import DateOrder, DecimalStyle, Row, read_number
from hanse.kit.text import clean_line, clean_text

_PLAIN: Final = re.compile(r"(?:0|[1-9][0-9]{0,14})\.[0-9]{1,12}")
ReadCell = Callable[[str, str, DecimalStyle | None], Any]
"""Takes what a column is, the text of a cell and how its numbers are written. Raises Invalid or ValueError."""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong in one cell (`meaning` is what its column is), or, without a meaning, in the row."""

    meaning: str
    value: str
    message: str


class FileStyle(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is read: what its columns are, in the file's order, and how its numbers and dates are written."""

    mapping: Mapping[str, str]
    decimal_style: DecimalStyle | None
    date_order: DateOrder | None


def read_cells(row: Row, style: FileStyle, read: ReadCell) -> tuple[dict[str, Any], list[Problem]]:
    """The cells of a row by meaning, without blank ones, and what is wrong in the others."""
    if row.problems:
        return {}, [Problem("", "", sentence[:500]) for sentence in row.problems]
    cells: dict[str, Any] = {}
    problems: list[Problem] = []
    values, native = row.values, row.native
    for column, meaning in style.mapping.items():
        text = values.get(column, "").strip()
        if not text:
            continue
        try:
            cells[meaning] = read(meaning, text, "point" if column in native else style.decimal_style)
        except (Invalid, ValueError) as error:
            message = error.message if isinstance(error, Invalid) else str(error)
            problems.append(Problem(meaning, text[:200], message[:500]))
    return cells, problems


def read_line(text: str, longest: int) -> str:
    """One tidied line. Raises ValueError when it is too long."""
    return _bounded(clean_line(text), longest)


def read_text(text: str, longest: int) -> str:
    """Tidied text of several lines. Raises ValueError when it is too long."""
    return _bounded(clean_text(text), longest)


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"This has {len(text)} characters; at most {longest} are accepted")
    return text


def plain_number(text: str, style: DecimalStyle | None) -> str:
    """A number as typed, as a plain decimal. Raises Invalid."""
    if (text.isascii() and text.isdigit()) or (style == "point" and _PLAIN.fullmatch(text)):
        return text
    return read_number(text, style)
