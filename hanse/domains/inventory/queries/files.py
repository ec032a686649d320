"""What files of stock are, and the reads of them: their state, and the problems found in their rows."""

from __future__ import annotations

from typing import Final

from hanse.domains.inventory.errors import StockFileInvalidTransition
from hanse.domains.inventory.rules.rows import FIELDS, NEEDS, stock_fields
from hanse.domains.inventory.types import StockFile, StockFileId
from hanse.kit.errors import Invalid
from hanse.kit.pagination import Page
from hanse.kit.tables import TableLimits
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.imports import (
    ImportField,
    ImportFields,
    ImportKind,
    ImportProblem,
    ListImportProblems,
    ListImports,
    authorize_plainly,
)


async def _fields(ctx: Ctx) -> list[ImportField]:
    return stock_fields()


def _check_place(ctx: Ctx, item: StockFile) -> None:
    """Every row must lie somewhere."""
    if item.location_id is None and "location" not in item.mapping.values():
        raise Invalid.field("location_id", "Choose a place, or say which column names it", "required")


FILES: Final = ImportKind(
    name="stock",
    noun="stock_file",
    permission="inventory.import",
    job="inventory.import",
    item=StockFile,
    identity=StockFileId,
    refusal=StockFileInvalidTransition,
    limits=TableLimits(rows=1_000_000, columns=100),
    standard=FIELDS,
    fields=_fields,
    needs=NEEDS,
    authorize=authorize_plainly("inventory.import"),
    check_rights=_check_place,
    options=("location_id",),
    written="changed_count",
)


@query("stock_file.columns", permission="inventory.import")
async def list_stock_file_columns(ctx: Ctx) -> ImportFields:
    """List what a column of a file of stock can be."""
    return await FILES.list_fields(ctx)


@query("stock_file.list", permission="inventory.import")
async def list_stock_files(ctx: Ctx, query: ListImports) -> Page[StockFile]:
    """List the files there were, newest first."""
    return await FILES.list(ctx, query)


@query("stock_file.get", permission="inventory.import")
async def get_stock_file(ctx: Ctx, stock_file_id: StockFileId) -> StockFile:
    """Read how far a file is and what came of it. Raises NotFound."""
    return await FILES.load(ctx, stock_file_id)


@query("stock_file.problems", permission="inventory.import")
async def list_stock_file_problems(
    ctx: Ctx, stock_file_id: StockFileId, query: ListImportProblems
) -> Page[ImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    return await FILES.problems(ctx, stock_file_id, query)
