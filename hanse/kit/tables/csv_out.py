"""CSV out: UTF-8 with a byte-order mark (spreadsheet programs need it), CRLF, formulas quoted out.

A cell that a spreadsheet program would take for a formula gets a leading apostrophe; `restore_cell` takes exactly
that one off again, so what we wrote is what we read. Plain negative numbers stay as they are. Reading files is not
done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity

Cell = str | int | bool | date | datetime | Money | UnitPrice | Quantity | None

DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK: Final = 64 * 1024

# Also behind white space, which some programs strip, and in the full-width forms that East Asian editions accept.
_FORMULA: Final = r"(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
_NEEDS_APOSTROPHE: Final = re.compile(rf"'*{_FORMULA}")
_HAS_APOSTROPHE: Final = re.compile(rf"'+{_FORMULA}")
_PLAIN_NUMBER: Final = re.compile(r"-[0-9]+(?:\.[0-9]+)?")
# Every character any reader might take for a delimiter is quoted, so that the delimiter can be found from the file.
_NEEDS_QUOTES: Final = re.compile(r'[",;\t|\r\n]|^\s|\s$|^sep=', re.IGNORECASE)


def neutralise_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run as a formula."""
    if _NEEDS_APOSTROPHE.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def restore_cell(text: str) -> str:
    """Undo `neutralise_cell`."""
    return text[1:] if text[:1] == "'" and _HAS_APOSTROPHE.match(text) else text


def cell_text(cell: Cell) -> str:
    """Write a value as text: decimals with a point, ISO 8601 dates, true and false; money without its currency."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    if isinstance(cell, (Money, UnitPrice)):
        return cell.amount
    if isinstance(cell, Quantity):
        return cell.value
    if isinstance(cell, int):
        return str(cell)
    raise TypeError(f"a table cell cannot hold {type(cell).__name__}")


def check_columns(columns: Sequence[str]) -> list[str]:
    """Give the column names back. Raises ValueError when one is blank or occurs twice: that is our own fault."""
    names = list(columns)
    if not names or not all(name.strip() for name in names) or len(set(names)) != len(names):
        raise ValueError("a table has at least one column, each with a name of its own")
    return names


class CsvEncoder:
    """Writes one table row by row, for callers whose rows arrive over time."""

    def __init__(self, columns: Sequence[str], delimiter: str = ",") -> None:
        if delimiter not in DELIMITERS:
            raise ValueError("the delimiter is a comma, semicolon, tab or bar")
        self._columns = check_columns(columns)
        self._delimiter = delimiter

    def header(self) -> bytes:
        """Give the byte-order mark and the row of column names."""
        return b"\xef\xbb\xbf" + self.row(self._columns)

    def row(self, cells: Sequence[Cell]) -> bytes:
        """Give one row. Raises ValueError when it has more or fewer cells than the table has columns."""
        if len(cells) != len(self._columns):
            raise ValueError(f"a row of {len(cells)} cells in a table of {len(self._columns)} columns")
        texts = [_quoted(neutralise_cell(cell_text(cell))) for cell in cells]
        line = self._delimiter.join(texts) or '""'
        return f"{line}\r\n".encode()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: str = ",") -> Iterator[bytes]:
    """Stream a table as CSV in pieces of about 64 KiB. Raises ValueError for a row of another width."""
    encoder = CsvEncoder(columns, delimiter)
    pieces = [encoder.header()]
    size = 0
    for row in rows:
        piece = encoder.row(row)
        pieces.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"".join(pieces)
            pieces, size = [], 0
    if pieces:
        yield b"".join(pieces)


def _quoted(text: str) -> str:
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
