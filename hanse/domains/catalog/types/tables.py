"""Products in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.catalog.types.values import Brand, CategoryId, ProductKind, ProductStatus, Query
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class ProductImportId(Id, prefix="pim"):
    """One file of products on its way in."""


class ProductExportId(Id, prefix="pex"):
    """One file of products made to be taken out."""


class ProductImportStatus(enum.StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


DecimalSign = Literal["point", "comma"]
DayOrder = Literal["dmy", "mdy"]
ColumnMapping = Annotated[
    dict[Annotated[str, Meta(max_length=200)], Annotated[str, Meta(max_length=80)]],
    Meta(max_length=300, description='What each column of the file is, such as {"Artikelnummer": "sku"}'),
]


class ProductField(Data, frozen=True, kw_only=True):
    """Something a column of a file can be."""

    key: str
    label: str
    help: str = ""


class ProductImport(Data, frozen=True, kw_only=True):
    """A file of products: how its columns are read, how far it is, and what came of it. A row is a variant."""

    id: ProductImportId
    file_name: str
    status: ProductImportStatus
    columns: list[str]
    sample: Annotated[list[list[str]], Meta(description="The first rows, by column")]
    mapping: dict[str, str]
    decimal_style: DecimalSign | None
    date_order: DayOrder | None
    is_activating: Annotated[bool, Meta(description="Whether new products are sold at once")]
    job_id: UUID | None
    row_count: int
    done_count: Annotated[int, Meta(description="Rows worked through so far")]
    created_count: int
    updated_count: int
    unchanged_count: int
    error_count: int
    problem: Annotated[str, Meta(description="Why the file as a whole failed")]
    created_by: MemberId | None
    version: int
    created_at: datetime
    updated_at: datetime

    def subject(self) -> Subject:
        return Subject(
            kind="product_import", id=self.id, owner_member_id=self.created_by.uuid if self.created_by else None
        )


class ProductImportProblem(Data, frozen=True, kw_only=True):
    """What is wrong in one cell or row of a file."""

    row_number: Annotated[int, Meta(description="As a spreadsheet program shows it")]
    position: int
    column_name: str
    value: str
    message: str


class ListProductImports(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, newest first."""


class ListProductImportProblems(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, by row."""


class UploadProductImport(Input, frozen=True, kw_only=True):
    """A CSV or XLSX file as base64 text, with its name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]


class MapProductColumns(Input, frozen=True, kw_only=True):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its row."""

    mapping: ColumnMapping
    decimal_style: DecimalSign | None = None
    date_order: DayOrder | None = None
    is_activating: Annotated[bool, Meta(description="Sell new products at once; takes the right to activate")] = False


class ExportProducts(Input, frozen=True, kw_only=True):
    """Which products (as in the list), and the kind of file."""

    format: Literal["csv", "xlsx"] = "csv"
    q: Query | None = None
    status: Annotated[list[ProductStatus], Meta(max_length=4)] = []
    kind: Annotated[list[ProductKind], Meta(max_length=3)] = []
    category: CategoryId | None = None
    brand: Brand | None = None


class ProductExport(Data, frozen=True, kw_only=True):
    """A file that is being made, or is ready with a link of minutes."""

    id: ProductExportId
    state: Literal["queued", "running", "done", "failed", "skipped"]
    rows: int
    name: str | None
    size: int | None
    link: str | None
