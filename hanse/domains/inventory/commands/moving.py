"""Stock that comes and goes: transfers between places, and deliveries that are awaited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.inventory.commands.levels import Change, announce_change, change_levels, ensure_levels
from hanse.domains.inventory.commands.promises import fill_backorders
from hanse.domains.inventory.commands.stock import book, check_lines
from hanse.domains.inventory.errors import InsufficientStock, ReceiptInvalidTransition, TransferInvalidTransition
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.queries.papers import load_receipt, load_transfer
from hanse.domains.inventory.types import (
    ArriveReceipt,
    ExpectedReceipt,
    ExpectReceipt,
    ReceiptId,
    ReceiptStatus,
    ReceiveTransfer,
    SendTransfer,
    StockChange,
    Transfer,
    TransferId,
    TransferStatus,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

FREE: Final = """
SELECT variant_id, on_hand - allocated - reserved AS free FROM stock_levels
WHERE location_id = %(location)s AND variant_id = ANY (%(variants)s::uuid[])
ORDER BY variant_id, location_id FOR UPDATE
"""
INSERT: Final = """
INSERT INTO stock_transfers (id, from_location_id, to_location_id, status, note, created_at, updated_at)
VALUES (%(id)s, %(source)s, %(target)s, 'in_transit', %(note)s, %(now)s, %(now)s)
"""
INSERT_LINES: Final = """
INSERT INTO stock_transfer_lines (stock_transfer_id, variant_id, quantity)
SELECT %(id)s, variant_id, quantity FROM unnest(%(variants)s::uuid[], %(quantities)s::bigint[])
    AS l (variant_id, quantity)
"""
RECEIVED: Final = """
UPDATE stock_transfer_lines k SET received = l.quantity
FROM unnest(%(variants)s::uuid[], %(quantities)s::bigint[]) AS l (variant_id, quantity)
WHERE k.stock_transfer_id = %(id)s AND k.variant_id = l.variant_id
"""
CLOSE: Final = """
UPDATE stock_transfers SET status = %(status)s, version = version + 1, updated_at = %(now)s, received_at = %(now)s
WHERE id = %(id)s
"""
LOCK: Final = "SELECT id FROM stock_transfers WHERE id = %(id)s FOR UPDATE"
EXPECT: Final = """
INSERT INTO expected_receipts (id, variant_id, location_id, quantity, expected_at, reference, created_at, updated_at)
VALUES (%(id)s, %(variant)s, %(location)s, %(quantity)s, %(expected)s, %(reference)s, %(now)s, %(now)s)
"""
ARRIVED: Final = """
UPDATE expected_receipts SET received = received + %(quantity)s, status = %(status)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK_RECEIPT: Final = "SELECT id FROM expected_receipts WHERE id = %(id)s FOR UPDATE"


@command("stock_transfer.send", permission="inventory.transfer")
async def send_transfer(ctx: Ctx, data: SendTransfer) -> Transfer:
    """Let stock leave a place for another; on the way it can be promised nowhere.

    Raises InsufficientStock by line, Invalid, NotFound.
    """
    ctx.authorize("inventory.transfer")
    if data.from_location_id == data.to_location_id:
        raise Invalid.field("to_location_id", "Choose another place than the one it leaves")
    await check_lines(ctx, data.lines)
    source, target = await load_location(ctx, data.from_location_id), await load_location(ctx, data.to_location_id)
    await _check_free(ctx, data)
    transfer_id = TransferId.new()
    amounts = _sums(data.lines)
    await ctx.db.run(
        INSERT,
        {
            "id": transfer_id,
            "source": source.id,
            "target": target.id,
            "note": clean_line(data.note),
            "now": ctx.now,
        },
    )
    values = {"id": transfer_id, "variants": list(amounts), "quantities": list(amounts.values())}
    await ctx.db.run(INSERT_LINES, values)
    reference = ("stock_transfer", str(transfer_id))
    changes = [
        Change(variant, source.id.uuid, on_hand=-quantity, reason=f"To {target.name}", reference=reference)
        for variant, quantity in amounts.items()
    ]
    await change_levels(ctx, "transfer_out", changes)
    return await _told(ctx, transfer_id, None)


