"""Amounts, numbers, days and instants as readers of several locales and zones see them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hanse.kit.money import Money, UnitPrice
from hanse.platform.web.format import NEVER, Formatter

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NBSP = "\u00a0"


def reader(locale: str = "en-GB", timezone: str = "Europe/London") -> Formatter:
    return Formatter(locale, timezone, NOW)


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "shown"),
    [
        ("en-GB", "1234567.50", "GBP", "£1,234,567.50"),
        ("de-DE", "1234567.50", "EUR", f"1.234.567,50{NBSP}€"),
        ("en-US", "-0.05", "USD", "-$0.05"),
        ("ja-JP", "1500", "JPY", "￥1,500"),
        ("en-GB", "1.250", "KWD", f"KWD{NBSP}1.250"),
        ("en-GB", "12.00", "HUF", f"HUF{NBSP}12.00"),  # ISO 4217 gives two places where shops show none
    ],
)
def test_money_has_the_places_of_its_currency(locale: str, amount: str, currency: str, shown: str) -> None:
    assert reader(locale).money(Money.parse(amount, currency)) == shown


def test_unit_prices_show_what_is_finer_than_a_penny() -> None:
    assert reader().money(UnitPrice.parse("0.0123", "GBP")) == "£0.0123"


def test_amounts_beyond_float_keep_every_digit() -> None:
    assert reader().money(Money(9_007_199_254_740_993, "GBP")) == "£90,071,992,547,409.93"


def test_absent_values_are_a_dash_everywhere() -> None:
    here = reader()
    for write in (
        here.money,
        here.number,
        here.percent,
        here.filesize,
        here.date,
        here.datetime,
        here.time,
        here.day,
        here.ago,
    ):
        assert write(None) == NEVER


def test_days_and_times_are_those_of_the_readers_zone() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert reader().datetime(late) == "1 Jul 2026, 00:30"
    assert reader("en-US", "America/New_York").date(late) == "Jun 30, 2026"
    assert reader("de-DE", "Asia/Tokyo").date(late) == "01.07.2026"


def test_a_plain_day_is_not_moved_by_any_zone() -> None:
    assert reader("en-GB", "Pacific/Auckland").date(date(2026, 12, 24)) == "24 Dec 2026"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        reader().datetime(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("distance", "shown"),
    [
        (timedelta(seconds=-10), "just now"),
        (timedelta(minutes=-18), "18 minutes ago"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=-20), "31 Oct"),
        (timedelta(days=-400), "16 Oct 2025"),
    ],
)
def test_near_instants_are_distances_and_far_ones_days(distance: timedelta, shown: str) -> None:
    assert reader().ago(NOW + distance) == shown


def test_numbers_percentages_and_sizes() -> None:
    assert reader().number(1234567) == "1,234,567"
    assert reader("de-DE").number(1234.5, 2) == "1.234,50"
    assert reader().percent(0.256) == "26%"
    assert reader("de-DE").percent(0.256, 1) == f"25,6{NBSP}%"
    assert reader().filesize(999) == f"999{NBSP}B"
    assert reader().filesize(1_423_000) == f"1.4{NBSP}MB"


def test_unknown_locales_and_zones_still_give_a_page() -> None:
    assert Formatter("xx", "Mars/Olympus", NOW).datetime(NOW) == "20 Nov 2026, 09:00"
    assert Formatter("de-ZZ", "UTC", NOW).number(1.5) == "1,5"


def test_amounts_inside_sentences_are_written_for_the_reader() -> None:
    words = Formatter("de", "UTC", datetime(2026, 3, 2, tzinfo=UTC))
    told = words.amounts("By 11372.39 GBP, not 10 BOX or AB-1 EUR; at 0.5 JPY.")
    assert told == f"By {words.money(Money(1_137_239, 'GBP'))}, not 10 BOX or AB-1 EUR; at {told.rpartition('at ')[2]}"
    assert "11.372,39" in told
