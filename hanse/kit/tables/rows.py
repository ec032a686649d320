"""What a table is once read: named columns and numbered rows, its limits, and the ways in which a file can fail.

A file that cannot be read as a table raises. A single bad row does not: it carries its problems, so that an import
can list them all, and gives its cells to nobody who has not looked at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec

from hanse.kit.errors import FieldError, Invalid, PayloadTooLarge
from hanse.kit.tables.values import DateOrder, DecimalStyle, read_date, read_number
from hanse.kit.text import clean_line, normalise

MEBIBYTE: Final = 1024 * 1024


class TableUnreadable(Invalid):
    """The bytes are not a CSV or XLSX file that can be read."""

    code = "table_unreadable"
    title = "This file cannot be read as a table; send a CSV or an XLSX file"


class TableMalformed(Invalid):
    """The file is a table, but its structure is broken at a place that the message names."""

    code = "table_malformed"
    title = "The structure of this file is broken"


class TableEmpty(Invalid):
    """There is no header row."""

    code = "table_empty"
    title = "This file has no rows; the first row must name the columns"


class TableTooLarge(PayloadTooLarge):
    """The file has more rows, columns or text than is accepted."""

    code = "table_too_large"
    title = "This file is larger than what is accepted"


class EmptyHeader(Invalid):
    """A column between others has no name."""

    code = "empty_header"
    title = "A column has no name in the first row"


class DuplicateHeader(Invalid):
    """Two columns have the same name, apart from case, accents and punctuation."""

    code = "duplicate_header"
    title = "Two columns have the same name"


class AmbiguousDelimiter(Invalid):
    """Several characters separate the columns equally well."""

    code = "ambiguous_delimiter"
    title = "It is not clear what separates the columns; choose comma, semicolon or tab"


class RowInvalid(Invalid):
    """A row with problems was used as if it had none."""

    code = "row_invalid"
    title = "A row of the file cannot be read"


class TableLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How large a table may be. `rows` without the header; `cell` in characters; `expanded` in bytes, unpacked."""

    rows: int = 1_048_575
    columns: int = 500
    cell: int = 32_767
    expanded: int = 1_024 * MEBIBYTE
    shared_text: int = 128 * MEBIBYTE


class RawRow(msgspec.Struct):
    """A row as a reader found it: texts by position, which of them the file itself typed, and what was wrong where."""

    number: int
    texts: list[str]
    native: set[int]
    faults: dict[int, str]


class Row(msgspec.Struct, frozen=True):
    """One row. `number` is the row number a spreadsheet shows; `values` has every column, "" where the cell is blank.

    `native` names the columns whose value the file stored as a number, date or truth value, not as text: those are
    already canonical (1234.5, 2026-01-31, true). `problems` are sentences; read them before `cells`.
    """

    number: int
    values: dict[str, str]
    native: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()

    @property
    def cells(self) -> Mapping[str, str]:
        """The texts by column name. Raises RowInvalid when the row has problems."""
        if self.problems:
            raise RowInvalid(f"Row {self.number}: {'; '.join(self.problems)}")
        return MappingProxyType(self.values)

    def number_in(self, column: str, style: DecimalStyle | None = None) -> str | None:
        """Read a decimal as "1234.50", None for a blank cell. Raises NotANumber, AmbiguousNumber naming the column."""
        text = self.cells[column].strip()
        if not text:
            return None
        try:
            return read_number(text, "point" if column in self.native else style)
        except Invalid as error:
            raise _named(error, column) from None

    def date_in(self, column: str, order: DateOrder | None = None) -> date | None:
        """Read a date, None for a blank cell. Raises NotADate, AmbiguousDate naming the column."""
        text = self.cells[column].strip()
        if not text:
            return None
        try:
            return read_date(text, order)
        except Invalid as error:
            raise _named(error, column) from None


def _named(error: Invalid, column: str) -> Invalid:
    return type(error)(f"{column}: {error.message}", fields=[FieldError(column, error.message, error.code)])


def column_letters(position: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def headers_of(texts: Sequence[str], limits: TableLimits) -> list[str]:
    """Take the tidied column names. Raises TableTooLarge, EmptyHeader, DuplicateHeader, TableEmpty."""
    names = [clean_line(text) for text in texts]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableEmpty
    if len(names) > limits.columns:
        raise TableTooLarge(f"This file has {len(names)} columns; at most {limits.columns} are accepted")
    seen: dict[str, int] = {}
    for position, name in enumerate(names):
        if not name:
            raise EmptyHeader(f"Column {column_letters(position)} has no name in the first row; name it or remove it")
        if len(name) > limits.cell or "\0" in name:
            raise TableMalformed(f"The name of column {column_letters(position)} is too long or not text")
        first = seen.setdefault(normalise(name) or name, position)
        if first != position:
            raise DuplicateHeader(
                f"Columns {column_letters(first)} and {column_letters(position)} are both named {name}; "
                "rename or remove one of them"
            )
    return names


def is_blank(raw: RawRow) -> bool:
    """Whether a row says nothing at all."""
    return not raw.faults and not any(raw.texts)


def build_row(raw: RawRow, columns: Sequence[str], limits: TableLimits) -> Row:
    """Turn what a reader found into a row."""
    texts = raw.texts
    problems: list[str] = []
    # Most rows are plain; looking at all of their text at once is enough to know it.
    together = "".join(texts)
    if raw.faults or len(texts) > len(columns) or len(together) > limits.cell or "\0" in together:
        problems += (f"column {_name_of(at, columns)}: {fault}" for at, fault in sorted(raw.faults.items()))
        problems += _text_problems(texts, columns, limits)
    values = dict(zip(columns, texts, strict=False))
    if len(values) < len(columns):
        values.update((name, "") for name in columns[len(texts) :])
    native = frozenset(columns[at] for at in raw.native if at < len(columns)) if raw.native else frozenset()
    return Row(raw.number, values, native, tuple(problems))


def _text_problems(texts: Sequence[str], columns: Sequence[str], limits: TableLimits) -> Iterable[str]:
    for at, text in enumerate(texts):
        if len(text) > limits.cell:
            yield f"column {_name_of(at, columns)}: {len(text)} characters; at most {limits.cell} are accepted"
        elif "\0" in text:
            yield f"column {_name_of(at, columns)}: contains a character that is not text"
    extra = next((at for at in range(len(columns), len(texts)) if texts[at]), None)
    if extra is not None:
        yield f"there is a value in column {column_letters(extra)}, which has no name"


def _name_of(position: int, columns: Sequence[str]) -> str:
    return columns[position] if position < len(columns) else column_letters(position)
