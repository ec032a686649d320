"""Placing orders: totals, tax, stock, numbers; one order for one source; who may, and what is refused by line."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hanse.domains.inventory.errors import InsufficientStock
from hanse.domains.orders.api import place_order
from hanse.domains.orders.errors import OrderLinesInvalid
from hanse.domains.orders.types import Order
from hanse.domains.organizations.errors import OrganizationCannotTrade
from hanse.kit.errors import Forbidden, Invalid, NotFound
from hanse.kit.money import Money
from hanse.testing.installation import Business
from tests.domains.inventory.goods import backorderable, levels, stocked, variant
from tests.domains.orders.buying import line, partner, place, tax, wanted


async def test_an_order_has_totals_tax_stock_and_a_number(business: Business) -> None:
    await tax(business.owner)
    bolt, _ = await stocked(business.owner, "100")
    buyer = await partner(business.owner, payment_terms={"days": 30})
    order = await place(
        business, buyer, line(bolt, "3", "0.0123"), line(None, "1", "99.95", key=1, name="Freight"), po_number="PO 7"
    )
    assert (order.number, order.status, order.line_count) == ("10001", "placed", 2)
    assert (order.net, order.tax, order.total) == (Money(9_999, "EUR"), Money(1_900, "EUR"), Money(11_899, "EUR"))
    assert [item.net.minor for item in order.lines] == [4, 9_995]
    due = (business.installation.clock.now() + timedelta(days=30)).date()
    assert (order.payment_days, order.due_date, order.po_number) == (30, due, "PO 7")
    assert order.lines[0].allocated is not None
    assert order.lines[0].allocated.value == "3"
    assert (await levels(business.owner, bolt))["available"] == "97"
    assert (await place(business, buyer, line(bolt, "1"))).number == "10002"


async def test_the_same_source_is_one_order_however_often_at_once(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "100")
    buyer = await partner(business.owner)

    async def once() -> Order:
        return await place(business, buyer, line(bolt, "2"), source_kind="cart", source_id="one")

    orders = await asyncio.gather(*(once() for _ in range(8)))
    assert len({order.id for order in orders}) == 1
    assert (await levels(business.owner, bolt))["allocated"] == "2"


async def test_orders_at_once_have_numbers_of_their_own_and_never_too_much(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "20")
    buyer = await partner(business.owner)

    async def buy() -> str | None:
        try:
            return (await place(business, buyer, line(bolt, "1"))).number
        except InsufficientStock:
            return None

    numbers = [number for number in await asyncio.gather(*(buy() for _ in range(60))) if number]
    assert len(numbers) == len(set(numbers)) == 20
    assert await levels(business.owner, bolt) | {"allocated": "20"} == await levels(business.owner, bolt)


async def test_lines_are_refused_one_by_one(business: Business) -> None:
    buyer = await partner(business.owner)
    lines = [
        line(None, "0"),
        line(None, "-1", key=1),
        line(None, "1", "-5", key=2),
        line(None, "1", currency="GBP", key=3),
        line(None, "1", key=4, discount=Money(1_001, "EUR")),
        line(None, "1", key=4),
        line(None, "100000000000000", "9000000000000", key=6),
    ]
    with pytest.raises(OrderLinesInvalid) as refused:
        await place(business, buyer, *lines)
    assert [field.path for field in refused.value.fields] == [
        "lines.0.quantity",
        "lines.1.quantity",
        "lines.2.unit_price",
        "lines.3.unit_price",
        "lines.4.discount",
        "lines.5.key",
        "lines.6.quantity",
    ]
    with pytest.raises(Invalid):
        await place(business, buyer)


@pytest.mark.parametrize(("currency", "price", "minor"), [("JPY", "0.5", 2), ("KWD", "0.0005", 2), ("EUR", "0.005", 2)])
async def test_rounding_follows_the_currency(business: Business, currency: str, price: str, minor: int) -> None:
    buyer = await partner(business.owner)
    order = await place(business, buyer, line(None, "3", price, currency=currency), currency=currency)
    assert order.total.minor == minor


async def test_what_lacks_waits_when_both_sides_allow_it(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "2")
    await backorderable(business.owner, bolt)
    buyer = await partner(business.owner)
    with pytest.raises(InsufficientStock) as refused:
        await place(business, buyer, line(bolt, "5"))
    assert refused.value.fields[0].path == "lines.0.quantity"
    order = await place(business, buyer, line(bolt, "5"), allow_backorder=True)
    waiting = order.lines[0].backordered
    assert order.has_backorder
    assert waiting is not None
    assert waiting.value == "3"


async def test_a_box_takes_what_it_holds(business: Business) -> None:
    units = [{"unit": "C62", "is_default": True}, {"unit": "XBX", "ratio_numerator": 12, "ratio_denominator": 1}]
    bolt, _ = await stocked(business.owner, "30", units=units)
    buyer = await partner(business.owner)
    order = await place(business, buyer, line(bolt, "2", "24", unit="XBX"))
    assert order.total == Money(4_800, "EUR")
    assert (await levels(business.owner, bolt))["allocated"] == "24"
    with pytest.raises(OrderLinesInvalid):
        await place(business, buyer, line(bolt, "2", unit="MTR"))


async def test_a_foreign_or_unknown_thing_is_absent(business: Business, other_business: Business) -> None:
    foreign_buyer = await partner(other_business.owner)
    foreign = await variant(other_business.owner)
    buyer = await partner(business.owner)
    with pytest.raises(NotFound):
        await place(business, foreign_buyer, line(None, "1"))
    with pytest.raises(OrderLinesInvalid) as refused:
        await place(business, buyer, line(foreign["id"], "1"))
    assert refused.value.fields[0].path == "lines.0.variant_id"


async def test_only_trading_partners_order_and_only_those_who_may(business: Business) -> None:
    prospect = await partner(business.owner, is_active=False)
    with pytest.raises(OrganizationCannotTrade):
        await place(business, prospect, line(None, "1"))
    buyer, stranger = await partner(business.owner), await partner(business.owner, "Stranger")
    reader = await business.join("viewer", buyer)
    outsider = await business.join("buyer", stranger)
    authenticator = business.installation.services.authenticator
    for person, error in ((reader, Forbidden), (outsider, NotFound)):
        identity = await authenticator.by_session(business.installation.services, person.session.token, None)
        assert identity is not None
        with pytest.raises(error):
            async with business.open(identity.principal) as ctx:
                await place_order(ctx, wanted(buyer, line(None, "1")))
