"""Exports of orders as CSV or XLSX, streamed: one row per order, or one per line."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any, BinaryIO, Final, cast

import msgspec

from hanse.domains.orders.queries.lists import export_listing, flags_of, list_parameters
from hanse.domains.orders.types import ExportedOrders, ExportOrders, ListOrders, OrderExportId
from hanse.domains.organizations.api import get_organization
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.tables import CsvEncoder, XlsxEncoder
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import Upload, keep_file, link_to
from hanse.platform.files.kinds import EXPORT

FILES: Final = "order_export"
SPOOL: Final = 8_000_000
_PIECE: Final = 256 * 1024
_TOGETHER: Final = 250
_ORDER: Final = (
    "Order",
    "State",
    "Placed",
    "Organization",
    "PO number",
    "Cost centre",
    "Wanted by",
    "Due",
    "Currency",
    "Net",
    "Tax",
    "Total",
)
_LINE: Final = ("Line", "SKU", "Article", "Quantity", "Unit", "Unit price", "Line net", "Shipped", "Cancelled")


@command("order.export")
async def export_orders(ctx: Ctx, data: ExportOrders) -> ExportedOrders:
    """Make a file of the orders a list shows; the export is recorded, and the link works for minutes.

    Raises NotFound for an organization the reader does not see.
    """
    scope = ctx.scope("order.export")
    if data.organization is not None:
        await get_organization(ctx, data.organization)
    names = (name for name in data.__struct_fields__ if name not in ("format", "lines"))
    wanted = ListOrders(**{name: getattr(data, name) for name in names})
    parameters = {**list_parameters(ctx, scope, wanted), "limit": None, "after_at": None, "after_id": None}
    statement = export_listing(wanted.sort, frozenset(flags_of(scope, wanted)), lines=data.lines)
    export_id = OrderExportId.new()
    name = f"orders-{ctx.now.date().isoformat()}.{data.format}"
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        count = await _write(ctx, file, data, statement, parameters)
        stored = await ctx.services.files.put(Upload(tenant_id=ctx.tenant.id, purpose=EXPORT, name=name), _pieces(file))
    record = await keep_file(ctx, stored, FILES, export_id)
    told = {key: value for key, value in msgspec.structs.asdict(wanted).items() if value and key != "limit"}
    ctx.record("order_export", export_id, label=name, after={"rows": count, "filters": told})
    return ExportedOrders(id=export_id, name=record.name, rows=count, size=record.size, link=link_to(ctx, record))


async def _write(ctx: Ctx, file: IO[bytes], data: ExportOrders, statement: Any, parameters: dict[str, Any]) -> int:
    """Stream the rows into a file, some at a time and beside the event loop; gives how many there were."""
    headings = [*_ORDER, *(_LINE if data.lines else ())]
    csv = CsvEncoder(headings) if data.format == "csv" else None
    xlsx = XlsxEncoder(headings, cast(BinaryIO, file), "Orders") if csv is None else None

    def put(rows: list[list[Any]]) -> None:
        for cells in rows:
            if csv is not None:
                file.write(csv.row(cells))
            elif xlsx is not None:
                xlsx.row(cells)

    if csv is not None:
        file.write(csv.header())
    waiting: list[list[Any]] = []
    count = 0
    async for row in ctx.db.stream(statement, parameters):
        waiting.append(_cells(row, lines=data.lines))
        count += 1
        if len(waiting) >= _TOGETHER:
            await asyncio.to_thread(put, waiting)
            waiting = []
    await asyncio.to_thread(put, waiting)
    if xlsx is not None:
        await asyncio.to_thread(xlsx.close)
    return count


def _cells(row: dict[str, Any], *, lines: bool) -> list[Any]:
    currency = row["currency"]
    cells = [
        row["number"],
        row["status"],
        row["placed_at"].date(),
        row["organization_name"],
        row["po_number"],
        row["cost_centre"],
        row["requested_date"],
        row["due_date"],
        currency,
        Money(row["net_minor"], currency).amount,
        Money(row["tax_minor"], currency).amount,
        Money(row["gross_minor"], currency).amount,
    ]
    if lines:
        unit = row["unit"]
        cells += [row["line_key"] + 1, row["sku"], row["name"], Quantity(row["quantity"], unit).value, unit]
        cells += [UnitPrice(row["unit_price_micros"], currency).amount, Money(row["line_net"], currency).amount]
        cells += [Quantity(row["shipped"], unit).value, Quantity(row["cancelled"], unit).value]
    return cells


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
