"""The pure rules: states and turns, prices after discounts, hashes, the end of a day, and pasted lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.errors import QuoteInvalidTransition
from hanse.domains.quotes.rules.freezing import hash_of
from hanse.domains.quotes.rules.life import FINAL, MOVES, actions_for, may_edit, next_status, turn_of
from hanse.domains.quotes.rules.reading import Parsed, Refused, read_paste
from hanse.domains.quotes.rules.totals import PricedLine, discount_from, earned_on, net_price, sum_of
from hanse.domains.quotes.rules.validity import end_of_day, is_over
from hanse.domains.quotes.types import QuoteStatus
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity

STATES = st.sampled_from(QuoteStatus)
SIDES = st.sampled_from(Side)
POINTS = st.integers(0, 10_000)
MICROS = st.integers(0, 10**12)


@given(STATES, SIDES, SIDES)
def test_what_is_offered_as_an_action_is_possible_and_nothing_else_is(
    status: QuoteStatus, side: Side, started: Side
) -> None:
    possible = set(actions_for(status, side, started))
    for action in MOVES:
        if action == "ask_approval":
            continue
        try:
            next_status(status, action, side, started)
        except QuoteInvalidTransition:
            assert action not in possible
        else:
            assert action in possible


@given(STATES, SIDES)
def test_at_most_one_side_may_edit(status: QuoteStatus, started: Side) -> None:
    editing = [side for side in Side if may_edit(status, started, side)]
    assert len(editing) <= 1
    if editing:
        assert editing == [turn_of(status, started)]


@pytest.mark.parametrize("status", sorted(FINAL))
def test_nothing_follows_an_end_but_extending_what_expired(status: QuoteStatus) -> None:
    wanted = ("extend",) if status is QuoteStatus.EXPIRED else ()
    assert actions_for(status, Side.SELLER, Side.BUYER) == wanted
    assert actions_for(status, Side.BUYER, Side.BUYER) == ()


@given(MICROS, POINTS, POINTS)
def test_stacked_discounts_never_go_below_zero_nor_above_the_price(micros: int, line: int, quote: int) -> None:
    net = net_price(UnitPrice(micros, "EUR"), line, quote)
    assert net is not None
    assert 0 <= net.micros <= micros
    if not line and not quote:
        assert net.micros == micros


@given(st.lists(st.tuples(st.integers(1, 10**9), MICROS, MICROS), max_size=30), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_cost_and_margin_make_the_total(rows: list[tuple[int, int, int]], currency: str) -> None:
    lines = [
        PricedLine(Quantity(units, "C62"), UnitPrice(price, currency), UnitPrice(cost, currency))
        for units, price, cost in rows
    ]
    earned = earned_on(lines, currency)
    assert earned.cost + earned.margin == sum_of(lines, currency)
    assert earned.lines_without_cost == 0


def test_a_price_above_the_list_is_no_discount() -> None:
    assert discount_from(UnitPrice(10_000_000, "EUR"), UnitPrice(12_000_000, "EUR")) == 0
    assert discount_from(UnitPrice(10_000_000, "EUR"), UnitPrice(7_500_000, "EUR")) == 2_500
    assert discount_from(None, UnitPrice(1, "EUR")) == 0


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=8))
def test_a_hash_knows_no_order_of_keys_but_every_value(content: dict[str, int | str]) -> None:
    shuffled = dict(reversed(list(content.items())))
    assert hash_of(shuffled) == hash_of(content)
    assert hash_of({**content, "another": "value"}) != hash_of(content)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),  # the day has 23 hours
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # and this one 25
        ("Pacific/Auckland", date(2026, 3, 2), datetime(2026, 3, 2, 11, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2024, 2, 29), datetime(2024, 2, 29, 18, 15, tzinfo=UTC)),
    ],
)
def test_an_offer_holds_to_the_end_of_its_day(zone: str, day: date, end: datetime) -> None:
    found = end_of_day(day, zone)
    assert found == end
    assert is_over(found, end)
    assert not is_over(found, end - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "sku", "amount", "unit", "price"),
    [
        ("AB-1 10", "AB-1", "10", "C62", None),
        ("AB-1 10 pcs", "AB-1", "10", "C62", None),
        ("AB-1 x 10", "AB-1", "10", "C62", None),
        ("AB-1\t2.5\tm\t9.99\tblue, please", "AB-1", "2.5", "MTR", "9.99"),
        ("AB-1; 1.000,5; kg", "AB-1", "1000.5", "KGM", None),
        ("AB-1 | 3", "AB-1", "3", "C62", None),
        ("AB 1\t7", "AB 1", "7", "C62", None),
    ],
)
def test_lines_are_read_as_people_paste_them(text: str, sku: str, amount: str, unit: str, price: str | None) -> None:
    (found,) = read_paste(text, "EUR")
    assert isinstance(found, Parsed), found
    assert (found.line.sku, found.line.quantity.value, found.line.quantity.unit) == (sku, amount, unit)
    assert (found.line.target_price.amount if found.line.target_price else None) == price


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("AB-1", "quantity"),
        ("AB-1 0", "quantity"),
        ("AB-1\tten", "quantity"),
        ("AB-1\t1\tfurlongs", "quantity"),
        ("AB-1\t1\tpcs\tcheap", "target_price"),
        ("\t5", "sku"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_part(text: str, field: str) -> None:
    (found,) = read_paste(text, "EUR")
    assert isinstance(found, Refused)
    assert found.field == field


@given(st.text(max_size=200))
def test_no_pasted_text_breaks_anything(text: str) -> None:
    for found in read_paste(text, "EUR"):
        assert found.row >= 1


def test_a_heading_is_no_line() -> None:
    assert [found.text for found in read_paste("SKU\tQuantity\nAB-1\t5", "EUR")] == ["AB-1"]
