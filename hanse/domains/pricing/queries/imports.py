"""Reads of imports of prices: their state, and the problems found in their rows."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.rows import import_columns
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import (
    ListPriceImportProblems,
    ListPriceImports,
    PriceImport,
    PriceImportColumn,
    PriceImportProblem,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_IMPORTS: Final = """
SELECT id, price_list_id, file_name, status, columns, sample, mapping, decimal_style, date_order, job_id, row_count,
    written_count, unchanged_count, error_count, problem, created_by, version, created_at, updated_at
FROM price_imports
"""
GET_IMPORT: Final = SELECT_IMPORTS + "WHERE id = %(id)s"
LIST_IMPORTS: Final = (
    SELECT_IMPORTS
    + """
WHERE price_list_id = %(list)s AND (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s
"""
)
LIST_PROBLEMS: Final = """
SELECT row_number, position, column_name, value, message FROM price_import_errors
WHERE import_id = %(id)s
  AND (%(after_row)s::integer IS NULL OR (row_number, position) > (%(after_row)s, %(after_position)s))
ORDER BY row_number, position LIMIT %(limit)s
"""


class PriceImportColumns(Data, frozen=True, kw_only=True):
    """Everything a column can be."""

    items: list[PriceImportColumn]


@query("price_import.columns", permission="price_list.import")
async def list_price_import_columns(ctx: Ctx) -> PriceImportColumns:
    """List what a column of a file of prices can be."""
    ctx.authorize("price_list.import")
    return PriceImportColumns(items=import_columns())


@query("price_import.get", permission="price_list.import")
async def get_price_import(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Read one import. Raises NotFound."""
    return await load_import(ctx, price_import_id)


@query("price_import.list", permission="price_list.import")
async def list_price_imports(ctx: Ctx, price_list_id: PriceListId, query: ListPriceImports) -> Page[PriceImport]:
    """List the imports into a list, newest first. Raises NotFound."""
    await load_list(ctx, price_list_id, "price_list.import")
    after = decode_cursor(query.cursor, UUID)
    wanted = {"list": price_list_id, "after": after and after[0], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_IMPORTS, wanted, into=PriceImport)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("price_import.problems", permission="price_list.import")
async def list_price_import_problems(
    ctx: Ctx, price_import_id: PriceImportId, query: ListPriceImportProblems
) -> Page[PriceImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    await load_import(ctx, price_import_id)
    after = decode_cursor(query.cursor, int, int) or (None, None)
    wanted = {"id": price_import_id, "after_row": after[0], "after_position": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_PROBLEMS, wanted, into=PriceImportProblem)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.row_number, item.position))


async def load_import(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """One import for whoever may import into its list. Raises NotFound, Forbidden."""
    row: dict[str, Any] | None = await ctx.db.maybe(GET_IMPORT, {"id": price_import_id})
    if row is None:
        ctx.authorize_absent("price_list.import")
        raise NotFound()
    found = from_row(row, PriceImport)
    await load_list(ctx, found.price_list_id, "price_list.import")
    return found
