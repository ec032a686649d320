"""Rate limits in one process: the budget, its refill, and what a flood of keys can and cannot do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.clock import ManualClock
from hanse.kit.errors import TooManyRequests
from hanse.platform.limits import Decision, Limit, MemoryRateLimiter, enforce, enforce_all, rate_limit_headers

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOGIN = Limit(count=5, per_seconds=60)


def make_limiter(max_keys: int = 1000) -> tuple[MemoryRateLimiter, ManualClock]:
    clock = ManualClock(START)
    return MemoryRateLimiter(clock, max_keys), clock


def test_the_budget_passes_and_the_next_hit_is_told_when_to_come_back() -> None:
    limiter, clock = make_limiter()
    answers = [limiter.hit_now("anna", LOGIN) for _ in range(6)]
    assert [answer.allowed for answer in answers] == [True] * 5 + [False]
    assert [answer.remaining for answer in answers] == [4, 3, 2, 1, 0, 0]
    assert answers[5].retry_after == 12
    assert answers[5].reset_after == 60
    clock.advance(timedelta(seconds=12) - timedelta(microseconds=1))
    assert not limiter.hit_now("anna", LOGIN).allowed
    clock.advance(timedelta(microseconds=1))
    assert limiter.hit_now("anna", LOGIN).allowed
    assert not limiter.hit_now("anna", LOGIN).allowed


def test_keys_and_limits_do_not_touch_each_other() -> None:
    limiter, _ = make_limiter()
    for _ in range(5):
        limiter.hit_now("anna", LOGIN)
    assert limiter.hit_now("bert", LOGIN).remaining == 4
    assert limiter.hit_now("anna", Limit(count=5, per_seconds=61)).remaining == 4
    assert not limiter.hit_now("anna", LOGIN).allowed


def test_a_burst_smaller_than_the_count_spreads_hits() -> None:
    limiter, clock = make_limiter()
    limit = Limit(count=60, per_seconds=60, burst=2)
    assert [limiter.hit_now("key", limit).allowed for _ in range(3)] == [True, True, False]
    clock.advance(timedelta(seconds=1))
    assert [limiter.hit_now("key", limit).allowed for _ in range(2)] == [True, False]


def test_an_expensive_hit_uses_its_cost_and_one_beyond_the_capacity_needs_a_full_budget() -> None:
    limiter, clock = make_limiter()
    assert limiter.hit_now("key", LOGIN, cost=3).remaining == 2
    refused = limiter.hit_now("key", LOGIN, cost=3)
    assert (refused.allowed, refused.remaining, refused.retry_after) == (False, 2, 12)
    assert not limiter.hit_now("key", LOGIN, cost=1000).allowed
    clock.advance(timedelta(seconds=36))
    assert limiter.hit_now("key", LOGIN, cost=1000) == Decision(True, 0, 60, 0)


@settings(deadline=None)
@given(st.integers(1, 50), st.integers(1, 100), st.lists(st.integers(0, 3_000_000), min_size=1, max_size=60))
def test_no_window_ever_sees_more_than_capacity_plus_refill(count: int, per: int, gaps: list[int]) -> None:
    limiter, clock = make_limiter()
    limit = Limit(count=count, per_seconds=per)
    passed, at = [], 0
    for gap in gaps:
        clock.advance(timedelta(microseconds=gap))
        at += gap
        if limiter.hit_now("key", limit).allowed:
            passed.append(at)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            refill = (passed[last] - passed[first] + 2) / limit.interval
            assert last - first + 1 <= limit.capacity + refill


@settings(deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=30))
def test_waiting_exactly_as_told_is_enough(costs: list[int]) -> None:
    limiter, clock = make_limiter()
    for cost in costs:
        answer = limiter.hit_now("key", LOGIN, cost)
        if not answer.allowed:
            clock.advance(timedelta(seconds=answer.retry_after) + timedelta(microseconds=2))
            assert limiter.hit_now("key", LOGIN, cost).allowed


def test_the_wall_clock_going_back_gives_no_fresh_budget_and_no_endless_wait() -> None:
    limiter, clock = make_limiter()
    for _ in range(5):
        limiter.hit_now("key", LOGIN)
    clock.advance(timedelta(days=-1))
    assert limiter.hit_now("key", LOGIN).retry_after == 12


def test_memory_is_bounded_and_a_flood_cannot_clear_the_one_that_tries() -> None:
    limiter, _ = make_limiter(max_keys=200)
    for _ in range(5):
        limiter.hit_now("victim", LOGIN)
    for number in range(5_000):
        limiter.hit_now(f"flood-{number}", LOGIN)
        assert len(limiter) <= 200
    assert not limiter.hit_now("victim", LOGIN).allowed


def test_idle_keys_go_away_by_themselves() -> None:
    limiter, clock = make_limiter(max_keys=1000)
    for number in range(900):
        limiter.hit_now(f"old-{number}", LOGIN)
    clock.advance(timedelta(minutes=2))
    for number in range(900):
        limiter.hit_now(f"new-{number % 10}-{number // 100}", LOGIN)
    assert len(limiter) < 900


async def test_reset_gives_the_full_budget_back() -> None:
    limiter, _ = make_limiter()
    for _ in range(5):
        await limiter.hit("anna", LOGIN)
    await limiter.reset("anna", LOGIN)
    await limiter.reset("nobody", LOGIN)
    assert (await limiter.hit("anna", LOGIN)).remaining == 4


async def test_enforce_says_how_long_to_wait_and_answers_with_the_closest_limit() -> None:
    limiter, _ = make_limiter()
    wide = Limit(count=100, per_seconds=3600)
    assert (await enforce_all(limiter, [("anna", LOGIN), ("10.0.0.1", wide)])).remaining == 4
    for _ in range(4):
        await enforce(limiter, "anna", LOGIN)
    with pytest.raises(TooManyRequests, match="try again in 12 seconds") as caught:
        await enforce_all(limiter, [("anna", LOGIN), ("10.0.0.1", wide)])
    assert caught.value.retry_after == 12
    assert (await limiter.hit("10.0.0.1", wide)).remaining == 98


@pytest.mark.parametrize(
    ("per_seconds", "words"), [(1, "1 second"), (59, "59 seconds"), (90, "2 minutes"), (7200, "2 hours")]
)
async def test_waiting_times_are_readable(per_seconds: int, words: str) -> None:
    limiter, _ = make_limiter()
    limit = Limit(count=1, per_seconds=per_seconds)
    await enforce(limiter, "key", limit)
    with pytest.raises(TooManyRequests, match=f"in {words}$"):
        await enforce(limiter, "key", limit)


def test_headers_follow_the_draft() -> None:
    limiter, _ = make_limiter()
    first = limiter.hit_now("key", LOGIN)
    assert rate_limit_headers({"login": (LOGIN, first)}) == {
        "RateLimit-Policy": '"login";q=5;w=60',
        "RateLimit": '"login";r=4;t=12',
    }
    for _ in range(4):
        limiter.hit_now("key", LOGIN)
    burst = Limit(count=60, per_seconds=60, burst=2)
    headers = rate_limit_headers(
        {"login": (LOGIN, limiter.hit_now("key", LOGIN)), "api": (burst, limiter.hit_now("key", burst))}
    )
    assert headers == {
        "RateLimit-Policy": '"login";q=5;w=60, "api";q=2;w=2',
        "RateLimit": '"login";r=0;t=60, "api";r=1;t=1',
        "Retry-After": "12",
    }
    assert rate_limit_headers({}) == {}


def test_a_header_name_cannot_be_injected() -> None:
    limiter, _ = make_limiter()
    with pytest.raises(ValueError, match="policy name"):
        rate_limit_headers({'x"\r\nSet-Cookie: a=b': (LOGIN, limiter.hit_now("key", LOGIN))})


@pytest.mark.parametrize("arguments", [(0, 1), (1, 0), (1, -1), (1, 1, 0), (10_000_000, 1), (1, 1e9)])
def test_senseless_limits_are_refused(arguments: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="a limit"):
        Limit(*arguments)


def test_a_hit_costs_something() -> None:
    limiter, _ = make_limiter()
    with pytest.raises(ValueError, match="at least 1"):
        limiter.hit_now("key", LOGIN, cost=0)
