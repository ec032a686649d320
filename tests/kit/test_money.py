from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.currencies import EXPONENTS, UnknownCurrency
from hanse.kit.errors import HanseError
from hanse.kit.money import CurrencyMismatch, Money, UnitPrice, line_total
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import COUNT_MAX, NotADecimal, OutOfRange, round_half_up
from tests.kit.properties import amounts, at_length, counts, currencies, small_counts, unit_prices


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234.50", "GBP", 123450),
        ("1234.5", "GBP", 123450),
        ("1234", "GBP", 123400),
        ("-0.05", "EUR", -5),
        ("-0.00", "EUR", 0),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("0.001", "KWD", 1),
        ("92233720368547758.07", "EUR", COUNT_MAX),
        ("-92233720368547758.07", "EUR", -COUNT_MAX),
    ],
)
def test_a_decimal_string_becomes_minor_units(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "amount",
    [
        "", " ", "1.", ".5", "1,50", "1 000", "1_000", "+1", "--1", "1e3", "1E3", "NaN", "Infinity", "0x10", "1.2.3",
        "١٢٣", "\uff11\uff12", "1\n", " 1", "1.50 ", "\u22125", "€5", "1\0", "½", "9" * 5000, "1.234", "0.001",
    ],
)  # fmt: skip
def test_anything_but_a_plain_decimal_of_the_right_places_is_refused(amount: str) -> None:
    with pytest.raises((NotADecimal, OutOfRange)):
        Money.parse(amount, "EUR")


@pytest.mark.parametrize("amount", [1.5, 1, None, True, b"1.50", ["1"], {"amount": "1"}])
def test_a_bare_number_is_refused_even_a_whole_one(amount: object) -> None:
    with pytest.raises(NotADecimal, match="as text"):
        Money.parse(amount, "EUR")  # type: ignore[arg-type]


def test_a_currency_without_decimals_refuses_them_and_says_so() -> None:
    with pytest.raises(NotADecimal, match="no decimal places are possible"):
        Money.parse("100.0", "JPY")


