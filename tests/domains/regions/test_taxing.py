"""The pure calculation of tax: exact in currencies of every number of places, on lines and on totals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.regions.rules.taxing import NO_TAX_SET, ZERO_RATED, Rate, calculate, rate_for, spread
from hanse.domains.regions.types import TaxLine, TaxRounding
from hanse.kit.money import Money

VAT = Rate(200_000, "VAT 20 %")
AMOUNTS = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30)
RATES = st.integers(0, 1_000_000).map(lambda micros: Rate(micros, f"rate {micros}"))


def lines(*amounts: int, currency: str = "EUR") -> list[TaxLine]:
    return [TaxLine(key=key, net=Money(amount, currency)) for key, amount in enumerate(amounts)]


@pytest.mark.parametrize(
    ("currency", "net", "tax"),
    [("JPY", 105, 21), ("JPY", 102, 20), ("EUR", 1_003, 201), ("KWD", 1_003, 201), ("EUR", 2, 0), ("EUR", 3, 1)],
)
def test_a_line_is_rounded_to_the_places_of_its_currency(currency: str, net: int, tax: int) -> None:
    found = calculate(lines(net, currency=currency), [VAT], currency, TaxRounding.LINE, inclusive=False)
    assert (found.tax, found.gross) == (Money(tax, currency), Money(net + tax, currency))


def test_rounding_on_the_total_spreads_what_lines_would_lose() -> None:
    three = lines(2, 2, 2)
    by_line = calculate(three, [VAT] * 3, "EUR", TaxRounding.LINE, inclusive=False)
    by_total = calculate(three, [VAT] * 3, "EUR", TaxRounding.TOTAL, inclusive=False)
    assert by_line.tax.minor == 0  # three times 0.4 cents
    assert [line.tax.minor for line in by_total.lines] == [1, 0, 0]
    assert by_total.rates[0].tax.minor == 1


def test_tax_inside_a_gross_amount_is_taken_out() -> None:
    found = calculate(lines(1_200, 100), [VAT, VAT], "EUR", TaxRounding.LINE, inclusive=True)
    assert [(line.net.minor, line.tax.minor, line.gross.minor) for line in found.lines] == [
        (1_000, 200, 1_200),
        (83, 17, 100),
    ]


@given(AMOUNTS, RATES, st.booleans())
def test_shares_add_up_to_the_rounded_total_and_mirror(amounts: list[int], rate: Rate, inclusive: bool) -> None:
    shares = spread(amounts, rate, inclusive)
    divisor = 1_000_000 + rate.micros if inclusive else 1_000_000
    exact = Fraction(sum(amounts) * rate.micros, divisor)
    assert abs(sum(shares) - exact) <= Fraction(1, 2)
    assert [-share for share in shares] == spread([-amount for amount in amounts], rate, inclusive)
    for share, amount in zip(shares, amounts, strict=True):
        assert abs(share - Fraction(amount * rate.micros, divisor)) < 1


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), RATES), max_size=20), st.sampled_from(TaxRounding), st.booleans()
)
def test_everything_adds_up(pairs: list[tuple[int, Rate]], rounding: TaxRounding, inclusive: bool) -> None:
    given_lines = lines(*(amount for amount, _ in pairs))
    found = calculate(given_lines, [rate for _, rate in pairs], "EUR", rounding, inclusive=inclusive)
    assert found.net + found.tax == found.gross
    for line, (amount, _) in zip(found.lines, pairs, strict=True):
        assert line.net + line.tax == line.gross
        assert (line.gross if inclusive else line.net).minor == amount
    assert Money.sum((total.tax for total in found.rates), "EUR") == found.tax


def test_which_rate_applies() -> None:
    rates = {"standard": VAT, "books": Rate(0, "Books")}
    assert rate_for("books", rates, has_rates=True) == Rate(0, "Books")
    assert rate_for("tools", rates, has_rates=True) == VAT
    assert rate_for("zero", rates, has_rates=True) == ZERO_RATED
    assert rate_for("standard", {}, has_rates=False) == NO_TAX_SET
    assert rate_for("standard", {}, has_rates=True) is None