async def _check_free(ctx: Ctx, data: SendTransfer) -> None:
    """Refuse what is promised to others or not there."""
    amounts = _sums(data.lines)
    rows = await ctx.db.all(FREE, {"location": data.from_location_id, "variants": list(amounts)})
    free = {row["variant_id"]: row["free"] for row in rows}
    problems = [
        FieldError(
            f"lines.{position}.quantity",
            f"Only {Quantity(max(free.get(line.variant_id.uuid, 0), 0), line.quantity.unit)} can leave this place",
            "insufficient_stock",
        )
        for position, line in enumerate(data.lines)
        if amounts[line.variant_id.uuid] > free.get(line.variant_id.uuid, 0)
    ]
    if problems:
        raise InsufficientStock("Not everything is there to be moved", fields=problems)


@command("stock_transfer.receive", permission="inventory.transfer")
async def receive_transfer(ctx: Ctx, transfer_id: TransferId, data: ReceiveTransfer) -> Transfer:
    """Book in what arrived; what did not is lost on the way. Raises TransferInvalidTransition, Invalid by line."""
    ctx.authorize("inventory.transfer")
    before = await _lock(ctx, transfer_id)
    arrived = _sums(data.lines) if data.lines else {line.variant_id.uuid: line.quantity.units for line in before.lines}
    sent = {line.variant_id.uuid: line.quantity for line in before.lines}
    problems = [
        FieldError(f"lines.{position}.quantity", "At most what was sent can arrive, in the unit it was sent in")
        for position, line in enumerate(data.lines)
        if line.variant_id.uuid not in sent
        or line.quantity.unit != sent[line.variant_id.uuid].unit
        or not 0 <= arrived[line.variant_id.uuid] <= sent[line.variant_id.uuid].units
    ]
    if problems:
        raise Invalid("Some lines cannot be received", fields=problems)
    target = before.to_location_id.uuid
    values = {"id": transfer_id, "variants": list(arrived), "quantities": list(arrived.values())}
    await ctx.db.run(RECEIVED, values)
    await _put(ctx, before, target, arrived, f"From {before.from_name}")
    await ctx.db.run(CLOSE, {"id": transfer_id, "status": TransferStatus.RECEIVED, "now": ctx.now})
    return await _told(ctx, transfer_id, before)


@command("stock_transfer.cancel", permission="inventory.transfer")
async def cancel_transfer(ctx: Ctx, transfer_id: TransferId) -> Transfer:
    """Take everything back to where it left. Raises TransferInvalidTransition."""
    ctx.authorize("inventory.transfer")
    before = await _lock(ctx, transfer_id)
    back = {line.variant_id.uuid: line.quantity.units for line in before.lines}
    await _put(ctx, before, before.from_location_id.uuid, back, "Transfer cancelled")
    await ctx.db.run(CLOSE, {"id": transfer_id, "status": TransferStatus.CANCELLED, "now": ctx.now})
    return await _told(ctx, transfer_id, before)


async def _put(ctx: Ctx, transfer: Transfer, place: UUID, amounts: dict[UUID, int], reason: str) -> None:
    found = {variant: quantity for variant, quantity in amounts.items() if quantity}
    await ensure_levels(ctx, [(variant, place) for variant in found])
    reference = ("stock_transfer", str(transfer.id))
    changes = [
        Change(variant, place, on_hand=quantity, reason=reason, reference=reference)
        for variant, quantity in found.items()
    ]
    await change_levels(ctx, "transfer_in", changes)
    await fill_backorders(ctx, list(found))


async def _lock(ctx: Ctx, transfer_id: TransferId) -> Transfer:
    await ctx.db.maybe(LOCK, {"id": transfer_id})
    transfer = await load_transfer(ctx, transfer_id)
    if transfer.status is not TransferStatus.IN_TRANSIT:
        raise TransferInvalidTransition()
    return transfer


