"""I1: every operation against everybody who must be kept out; and first, that the right caller gets through.

Bars I1 of the assurance document. The list of operations is the registry, so a new route without an entry fails here.
"""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
import pytest_asyncio

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Client, Installation
from tests.isolation.entries import ENTRIES
from tests.isolation.world import (
    CANARY,
    ONLOOKER,
    Call,
    World,
    all_but,
    call,
    fingerprint,
    having_read,
    seeing,
    strangers_of,
    world_for,
)
from tests.sampling import sampled

REGISTRY = build_registry()
GUARDED = tuple(
    (route, operation)
    for route in REGISTRY.routes
    if (operation := operation_of(route.operation)).access == "permission"
)
# The two walks take different halves: every operation is in one of them.
SOME, OTHERS = sampled(GUARDED, 2), sampled((*GUARDED[1:], *GUARDED[:1]), 2)
LOCKED_OUT = (401, 403, 404)
ALL_BUT = "who may do everything but this"


def test_every_guarded_operation_has_an_entry() -> None:
    names = {operation.name for _, operation in GUARDED}
    assert names - set(ENTRIES) == set(), "write an entry in tests/isolation/entries"
    assert set(ENTRIES) - names == set(), "an entry for what does not exist"


def test_the_operations_open_to_everybody_are_these() -> None:
    """Each addition here is a decision: an operation anyone on the internet may call."""
    public = {
        operation.name for route in REGISTRY.routes if (operation := operation_of(route.operation)).access == "public"
    }
    assert public <= PUBLIC, public - PUBLIC


PUBLIC = {
    "account.confirm_email_change",
    "account.confirm_second_factor",
    "account.log_in",
    "account.request_password_reset",
    "account.reset_password",
    "account.verify_email",
    "document.verify",
    "invitation.accept",
    "invitation.preview",
    "organization.apply",
    "passkey.begin_log_in",
    "passkey.finish_log_in",
    "tenant.get_public",
    "tenant.confirm_sign_up",
    "tenant.sign_up",
}


@pytest_asyncio.fixture
async def world(installation: Installation, operation: Operation) -> World:
    return await world_for(installation, operation)


@pytest_asyncio.fixture
async def strangers(world: World) -> dict[str, Client]:
    return await strangers_of(world)


@pytest.mark.parametrize(("route", "operation"), SOME, ids=[operation.name for _, operation in SOME])
async def test_only_the_right_caller_gets_through(
    route: Route, operation: Operation, world: World, strangers: dict[str, Client], cluster: Cluster
) -> None:
    entry = ENTRIES[operation.name]
    admin = cluster.admin_url(f"{TEMPLATE}_{worker_name()}")
    request = await entry.prepare(world)
    right = await entry.caller(world) if entry.caller else world.owner
    if REGISTRY.versions.demanded(route):
        request = await _refused_without_the_version(route, request, right)
    # Acting as one's own business is right for its owner; ids of this one must not work for theirs.
    foreign = await call(world.other.owner, route.method, route.path, request)
    if request.body is None:  # else the answer may repeat what the caller sent
        await _nothing_leaks(foreign, "the other business's owner")
    if operation.ids:
        assert foreign.status_code in (404, 422, 409), (
            f"another business's owner got {foreign.status_code}: {foreign.text}"
        )

    strangers = {**strangers, ALL_BUT: await all_but(world, operation.permission)}
    before = fingerprint(admin, world.business)
    for who, client in strangers.items():
        if who == "wrong scope" and operation.permission == "tenant.view_children":
            continue
        if who == ONLOOKER and operation.permission in seeing(world.installation):
            continue
        answer = await call(client, route.method, route.path, request)
        assert answer.status_code in LOCKED_OUT, f"{who} got {answer.status_code}: {answer.text}"
        if who not in (ONLOOKER, ALL_BUT):  # who may look is told about what they may see
            await _nothing_leaks(answer, who)
    assert fingerprint(admin, world.business) == before, "somebody who was refused changed something"

    answer = await call(right, route.method, route.path, request)
    expected = entry.expects if isinstance(entry.expects, tuple) else (entry.expects,)
    assert answer.status_code in expected, f"the right caller got {answer.status_code}: {answer.text}"


@pytest.mark.parametrize(
    ("route", "operation"),
    [pair for pair in OTHERS if pair[1].ids],
    ids=[operation.name for _, operation in OTHERS if operation.ids],
)
async def test_foreign_absent_and_malformed_ids_are_the_same(route: Route, operation: Operation, world: World) -> None:
    """I1/I7: nothing in the answer tells a foreign id from one that never existed or is no id at all."""
    request = await ENTRIES[operation.name].prepare(world)
    other = world.other.owner
    answers = []
    for name, kind in operation.ids:
        foreign = await call(other, route.method, route.path, request)
        absent = await call(other, route.method, route.path, _replaced(request, name, str(kind.new())))
        malformed = await call(other, route.method, route.path, _replaced(request, name, "nonsense"))
        answers += [foreign, absent, malformed]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (answers[0].status_code, answers[0].content)
    }


async def _refused_without_the_version(route: Route, request: Call, right: Client) -> Call:
    """The right call with the version that was read; without one, and with another one, it is refused."""
    named = await having_read(right, route.method, route.path, request)
    assert "if-match" in named.headers, f"nobody can read the version that {route.method} {route.path} demands"
    blind = await call(right, route.method, route.path, replace(request, headers={}), unread=True)
    assert (blind.status_code, blind.json()["code"]) == (428, "version_required"), blind.text
    stale = str(int(named.headers["if-match"].strip('"')) + 1)
    late = await call(right, route.method, route.path, replace(request, headers={"if-match": f'"{stale}"'}))
    assert (late.status_code, late.json()["code"]) == (412, "stale_version"), late.text
    return named


def _replaced(request: Call, name: str, value: str) -> Call:
    return Call({**request.ids, name: value}, request.body, request.query, request.headers)


async def _nothing_leaks(answer: httpx.Response, who: str) -> None:
    assert CANARY not in answer.text.lower(), f"{who} saw something of the business"
    assert answer.status_code < 500, f"{who}: {answer.text}"
