"""Stock levels out of files and pasted lines. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.domains.inventory.types.locations import LocationId
from hanse.domains.inventory.types.stock import StockChange
from hanse.kit.structs import Data, Input


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
