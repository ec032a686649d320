"""Order numbers without a queue: several slots each hand out a block of their own, so orders placed at once do not
wait for one another. Gaps are allowed, doubles are not."""

from __future__ import annotations

from typing import Final

from hanse.platform.context import Ctx
from hanse.platform.db.errors import DatabaseBusy

FIRST_NUMBER: Final = 10_001
BLOCK: Final = 50
# A slot nobody else holds gives its next number, where the condition wants one. No row = no slot has any.
TAKEN: Final = """WITH slot AS MATERIALIZED (
    SELECT slot FROM order_counters WHERE slot > 0 AND next_number <= last_number AND :wanted
    ORDER BY slot FOR UPDATE SKIP LOCKED LIMIT 1
), taken AS (
    UPDATE order_counters c SET next_number = c.next_number + 1 FROM slot WHERE c.slot = slot.slot
    RETURNING c.next_number - 1 AS number
)"""
TAKE: Final = ":taken SELECT number FROM taken".replace(":taken", TAKEN.replace(":wanted", "true"))
START: Final = """
INSERT INTO order_counters (slot, next_number, last_number) VALUES (0, %(first)s, 0) ON CONFLICT DO NOTHING
"""
NEXT_BLOCK: Final = """
UPDATE order_counters SET next_number = next_number + %(block)s WHERE slot = 0 RETURNING next_number - %(block)s
"""
REFILL: Final = """
WITH used AS MATERIALIZED (
    SELECT slot FROM order_counters WHERE slot > 0 AND next_number > last_number
    ORDER BY slot FOR UPDATE SKIP LOCKED LIMIT 1
)
UPDATE order_counters c SET next_number = %(next)s, last_number = %(last)s FROM used WHERE c.slot = used.slot
"""
ADD_SLOT: Final = """
INSERT INTO order_counters (slot, next_number, last_number)
SELECT max(slot) + 1, %(next)s, %(last)s FROM order_counters
"""


async def next_number(ctx: Ctx) -> int:
    """A number from a new block, when no slot has any left. Raises DatabaseBusy when others were quicker."""
    await _open_block(ctx)
    number: int | None = await ctx.db.value(TAKE)
    if number is None:
        raise DatabaseBusy(retry_after=1)
    return number


async def _open_block(ctx: Ctx) -> None:
    """Give a slot a new block of numbers; others who need one wait for this transaction, once in many orders."""
    await ctx.db.run(START, {"first": FIRST_NUMBER})
    first = await ctx.db.value(NEXT_BLOCK, {"block": BLOCK})
    block = {"next": first, "last": first + BLOCK - 1}
    if not await ctx.db.run(REFILL, block):
        await ctx.db.run(ADD_SLOT, block)
