"""Imports of prices as people drive them: upload, map the columns, check, import. A job works the rows."""

from __future__ import annotations

from hanse.domains.pricing.queries.imports import IMPORTS
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import PriceImport
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.imports import MapColumns, UploadImport


@command("price_import.upload", permission="price_list.import")
async def upload_prices(ctx: Ctx, price_list_id: PriceListId, data: UploadImport) -> PriceImport:
    """Take a CSV or XLSX file of entries in and guess what its columns are. Raises TableUnreadable and its kin."""
    return await IMPORTS.upload(ctx, data, price_list_id)


@command("price_import.map", permission="price_list.import")
async def map_prices(ctx: Ctx, price_import_id: PriceImportId, data: MapColumns) -> PriceImport:
    """Say what each column is. Raises Invalid, ImportInvalidTransition while it runs or after it is done."""
    return await IMPORTS.map(ctx, price_import_id, data)


@command("price_import.check", permission="price_list.import")
async def check_prices(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ImportInvalidTransition."""
    return await IMPORTS.start(ctx, price_import_id, dry=True)


@command("price_import.run", permission="price_list.import")
async def run_price_import(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ImportInvalidTransition, Invalid.
    """
    return await IMPORTS.start(ctx, price_import_id, dry=False)
