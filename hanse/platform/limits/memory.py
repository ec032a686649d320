"""Rate limits in this process: exact, without I/O, in bounded memory. Each of several processes has its own budget."""

from __future__ import annotations

import hashlib
import random

from hanse.kit.clock import Clock
from hanse.platform.limits.gcra import MICROSECONDS, Decision, Limit, decide

_SAMPLE = 16
_FEW = 100  # so many keys are no reason to look for idle ones


class MemoryRateLimiter:
    """Keeps one number per active key. About 200 bytes a key; when full, the key nearest to a full budget is forgotten.

    So a flood of fresh keys (many addresses) cannot push out a key that has used much of its budget, which is the one
    an attacker would like forgotten.
    """

    def __init__(self, clock: Clock, max_keys: int = 100_000) -> None:
        """Count by the monotonic reading of `clock`; a jump of the wall clock changes nothing."""
        if max_keys < _SAMPLE:
            raise ValueError(f"max_keys is at least {_SAMPLE}")
        self._clock = clock
        self._max_keys = max_keys
        self._counters: dict[bytes, int] = {}
        self._names: list[bytes] = []
        self._positions: dict[bytes, int] = {}
        self._random = random.Random(0x48414E5345)  # noqa: S311 - picks what to forget; nothing secret hangs on it

    def __len__(self) -> int:
        return len(self._names)

    async def hit(self, key: str, limit: Limit, cost: int = 1) -> Decision:
        """Count a hit of `key` against `limit` and tell whether it may go on."""
        return self.hit_now(key, limit, cost)

    async def reset(self, key: str, limit: Limit) -> None:
        """Forget what `key` used of `limit`."""
        name = _name(key, limit)
        if name in self._counters:
            self._forget(name)

    async def aclose(self) -> None:
        """Nothing is held open."""

    def hit_now(self, key: str, limit: Limit, cost: int = 1) -> Decision:
        """As `hit`, without awaiting."""
        name, now = _name(key, limit), round(self._clock.monotonic() * MICROSECONDS)
        known = self._counters.get(name)
        counter, answer = decide(now if known is None else known, now, limit, cost)
        if known is None:
            self._make_room(now)
            self._positions[name] = len(self._names)
            self._names.append(name)
        self._counters[name] = counter
        return answer

    def _make_room(self, now: int) -> None:
        """Drop idle keys met by chance (a full budget equals no entry), and one key for sure when all room is taken."""
        if len(self._names) < min(_FEW, self._max_keys):
            return
        count = _SAMPLE if len(self._names) >= self._max_keys else 2
        sample = {self._names[self._random.randrange(len(self._names))] for _ in range(count)}
        idle = [name for name in sample if self._counters[name] <= now]
        for name in idle:
            self._forget(name)
        if len(self._names) >= self._max_keys:
            self._forget(min(sample, key=self._counters.__getitem__))

    def _forget(self, name: bytes) -> None:
        del self._counters[name]
        position, last = self._positions.pop(name), self._names.pop()
        if last != name:
            self._names[position] = last
            self._positions[last] = position


def _name(key: str, limit: Limit) -> bytes:
    """Shorten to 16 bytes: keys hold what people send (addresses, e-mails) and may be long."""
    return hashlib.blake2b(limit.storage_key(key).encode(errors="surrogatepass"), digest_size=16).digest()