def test_one_more_than_bigint_is_out_of_range() -> None:
    with pytest.raises(OutOfRange):
        Money.parse("92233720368547758.08", "EUR")
    with pytest.raises(OutOfRange):
        Money(COUNT_MAX + 1, "EUR")
    with pytest.raises(OutOfRange):
        Money(-COUNT_MAX - 1, "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XXX", "XAU", "€", "EU\0"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        Money.parse("1", currency)
    with pytest.raises(UnknownCurrency):
        Money(1, currency)
    with pytest.raises(UnknownCurrency):
        UnitPrice.parse("1", currency)


@pytest.mark.parametrize("minor", [1.0, True, "1", None])
def test_minor_units_are_whole_numbers_only(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "EUR")  # type: ignore[arg-type]


@given(amounts)
@at_length
def test_the_decimal_string_reads_back_and_has_the_places_of_the_currency(money: Money) -> None:
    assert Money.parse(money.amount, money.currency) == money
    _, _, decimals = money.amount.partition(".")
    assert len(decimals) == EXPONENTS[money.currency]
    assert Fraction(money.amount) == Fraction(money.minor, 10 ** EXPONENTS[money.currency])


@given(unit_prices)
@at_length
def test_a_unit_price_reads_back_with_at_least_the_places_of_the_currency(price: UnitPrice) -> None:
    assert UnitPrice.parse(price.amount, price.currency) == price
    _, _, decimals = price.amount.partition(".")
    assert EXPONENTS[price.currency] <= len(decimals) <= 6
    assert Fraction(price.amount) == Fraction(price.micros, 10**6)


def test_unit_prices_show_no_needless_zeros() -> None:
    assert UnitPrice.parse("0.0123", "GBP").amount == "0.0123"
    assert UnitPrice.parse("12", "GBP").amount == "12.00"
    assert UnitPrice.parse("12", "JPY").amount == "12"
    assert UnitPrice.parse("12.5", "KWD").amount == "12.500"
    assert UnitPrice.parse("-0.000001", "EUR").micros == -1
    with pytest.raises(NotADecimal, match="at most 6"):
        UnitPrice.parse("0.0000001", "EUR")


@given(amounts)
@at_length
def test_the_wire_form_reads_back(money: Money) -> None:
    assert money.to_wire() == {"amount": money.amount, "currency": money.currency}
    assert Money.from_wire(money.to_wire()) == money


@pytest.mark.parametrize(
    "wire",
    [
        None, "1.00 EUR", 1, [], {}, {"amount": "1.00"}, {"currency": "EUR"}, {"amount": 1, "currency": "EUR"},
        {"amount": 1.5, "currency": "EUR"}, {"amount": "1.00", "currency": None}, {"amount": None, "currency": "EUR"},
        {"amount": "1.00", "currency": "EUR", "minor": 1}, {"amount": "1.00", "currency": "eur"},
        {"amount": {"amount": "1"}, "currency": "EUR"}, {"amount": "1.00", "currency": ["EUR"]},
    ],
)  # fmt: skip
def test_a_wrong_wire_form_is_a_named_error_and_a_value_error(wire: object) -> None:
    # msgspec adds the field's path only to ValueErrors; surfaces answer 422 only to HanseErrors.
    with pytest.raises(HanseError) as caught:
        Money.from_wire(wire)
    assert isinstance(caught.value, ValueError)
    assert caught.value.status == 422


def test_arithmetic_stays_in_the_currency() -> None:
    assert Money(150, "EUR") + Money(50, "EUR") == Money(200, "EUR")
    assert Money(150, "EUR") - Money(200, "EUR") == Money(-50, "EUR")
    assert -Money(150, "EUR") == Money(-150, "EUR")
    assert abs(Money(-150, "EUR")) == Money(150, "EUR")
    assert Money(150, "EUR") * 3 == 3 * Money(150, "EUR") == Money(450, "EUR")
    assert Money.sum([Money(1, "EUR"), Money(2, "EUR")], "EUR") == Money(3, "EUR")
    assert Money.sum([], "EUR") == Money.zero("EUR")
    assert isinstance(Money(1, "EUR") + Money(1, "EUR"), Money)


@pytest.mark.parametrize(
    "combine",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
        max,
        lambda a, b: sorted([a, b]),
        lambda a, b: Money.sum([a, b], "EUR"),
    ],
)
def test_two_currencies_never_mix(combine: object) -> None:
    with pytest.raises(CurrencyMismatch, match=r"EUR.*USD|USD.*EUR") as caught:
        combine(Money(1, "EUR"), Money(1, "USD"))  # type: ignore[operator]
    assert caught.value.status == 422
    assert caught.value.code == "currency_mismatch"


@pytest.mark.parametrize("factor", [1.5, True, "2", None, Fraction(1, 2), Money(1, "EUR")])
def test_money_multiplies_by_whole_numbers_only(factor: object) -> None:
    with pytest.raises(TypeError):
        Money(1, "EUR") * factor  # type: ignore[operator]


@pytest.mark.parametrize("other", [1, 0, 1.0, "1.00", None, UnitPrice(1, "EUR")])
def test_money_is_not_a_number_nor_a_unit_price(other: object) -> None:
    assert Money(1, "EUR") != other
    with pytest.raises(TypeError):
        Money(1, "EUR") + other  # type: ignore[operator]
    with pytest.raises(TypeError):
        assert Money(1, "EUR") < other  # type: ignore[operator]


def test_results_beyond_bigint_are_errors_not_wraps() -> None:
    with pytest.raises(OutOfRange):
        Money(COUNT_MAX, "EUR") + Money(1, "EUR")
    with pytest.raises(OutOfRange):
        Money(COUNT_MAX, "EUR") * 2
    with pytest.raises(OutOfRange):
        Money.sum([Money(COUNT_MAX, "EUR")] * 2, "EUR")


def test_money_cannot_be_changed_and_copies_are_equal() -> None:
    money = Money(5, "EUR")
    for name in ("minor", "currency", "_count", "_code", "new"):
        with pytest.raises(AttributeError):
            setattr(money, name, 6)
    with pytest.raises(AttributeError):
        del money._count
    assert pickle.loads(pickle.dumps(money)) == copy.deepcopy(money) == copy.copy(money) == money
    assert len({money, Money(5, "EUR"), Money(5, "USD"), UnitPrice(5, "EUR")}) == 3


