"""The arithmetic of contracts without a database: dates, uplifts, periods, forecasts, shortfalls, rebates."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.contracts.rules.amendments import compare
from hanse.domains.contracts.rules.commitments import (
    blended,
    forecast,
    missing,
    rebate,
    released,
    share,
    shortfall_of_quantity,
    shortfall_of_value,
    windows,
)
from hanse.domains.contracts.rules.dates import notice_day, start_of
from hanse.domains.contracts.rules.renewals import (
    MARKS,
    add_months,
    due_mark,
    mark_days,
    next_mark,
    places_of,
    renewed_term,
    uplifted,
)

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
AMOUNTS = st.integers(0, 10**15)


def test_months_end_where_the_month_does_and_come_back_to_their_day() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 2, 28), 1, 31) == date(2026, 3, 31)
    began = date(2028, 2, 29)
    assert renewed_term(began, date(2029, 2, 27), 12) == (date(2029, 2, 28), date(2030, 2, 27))
    assert renewed_term(began, date(2031, 2, 27), 12) == (date(2031, 2, 28), date(2032, 2, 28))
    assert renewed_term(date(2026, 8, 31), date(2027, 2, 27), 6) == (date(2027, 2, 28), date(2027, 8, 30))


@given(DAYS, st.integers(0, 600), st.integers(0, 600))
def test_counting_months_from_the_first_day_is_steady(day: date, few: int, more: int) -> None:
    first = add_months(day, few)
    assert add_months(first, more, day.day) == add_months(day, few + more)
    assert (first < add_months(first, more, day.day)) == (more > 0)


def test_a_day_begins_where_the_business_is_also_when_clocks_change() -> None:
    assert start_of(date(2026, 3, 30), "Europe/London") == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)
    assert start_of(date(2026, 3, 29), "Europe/London") == datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert start_of(date(2026, 10, 25), "Europe/Berlin") == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    assert start_of(date(2026, 10, 26), "Europe/Berlin") == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)


@given(DAYS, st.integers(0, 365), st.lists(st.integers(-3, 40), max_size=60))
def test_each_mark_is_told_at_most_once_however_the_clock_goes(end: date, days: int, steps: list[int]) -> None:
    notice = notice_day(end, days)
    assert notice is not None
    today, told, said = notice - timedelta(days=100), None, []
    for step in steps:
        today += timedelta(days=step)
        mark = due_mark(notice, today, told)
        if mark is not None:
            told = mark
            said.append(mark)
    assert said == sorted(set(said), reverse=True)
    assert set(said) <= set(MARKS)


@given(DAYS)
def test_who_looks_on_the_days_that_are_named_misses_no_mark(notice: date) -> None:
    told: int | None = None
    said = []
    today = notice - timedelta(days=200)
    while (following := next_mark(notice, today)) is not None:
        today = following
        told = due_mark(notice, today, told)
        said.append((told, today))
    assert said == mark_days(notice)


@given(AMOUNTS, st.integers(-1_000_000, 1_000_000), st.integers(0, 6))
def test_an_uplift_is_right_to_half_a_step(micros: int, uplift: int, places: int) -> None:
    step = 10 ** (6 - places)
    found = uplifted(micros, uplift, places)
    assert found % step == 0
    assert abs(found * 1_000_000 - micros * (1_000_000 + uplift)) * 2 <= step * 1_000_000


def test_an_uplift_keeps_the_places_a_price_is_written_with() -> None:
    assert uplifted(10_000_000, 30_000, places_of(10_000_000, 2)) == 10_300_000
    assert uplifted(12_300, 30_000, places_of(12_300, 2)) == 12_700
    assert uplifted(9_990_000, 30_000, places_of(9_990_000, 2)) == 10_290_000
    assert (places_of(5_000_000, 0), places_of(1, 2), places_of(0, 2)) == (0, 6, 2)


@given(st.sampled_from(("month", "quarter", "year")), AMOUNTS, DAYS, st.integers(1, 4_000))
def test_periods_cover_a_term_without_gap_or_overlap(period: str, amount: int, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    found = windows(period, amount, start, end)  # type: ignore[arg-type]
    assert (found[0].starts_on, found[-1].ends_on) == (start, end)
    assert all(one.ends_on == two.starts_on for one, two in itertools.pairwise(found))
    assert all(one.committed == amount for one in found[:-1])
    assert 0 <= found[-1].committed <= amount


@given(AMOUNTS, AMOUNTS, st.integers(0, 400), st.integers(1, 400))
def test_a_change_in_mid_period_asks_between_the_two(before: int, after: int, done: int, of: int) -> None:
    found = blended(before, after, min(done, of), of)
    assert min(before, after) <= found <= max(before, after)
    assert blended(before, before, min(done, of), of) == before
    assert share(before, of, of) == before


def test_a_forecast_draws_a_straight_line() -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 11, tzinfo=UTC)
    window = (start, end)
    assert forecast(1_000, 300, window, start + timedelta(days=5)) == (500, 600, "behind")
    assert forecast(1_000, 600, window, start + timedelta(days=5)) == (500, 1_200, "on_track")
    assert forecast(1_000, 1_000, window, start + timedelta(days=5)).pace == "reached"
    assert forecast(1_000, 999, window, end).pace == "missed"
    assert forecast(1_000, 0, window, start - timedelta(days=1)).pace == "waiting"
    assert forecast(1_000, 7, window, start) == (0, 7, "on_track")


@given(AMOUNTS, AMOUNTS, st.lists(st.tuples(AMOUNTS, st.integers(0, 1_000_000)), max_size=5))
def test_nobody_owes_a_shortfall_and_more_is_never_missing_than_committed(
    committed: int, drawn: int, tiers: list[tuple[int, int]]
) -> None:
    lacking = missing(committed, drawn)
    assert 0 <= lacking <= committed
    assert (lacking == 0) == (drawn >= committed)
    assert shortfall_of_value(lacking, 1_000_000) == lacking
    assert 0 <= rebate(drawn, drawn, tiers) <= drawn


def test_what_is_owed_for_missing_pieces() -> None:
    # 250.5 pieces at 1.20 are 300.60; the yen has no smaller part.
    assert shortfall_of_quantity(2_505_000, 1_200_000, 2) == 30_060
    assert shortfall_of_quantity(2_505_000, 1_200_000, 0) == 301
    assert rebate(5_000, 80_000, [(1_000, 10_000), (5_000, 25_000), (9_000, 90_000)]) == 2_000


@given(AMOUNTS, st.integers(1, 10**9), st.lists(st.integers(0, 10**9), max_size=6))
def test_cancelling_in_parts_releases_as_much_as_cancelling_at_once(
    drawn: int, quantity: int, parts: list[int]
) -> None:
    total = 0
    for part in parts:
        total = min(quantity, total + part)
        assert 0 <= released(drawn, total, quantity) <= drawn
    assert released(drawn, quantity, quantity) == drawn


def test_lines_are_kept_changed_new_or_gone() -> None:
    found = compare({"a": 1, "b": 2, "c": 3}, {"b": 2, "a": 9, "d": 4})
    assert [(change.key, change.origin) for change in found] == [
        ("b", "kept"),
        ("a", "changed"),
        ("d", "new"),
        ("c", "gone"),
    ]
