"""What placing an order costs: few statements whatever its size, and what travels with the commit is never lost."""

from __future__ import annotations

import pytest

from hanse.domains.orders.api import place_order
from hanse.testing.installation import Business
from tests.domains.inventory.goods import levels, place, stocked
from tests.domains.orders.buying import line, partner, tax, wanted


async def test_a_large_order_takes_as_many_statements_as_a_small_one(business: Business) -> None:
    await tax(business.owner)
    where = await place(business.owner)
    bolts = [(await stocked(business.owner, "1000", where))[0] for _ in range(3)]
    buyer = await partner(business.owner)
    counts = []
    for size in (1, 5, 300):
        lines = [line(bolts[key % 3], "1", key=key) for key in range(size)]
        async with business.open() as ctx:
            await place_order(ctx, wanted(buyer, *lines))
        counts.append(ctx.db.statements)
    # One at a time, opening, tax, lock, allocate, order with lines, audit, event; the first also opens a block of
    # numbers.
    assert counts[1:] == [8, 8]


async def test_what_travels_with_the_commit_is_undone_with_it(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "10")
    buyer = await partner(business.owner)
    with pytest.raises(RuntimeError):  # noqa: PT012 - the failure comes after what it undoes
        async with business.open() as ctx:
            await place_order(ctx, wanted(buyer, line(bolt, "1")))
            raise RuntimeError
    assert (await business.owner.get("/v1/orders")).json()["items"] == []
    assert (await levels(business.owner, bolt))["allocated"] == "0"


async def test_what_was_deferred_is_seen_by_the_next_statement(business: Business) -> None:
    buyer = await partner(business.owner)
    async with business.open() as ctx:
        order = await place_order(ctx, wanted(buyer, line(None, "1")))
        assert await ctx.db.value("SELECT count(*) FROM orders WHERE id = %(id)s", {"id": order.id}) == 1
    async with business.open() as ctx:
        await ctx.db.later("INSERT INTO order_counters (slot, next_number, last_number) VALUES (-1, 1, 1)")
        with pytest.raises(Exception, match="order_counters_slot_check"):
            await ctx.db.value("SELECT 1")
        await ctx.db.abandon()
