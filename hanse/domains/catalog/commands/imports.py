"""Imports as people drive them: upload, map the columns, check without writing, import. A job works the rows."""

from __future__ import annotations

from hanse.domains.catalog.queries.imports import IMPORTS
from hanse.domains.catalog.types import MapProductColumns, ProductImport, ProductImportId
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.imports import UploadImport


@command("product.upload_import", permission="product.import")
async def upload_import(ctx: Ctx, data: UploadImport) -> ProductImport:
    """Take a CSV or XLSX file in and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
    return await IMPORTS.upload(ctx, data)


@command("product.map_import", permission="product.import")
async def map_import(ctx: Ctx, import_id: ProductImportId, data: MapProductColumns) -> ProductImport:
    """Say what each column is. Raises Invalid, Forbidden, ProductImportInvalidTransition while it runs or once done."""
    return await IMPORTS.map(ctx, import_id, data)


@command("product.check_import", permission="product.import")
async def check_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ProductImportInvalidTransition."""
    return await IMPORTS.start(ctx, import_id, dry=True)


@command("product.run_import", permission="product.import")
async def run_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ProductImportInvalidTransition, Invalid.
    """
    return await IMPORTS.start(ctx, import_id, dry=False)
