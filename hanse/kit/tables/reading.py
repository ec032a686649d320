"""The one way in: tells CSV from XLSX by content, names the columns, and gives rows one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from hanse.kit.errors import Invalid
from hanse.kit.tables.csv_in import ENCODINGS, detect_encoding, read_csv
from hanse.kit.tables.csv_out import DELIMITERS
from hanse.kit.tables.rows import (
    RawRow,
    Row,
    TableEmpty,
    TableLimits,
    TableTooLarge,
    TableUnreadable,
    build_row,
    headers_of,
    is_blank,
)
from hanse.kit.tables.xlsx_in import read_xlsx

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK_LIMIT: Final = 1_048_576
_NAMES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm")


class Table:
    """An open table: its column names, how it was read, and its rows (once)."""

    def __init__(
        self,
        columns: list[str],
        records: Iterator[RawRow],
        limits: TableLimits,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
    ) -> None:
        self.columns = columns
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self._records = records
        self._limits = limits

    def __iter__(self) -> Iterator[Row]:
        for record in self._records:
            yield build_row(record, self.columns, self._limits)

    def count(self) -> int:
        """How many rows are left; a broken structure is found as by reading them, at half of what that costs."""
        return sum(1 for _ in self._records)


def open_table(
    data: BinaryIO,
    filename: str,
    limits: TableLimits | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    """Read the header and make the rows ready; `data` must be seekable, stays open and is read while rows are drawn.

    `encoding`, `delimiter` and `sheet` overrule what the file suggests (default sheet: the first visible one). Raises
    TableUnreadable, TableMalformed, TableTooLarge, TableEmpty, EmptyHeader, DuplicateHeader, AmbiguousDelimiter.
    """
    bounds = limits or TableLimits()
    _check_options(filename, encoding, delimiter)
    data.seek(0)
    head = data.read(8)
    if head == _COMPOUND:
        raise TableUnreadable("This is an old or password-protected workbook; save it as .xlsx without a password")
    if head.startswith(_ZIP):
        sheet_name, records = read_xlsx(data, sheet, bounds)
        columns = _header(records, bounds)
        return Table(columns, _filled(records, bounds), bounds, sheet=sheet_name)
    if filename.lower().endswith((".xlsx", ".xlsm")):
        raise TableUnreadable("This file is named .xlsx but is not a workbook; save it again, or send it as .csv")
    chosen = encoding or detect_encoding(data, bounds)
    separator, records = read_csv(data, chosen, delimiter, bounds)
    columns = _header(records, bounds)
    return Table(columns, _filled(records, bounds), bounds, encoding=chosen, delimiter=separator)


def read_rows(data: BinaryIO, filename: str, limits: TableLimits | None = None) -> Iterator[Row]:
    """Read a table whose columns are known from elsewhere; the same as iterating `open_table`."""
    return iter(open_table(data, filename, limits))


def _check_options(filename: str, encoding: str | None, delimiter: str | None) -> None:
    if not filename.lower().endswith(_NAMES):
        raise TableUnreadable("Send a file that ends in .csv or .xlsx")
    if encoding is not None and encoding not in ENCODINGS:
        raise Invalid.field("encoding", f"Choose one of {', '.join(ENCODINGS)}")
    if delimiter is not None and delimiter not in DELIMITERS:
        raise Invalid.field("delimiter", "Choose a comma, semicolon, tab or bar")


def _header(records: Iterator[RawRow], limits: TableLimits) -> list[str]:
    for record in records:
        if any(text.strip() for text in record.texts):
            return headers_of(record.texts, limits)
    raise TableEmpty


def _filled(records: Iterator[RawRow], limits: TableLimits) -> Iterator[RawRow]:
    """Those that say anything, within the limits."""
    count = 0
    for drawn, record in enumerate(records):
        if is_blank(record):
            if drawn - count > _BLANK_LIMIT:
                raise TableTooLarge(f"This file has more than {_BLANK_LIMIT} blank rows; remove them")
            continue
        count += 1
        if count > limits.rows:
            raise TableTooLarge(f"This file has more than {limits.rows} rows; split it")
        yield record
