"""What imports of products are, and the reads of files on their way in and out: their state, the problems of rows."""

from __future__ import annotations

from typing import Final

from hanse.domains.catalog.errors import ProductImportInvalidTransition
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.rules.columns import NEEDS, STANDARD, product_fields
from hanse.domains.catalog.types import ProductExport, ProductExportId, ProductImport, ProductImportId
from hanse.kit.pagination import Page
from hanse.kit.tables import TableLimits
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import files_of, link_to
from hanse.platform.imports import (
    ImportField,
    ImportFields,
    ImportKind,
    ImportProblem,
    ListImportProblems,
    ListImports,
    authorize_plainly,
)

EXPORT_JOB: Final = "catalog.export"
EXPORT_FILES: Final = "product_export"
EXPORT_STATE: Final = "SELECT state, done FROM job_progress WHERE id = %(id)s AND name = %(name)s"


async def _fields(ctx: Ctx) -> list[ImportField]:
    return product_fields((await declared_attributes(ctx)).values())


def _check_rights(ctx: Ctx, item: ProductImport) -> None:
    """An import may do no more than whoever starts it."""
    ctx.authorize("product.create")
    ctx.authorize("product.update")
    if item.is_activating or "status" in item.mapping.values():
        ctx.authorize("product.activate")
    if "categories" in item.mapping.values():
        ctx.authorize("category.manage")


IMPORTS: Final = ImportKind(
    name="products",
    noun="product_import",
    permission="product.import",
    job="catalog.import",
    item=ProductImport,
    identity=ProductImportId,
    refusal=ProductImportInvalidTransition,
    limits=TableLimits(rows=500_000, columns=300),
    standard=STANDARD,
    fields=_fields,
    needs=NEEDS,
    authorize=authorize_plainly("product.import"),
    check_rights=_check_rights,
    options=("is_activating",),
)


@query("product.import_fields", permission="product.import")
async def list_import_fields(ctx: Ctx) -> ImportFields:
    """List what a column of a file can be: the standard facts, then the declared attributes."""
    return await IMPORTS.list_fields(ctx)


@query("product.get_import", permission="product.import")
async def get_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Read one import. Raises NotFound."""
    return await IMPORTS.load(ctx, import_id)


@query("product.list_imports", permission="product.import")
async def list_imports(ctx: Ctx, query: ListImports) -> Page[ProductImport]:
    """List imports, newest first."""
    return await IMPORTS.list(ctx, query)


@query("product.import_problems", permission="product.import")
async def list_import_problems(ctx: Ctx, import_id: ProductImportId, query: ListImportProblems) -> Page[ImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    return await IMPORTS.problems(ctx, import_id, query)


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
