"""When a request is sent again and how long to wait; and changing something that others change too."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec

from hanse.client.errors import StaleVersion

T = TypeVar("T")
R = TypeVar("R")
BUSY: Final = frozenset({429, 503})
IN_FLIGHT: Final = "idempotency_in_flight"


class Retrying(msgspec.Struct, frozen=True, kw_only=True):
    """How often a request is sent at most, and the pauses between: doubling from `first` to `longest` seconds.

    The server's Retry-After counts, unless it is longer than `patience`: then the error is raised at once.
    """

    attempts: int = 4
    first: float = 0.2
    longest: float = 5.0
    patience: float = 30.0

    def pause(self, attempt: int, retry_after: float | None) -> float | None:
        """Seconds before attempt number `attempt + 1`; None to give up."""
        if attempt >= self.attempts:
            return None
        if retry_after is not None:
            return retry_after + random.uniform(0, self.first) if retry_after <= self.patience else None  # noqa: S311
        doubled: float = self.first * 2 ** (attempt - 1)
        return random.uniform(0.5, 1) * min(self.longest, doubled)  # noqa: S311


def change_latest(read: Callable[[], T], change: Callable[[T], R], attempts: int = 5) -> R:
    """Read, change what was read, and begin again when somebody was quicker.

    `change` passes the version it was given, as in
    `lambda found: hanse.organization.update(found.id, version=found.version, name="New")`.
    Raises StaleVersion when somebody was quicker every time.
    """
    for _ in range(attempts - 1):
        try:
            return change(read())
        except StaleVersion:
            continue
    return change(read())


async def change_latest_async(
    read: Callable[[], Awaitable[T]], change: Callable[[T], Awaitable[R]], attempts: int = 5
) -> R:
    """As `change_latest`, asynchronously. Raises StaleVersion."""
    for _ in range(attempts - 1):
        try:
            return await change(await read())
        except StaleVersion:
            continue
    return await change(await read())
