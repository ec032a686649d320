"""Files of stock as people drive them: upload, map the columns, check, import; and stock taken out as a file."""

from __future__ import annotations

from typing import Final

from hanse.domains.inventory.queries.files import FILES
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.rules.rows import FIELDS, cells_of
from hanse.domains.inventory.types import (
    ExportedStock,
    ExportStock,
    MapStockColumns,
    StockExportId,
    StockFile,
    StockFileId,
)
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import keep_file, link_to
from hanse.platform.imports import Sheet, UploadImport
from hanse.platform.imports.sheets import TOGETHER

EXPORTS: Final = "stock_export"
ROWS: Final = """
SELECT v.sku, s.on_hand, l.code FROM stock_levels s
JOIN variants v ON v.tenant_id = s.tenant_id AND v.id = s.variant_id
JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = s.location_id
WHERE v.is_stocked AND (%(location)s::uuid IS NULL OR s.location_id = %(location)s)
ORDER BY v.sku_key, v.id, l.code_key
"""


@command("stock_file.upload", permission="inventory.import")
async def upload_stock(ctx: Ctx, data: UploadImport) -> StockFile:
    """Take a CSV or XLSX file in and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
    return await FILES.upload(ctx, data)


@command("stock_file.map", permission="inventory.import")
async def map_stock(ctx: Ctx, stock_file_id: StockFileId, data: MapStockColumns) -> StockFile:
    """Say what each column is, and where all of it lies. Raises Invalid, NotFound, StockFileInvalidTransition."""
    if data.location_id is not None:
        await load_location(ctx, data.location_id)
    return await FILES.map(ctx, stock_file_id, data)


@command("stock_file.check", permission="inventory.import")
async def check_stock(ctx: Ctx, stock_file_id: StockFileId) -> StockFile:
    """Try every row without changing anything; what would be wrong is listed. Raises StockFileInvalidTransition."""
    return await FILES.start(ctx, stock_file_id, dry=True)


@command("stock_file.run", permission="inventory.import")
async def run_stock(ctx: Ctx, stock_file_id: StockFileId) -> StockFile:
    """Set what every right row says there is; the others are listed. Doing it twice changes nothing more.

    Raises StockFileInvalidTransition, Invalid.
    """
    return await FILES.start(ctx, stock_file_id, dry=False)


@command("inventory.export")
async def export_stock(ctx: Ctx, data: ExportStock) -> ExportedStock:
    """Make a file of what lies where; the export is recorded, and the file can be imported again. Raises NotFound."""
    ctx.authorize("inventory.export")
    if data.location_id is not None:
        await load_location(ctx, data.location_id)
    name = f"stock-{ctx.now.date().isoformat()}.{data.format}"
    with Sheet(data.format, [label for label, _ in FIELDS.values()], "Stock") as sheet:
        count = await sheet.fill(ctx.db.stream(ROWS, {"location": data.location_id}, batch=TOGETHER), cells_of)
        stored = await sheet.keep(ctx.services, ctx.tenant.id, name)
    export_id = StockExportId.new()
    record = await keep_file(ctx, stored, EXPORTS, export_id)
    ctx.record("stock_export", export_id, label=name, after={"rows": count, "location": data.location_id})
    return ExportedStock(id=export_id, name=record.name, rows=count, size=record.size, link=link_to(ctx, record))
