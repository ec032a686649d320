"""Rate limits shared through a real Valkey server: same decisions as in one process, and safe when it is away."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis
from prometheus_client import REGISTRY

from hanse.kit.clock import ManualClock, SystemClock
from hanse.platform.limits import Limit, MemoryRateLimiter
from hanse.platform.limits.shared import SharedRateLimiter
from hanse.testing.valkey import ValkeyServer

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SLOW = Limit(count=5, per_seconds=3600)


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as running:
        yield running


@pytest.fixture
async def limiter(server: ValkeyServer) -> AsyncIterator[SharedRateLimiter]:
    shared = SharedRateLimiter(server.url, SystemClock(), namespace=uuid4().hex)
    yield shared
    await shared.aclose()


def fallbacks() -> float:
    return REGISTRY.get_sample_value("hanse_rate_limit_fallback_total") or 0.0


async def test_nodes_share_one_budget(server: ValkeyServer, limiter: SharedRateLimiter) -> None:
    other = SharedRateLimiter(server.url, SystemClock(), namespace=limiter._namespace)
    answers = [await (limiter, other)[turn % 2].hit("anna", SLOW) for turn in range(6)]
    await other.aclose()
    assert [answer.allowed for answer in answers] == [True] * 5 + [False]
    assert [answer.remaining for answer in answers] == [4, 3, 2, 1, 0, 0]
    assert 700 < answers[5].retry_after <= 720
    assert limiter.is_shared


async def test_hits_at_the_same_moment_never_pass_more_than_the_budget(limiter: SharedRateLimiter) -> None:
    answers = await asyncio.gather(*(limiter.hit("anna", SLOW) for _ in range(40)))
    assert sum(answer.allowed for answer in answers) == 5
    assert limiter.is_shared


async def test_the_server_decides_exactly_as_the_process_does(server: ValkeyServer) -> None:
    clock = ManualClock(START)
    shared = SharedRateLimiter(server.url, clock, namespace=uuid4().hex, use_clock=True)
    local = MemoryRateLimiter(clock)
    dice = random.Random(7)
    limits = [Limit(7, 3.5), Limit(100, 60, burst=10), Limit(1, 2)]
    for _ in range(600):
        clock.advance(timedelta(microseconds=dice.choice([0, 1, 999, 40_000, 700_000])))
        key, limit, cost = dice.choice("ab"), dice.choice(limits), dice.choice([1, 1, 2, 50])
        assert await shared.hit(key, limit, cost) == local.hit_now(key, limit, cost)
    assert shared.is_shared
    await shared.aclose()


async def test_a_clock_that_jumps_back_makes_nobody_wait_longer_than_a_window(server: ValkeyServer) -> None:
    clock = ManualClock(START)
    shared = SharedRateLimiter(server.url, clock, namespace=uuid4().hex, use_clock=True)
    for _ in range(5):
        await shared.hit("anna", SLOW)
    clock.advance(timedelta(days=-1))
    answer = await shared.hit("anna", SLOW)
    assert (answer.allowed, answer.reset_after, answer.retry_after) == (False, 3600, 720)
    await shared.aclose()


async def test_a_counter_expires_when_its_budget_is_full(server: ValkeyServer, limiter: SharedRateLimiter) -> None:
    await limiter.hit("anna", SLOW)
    client = redis.Redis.from_url(server.url)
    (key,) = client.keys(f"{limiter._namespace}:*")
    assert 700_000 < client.pttl(key) <= 720_000
    assert b"anna" not in key
    client.close()


async def test_reset_clears_the_shared_budget(limiter: SharedRateLimiter) -> None:
    for _ in range(5):
        await limiter.hit("anna", SLOW)
    await limiter.reset("anna", SLOW)
    assert (await limiter.hit("anna", SLOW)).remaining == 4


async def test_without_the_server_the_limit_still_holds_and_is_shared_again_after_it_returns() -> None:
    clock = ManualClock(START)
    with ValkeyServer() as server:
        shared = SharedRateLimiter(server.url, clock)
        for _ in range(3):
            assert (await shared.hit("anna", SLOW)).allowed
        server.stop()
        before = fallbacks()
        answers = [await shared.hit("anna", SLOW) for _ in range(3)]
        assert [answer.allowed for answer in answers] == [True, True, False]  # the three hits before are remembered
        assert fallbacks() == before + 3
        assert not shared.is_shared
        await shared.reset("anna", SLOW)
        server.start()
        assert (await shared.hit("anna", SLOW)).remaining == 4
        assert not shared.is_shared  # asked again only after a pause
        clock.advance(timedelta(seconds=1))
        assert (await shared.hit("bert", SLOW)).allowed
        assert shared.is_shared
        await shared.aclose()


async def test_a_frozen_server_costs_one_short_wait_and_not_one_per_hit(server: ValkeyServer) -> None:
    shared = SharedRateLimiter(server.url, ManualClock(START), namespace=uuid4().hex)
    await shared.hit("anna", SLOW)
    server.freeze()
    try:
        async with asyncio.timeout(3):
            answers = [await shared.hit("anna", SLOW) for _ in range(200)]
    finally:
        server.thaw()
    assert [answer.allowed for answer in answers[:5]] == [True] * 4 + [False]
    assert not shared.is_shared
    await shared.aclose()


async def test_a_restarted_server_that_forgot_the_script_gets_it_again() -> None:
    with ValkeyServer() as server:
        shared = SharedRateLimiter(server.url, SystemClock())
        await shared.hit("anna", SLOW)
        server.stop()
        server.start()
        assert (await shared.hit("anna", SLOW)).allowed
        assert shared.is_shared  # the dead connection was replaced within the hit
        await shared.aclose()


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="scheme"):
        SharedRateLimiter("http://example.org", SystemClock())
