"""Tables that people exchange as files: CSV and XLSX in, CSV and XLSX out, one bounded row at a time.

Pure: callers pass binary file objects. What the columns mean, and what happens to a row, is decided by the importing
domain.
"""

from __future__ import annotations

from hanse.kit.tables.csv_out import CsvEncoder, write_csv
from hanse.kit.tables.reading import Table, open_table, read_rows
from hanse.kit.tables.rows import (
    AmbiguousDelimiter,
    DuplicateHeader,
    EmptyHeader,
    Row,
    RowInvalid,
    TableEmpty,
    TableLimits,
    TableMalformed,
    TableTooLarge,
    TableUnreadable,
)
from hanse.kit.tables.values import (
    AmbiguousDate,
    AmbiguousNumber,
    DateOrder,
    DecimalStyle,
    NotADate,
    NotAFlag,
    NotANumber,
    detect_decimal_style,
    read_date,
    read_flag,
    read_number,
)
from hanse.kit.tables.xlsx_out import XlsxEncoder, write_xlsx

__all__ = [
    "AmbiguousDate",
    "AmbiguousDelimiter",
    "AmbiguousNumber",
    "CsvEncoder",
    "DateOrder",
    "DecimalStyle",
    "DuplicateHeader",
    "EmptyHeader",
    "NotADate",
    "NotAFlag",
    "NotANumber",
    "Row",
    "RowInvalid",
    "Table",
    "TableEmpty",
    "TableLimits",
    "TableMalformed",
    "TableTooLarge",
    "TableUnreadable",
    "XlsxEncoder",
    "detect_decimal_style",
    "open_table",
    "read_date",
    "read_flag",
    "read_number",
    "read_rows",
    "write_csv",
    "write_xlsx",
]
