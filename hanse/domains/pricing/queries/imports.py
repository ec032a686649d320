"""What imports of prices are, and the reads of them: their state, and the problems found in their rows."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.pricing.errors import ImportInvalidTransition
from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.rows import COLUMNS, NEEDS, import_columns
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import PriceImport
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
)


async def _fields(ctx: Ctx) -> list[ImportField]:
    return import_columns()


async def _authorize(ctx: Ctx, target: UUID | None) -> None:
    """Whoever may import into this very list."""
    assert target is not None
    await load_list(ctx, PriceListId(target), "price_list.import")


IMPORTS: Final = ImportKind(
    name="prices",
    noun="price_import",
    permission="price_list.import",
    job="pricing.import",
    item=PriceImport,
    identity=PriceImportId,
    refusal=ImportInvalidTransition,
    limits=TableLimits(rows=5_000_000, columns=200),
    standard=COLUMNS,
    fields=_fields,
    needs=NEEDS,
    authorize=_authorize,
    target="price_list_id",
    written="written_count",
)


@query("price_import.columns", permission="price_list.import")
async def list_price_import_columns(ctx: Ctx) -> ImportFields:
    """List what a column of a file of prices can be."""
    return await IMPORTS.list_fields(ctx)


@query("price_import.get", permission="price_list.import")
async def get_price_import(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Read one import. Raises NotFound."""
    return await IMPORTS.load(ctx, price_import_id)


@query("price_import.list", permission="price_list.import")
async def list_price_imports(ctx: Ctx, price_list_id: PriceListId, query: ListImports) -> Page[PriceImport]:
    """List the imports into a list, newest first. Raises NotFound."""
    return await IMPORTS.list(ctx, query, price_list_id)


@query("price_import.problems", permission="price_list.import")
async def list_price_import_problems(
    ctx: Ctx, price_import_id: PriceImportId, query: ListImportProblems
) -> Page[ImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    return await IMPORTS.problems(ctx, price_import_id, query)
