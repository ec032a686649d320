"""Exports of the entries of a list as CSV or XLSX, streamed; imported again, the file changes nothing."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any, BinaryIO, Final, cast

from hanse.domains.pricing.queries.entries import ENTRY_COLUMNS, ENTRY_NAMES
from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.rows import COLUMNS, cells_of
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.files import ExportedPrices, ExportPrices, PriceExportId
from hanse.kit.tables import CsvEncoder, XlsxEncoder
from hanse.kit.text import slugify
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import Upload, keep_file, link_to
from hanse.platform.files.kinds import EXPORT

FILES: Final = "price_export"
SPOOL: Final = 8_000_000
TOGETHER: Final = 1_000
_PIECE: Final = 256 * 1024
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
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        count = await _write(ctx, file, data.format, price_list_id)
        upload = Upload(tenant_id=ctx.tenant.id, purpose=EXPORT, name=name)
        stored = await ctx.services.files.put(upload, _pieces(file))
    record = await keep_file(ctx, stored, FILES, export_id)
    ctx.record("price_list", price_list_id, label=item.name, after={"exported": name, "rows": count})
    return ExportedPrices(id=export_id, name=record.name, rows=count, size=record.size, link=link_to(ctx, record))


async def _write(ctx: Ctx, file: IO[bytes], kind: str, price_list_id: PriceListId) -> int:
    """Stream the rows into a file, some at a time and beside the event loop; gives how many there were."""
    headings = [label for label, _, _ in COLUMNS.values()]
    csv = CsvEncoder(headings) if kind == "csv" else None
    xlsx = None if csv else XlsxEncoder(headings, cast(BinaryIO, file), "Prices")

    def write(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if csv is not None:
                file.write(csv.row(cells_of(row)))
            elif xlsx is not None:
                xlsx.row(cells_of(row))

    if csv is not None:
        file.write(csv.header())
    count, waiting = 0, []
    async for row in ctx.db.stream(ROWS, {"list": price_list_id}, batch=TOGETHER):
        waiting.append(row)
        count += 1
        if len(waiting) >= TOGETHER:
            await asyncio.to_thread(write, waiting)
            waiting = []
    await asyncio.to_thread(write, waiting)
    if xlsx is not None:
        await asyncio.to_thread(xlsx.close)
    return count


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
