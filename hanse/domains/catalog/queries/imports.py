"""Reads of imports and exports of products: their state, and the problems found in rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.rules.columns import product_fields
from hanse.domains.catalog.types import (
    ListProductImportProblems,
    ListProductImports,
    ProductExport,
    ProductExportId,
    ProductField,
    ProductImport,
    ProductImportId,
    ProductImportProblem,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import files_of, link_to

EXPORT_JOB: Final = "catalog.export"
EXPORT_FILES: Final = "product_export"
SELECT_IMPORTS: Final = """
SELECT id, file_name, status, columns, sample, mapping, decimal_style, date_order, is_activating, job_id, row_count,
    done_count, created_count, updated_count, unchanged_count, error_count, problem, created_by, version, created_at,
    updated_at
FROM catalog_imports
"""
GET_IMPORT: Final = SELECT_IMPORTS + "WHERE id = %(id)s"
LIST_IMPORTS: Final = (
    SELECT_IMPORTS + "WHERE (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s"
)
FILE_OF: Final = "SELECT file_id FROM catalog_imports WHERE id = %(id)s"
SELECT_PROBLEMS: Final = """
SELECT row_number, position, column_name, value, message FROM catalog_import_errors WHERE import_id = %(id)s
"""
LIST_PROBLEMS: Final = (
    SELECT_PROBLEMS
    + """
AND (%(after_row)s::integer IS NULL OR (row_number, position) > (%(after_row)s, %(after_position)s))
ORDER BY row_number, position LIMIT %(limit)s
"""
)
ALL_PROBLEMS: Final = SELECT_PROBLEMS + "ORDER BY row_number, position"
EXPORT_STATE: Final = "SELECT state, done FROM job_progress WHERE id = %(id)s AND name = %(name)s"


class ProductFields(Data, frozen=True, kw_only=True):
    """Everything a column can be."""

    items: list[ProductField]


@query("product.import_fields", permission="product.import")
async def list_import_fields(ctx: Ctx) -> ProductFields:
    """List what a column of a file can be: the standard facts, then the declared attributes."""
    ctx.authorize("product.import")
    return ProductFields(items=product_fields((await declared_attributes(ctx)).values()))


@query("product.get_import", permission="product.import")
async def get_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Read one import. Raises NotFound."""
    return await load_import(ctx, import_id)


@query("product.list_imports", permission="product.import")
async def list_imports(ctx: Ctx, query: ListProductImports) -> Page[ProductImport]:
    """List imports, newest first."""
    ctx.authorize("product.import")
    after = decode_cursor(query.cursor, UUID)
    parameters = {"after": after and after[0], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_IMPORTS, parameters, into=ProductImport)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("product.import_problems", permission="product.import")
async def list_import_problems(
    ctx: Ctx, import_id: ProductImportId, query: ListProductImportProblems
) -> Page[ProductImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    await load_import(ctx, import_id)
    after = decode_cursor(query.cursor, int, int) or (None, None)
    parameters = {"id": import_id, "after_row": after[0], "after_position": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_PROBLEMS, parameters, into=ProductImportProblem)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.row_number, item.position))


@query("product.get_export", permission="product.export")
async def get_export(ctx: Ctx, export_id: ProductExportId) -> ProductExport:
    """Read how far an export is; once it is done, with a link of minutes. Raises NotFound."""
    ctx.authorize("product.export")
    row = await ctx.db.one(EXPORT_STATE, {"id": export_id, "name": EXPORT_JOB})
    files = await files_of(ctx, EXPORT_FILES, [export_id])
    made = files[-1] if files else None
    return ProductExport(
        id=export_id,
        state=row["state"],
        rows=row["done"],
        name=made.name if made else None,
        size=made.size if made else None,
        link=link_to(ctx, made) if made else None,
    )


async def stream_problems(ctx: Ctx, import_id: ProductImportId) -> AsyncIterator[ProductImportProblem]:
    """Every problem of an import the caller has asked about, in constant memory."""
    async for row in ctx.db.stream(ALL_PROBLEMS, {"id": import_id}):
        yield from_row(row, ProductImportProblem)


async def load_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """One import for whoever may import. Raises NotFound, Forbidden."""
    row: dict[str, Any] | None = await ctx.db.maybe(GET_IMPORT, {"id": import_id})
    if row is None:
        ctx.authorize_absent("product.import")
        raise NotFound()
    ctx.authorize("product.import")
    return from_row(row, ProductImport)
