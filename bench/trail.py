"""What audit, events and idempotency add to a write: orders in this process, with and without them in turns.

Bar: at most a quarter of the p95. Nothing else is left out: events still reach those who act on them at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from bench.figures import Figure
from bench.load import percentile
from bench.operations import clear, ready_cart
from bench.world import World, opened

AREA = "trail"
ORDERS, WARM = 60, 10


def measure(scale: str) -> list[Figure]:
    """Orders of five lines, one after the other."""
    return asyncio.run(_measure(scale))


async def _measure(scale: str) -> list[Figure]:
    async with opened(scale) as world:
        await clear(world)
        bare: list[tuple[float, float]] = []
        whole: list[tuple[float, float]] = []
        for number in range(ORDERS + WARM):
            who = f"buyer{number % 4:02}"
            with _nothing_kept(world):
                bare.append(await _order(world, who, number, {}))
            whole.append(await _order(world, who, number, {"idempotency-key": str(uuid4())}))
    with_it, without = ([[one[at] for one in some[WARM:]] for at in (0, 1)] for some in (whole, bare))
    p95, least = percentile(sorted(with_it[0]), 0.95), percentile(sorted(without[0]), 0.95)
    share, cpu = 1 - least / p95, 1 - sum(without[1]) / sum(with_it[1])
    return [
        Figure(area=AREA, name="order of 5 lines, p95 in one process", value=p95 * 1000, unit="ms"),
        Figure(
            area=AREA,
            name="audit, events and idempotency, share of it",
            value=share * 100,
            unit="%",
            bar=25,
        ),
        Figure(area=AREA, name="the same, share of server CPU", value=cpu * 100, unit="%"),
    ]


async def _order(world: World, who: str, number: int, headers: dict[str, str]) -> tuple[float, float]:
    """Seconds an order takes, and processor seconds of this process in them."""
    cart, fingerprint = await ready_cart(world, who, number, 5)
    body = {"fingerprint": fingerprint, "is_terms_accepted": True}
    began, used = time.perf_counter(), time.process_time()
    (await world.ask("POST", f"/v1/carts/{cart}/submit", who, body, headers=headers)).json()
    return time.perf_counter() - began, time.process_time() - used


@contextmanager
def _nothing_kept(world: World) -> Iterator[None]:
    """Orders leave no audit entries and no stored events."""
    audit: Any = world.services.audit
    outbox: Any = world.services.outbox

    async def nothing(*_: Any) -> None:
        return

    nothing_at_all: Callable[..., Awaitable[None]] = nothing
    audit.write_actions = outbox._store = nothing_at_all
    try:
        yield
    finally:
        del audit.write_actions, outbox._store
