"""The arithmetic of rate limits (GCRA, ITU-T I.371) and the protocol all limiters share.

A key owns one number: the theoretical arrival time (TAT), the instant at which its budget is full again. Each hit moves
it by `cost` intervals; it may never lie further ahead than the capacity. All instants are integer microseconds, so that
the in-process and the shared limiter decide alike. Not here: storage.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

import msgspec

from hanse.kit.errors import TooManyRequests

MICROSECONDS = 1_000_000


class Limit(msgspec.Struct, frozen=True):
    """`count` hits in `per_seconds`, at most `burst` of them at once (default: all of them)."""

    count: int
    per_seconds: float
    burst: int | None = None

    def __post_init__(self) -> None:
        if self.count < 1 or self.per_seconds <= 0 or self.capacity < 1:
            raise ValueError("a limit needs a positive count, period and burst")
        if self.interval < 1 or self.window > 400 * 24 * 3600 * MICROSECONDS:
            raise ValueError("a limit is at most a million hits a second and its window at most 400 days")

    @property
    def capacity(self) -> int:
        """The most hits that can pass at once."""
        return self.count if self.burst is None else self.burst

    @property
    def interval(self) -> int:
        """Microseconds after which one more hit is available."""
        return int(self.per_seconds * MICROSECONDS) // self.count

    @property
    def window(self) -> int:
        """Microseconds in which an exhausted budget becomes full again."""
        return self.interval * self.capacity

    def charge(self, cost: int) -> int:
        """Microseconds of budget that a hit uses. One that costs more than the capacity needs a full budget."""
        if cost < 1:
            raise ValueError("a hit costs at least 1")
        return self.interval * min(cost, self.capacity)

    def storage_key(self, key: str) -> str:
        """Name of the counter: the same key under another limit is another counter."""
        return f"{self.interval}:{self.capacity}:{key}"


class Decision(msgspec.Struct, frozen=True):
    """The answer to a hit. Times in seconds: until the budget is full, and until this hit would pass (0 if it did)."""

    allowed: bool
    remaining: int
    reset_after: float
    retry_after: float


class RateLimiter(Protocol):
    """Counts hits. A refused hit costs nothing."""

    async def hit(self, key: str, limit: Limit, cost: int = 1) -> Decision:
        """Count a hit of `key` against `limit` and tell whether it may go on."""
        ...

    async def reset(self, key: str, limit: Limit) -> None:
        """Forget what `key` used of `limit`, as after a successful log-in."""
        ...

    async def aclose(self) -> None:
        """Give up connections."""
        ...


def decide(tat: int, now: int, limit: Limit, cost: int) -> tuple[int, Decision]:
    """Apply a hit at `now` to a counter; gives the new counter (unchanged when refused) and the decision."""
    # A counter further ahead than a window can only come from a clock that jumped; nobody waits longer for that.
    tat = min(max(tat, now), now + limit.window)
    moved = tat + limit.charge(cost)
    wait = moved - limit.window - now
    if wait > 0:
        return tat, decision(limit, allowed=False, ahead=tat - now, wait=wait)
    return moved, decision(limit, allowed=True, ahead=moved - now, wait=0)


def decision(limit: Limit, *, allowed: bool, ahead: int, wait: int) -> Decision:
    """Express a counter that lies `ahead` of now, and the `wait` of a refused hit, both in microseconds."""
    return Decision(allowed, (limit.window - ahead) // limit.interval, ahead / MICROSECONDS, wait / MICROSECONDS)


async def enforce(limiter: RateLimiter, key: str, limit: Limit, cost: int = 1) -> Decision:
    """Count a hit or refuse it. Raises TooManyRequests with the seconds to wait."""
    return await enforce_all(limiter, ((key, limit),), cost)


async def enforce_all(limiter: RateLimiter, checks: Iterable[tuple[str, Limit]], cost: int = 1) -> Decision:
    """Count one act against several limits (account, address, key) in order; gives the answer closest to its limit.

    Stops at the first refusal, so put the narrowest first. Raises TooManyRequests with the seconds to wait.
    """
    closest: Decision | None = None
    for key, limit in checks:
        answer = await limiter.hit(key, limit, cost)
        if not answer.allowed:
            seconds = math.ceil(answer.retry_after)
            refusal = TooManyRequests(f"Too many attempts; try again in {readable(seconds)}", retry_after=seconds)
            refusal.refused = (key.partition(":")[0], limit, answer)
            raise refusal
        if closest is None or answer.remaining < closest.remaining:
            closest = answer
    if closest is None:
        raise ValueError("at least one limit is needed")
    return closest


def readable(seconds: int) -> str:
    """Say a waiting time the way people do: never shorter than it is."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{math.ceil(seconds / size)} {name}s"
    return "1 second" if seconds <= 1 else f"{seconds} seconds"
