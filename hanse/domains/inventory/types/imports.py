"""Stock levels out of files and pasted lines, and into files. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.inventory.types.locations import LocationId
from hanse.domains.inventory.types.stock import StockChange
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.imports.types import ImportState, MapColumns


class StockFileId(Id, prefix="sfl"):
    """One file of stock on its way in."""


class StockExportId(Id, prefix="sxp"):
    """One file of stock made to be taken out."""


class StockFile(ImportState, frozen=True, kw_only=True):
    """A file that says how much there is: how its columns are read, how far it is, and what came of it."""

    id: StockFileId
    location_id: Annotated[LocationId | None, Meta(description="Where all of it lies, unless a column says so")] = None
    changed_count: Annotated[int, Meta(description="How many levels changed, or would change")]
    created_by: Annotated[MemberId | None, Meta(description="Who uploaded it")]

    def subject(self) -> Subject:
        return Subject(kind="stock_file", id=self.id, owner_member_id=self.created_by.uuid if self.created_by else None)


class MapStockColumns(MapColumns, frozen=True, kw_only=True):
    """What each column is, and the place where all of it lies unless a column names it."""

    location_id: LocationId | None = None


class ExportStock(Input, frozen=True, kw_only=True):
    """The kind of file, and the place if not all."""

    format: Literal["csv", "xlsx"] = "csv"
    location_id: LocationId | None = None


class ExportedStock(Data, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: StockExportId
    name: str
    rows: int
    size: int
    link: str


class ImportStock(Input, frozen=True, kw_only=True):
    """A CSV or Excel file with SKU, amount and, unless one place is named here, the place of each row.

    Each row says how much there is. With `is_dry_run` nothing is changed, and the answer tells what would be.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the file")]
    content: Annotated[bytes, Meta(min_length=1, max_length=8_000_000, description="The file as base64")]
    location_id: LocationId | None = None
    reason: Annotated[str, Meta(max_length=300)] = ""
    is_dry_run: Annotated[bool, Meta(description="Whether nothing is changed and only told what would be")] = False


class RowProblem(Data, frozen=True, kw_only=True):
    """What is wrong with one row; such a row is passed over."""

    row: Annotated[int, Meta(description="Row of the file, the heading being the first")]
    column: Annotated[str, Meta(description="Column of the file")]
    value: str
    message: str


class StockImported(Data, frozen=True, kw_only=True):
    """What a file changed, or would change."""

    rows: int
    changed: Annotated[int, Meta(description="How many levels changed, or would change")]
    unchanged: Annotated[int, Meta(description="How many levels are as they were")]
    problems: list[RowProblem]
    problem_count: Annotated[int, Meta(description="How many rows were passed over")]
    is_dry_run: Annotated[bool, Meta(description="Whether nothing is changed and only told what would be")]


class ReadStockLines(Input, frozen=True, kw_only=True):
    """Pasted lines, each an SKU and an amount, parted by a tab, semicolon or blanks."""

    text: Annotated[str, Meta(min_length=1, max_length=100_000)]


class StockLines(Data, frozen=True, kw_only=True):
    """Pasted lines as variants and amounts in their stock units."""

    lines: list[StockChange]
