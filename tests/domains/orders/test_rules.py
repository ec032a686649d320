"""The pure rules of orders: parts of a line add up to the whole in stock, and totals round once."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.orders.rules.totals import line_amounts, ordered_part, stock_part
from hanse.kit.money import Money, UnitPrice
from tests.domains.orders.buying import line

AMOUNT = st.integers(1, 10**9)


@given(quantity=AMOUNT, stock=AMOUNT, cuts=st.lists(st.integers(0, 10**9), max_size=5))
def test_however_a_line_is_cut_its_stock_adds_up(quantity: int, stock: int, cuts: list[int]) -> None:
    marks = sorted({0, quantity, *(cut % (quantity + 1) for cut in cuts)})
    parts = [stock_part(before, after - before, quantity, stock) for before, after in itertools.pairwise(marks)]
    assert sum(parts) == stock
    assert all(part >= 0 for part in parts)


@given(quantity=AMOUNT, stock=AMOUNT, covered=st.integers(0, 2 * 10**9))
def test_stock_never_covers_more_than_was_ordered(quantity: int, stock: int, covered: int) -> None:
    part = ordered_part(covered, quantity, stock)
    assert 0 <= part <= quantity
    assert stock_part(0, part, quantity, stock) <= covered


@given(amount=st.integers(1, 10**8), micros=st.integers(0, 10**10), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_line_is_rounded_once(amount: int, micros: int, currency: str) -> None:
    wanted = line(None, "1", currency=currency)
    wanted = type(wanted)(
        key=0, name="x", quantity=type(wanted.quantity)(amount, "C62"), unit_price=UnitPrice(micros, currency)
    )
    [total] = line_amounts([wanted], currency)
    exponent = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    exact = amount * micros
    scale = 10_000 * 10 ** (6 - exponent)
    assert abs(total.minor * scale - exact) * 2 <= scale
    assert isinstance(total, Money)
