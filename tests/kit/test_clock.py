from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hanse.kit.clock import ManualClock, SystemClock

START = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)


def test_the_system_clock_is_aware_and_never_runs_back() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


def test_a_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(START)
    assert clock.now() == clock.now() == START
    assert clock.advance(timedelta(minutes=1)) == clock.now() == datetime(2028, 3, 1, tzinfo=UTC)
    assert clock.monotonic() == 60


def test_a_jump_back_leaves_monotonic_time_alone() -> None:
    clock = ManualClock(START)
    clock.advance(timedelta(hours=1))
    clock.advance(timedelta(hours=-2))
    assert clock.now() == START - timedelta(hours=1)
    assert clock.monotonic() == 3600
    clock.set(START)
    assert clock.now() == START


def test_instants_of_other_zones_become_utc() -> None:
    clock = ManualClock(START.astimezone(timezone(timedelta(hours=9))))
    assert clock.now() == START
    assert clock.now().utcoffset() == timedelta(0)


def test_an_instant_without_zone_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        ManualClock(naive)
    with pytest.raises(ValueError, match="aware"):
        ManualClock(START).set(naive)
