"""Files on their way in, whatever their rows become: state, columns, problems, and what people say about them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.kit.tables import DateOrder, DecimalStyle

ColumnMapping = Annotated[
    dict[Annotated[str, Meta(max_length=200)], Annotated[str, Meta(max_length=80)]],
    Meta(max_length=300, description='What each column of the file is, such as {"Artikelnummer": "sku"}'),
]


class ImportStatus(enum.StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


BUSY = (ImportStatus.CHECKING, ImportStatus.IMPORTING)


class ImportField(Data, frozen=True, kw_only=True):
    """Something a column of a file can be."""

    key: str
    label: str
    help: str = ""


class ImportFields(Data, frozen=True, kw_only=True):
    """Everything a column can be."""

    items: list[ImportField]


class ImportState(Data, frozen=True, kw_only=True):
    """What every import tells: how its columns are read, how far it is, and what came of it."""

    file_name: str
    status: ImportStatus
    columns: list[str]
    sample: Annotated[list[list[str]], Meta(description="The first rows, by column")]
    mapping: dict[str, str]
    decimal_style: DecimalStyle | None
    date_order: DateOrder | None
    job_id: UUID | None
    row_count: int
    done_count: Annotated[int, Meta(description="Rows worked through so far")]
    unchanged_count: int
    error_count: int
    problem: Annotated[str, Meta(description="Why the file as a whole failed")]
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def is_busy(self) -> bool:
        return self.status in BUSY


class ImportProblem(Data, frozen=True, kw_only=True):
    """What is wrong in one cell or row of a file."""

    row_number: Annotated[int, Meta(description="As a spreadsheet program shows it")]
    position: int
    column_name: str
    value: str
    message: str


class ListImports(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, newest first."""


class ListImportProblems(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, by row."""


class UploadImport(Input, frozen=True, kw_only=True):
    """A CSV or XLSX file as base64 text, with its name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]


class MapColumns(Input, frozen=True, kw_only=True):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its row."""

    mapping: ColumnMapping
    decimal_style: DecimalStyle | None = None
    date_order: DateOrder | None = None
