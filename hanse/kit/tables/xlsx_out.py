"""XLSX out: one sheet, row by row in constant memory; text is stored as text, never as a formula, link or number.

Numbers of up to 15 digits are stored as numbers, so that people can add them up; longer ones as text, because a
spreadsheet would silently round them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Final, Self

import xlsxwriter  # type: ignore[import-untyped]

from hanse.kit.currencies import EXPONENTS
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import Scaled
from hanse.kit.tables.csv_out import Cell, cell_text, check_columns
from hanse.kit.tables.rows import TableTooLarge

ROW_LIMIT: Final = 1_048_576
COLUMN_LIMIT: Final = 16_384
CELL_LIMIT: Final = 32_767
_EXACT_DIGITS: Final = 10**15
_WIDTHS: Final = (10, 40)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class XlsxEncoder:
    """Writes one sheet row by row into a binary file; the file is complete after `close`. Use it as a context."""

    def __init__(self, columns: Sequence[str], file: BinaryIO, sheet: str = "Data") -> None:
        self._columns = check_columns(columns)
        if len(self._columns) > COLUMN_LIMIT:
            raise TableTooLarge(f"A sheet holds at most {COLUMN_LIMIT} columns; export as CSV instead")
        self._book = xlsxwriter.Workbook(file, dict(_OPTIONS))
        self._sheet = self._book.add_worksheet(sheet)
        self._formats: dict[str, Any] = {}
        self._next = 0
        self._write_header()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def row(self, cells: Sequence[Cell]) -> None:
        """Add one row. Raises ValueError for another width, TableTooLarge beyond what a sheet can hold."""
        if len(cells) != len(self._columns):
            raise ValueError(f"a row of {len(cells)} cells in a table of {len(self._columns)} columns")
        if self._next >= ROW_LIMIT:
            raise TableTooLarge(f"A sheet holds at most {ROW_LIMIT} rows; export as CSV instead")
        for position, cell in enumerate(cells):
            self._write(position, cell)
        self._next += 1

    def close(self) -> None:
        """Finish the file."""
        if self._next:
            self._sheet.autofilter(0, 0, max(self._next - 1, 0), len(self._columns) - 1)
        self._book.close()

    def _write_header(self) -> None:
        bold = self._book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        for position, name in enumerate(self._columns):
            self._sheet.set_column(position, position, min(max(len(name) + 2, _WIDTHS[0]), _WIDTHS[1]))
            self._sheet.write_string(0, position, _fitting(name), bold)
        self._next = 1

    def _write(self, position: int, cell: Cell) -> None:
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._next, position, cell)
        elif isinstance(cell, (int, Scaled)) and _is_exact(cell):
            self._sheet.write_number(self._next, position, float(cell_text(cell)), self._number_format(cell))
        elif isinstance(cell, datetime):
            # The clock time as given: a sheet knows no time zones, so the caller converts to the reader's.
            plain = cell.replace(tzinfo=None)
            self._sheet.write_datetime(self._next, position, plain, self._format("yyyy-mm-dd hh:mm:ss"))
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._next, position, cell, self._format("yyyy-mm-dd"))
        else:
            text = _fitting(cell_text(cell))
            if text:
                self._sheet.write_string(self._next, position, text)

    def _number_format(self, cell: int | Scaled) -> Any:
        if isinstance(cell, Money):
            places = EXPONENTS[cell.currency]
            return self._format("0." + "0" * places if places else "0")
        if isinstance(cell, UnitPrice):
            return self._format("0.00####")
        return self._format("General" if isinstance(cell, Quantity) else "0")

    def _format(self, pattern: str) -> Any:
        made = self._formats.get(pattern)
        if made is None:
            made = self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return made


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: BinaryIO, sheet: str = "Data") -> None:
    """Write a whole table as one sheet into `file`. Raises ValueError for a row of another width, TableTooLarge."""
    with XlsxEncoder(columns, file, sheet) as encoder:
        for row in rows:
            encoder.row(row)


def _is_exact(cell: int | Scaled) -> bool:
    count = cell if isinstance(cell, int) else cell._count
    return abs(count) < _EXACT_DIGITS


def _fitting(text: str) -> str:
    if len(text) > CELL_LIMIT:
        raise TableTooLarge(f"A cell of a sheet holds at most {CELL_LIMIT} characters; export as CSV instead")
    return text
