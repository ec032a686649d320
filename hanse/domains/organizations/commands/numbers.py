"""Customer numbers: one locked counter per tenant; gaps are allowed, doubles are not."""

from __future__ import annotations

from typing import Final

from hanse.platform.context import Ctx

FIRST_NUMBER: Final = 10_001
_AHEAD: Final = 20_000
# The counter row is locked until the transaction ends, so two creations never take the same number. Numbers that people
# gave by hand, or that came with an import, are stepped over.
TAKE = """
INSERT INTO organization_counters AS c (next_number) VALUES (%(first)s)
ON CONFLICT (tenant_id) DO UPDATE SET next_number = c.next_number RETURNING next_number
"""
FREE = """
SELECT n FROM generate_series(%(start)s::bigint, %(start)s::bigint + %(ahead)s) n
WHERE NOT EXISTS (SELECT FROM organizations o WHERE o.number = n::text) ORDER BY n LIMIT %(count)s
"""
SET = "UPDATE organization_counters SET next_number = %(next)s"


async def next_numbers(ctx: Ctx, count: int = 1) -> list[str]:
    """Take the next `count` free numbers; they are used up when this transaction commits."""
    start = await ctx.db.value(TAKE, {"first": FIRST_NUMBER})
    taken: list[int] = []
    while len(taken) < count:
        found = await ctx.db.values(FREE, {"start": start, "ahead": _AHEAD, "count": count - len(taken)})
        taken.extend(found)
        start = (found[-1] if len(taken) >= count else start + _AHEAD) + 1
    await ctx.db.run(SET, {"next": start})
    return [str(number) for number in taken]
