"""Promises of stock: never more than there is, whoever asks at once; waiting, giving back, shipping, running out."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.api import (
    allocate_stock,
    preview_allocation,
    release_allocation,
    reserve_stock,
    ship_allocated,
)
from hanse.domains.inventory.commands import promises
from hanse.domains.inventory.errors import InsufficientStock
from hanse.domains.inventory.types import (
    Allocated,
    AllocateStock,
    AllocationSource,
    ReserveStock,
    ShipAllocated,
    StockComponent,
    StockPortion,
)
from hanse.kit.quantity import Quantity
from hanse.testing.installation import Business
from tests.domains.inventory.goods import backorderable, basket, demand, levels, place, receive, stocked, variant


async def allocate(business: Business, wanted: AllocateStock) -> list[Allocated]:
    async with business.open() as ctx:
        return await allocate_stock(ctx, wanted)


async def test_a_basket_is_summed_before_anything_is_promised(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "10")
    with pytest.raises(InsufficientStock) as refused:
        await allocate(business, basket("a", demand(bolt, "6", 0), demand(bolt, "5", 1)))
    assert [field.path for field in refused.value.fields] == ["lines.1.quantity"]
    assert "Only 4" in refused.value.fields[0].message
    assert await levels(business.owner, bolt) | {"allocated": "0", "available": "10"} == await levels(
        business.owner, bolt
    )
    got = await allocate(business, basket("a", demand(bolt, "6", 0), demand(bolt, "4", 1)))
    assert [line.allocated.value for line in got] == ["6", "4"]
    assert (await levels(business.owner, bolt))["available"] == "0"


async def test_many_at_once_never_get_more_than_there_is(business: Business) -> None:
    first, _ = await stocked(business.owner, "25")
    second, _ = await stocked(business.owner, "40")

    async def buy(number: int) -> bool:
        lines = [demand(first, "1", 0), demand(second, "1", 1)]
        try:
            await allocate(business, basket(f"buyer-{number}", *(lines if number % 2 else reversed(lines))))
        except InsufficientStock:
            return False
        return True

    outcomes = await asyncio.gather(*(buy(number) for number in range(60)))
    assert sum(outcomes) == 25
    assert await levels(business.owner, first) | {"allocated": "25", "available": "0"} == await levels(
        business.owner, first
    )
    assert (await levels(business.owner, second))["available"] == "15"


async def test_a_whole_place_is_preferred_to_several(business: Business) -> None:
    near, far = await place(business.owner, priority=1), await place(business.owner, priority=2)
    bolt, _ = await stocked(business.owner, "3", near)
    await receive(business.owner, far, {bolt: "10"})
    await allocate(business, basket("a", demand(bolt, "5")))
    places = {item["location_id"]: item for item in (await business.owner.get(f"/v1/stock/{bolt}")).json()["places"]}
    assert (places[near]["allocated"]["value"], places[far]["allocated"]["value"]) == ("0", "5")
    await allocate(business, basket("b", demand(bolt, "8")))
    assert (await levels(business.owner, bolt))["available"] == "0"


async def test_what_lacks_is_backordered_within_its_limit_and_served_in_turn(business: Business) -> None:
    bolt, where = await stocked(business.owner, "2")
    await backorderable(business.owner, bolt, "6")
    got = await allocate(business, basket("a", demand(bolt, "5"), backorder=True))
    assert (got[0].allocated.value, got[0].backordered.value) == ("2", "3")
    await allocate(business, basket("b", demand(bolt, "3"), backorder=True))
    with pytest.raises(InsufficientStock):
        await allocate(business, basket("c", demand(bolt, "1"), backorder=True))
    with pytest.raises(InsufficientStock):
        await allocate(business, basket("d", demand(bolt, "1")))
    await receive(business.owner, where, {bolt: "4"})
    assert await levels(business.owner, bolt) == {
        "on_hand": "6",
        "allocated": "6",
        "reserved": "0",
        "available": "0",
        "backordered": "2",
    }


async def test_bundles_are_exploded_and_only_whole_ones_count(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    nut, _ = await stocked(business.owner, "3", where)
    kit = await variant(business.owner)
    parts = [
        StockComponent(variant_id=VariantId.parse(bolt), quantity=Quantity.parse("4", "C62")),
        StockComponent(variant_id=VariantId.parse(nut), quantity=Quantity.parse("1", "C62")),
    ]
    line = demand(kit["id"], "3")
    wanted = AllocateStock(
        source_kind="test",
        source_id="kit",
        lines=[type(line)(line_key=0, variant_id=line.variant_id, quantity=line.quantity, components=parts)],
    )
    with pytest.raises(InsufficientStock) as refused:
        await allocate(business, wanted)
    assert "Only 2" in refused.value.fields[0].message
    await receive(business.owner, where, {bolt: "2"})
    assert (await allocate(business, wanted))[0].allocated.value == "3"
    assert (await levels(business.owner, bolt))["available"] == "0"


async def test_giving_back_serves_those_who_wait(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "4")
    await backorderable(business.owner, bolt)
    await allocate(business, basket("a", demand(bolt, "4")))
    await allocate(business, basket("b", demand(bolt, "3"), backorder=True))
    async with business.open() as ctx:
        part = StockPortion(line_key=0, quantity=Quantity.parse("1", "C62"))
        left = await release_allocation(ctx, AllocationSource(source_kind="test", source_id="a", lines=[part]))
        assert left[0].covered == 30_000
        await release_allocation(ctx, AllocationSource(source_kind="test", source_id="a"))
    found = await levels(business.owner, bolt)
    assert (found["allocated"], found["backordered"], found["available"]) == ("3", "0", "1")


async def test_only_what_is_allocated_leaves_the_house(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "4")
    await backorderable(business.owner, bolt)
    await allocate(business, basket("a", demand(bolt, "5"), backorder=True))

    async def ship(amount: str) -> None:
        part = StockPortion(line_key=0, quantity=Quantity.parse(amount, "C62"))
        async with business.open() as ctx:
            await ship_allocated(ctx, ShipAllocated(source_kind="test", source_id="a", lines=[part]))

    with pytest.raises(InsufficientStock):
        await ship("5")
    await ship("3")
    assert await levels(business.owner, bolt) == {
        "on_hand": "1",
        "allocated": "1",
        "reserved": "0",
        "available": "0",
        "backordered": "1",
    }


async def test_reservations_keep_stock_until_they_run_out(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "5")
    clock = business.installation.clock
    async with business.open() as ctx:
        wanted = ReserveStock(
            source_kind="cart",
            source_id="one",
            variant_id=VariantId.parse(bolt),
            quantity=Quantity.parse("4", "C62"),
            expires_at=clock.now() + timedelta(minutes=10),
        )
        await reserve_stock(ctx, wanted)
    with pytest.raises(InsufficientStock):
        await allocate(business, basket("a", demand(bolt, "2")))
    async with business.open() as ctx:
        assert len(await preview_allocation(ctx, basket("a", demand(bolt, "2")))) == 1
    clock.advance(timedelta(minutes=11))
    assert (await allocate(business, basket("a", demand(bolt, "5"))))[0].allocated.value == "5"
    assert (await levels(business.owner, bolt))["reserved"] == "0"


async def test_what_is_not_stocked_is_always_promised(business: Business) -> None:
    service = await variant(business.owner, is_stocked=False)
    got = await allocate(business, basket("a", demand(service["id"], "1000")))
    assert got[0].allocated.value == "1000"


async def test_many_who_wait_for_one_do_not_keep_others_from_theirs(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "FILL_LIMIT", 2)
    monkeypatch.setattr(promises, "WAITING", promises.WAITING.replace("LIMIT 200", "LIMIT 2"))
    bolt, where = await stocked(business.owner, "1")
    nut, _ = await stocked(business.owner, "1", where)
    for article in (bolt, nut):
        await backorderable(business.owner, article)
    for number in range(6):
        await allocate(business, basket(f"bolt-{number}", demand(bolt, "1"), backorder=True))
    await allocate(business, basket("nut", demand(nut, "3"), backorder=True))
    await receive(business.owner, where, {bolt: "4", nut: "9"})
    found = await levels(business.owner, bolt)
    assert (found["allocated"], found["backordered"]) == ("5", "1")
    found = await levels(business.owner, nut)
    assert (found["allocated"], found["backordered"], found["available"]) == ("3", "0", "7")
