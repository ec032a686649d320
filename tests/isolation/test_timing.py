"""I7: how long an answer takes does not tell a foreign id from one that nobody has.

Requests for both, one after the other in changing order; what each takes when nothing else hinders it is compared, so
that other work of the machine matters little. One more question to the database would show.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

import httpx
import pytest

from hanse.app import build_registry
from hanse.domains.organizations.types import OrganizationId
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.installation import Business, Client, Installation
from tests.isolation.entries import ENTRIES
from tests.isolation.world import Call, call, world_for
from tests.sampling import sampled

ROUNDS = 25
SAME = 0.0008  # seconds: less than a question to the database takes
READS = [
    (route, operation)
    for route in build_registry().routes
    if (operation := operation_of(route.operation)).kind == "query"
    and operation.access == "permission"
    and len(operation.ids) == 1
    and operation.name.endswith(".get")
]


SOME = sampled(READS, 12)


async def _seconds(client: Client, route: Route, request: Call) -> float:
    began = time.perf_counter()
    answer = await call(client, route.method, route.path, request)
    taken = time.perf_counter() - began
    assert answer.status_code in (403, 404), answer.text
    return taken


async def quick(client: Client, route: Route, calls: tuple[Call, Call], rounds: int) -> list[float]:
    """How long each of two calls takes when nothing hinders it: a low quantile of many, made in changing order."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for side in (0, 1) if number % 2 else (1, 0):
            taken[side].append(await _seconds(client, route, calls[side]))
    return [sorted(times)[rounds // 5] for times in taken]


@pytest.mark.parametrize(("route", "operation"), SOME, ids=[operation.name for _, operation in SOME])
async def test_a_foreign_id_takes_as_long_as_none(
    route: Route, operation: Operation, installation: Installation
) -> None:
    world = await world_for(installation, operation)
    foreign = await ENTRIES[operation.name].prepare(world)
    name, kind = operation.ids[0]
    absent = Call({name: str(kind.new())}, foreign.body, foreign.query)
    other = world.other.owner
    assert await alike(other, route, foreign, absent)


async def alike(client: Client, route: Route, foreign: Call, absent: Call) -> bool:
    """Whether nothing can be told. What is systematic shows each time; what the machine did shows once."""
    await quick(client, route, (foreign, absent), 5)  # first times are always odd
    gc.collect()
    for _ in range(6):
        one, two = await quick(client, route, (foreign, absent), ROUNDS)
        if abs(one - two) <= SAME + min(one, two) / 10:
            return True
    return False


class Telling(Client):
    """An installation that looks a little longer at what is there."""

    slow = ""

    async def send(self, method: str, path: str, *, unread: bool = False, **options: Any) -> httpx.Response:
        answer = await super().send(method, path, unread=unread, **options)
        if self.slow in path:
            await asyncio.sleep(0.003)
        return answer


async def test_a_difference_of_three_milliseconds_is_noticed(business: Business) -> None:
    route = next(route for route, operation in READS if operation.name == "organization.get")
    foreign, absent = str(OrganizationId.new()), str(OrganizationId.new())
    telling = Telling(business.installation.app)
    telling.http.cookies = business.owner.http.cookies
    telling.slow = foreign
    ids = [Call({"organization_id": one}) for one in (foreign, absent)]
    assert not await alike(telling, route, *ids)
