"""Entries of a list in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.pricing.types.values import PriceImportId, PriceListId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

DecimalStyle = Literal["point", "comma"]
DateOrder = Literal["dmy", "mdy"]
Mapping = Annotated[
    dict[Annotated[str, Meta(max_length=200)], Annotated[str, Meta(max_length=80)]],
    Meta(max_length=200, description='What each column of the file is, such as {"Artikel": "sku"}'),
]


class PriceExportId(Id, prefix="pxp"):
    """One file of entries made to be taken out."""


class PriceImportStatus(enum.StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


class PriceImport(Data, frozen=True, kw_only=True):
    """A file of entries: how its columns are read, how far it is, and what came of it."""

    id: PriceImportId
    price_list_id: Annotated[PriceListId, Meta(description="The price list")]
    file_name: str
    status: PriceImportStatus
    columns: list[str]
    sample: Annotated[list[list[str]], Meta(description="The first rows, by column")]
    mapping: dict[str, str]
    decimal_style: DecimalStyle | None
    date_order: DateOrder | None
    job_id: UUID | None
    row_count: int
    written_count: Annotated[int, Meta(description="How many entries were written, or would be")]
    unchanged_count: int
    error_count: int
    problem: Annotated[str, Meta(description="Why the file as a whole failed")]
    created_by: Annotated[MemberId | None, Meta(description="Who uploaded it")]
    version: int
    created_at: datetime
    updated_at: datetime

    def subject(self) -> Subject:
        return Subject(kind="price_list", id=self.price_list_id)


class PriceImportColumn(Data, frozen=True, kw_only=True):
    """Something a column of a file can be."""

    key: str
    label: str
    help: str = ""


class PriceImportProblem(Data, frozen=True, kw_only=True):
    """What is wrong in one cell or row of a file."""

    row_number: Annotated[int, Meta(description="As a spreadsheet program shows it")]
    position: int
    column_name: str
    value: str
    message: str


class ListPriceImports(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, newest first."""


class ListPriceImportProblems(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, by row."""


class UploadPrices(Input, frozen=True, kw_only=True):
    """A CSV or XLSX file as base64 text, with its name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]


class MapPriceColumns(Input, frozen=True, kw_only=True):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its row."""

    mapping: Mapping
    decimal_style: DecimalStyle | None = None
    date_order: DateOrder | None = None


class ExportPrices(Input, frozen=True, kw_only=True):
    """The kind of file."""

    format: Literal["csv", "xlsx"] = "csv"


class ExportedPrices(Data, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: PriceExportId
    name: str
    rows: int
    size: int
    link: str
