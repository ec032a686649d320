"""Exports of the entries of a list as CSV or XLSX, streamed; imported again, the file changes nothing."""

from __future__ import annotations

from typing import Final

from hanse.domains.pricing.queries.entries import ENTRY_COLUMNS, ENTRY_NAMES
from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.rows import COLUMNS, cells_of
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.files import ExportedPrices, ExportPrices, PriceExportId
from hanse.kit.text import slugify
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import keep_file, link_to
from hanse.platform.imports import Sheet
from hanse.platform.imports.sheets import TOGETHER

FILES: Final = "price_export"
# What was sold and is gone cannot be named in a file, so it is left out.
ROWS: Final = """
SELECT x.* FROM (
    SELECT :columns FROM price_entries e :names WHERE e.price_list_id = %(list)s
) x WHERE x.code <> '' ORDER BY x.target, x.code, x.unit, x.minimum, x.starts_at NULLS FIRST
""".replace(":columns", ENTRY_COLUMNS).replace(":names", ENTRY_NAMES)


@command("price_list.export")
async def export_prices(ctx: Ctx, price_list_id: PriceListId, data: ExportPrices) -> ExportedPrices:
    """Make a file of every entry of a list; the export is recorded, and the link works for minutes."""
    item = await load_list(ctx, price_list_id, "price_list.export")
    export_id = PriceExportId.new()
    name = f"{slugify(item.name) or 'prices'}-{ctx.now.date().isoformat()}.{data.format}"
    with Sheet(data.format, [label for label, _ in COLUMNS.values()], "Prices") as sheet:
        count = await sheet.fill(ctx.db.stream(ROWS, {"list": price_list_id}, batch=TOGETHER), cells_of)
        stored = await sheet.keep(ctx.services, ctx.tenant.id, name)
    record = await keep_file(ctx, stored, FILES, export_id)
    ctx.record("price_list", price_list_id, label=item.name, after={"exported": name, "rows": count})
    return ExportedPrices(id=export_id, name=record.name, rows=count, size=record.size, link=link_to(ctx, record))
