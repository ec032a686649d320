"""I1: every operation against everybody who must be kept out; and first, that the right caller gets through.

Bars I1 of the assurance document. The list of operations is the registry, so a new route without an entry fails here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from hanse.app import build_registry
from hanse.domains.access.types import RoleId
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Client, Installation
from tests.isolation.entries import ENTRIES
from tests.isolation.world import CANARY, Call, World, call, fingerprint

GUARDED = tuple(
    (route, operation)
    for route in build_registry().routes
    if (operation := operation_of(route.operation)).access == "permission"
)
LOCKED_OUT = (401, 403, 404)


def test_every_guarded_operation_has_an_entry() -> None:
    names = {operation.name for _, operation in GUARDED}
    assert names - set(ENTRIES) == set(), "write an entry in tests/isolation/entries"
    assert set(ENTRIES) - names == set(), "an entry for what does not exist"


def test_the_operations_open_to_everybody_are_these() -> None:
    """Each addition here is a decision: an operation anyone on the internet may call."""
    public = {
        operation.name
        for route in build_registry().routes
        if (operation := operation_of(route.operation)).access == "public"
    }
    assert public <= PUBLIC, public - PUBLIC


PUBLIC = {
    "account.confirm_email_change",
    "account.confirm_second_factor",
    "account.log_in",
    "account.request_password_reset",
    "account.reset_password",
    "account.verify_email",
    "invitation.accept",
    "invitation.preview",
    "organization.apply",
    "passkey.begin_log_in",
    "passkey.finish_log_in",
    "tenant.get_public",
    "tenant.confirm_sign_up",
    "tenant.sign_up",
}


@dataclass
class Strangers:
    """Everybody who must be kept out of one business."""

    callers: dict[str, Client]


@pytest_asyncio.fixture
async def world(installation: Installation) -> World:
    return World(installation, await installation.found("Kanarienvogel GmbH"), await installation.found("Others"))


@pytest_asyncio.fixture
async def strangers(world: World) -> AsyncIterator[Strangers]:
    app = world.installation.app
    key = await world.made("/v1/api-keys", {"name": "gone", "scopes": ["*"]})
    await world.made(f"/v1/api-keys/{key['id']}/revoke", {})
    ended = await world.business.join("admin")
    assert (await ended.post("/v1/sessions/log-out")).status_code == 204
    nobody = await world.made("/v1/roles", {"name": "nobody", "kind": "tenant", "grants": []})
    powerless = await world.business.join(RoleId.parse(nobody["id"]))
    narrow = await world.business.key("tenant.view_children")
    await narrow.get("/v1/tenant/children")  # from now on its last use stays the same minute
    yield Strangers(
        {
            "visitor": Client(app),
            "malformed key": Client(app, {"authorization": "Bearer hns_nonsense"}),
            "malformed session": _with_cookie(app, "x" * 43),
            "revoked key": Client(app, {"authorization": f"Bearer {key['secret']}"}),
            "ended session": ended,
            "wrong role": powerless,
            "wrong scope": narrow,
        }
    )


@pytest.mark.parametrize(("route", "operation"), GUARDED, ids=[operation.name for _, operation in GUARDED])
async def test_only_the_right_caller_gets_through(
    route: Route, operation: Operation, world: World, strangers: Strangers, cluster: Cluster
) -> None:
    entry = ENTRIES[operation.name]
    admin = cluster.admin_url(f"{TEMPLATE}_{worker_name()}")
    request = await entry.prepare(world)
    # Acting as one's own business is right for its owner; ids of this one must not work for theirs.
    foreign = await call(world.other.owner, route.method, route.path, request)
    if request.body is None:  # else the answer may repeat what the caller sent
        await _nothing_leaks(foreign, "the other business's owner")
    if operation.ids:
        assert foreign.status_code in (404, 422, 409), (
            f"another business's owner got {foreign.status_code}: {foreign.text}"
        )

    before = fingerprint(admin, world.business)
    for who, client in strangers.callers.items():
        if who == "wrong scope" and operation.permission == "tenant.view_children":
            continue
        answer = await call(client, route.method, route.path, request)
        assert answer.status_code in LOCKED_OUT, f"{who} got {answer.status_code}: {answer.text}"
        await _nothing_leaks(answer, who)
    assert fingerprint(admin, world.business) == before, "somebody who was refused changed something"

    right = await entry.caller(world) if entry.caller else world.owner
    answer = await call(right, route.method, route.path, request)
    expected = entry.expects if isinstance(entry.expects, tuple) else (entry.expects,)
    assert answer.status_code in expected, f"the right caller got {answer.status_code}: {answer.text}"


@pytest.mark.parametrize(
    ("route", "operation"),
    [pair for pair in GUARDED if pair[1].ids],
    ids=[operation.name for _, operation in GUARDED if operation.ids],
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


def _replaced(request: Call, name: str, value: str) -> Call:
    return Call({**request.ids, name: value}, request.body, request.query, request.headers)


async def _nothing_leaks(answer: httpx.Response, who: str) -> None:
    assert CANARY not in answer.text.lower(), f"{who} saw something of the business"
    assert answer.status_code < 500, f"{who}: {answer.text}"


def _with_cookie(app: object, token: str) -> Client:
    client = Client(app)
    client.http.cookies.set("hanse_session", token)
    return client
