"""Rate limits that several nodes share through Redis or Valkey; one script, one round trip.

When the server is away the limits still hold in each process (open doors are what an attacker would wait for), a metric
counts it, and the server is tried again after a second. Not here: which limits exist.
"""

from __future__ import annotations

import hashlib

import structlog
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hanse.kit.clock import Clock
from hanse.platform.limits.gcra import MICROSECONDS, Decision, Limit, decision
from hanse.platform.limits.memory import MemoryRateLimiter

_PAUSE_SECONDS = 1.0
_TIMEOUT_SECONDS = 0.25
_log = structlog.get_logger(__name__)

FALLBACKS = Counter("hanse_rate_limit_fallback", "Hits counted in the process because the shared counter was away")

# The same arithmetic as `gcra.decide`. Doubles hold microseconds since 1970 exactly until the year 2255.
_SCRIPT = """
local now = tonumber(ARGV[1])
if now < 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000000 + t[2]
end
local window, charge = tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or now)
if tat < now then tat = now end
if tat > now + window then tat = now + window end
local wait = tat + charge - window - now
if wait > 0 then return {0, tat - now, wait} end
tat = tat + charge
redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000))
return {1, tat - now, 0}
"""


class SharedRateLimiter:
    """Counts in Redis/Valkey by the server's own time, so nodes with different clocks agree."""

    def __init__(self, url: str, clock: Clock, *, namespace: str = "hanse", use_clock: bool = False) -> None:
        """Connect on first use. `use_clock` counts by `clock` instead of the server's time (simulations).

        Raises ValueError when the address is not a redis://, rediss:// or unix:// one.
        """
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 1),  # once: a connection may have died while it was idle
        )
        self._script = self._redis.register_script(_SCRIPT)
        self._clock = clock
        self._namespace = namespace
        self._use_clock = use_clock
        self._local = MemoryRateLimiter(clock)
        self._away_until: float | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether the last hit was counted by the server (False: by this process alone)."""
        return self._away_until is None

    async def hit(self, key: str, limit: Limit, cost: int = 1) -> Decision:
        """Count a hit of `key` against `limit` and tell whether it may go on; never fails for want of the server."""
        if self._away_until is not None and self._clock.monotonic() < self._away_until:
            FALLBACKS.inc()
            return self._local.hit_now(key, limit, cost)
        try:
            answer = await self._hit_server(key, limit, cost)
        except (RedisError, OSError, TimeoutError) as error:
            self._note_absence(error)
            FALLBACKS.inc()
            return self._local.hit_now(key, limit, cost)
        if self._away_until is not None:
            self._away_until = None
            _log.info("rate_limit_store_back")
        if answer.allowed:
            self._local.hit_now(key, limit, cost)  # so that the local limit is not fresh on the day it is needed
        return answer

    async def reset(self, key: str, limit: Limit) -> None:
        """Forget what `key` used of `limit`, here and on the server when it answers."""
        await self._local.reset(key, limit)
        try:
            await self._redis.delete(self._name(key, limit))
        except (RedisError, OSError, TimeoutError) as error:
            self._note_absence(error)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _hit_server(self, key: str, limit: Limit, cost: int) -> Decision:
        now = round(self._clock.now().timestamp() * MICROSECONDS) if self._use_clock else -1
        allowed, ahead, wait = await self._script(
            keys=[self._name(key, limit)], args=[now, limit.window, limit.charge(cost)]
        )
        return decision(limit, allowed=bool(allowed), ahead=int(ahead), wait=int(wait))

    def _note_absence(self, error: Exception) -> None:
        if self._away_until is None:
            _log.warning("rate_limit_store_away", error=type(error).__name__)
        self._away_until = self._clock.monotonic() + _PAUSE_SECONDS

    def _name(self, key: str, limit: Limit) -> str:
        digest = hashlib.blake2b(limit.storage_key(key).encode(errors="surrogatepass"), digest_size=16)
        return f"{self._namespace}:limit:{digest.hexdigest()}"
