from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.money import Money
from hanse.kit.tables import (
    AmbiguousDate,
    AmbiguousNumber,
    DateOrder,
    DecimalStyle,
    NotADate,
    NotAFlag,
    NotANumber,
    detect_decimal_style,
    read_date,
    read_flag,
    read_number,
)
from tests.kit.properties import at_length


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("+3", "3"),
        ("007", "7"),
        ("0", "0"),
        ("  12 ", "12"),
        ("1 234", "1234"),
        ("1.2345", "1.2345"),
        ("1,23", "1.23"),
    ],
)
def test_numbers_that_can_be_read_one_way_only(typed: str, number: str) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "point", "comma"),
    [("1.234", "1.234", "1234"), ("1,234", "1234", "1.234"), ("-12.345", "-12.345", "-12345")],
)
def test_a_number_with_two_meanings_is_reported_with_both(typed: str, point: str, comma: str) -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        read_number(typed)
    assert point in caught.value.message
    assert comma in caught.value.message
    assert caught.value.extra == {"point": point, "comma": comma}
    assert read_number(typed, "point") == point
    assert read_number(typed, "comma") == comma


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "1,2,3", "1.2.3", "12.34.567,0,0", "1..2", "1,.2", "5.", "5,", "-", "--1", "1-", "(100)", "€5",
     "5 EUR", "10 %", "1e5", "1.2E+05", "1,23E+12", "inf", "0x1F", "١٢", "1\n2", "1.23.456", "01.234,5", "1" * 500,
     "½", "NaN"],
)  # fmt: skip
@pytest.mark.parametrize("style", [None, "point", "comma"])
def test_other_texts_are_no_numbers(typed: str, style: DecimalStyle | None) -> None:
    with pytest.raises(NotANumber) as caught:
        read_number(typed, style)
    assert len(caught.value.message) < 200


def test_a_shortened_article_number_is_explained() -> None:
    with pytest.raises(NotANumber, match="format the column as text"):
        read_number("5.90123E+12")


def test_the_other_style_is_named_when_one_was_chosen() -> None:
    with pytest.raises(NotANumber, match="looks like a decimal comma"):
        read_number("1.234,50", "point")
    with pytest.raises(NotANumber, match="looks like a decimal point"):
        read_number("19.99", "comma")


@pytest.mark.parametrize(
    ("column", "style"),
    [
        (["1.234", "19,99", "5"], "comma"),
        (["1,234", "19.99"], "point"),
        (["1.234", "5", ""], None),
        (["19.99", "19,99"], None),
        ([], None),
    ],
)
def test_a_column_tells_its_style_from_the_clear_numbers(column: list[str], style: DecimalStyle | None) -> None:
    assert detect_decimal_style(column) == style


@given(st.integers(-(10**14), 10**14), st.sampled_from([("point", ",", "."), ("comma", ".", ","), ("comma", " ", ",")]))
@at_length
def test_what_a_program_formats_reads_back(minor: int, form: tuple[DecimalStyle, str, str]) -> None:
    style, group, point = form
    amount = Money(minor, "EUR").amount
    sign, whole, cents = ("-" if minor < 0 else ""), amount.lstrip("-").split(".")[0], amount.split(".")[1]
    typed = sign + f"{int(whole):,}".replace(",", group) + point + cents
    assert Money.parse(read_number(typed, style), "EUR") == Money(minor, "EUR")
    assert Money.parse(read_number(typed), "EUR") == Money(minor, "EUR")


@given(st.text("0123456789.,' -+", max_size=14))
@at_length
def test_a_number_read_without_a_style_is_the_same_in_each_style_that_fits(typed: str) -> None:
    try:
        number = read_number(typed)
    except (NotANumber, AmbiguousNumber):
        return
    Fraction(number)
    for style in ("point", "comma"):
        try:
            assert read_number(typed, style) == number  # type: ignore[arg-type]
        except NotANumber:
            pass


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/01/31", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        ("2026-01-31T00:00:00", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("31.01.2026", date(2026, 1, 31)),
        ("1.2.2026", date(2026, 2, 1)),
        ("1. 2. 2026", date(2026, 2, 1)),
        ("31/01/2026", date(2026, 1, 31)),
        ("01/31/2026", date(2026, 1, 31)),
        ("31-01-2026", date(2026, 1, 31)),
        ("03/03/2026", date(2026, 3, 3)),
        ("29.02.2028", date(2028, 2, 29)),
        (" 2026-01-31 ", date(2026, 1, 31)),
    ],
)
def test_dates_that_can_be_read_one_way_only(typed: str, day: date) -> None:
    assert read_date(typed) == day


def test_swappable_days_and_months_are_reported_with_both() -> None:
    with pytest.raises(AmbiguousDate, match=r"2026-02-01 or 2026-01-02") as caught:
        read_date("01/02/2026")
    assert caught.value.extra == {"dmy": "2026-02-01", "mdy": "2026-01-02"}
    assert read_date("01/02/2026", "dmy") == date(2026, 2, 1)
    assert read_date("01/02/2026", "mdy") == date(2026, 1, 2)


@pytest.mark.parametrize(
    "typed",
    ["", "31.02.2026", "2026-13-01", "2026-02-30", "29.02.2027", "0000-01-01", "1.1.26", "31/01/26", "2026-1-1",
     "2026-01-31T08:00:00", "2026-0131", "31.01/2026", "32/01/2026", "13/13/2026", "45000", "31 Jan 2026", "१.१.२०२६",
     "2026-01-31\n1"],
)  # fmt: skip
@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
def test_other_texts_are_no_dates(typed: str, order: DateOrder | None) -> None:
    with pytest.raises(NotADate):
        read_date(typed, order)


def test_yes_and_no() -> None:
    assert [read_flag(typed) for typed in ("yes", " TRUE ", "1", "x", "Y")] == [True] * 5
    assert [read_flag(typed) for typed in ("no", "False", "0", "N")] == [False] * 4
    for typed in ("", "maybe", "2", "ja"):
        with pytest.raises(NotAFlag):
            read_flag(typed)
