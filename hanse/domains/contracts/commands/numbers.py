"""Contract numbers: one locked counter per tenant, so two contracts never carry the same."""

from __future__ import annotations

from typing import Final

from hanse.platform.context import Ctx

FIRST_NUMBER: Final = 1_001
TAKE: Final = """
INSERT INTO contract_counters AS c (next_number) VALUES (%(first)s + 1)
ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number + 1 RETURNING next_number - 1
"""


async def next_number(ctx: Ctx) -> str:
    """Take the next number; it is used up when this transaction commits."""
    return f"C-{await ctx.db.value(TAKE, {'first': FIRST_NUMBER})}"
