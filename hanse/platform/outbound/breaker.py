"""Leaves a failing system alone for a while and keeps one slow system from using up all connections.

Failures are counted per scope and origin: the scope (a tenant, an endpoint) keeps one tenant's broken address from
pausing a host that others use with success. Not here: retries; the caller's queue does them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from hanse.kit.clock import Clock
from hanse.platform.outbound.errors import OutboundBusy, OutboundPaused


class _State:
    __slots__ = ("failures", "opened", "paused_until", "trying")

    def __init__(self) -> None:
        self.failures = 0
        self.opened = 0
        self.paused_until: float | None = None
        self.trying = False


class Attempt:
    """One request under way; says how it ended. Ending without a word (cancelled, refused) counts for nothing."""

    __slots__ = ("healthy",)

    def __init__(self) -> None:
        self.healthy: bool | None = None

    def succeeded(self) -> None:
        """The other system works."""
        self.healthy = True

    def failed(self) -> None:
        """The other system did not answer, or said that it cannot."""
        self.healthy = False


class Breakers:
    """Circuit breakers and in-flight limits of all outside systems, in this process."""

    def __init__(
        self,
        clock: Clock,
        *,
        threshold: int = 5,
        pause_seconds: float = 10.0,
        longest_pause_seconds: float = 300.0,
        max_tracked: int = 10_000,
    ) -> None:
        """Pause after `threshold` failures in a row; each failed trial doubles the pause up to the longest."""
        self._clock = clock
        self._threshold = threshold
        self._pause = pause_seconds
        self._longest = longest_pause_seconds
        self._max_tracked = max_tracked
        self._states: OrderedDict[tuple[str, str], _State] = OrderedDict()
        self._in_flight: dict[tuple[str, str], int] = {}

    @contextmanager
    def attempt(self, scope: str, origin: str, most: int) -> Iterator[Attempt]:
        """Run one request, of `most` at once. Raises OutboundPaused or OutboundBusy, both before anything is sent."""
        key = (scope, origin)
        running = self._in_flight.get(key, 0)
        if running >= most:
            raise OutboundBusy
        is_trial = self._admit(key)
        self._in_flight[key] = running + 1
        attempt = Attempt()
        try:
            yield attempt
        finally:
            left = self._in_flight.pop(key) - 1
            if left:
                self._in_flight[key] = left
            self._settle(key, attempt.healthy, is_trial)

    def is_paused(self, scope: str, origin: str) -> bool:
        """Tell whether requests are refused at this moment."""
        state = self._states.get((scope, origin))
        return state is not None and state.paused_until is not None and self._clock.monotonic() < state.paused_until

    def _admit(self, key: tuple[str, str]) -> bool:
        state = self._states.get(key)
        if state is None or state.paused_until is None:
            return False
        wait = state.paused_until - self._clock.monotonic()
        if wait > 0 or state.trying:
            raise OutboundPaused(max(1, math.ceil(wait)))
        state.trying = True
        return True

    def _settle(self, key: tuple[str, str], healthy: bool | None, is_trial: bool) -> None:
        state = self._states.get(key)
        if healthy:
            self._states.pop(key, None)
        elif healthy is None:
            if state is not None and is_trial:
                state.trying = False
        elif is_trial or state is None or state.paused_until is None:  # a late failure says nothing new
            self._count_failure(key, state or _State(), is_trial)

    def _count_failure(self, key: tuple[str, str], state: _State, is_trial: bool) -> None:
        state.failures += 1
        state.trying = False
        if is_trial or state.failures >= self._threshold:
            state.paused_until = self._clock.monotonic() + min(self._longest, self._pause * 2**state.opened)
            state.opened = min(state.opened + 1, 16)
        self._states[key] = state
        self._states.move_to_end(key)
        if len(self._states) > self._max_tracked:
            self._states.popitem(last=False)
