"""The pure rules of checkout: pasted lines, quantities, budgets to the minor unit, governance, the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.checkout.rules.budgets import BudgetState, judge, next_start, period_end, period_start, used_share
from hanse.domains.checkout.rules.calendar import check_schedule, describe_schedule, next_run, upcoming
from hanse.domains.checkout.rules.freezing import hash_of
from hanse.domains.checkout.rules.governance import ApprovalFacts, BasketFacts, CreditFacts, decide
from hanse.domains.checkout.rules.pasted import read_rows, read_text
from hanse.domains.checkout.rules.quantities import QuantityRefused, SaleLimits, check, near_skus, read_quantity
from hanse.domains.checkout.types import BudgetPeriod, Every, Outcome, StandingSchedule, WhenExceeded
from hanse.kit.errors import Invalid
from hanse.kit.money import Money
from hanse.kit.quantity import Quantity


@pytest.mark.parametrize(
    ("line", "sku", "quantity", "unit"),
    [
        ("AB-12\t4\tbox", "AB-12", "4", "box"),
        ("AB-12;4", "AB-12", "4", None),
        ("AB-12;2,5;m", "AB-12", "2.5", "m"),
        ("AB-12,4", "AB-12", "4", None),
        ("AB-12, 4, pcs", "AB-12", "4", "pcs"),
        ("AB-12 | 4 | pcs", "AB-12", "4", "pcs"),
        ("AB-12 4", "AB-12", "4", None),
        ("AB-12   4 box", "AB-12", "4", "box"),
        ("AB-12 2.5m", "AB-12", "2.5", "m"),
        ("AB-12 2,5 m", "AB-12", "2.5", "m"),
        ("4 x AB-12", "AB-12", "4", None),
        ("AB-12 x 4", "AB-12", "4", None),
        ("4x AB-12", "AB-12", "4", None),
        ("4;AB-12", "AB-12", "4", None),
        ("AB 12 30 4", "AB 12 30", "4", None),
        ('"AB-12","4","box"', "AB-12", "4", "box"),
        ("AB-12\tHex bolt M8, zinc\t4\tbox", "AB-12", "4", "box"),
        ("AB-12", "AB-12", None, None),
        ("100200 7", "100200", "7", None),
        ("AB-12 1'000", "AB-12", "1000", None),
        ("AB-12 -1", "AB-12", "-1", None),
    ],
)
def test_a_line_is_understood_as_people_write_it(line: str, sku: str, quantity: str | None, unit: str | None) -> None:
    (read,) = read_text(line)
    assert (read.sku, read.quantity, read.unit, read.problem) == (sku, quantity, unit, "")


def test_a_header_in_any_order_is_used_and_blank_lines_are_not_lines() -> None:
    read = read_text("Menge;Einheit;Artikelnummer\n\n4;Karton;AB-12\n;;\n5;Stück;AB-13\n")
    assert [(one.number, one.sku, one.quantity, one.unit) for one in read] == [
        (3, "AB-12", "4", "Karton"),
        (5, "AB-13", "5", "Stück"),
    ]
    (nameless,) = read_text("Menge;Artikel\n4;")
    assert "no article number" in nameless.problem


def test_what_can_be_read_in_two_ways_is_asked_not_guessed() -> None:
    first, second = read_text("AB-12;1.000\nAB-13,2,5")
    assert "1.000" in first.problem or first.quantity is None
    assert first.problem
    assert "2.5" in second.problem


def test_one_clear_number_decides_how_the_others_are_read() -> None:
    read = read_text("AB-12;1.000\nAB-13;2,5")
    assert [one.quantity for one in read] == ["1000", "2.5"]


def test_rows_of_a_table_are_read_with_the_numbers_a_spreadsheet_shows() -> None:
    read = read_rows([(1, ["SKU", "Description", "Qty"]), (2, ["AB-12", "A bolt", "4"]), (4, ["AB-13", "", "x"])])
    assert [(one.number, one.sku, one.quantity) for one in read] == [(2, "AB-12", "4"), (4, "AB-13", None)]
    assert "not a number" in read[1].problem


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for line in read_text(text):
        assert line.sku or line.problem
        assert len(line.sku) <= 120


PIECES = SaleLimits(unit="C62", minimum=100_000, step=50_000, maximum=500_000, is_default=True)
BOXES = SaleLimits(unit="XBX", ratio_numerator=50)


def test_a_refused_quantity_names_the_nearest_that_are_accepted() -> None:
    with pytest.raises(QuantityRefused) as refused:
        read_quantity("12", None, [PIECES, BOXES])
    assert [one.value for one in refused.value.accepted] == ["10", "15"]
    assert "10" in refused.value.message
    assert "15" in refused.value.message
    with pytest.raises(QuantityRefused) as above:
        read_quantity("52", "pcs", [PIECES, BOXES])
    assert [one.value for one in above.value.accepted] == ["50"]


@pytest.mark.parametrize("value", ["-1", "0", "1e18", "0.00001", "abc", "99999999999999999999", "١٢"])
def test_hostile_quantities_are_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(QuantityRefused) as refused:
        read_quantity(value, None, [BOXES])
    assert len(refused.value.message) > 10


def test_units_are_taken_by_code_name_and_habit() -> None:
    assert read_quantity("2", "Boxes", [PIECES, BOXES]) == Quantity.whole(2, "XBX")
    assert read_quantity("10", "Stück", [PIECES, BOXES]) == Quantity.whole(10, "C62")
    assert read_quantity(None, None, [PIECES, BOXES]) == Quantity.whole(10, "C62")
    with pytest.raises(QuantityRefused, match="unit or box"):
        read_quantity("2", "pallet", [PIECES, BOXES])
    with pytest.raises(QuantityRefused):
        check(Quantity.whole(1, "KGM"), [PIECES])


def test_a_slip_of_the_finger_is_found_among_the_near_numbers() -> None:
    for typed in ("AB1234", "AB-124", "AB-12345", "BA-1234", "AB-1235", "AB-I234", "ab-1 243"):
        assert "AB-1234" in near_skus(typed), typed


def state(limit: int, used: int, rule: WhenExceeded = WhenExceeded.APPROVAL) -> BudgetState:
    return BudgetState(
        label="4100", period=BudgetPeriod.MONTH, currency="EUR", limit=limit, used=used, when_exceeded=rule
    )


@pytest.mark.parametrize(("amount", "excess"), [(399, 0), (400, 0), (401, 1)])
def test_a_budget_holds_to_the_minor_unit(amount: int, excess: int) -> None:
    (verdict,) = judge(amount, [state(1_000, 600)])
    assert verdict.excess == excess
    assert verdict.is_refused is False
    (strict,) = judge(amount, [state(1_000, 600, WhenExceeded.REFUSE)])
    assert strict.is_refused is (excess > 0)


def test_a_budget_reads_full_only_when_it_is() -> None:
    assert used_share(999_999, 1_000_000) // 100 == 99
    assert used_share(1_000_000, 1_000_000) == 10_000
    assert used_share(0, 0) == 10_000
    assert used_share(1, 0) > 10_000


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 1, 1)), st.sampled_from(BudgetPeriod))
def test_periods_follow_each_other_without_gap(day: date, period: BudgetPeriod) -> None:
    start, end = period_start(period, day), period_end(period, day)
    assert start <= day <= end
    assert next_start(period, day) == end + timedelta(days=1)
    assert period_start(period, next_start(period, day)) == next_start(period, day)


def facts(**changes: object) -> BasketFacts:
    values: dict[str, object] = {
        "total": Money(400, "EUR"),
        "line_count": 1,
        "line_problems": 0,
        "on_request": 0,
        "price_changes": 0,
        "backordered": 0,
        **changes,
    }
    return BasketFacts(**values)  # type: ignore[arg-type]


NO, YES = ApprovalFacts(is_needed=False), ApprovalFacts(is_needed=True, sentences=("Ann, then Bob",))


def test_an_order_within_all_limits_goes_through() -> None:
    assert decide(facts(), NO).outcome is Outcome.ORDER


def test_what_exceeds_a_limit_needs_agreement_and_is_blocked_without_anybody_to_give_it() -> None:
    over = facts(budgets=tuple(judge(401, [state(1_000, 600)])), cost_centre="4100")
    assert decide(over, YES).outcome is Outcome.APPROVAL
    assert decide(over, NO).outcome is Outcome.BLOCKED
    strict = facts(budgets=tuple(judge(401, [state(1_000, 600, WhenExceeded.REFUSE)])), cost_centre="4100")
    assert decide(strict, YES).outcome is Outcome.BLOCKED
    assert decide(facts(budget_currency_missing=True), NO).outcome is Outcome.BLOCKED


@pytest.mark.parametrize(("open_minor", "outcome"), [(599, "order"), (600, "order"), (601, "approval")])
def test_credit_holds_to_the_minor_unit(open_minor: int, outcome: str) -> None:
    credit = CreditFacts(limit=Money(1_000, "EUR"), open_orders=Money(open_minor, "EUR"))
    needed = ApprovalFacts(is_needed=open_minor > 600)
    assert decide(facts(credit=credit), needed).outcome == outcome


def test_another_currency_is_no_way_around_the_credit_limit() -> None:
    credit = CreditFacts(limit=Money(1_000, "EUR"), open_orders=Money(0, "EUR"))
    assert decide(facts(total=Money(1, "JPY"), credit=credit), NO).outcome is Outcome.BLOCKED


@pytest.mark.parametrize("changes", [{"line_problems": 1}, {"on_request": 2}, {"line_count": 0}, {"missing": ("x",)}])
def test_what_is_wrong_with_the_basket_stops_it_whoever_would_agree(changes: dict[str, object]) -> None:
    assert decide(facts(**changes), YES).outcome is Outcome.BLOCKED


def schedule(**values: object) -> StandingSchedule:
    return StandingSchedule(**{"every": Every.WEEK, "starts_on": date(2026, 3, 2), **values})  # type: ignore[arg-type]


def test_weeks_count_from_the_first() -> None:
    fortnight = schedule(interval=2, weekdays=[1, 4])
    assert upcoming(fortnight, date(2026, 3, 3), 3) == [date(2026, 3, 5), date(2026, 3, 16), date(2026, 3, 19)]
    assert describe_schedule(fortnight) == "every 2 weeks on Monday and Thursday"


def test_the_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    monthly = schedule(every=Every.MONTH, month_day=31, starts_on=date(2027, 12, 31))
    assert upcoming(monthly, date(2028, 1, 31), 3) == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


def test_a_schedule_that_never_runs_or_contradicts_itself_is_refused() -> None:
    for wrong in (
        schedule(ends_on=date(2026, 3, 1)),
        schedule(weekdays=[5], ends_on=date(2026, 3, 3)),
        schedule(every=Every.DAY, weekdays=[1]),
        schedule(month_day=3),
    ):
        with pytest.raises(Invalid):
            check_schedule(wrong)
    assert next_run(schedule(ends_on=date(2026, 3, 9)), date(2026, 3, 10)) is None


@given(
    st.sampled_from(Every),
    st.integers(1, 52),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)),
    st.integers(0, 2_000),
)
def test_the_next_run_is_never_early_and_stays_the_next_until_it_is_due(
    every: Every, interval: int, start: date, later: int
) -> None:
    plan = StandingSchedule(every=every, interval=interval, starts_on=start)
    day = start + timedelta(days=later)
    due = next_run(plan, day)
    assert due is not None
    assert due >= day
    assert next_run(plan, due) == due
    assert next_run(plan, start) == (start if every is not Every.MONTH or start.day <= 31 else None)


def test_the_hash_of_a_basket_knows_nothing_of_the_order_of_its_keys() -> None:
    one = {"a": 1, "b": [{"x": Money(5, "EUR"), "y": 2}]}
    other = {"b": [{"y": 2, "x": Money(5, "EUR")}], "a": 1}
    assert hash_of(one) == hash_of(other)
    assert hash_of(one) != hash_of({**one, "a": 2})