async def _told(ctx: Ctx, transfer_id: TransferId, before: Transfer | None) -> Transfer:
    after = await load_transfer(ctx, transfer_id)
    label = f"{after.from_name} to {after.to_name}"
    ctx.record("stock_transfer", transfer_id, label=label, before=before, after=after)
    announce_change(ctx, [line.variant_id.uuid for line in after.lines])
    return after


def _sums(lines: Sequence[StockChange]) -> dict[UUID, int]:
    amounts: dict[UUID, int] = {}
    for line in lines:
        amounts[line.variant_id.uuid] = amounts.get(line.variant_id.uuid, 0) + line.quantity.units
    return amounts


@command("expected_receipt.expect", permission="inventory.receive")
async def expect_receipt(ctx: Ctx, data: ExpectReceipt) -> ExpectedReceipt:
    """Announce a delivery; back-orders are told its date. Raises Invalid, NotFound."""
    ctx.authorize("inventory.receive")
    await check_lines(ctx, [StockChange(variant_id=data.variant_id, quantity=data.quantity)])
    location = await load_location(ctx, data.location_id)
    receipt_id = ReceiptId.new()
    await ctx.db.run(
        EXPECT,
        {
            "id": receipt_id,
            "variant": data.variant_id,
            "location": location.id,
            "quantity": data.quantity.units,
            "expected": data.expected_at,
            "reference": clean_line(data.reference),
            "now": ctx.now,
        },
    )
    receipt = await load_receipt(ctx, receipt_id)
    ctx.record("expected_receipt", receipt_id, label=receipt.sku, after=receipt)
    return receipt


@command("expected_receipt.arrive", permission="inventory.receive")
async def arrive_receipt(ctx: Ctx, receipt_id: ReceiptId, data: ArriveReceipt) -> ExpectedReceipt:
    """Book in what came of an awaited delivery. Raises ReceiptInvalidTransition, Invalid."""
    ctx.authorize("inventory.receive")
    before = await _lock_receipt(ctx, receipt_id)
    quantity = data.quantity or before.quantity - before.received
    if not quantity.is_positive:
        raise Invalid.field("quantity", "A quantity must be more than zero", "not_positive")
    line = StockChange(variant_id=before.variant_id, quantity=quantity)
    await check_lines(ctx, [line])
    status = ReceiptStatus.RECEIVED if before.received + quantity >= before.quantity else ReceiptStatus.OPEN
    await ctx.db.run(ARRIVED, {"id": receipt_id, "quantity": quantity.units, "status": status, "now": ctx.now})
    await book(ctx, "receipt", before.location_id.uuid, [line], before.reference and f"Delivery {before.reference}")
    after = await load_receipt(ctx, receipt_id)
    ctx.record("expected_receipt", receipt_id, label=after.sku, before=before, after=after)
    return after


@command("expected_receipt.cancel", permission="inventory.receive")
async def cancel_receipt(ctx: Ctx, receipt_id: ReceiptId) -> ExpectedReceipt:
    """Expect a delivery no more. Raises ReceiptInvalidTransition."""
    ctx.authorize("inventory.receive")
    before = await _lock_receipt(ctx, receipt_id)
    await ctx.db.run(ARRIVED, {"id": receipt_id, "quantity": 0, "status": ReceiptStatus.CANCELLED, "now": ctx.now})
    after = await load_receipt(ctx, receipt_id)
    ctx.record("expected_receipt", receipt_id, label=after.sku, before=before, after=after)
    return after


async def _lock_receipt(ctx: Ctx, receipt_id: ReceiptId) -> ExpectedReceipt:
    await ctx.db.maybe(LOCK_RECEIPT, {"id": receipt_id})
    receipt = await load_receipt(ctx, receipt_id)
    if receipt.status is not ReceiptStatus.OPEN:
        raise ReceiptInvalidTransition()
    return receipt
