"""Pure decisions: placeholders, languages, and the turns of digests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.notifications.rules.digests import is_due, latest_turn, zone_of
from hanse.domains.notifications.rules.kinds import USUAL
from hanse.domains.notifications.rules.wording import best_locale, fill_in, fill_line, paragraphs_of, problems_of
from hanse.domains.notifications.types import Frequency

ZONES = ("Europe/London", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Australia/Lord_Howe", "UTC")
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.text(), st.dictionaries(st.sampled_from(["title", "body"]), st.text()))
def test_filling_in_never_reads_what_was_put_in(text: str, values: dict[str, str]) -> None:
    hostile = dict.fromkeys(values, "{{ title }}{{ body }}")
    assert fill_in("{{ title }}|{{ body }}", hostile).count("{{") in (0, 2, 4)
    assert fill_in(text.replace("{", ""), values) == text.replace("{", "")


@given(st.text())
def test_a_wording_without_problems_has_only_known_placeholders(text: str) -> None:
    if not problems_of("body", text, USUAL):
        left = fill_in(text, {one.name: "" for one in USUAL})
        assert "{{" not in left
        assert "}}" not in left


def test_wordings_are_cleaned() -> None:
    assert fill_line("a {{ title }}", {"title": "b\r\nBcc: c"}) == "a b Bcc: c"
    assert paragraphs_of("a\nb\n\n \n c ") == ["a\nb", "c"]


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [("de-CH", ["de"], "de"), ("de-CH", ["de", "de-CH"], "de-CH"), ("fr", ["en", "de"], "en"), ("fr", ["de"], None)],
)
def test_the_language_that_suits(wanted: str, offered: list[str], found: str | None) -> None:
    assert best_locale(wanted, offered, "en-GB") == found


@given(INSTANTS, st.sampled_from(ZONES), st.integers(0, 23), st.sampled_from(Frequency), st.integers(0, 6))
def test_turns_come_once_a_day_or_week_whatever_clocks_do(
    now: datetime, name: str, hour: int, frequency: Frequency, weekday: int
) -> None:
    zone = ZoneInfo(name)
    turn = latest_turn(now, frequency, hour, weekday, zone)
    span = timedelta(days=7 if frequency is Frequency.WEEKLY else 1)
    assert turn <= now < turn + span + timedelta(hours=2)
    following = latest_turn(turn + span + timedelta(hours=2), frequency, hour, weekday, zone)
    assert span - timedelta(hours=2) <= following - turn <= span + timedelta(hours=2)
    assert latest_turn(turn, frequency, hour, weekday, zone) == turn
    if frequency is Frequency.WEEKLY:
        assert turn.astimezone(zone).weekday() == weekday


def test_a_digest_is_due_once_and_only_with_something_to_say() -> None:
    turn = datetime(2026, 3, 2, 8, tzinfo=UTC)
    before, after = turn - timedelta(minutes=1), turn + timedelta(minutes=1)
    assert is_due(turn, before, None)
    assert not is_due(turn, after, None)
    assert not is_due(turn, before, turn)
    assert is_due(turn, before, before)


def test_names_that_are_no_zones_are_passed_over() -> None:
    assert zone_of(None, "Nowhere/At_All", "../etc/passwd", "Europe/Berlin").key == "Europe/Berlin"
    assert zone_of("").key == "UTC"
