"""Reads of counts, transfers and expected receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hanse.domains.inventory.types import (
    ExpectedReceipt,
    ListCounts,
    ListReceipts,
    ListTransfers,
    ReceiptId,
    StockCount,
    StockCountId,
    Transfer,
    TransferId,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

COUNTS: Final = """
SELECT c.id, c.location_id, l.name AS location_name, c.status, c.note, c.posted_at, c.version, c.created_at,
    (SELECT count(*) FROM stock_count_lines k WHERE k.tenant_id = c.tenant_id AND k.stock_count_id = c.id)
        AS line_count,
    (SELECT count(k.counted) FROM stock_count_lines k WHERE k.tenant_id = c.tenant_id AND k.stock_count_id = c.id)
        AS counted_count
FROM stock_counts c JOIN locations l ON l.tenant_id = c.tenant_id AND l.id = c.location_id
"""
GET_COUNT: Final = COUNTS + "WHERE c.id = %(id)s"
LIST_COUNTS: Final = (
    COUNTS
    + """
WHERE (%(status)s::text IS NULL OR c.status = %(status)s) AND (%(after)s::uuid IS NULL OR c.id < %(after)s)
ORDER BY c.id DESC LIMIT %(limit)s
"""
)
COUNT_LINES: Final = """
SELECT k.variant_id, v.sku, concat_ws(', ', p.name, nullif(v.name, '')) AS name, v.stock_unit, k.expected, k.counted
FROM stock_count_lines k
JOIN variants v ON v.tenant_id = k.tenant_id AND v.id = k.variant_id
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
WHERE k.stock_count_id = %(id)s ORDER BY v.sku_key
"""
TRANSFERS: Final = """
SELECT t.id, t.from_location_id, f.name AS from_name, t.to_location_id, d.name AS to_name, t.status, t.note,
    t.received_at, t.version, t.created_at,
    (SELECT jsonb_agg(jsonb_build_array(k.variant_id, v.sku, concat_ws(', ', p.name, nullif(v.name, '')),
        v.stock_unit, k.quantity, k.received) ORDER BY v.sku_key)
        FROM stock_transfer_lines k
        JOIN variants v ON v.tenant_id = k.tenant_id AND v.id = k.variant_id
        JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
        WHERE k.tenant_id = t.tenant_id AND k.stock_transfer_id = t.id) AS parts
FROM stock_transfers t
JOIN locations f ON f.tenant_id = t.tenant_id AND f.id = t.from_location_id
JOIN locations d ON d.tenant_id = t.tenant_id AND d.id = t.to_location_id
"""
GET_TRANSFER: Final = TRANSFERS + "WHERE t.id = %(id)s"
LIST_TRANSFERS: Final = (
    TRANSFERS
    + """
WHERE (%(status)s::text IS NULL OR t.status = %(status)s) AND (%(after)s::uuid IS NULL OR t.id < %(after)s)
ORDER BY t.id DESC LIMIT %(limit)s
"""
)
RECEIPTS: Final = """
SELECT e.id, e.variant_id, v.sku, concat_ws(', ', p.name, nullif(v.name, '')) AS name, v.stock_unit, e.location_id,
    l.name AS location_name, e.quantity, e.received, e.expected_at, e.reference, e.status, e.version
FROM expected_receipts e
JOIN variants v ON v.tenant_id = e.tenant_id AND v.id = e.variant_id
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
JOIN locations l ON l.tenant_id = e.tenant_id AND l.id = e.location_id
"""
GET_RECEIPT: Final = RECEIPTS + "WHERE e.id = %(id)s"
LIST_RECEIPTS: Final = (
    RECEIPTS
    + """
WHERE e.status = %(status)s
    AND (%(after_id)s::uuid IS NULL OR (e.expected_at, e.id) > (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY e.expected_at, e.id LIMIT %(limit)s
"""
)


@query("stock_count.list", permission="inventory.view")
async def list_counts(ctx: Ctx, query: ListCounts) -> Page[StockCount]:
    """List count sheets, newest first."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, UUID)
    parameters = {"status": query.status, "after": after[0] if after else None, "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_COUNTS, parameters, into=StockCount)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("stock_count.get", permission="inventory.view")
async def get_count(ctx: Ctx, stock_count_id: StockCountId) -> StockCount:
    """Read a count sheet with its lines. Raises NotFound."""
    ctx.authorize("inventory.view")
    return await load_count(ctx, stock_count_id)


async def load_count(ctx: Ctx, stock_count_id: StockCountId) -> StockCount:
    """A count sheet with its lines; asks for no right. Raises NotFound."""
    row = await ctx.db.maybe(GET_COUNT, {"id": stock_count_id})
    if row is None:
        raise NotFound()
    lines = []
    for line in await ctx.db.all(COUNT_LINES, {"id": stock_count_id}):
        unit, counted = line["stock_unit"], line["counted"]
        lines.append(
            {
                **line,
                "expected": Quantity(line["expected"], unit),
                "counted": Quantity(counted, unit) if counted is not None else None,
                "difference": Quantity(counted - line["expected"], unit) if counted is not None else None,
            }
        )
    return from_row({**row, "lines": lines}, StockCount)


@query("stock_transfer.list", permission="inventory.view")
async def list_transfers(ctx: Ctx, query: ListTransfers) -> Page[Transfer]:
    """List transfers between places, newest first."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, UUID)
    parameters = {"status": query.status, "after": after[0] if after else None, "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_TRANSFERS, parameters, into=_transfer)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("stock_transfer.get", permission="inventory.view")
async def get_transfer(ctx: Ctx, transfer_id: TransferId) -> Transfer:
    """Read one transfer. Raises NotFound."""
    ctx.authorize("inventory.view")
    return await load_transfer(ctx, transfer_id)


async def load_transfer(ctx: Ctx, transfer_id: TransferId) -> Transfer:
    """A transfer with its lines; asks for no right. Raises NotFound."""
    return await ctx.db.one(GET_TRANSFER, {"id": transfer_id}, into=_transfer)


def _transfer(row: dict[str, Any]) -> Transfer:
    lines = [
        {
            "variant_id": UUID(variant),
            "sku": sku,
            "name": name,
            "quantity": Quantity(quantity, unit),
            "received": Quantity(received, unit),
        }
        for variant, sku, name, unit, quantity, received in row.pop("parts") or ()
    ]
    return from_row({**row, "lines": lines}, Transfer)


@query("expected_receipt.list", permission="inventory.view")
async def list_receipts(ctx: Ctx, query: ListReceipts) -> Page[ExpectedReceipt]:
    """List the deliveries that are awaited, the next ones first."""
    ctx.authorize("inventory.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    parameters = {"status": query.status, "after_at": after[0], "after_id": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_RECEIPTS, parameters, into=_receipt)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.expected_at, item.id.uuid))


@query("expected_receipt.get", permission="inventory.view")
async def get_receipt(ctx: Ctx, receipt_id: ReceiptId) -> ExpectedReceipt:
    """Read one awaited delivery. Raises NotFound."""
    ctx.authorize("inventory.view")
    return await load_receipt(ctx, receipt_id)


async def load_receipt(ctx: Ctx, receipt_id: ReceiptId) -> ExpectedReceipt:
    """One awaited delivery; asks for no right. Raises NotFound."""
    return await ctx.db.one(GET_RECEIPT, {"id": receipt_id}, into=_receipt)


def _receipt(row: dict[str, Any]) -> ExpectedReceipt:
    unit = row["stock_unit"]
    amounts = {name: Quantity(row[name], unit) for name in ("quantity", "received")}
    return from_row({**row, **amounts}, ExpectedReceipt)