def test_an_amount_of_zero_is_not_falsy() -> None:
    assert Money(0, "EUR")
    assert Money(0, "EUR").is_zero
    assert not Money(0, "EUR").is_positive
    assert Money(-1, "EUR").is_negative


@given(small_counts, small_counts, currencies)
@at_length
def test_order_and_sum_are_those_of_the_minor_units(one: int, other: int, currency: str) -> None:
    a, b = Money(one, currency), Money(other, currency)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
        one == other,
    )
    assert (a + b).minor == one + other
    assert a - b + b == a


@given(st.integers(), st.integers().filter(bool))
@at_length
def test_rounding_takes_the_nearest_and_a_half_away_from_zero(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)
    exact = Fraction(numerator, denominator)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert round_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "total"),
    [
        ("1000", "0.0123", "GBP", "12.30"),
        ("1", "0.005", "EUR", "0.01"),
        ("1", "0.004999", "EUR", "0.00"),
        ("-1", "0.005", "EUR", "-0.01"),
        ("1", "-0.005", "EUR", "-0.01"),
        ("2.5", "19.99", "EUR", "49.98"),
        ("0.0001", "0.000001", "EUR", "0.00"),
        ("3", "33.5", "JPY", "101"),
        ("3", "0.0005", "KWD", "0.002"),
    ],
)
def test_a_line_is_rounded_once(quantity: str, price: str, currency: str, total: str) -> None:
    assert line_total(Quantity.parse(quantity, "MTR"), UnitPrice.parse(price, currency)) == Money.parse(total, currency)


@given(st.integers(-(10**8), 10**8), st.integers(-(10**10), 10**10), currencies)
@at_length
def test_a_line_total_is_the_exact_product_rounded_and_a_refund_mirrors_it(units: int, micros: int, code: str) -> None:
    quantity, price = Quantity(units, "C62"), UnitPrice(micros, code)
    total = line_total(quantity, price)
    exact = Fraction(units, 10**4) * Fraction(micros, 10**6) * 10 ** EXPONENTS[code]
    assert abs(total.minor - exact) <= Fraction(1, 2)
    assert line_total(-quantity, price) == line_total(quantity, -price) == -total


def test_a_line_total_beyond_bigint_is_out_of_range() -> None:
    with pytest.raises(OutOfRange):
        line_total(Quantity(COUNT_MAX, "C62"), UnitPrice(COUNT_MAX, "EUR"))


def test_percentages_round_half_away_from_zero() -> None:
    assert Money.parse("10.01", "EUR").basis_points(1_250) == Money.parse("1.25", "EUR")
    assert Money(50, "EUR").basis_points(100) == Money(1, "EUR")
    assert Money(-50, "EUR").basis_points(100) == Money(-1, "EUR")
    assert Money.parse("100.00", "USD").rate(88_750) == Money.parse("8.88", "USD")
    assert Money(100, "EUR").basis_points(10_000) == Money(100, "EUR")
    assert UnitPrice.parse("0.0123", "EUR").basis_points(5_000) == UnitPrice.parse("0.00615", "EUR")


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**6), currencies)
@at_length
def test_tax_inside_a_gross_amount_is_what_was_added(net: int, rate: int, currency: str) -> None:
    gross = Money(net, currency) + Money(net, currency).rate(rate)
    assert abs(gross.included_rate(rate).minor - Money(net, currency).rate(rate).minor) <= 1
    assert Money.parse("119.00", "EUR").included_rate(190_000) == Money.parse("19.00", "EUR")


@given(st.integers(-(10**12), 10**12), currencies)
@at_length
def test_a_price_made_from_money_is_equal_to_it(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert line_total(Quantity.whole(1, "C62"), UnitPrice.from_money(money)) == money


@given(counts, currencies)
@at_length
def test_repr_and_str_show_the_value(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert repr(money) == f"Money({minor}, {currency!r})"
    assert str(money) == f"{money.amount} {currency}"
