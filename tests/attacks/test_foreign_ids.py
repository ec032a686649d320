"""I2, attacks 3, 4 and 10: each id a request carries is replaced by another business's, one at a time.

Path, query and body, also fields the right call leaves out; cursors, versions and idempotency keys. Nothing is read,
written or linked, and the answer is the one for an id nobody has. Generic over the registry through the entries of the
isolation tests, so that later operations are covered the moment they exist.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import httpx
import msgspec
import pytest
import pytest_asyncio

from hanse.app import build_registry
from hanse.domains.tenants.types import TenantId
from hanse.kit.ids import Id
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Business, Client, Installation
from tests.attacks.visits import link_to
from tests.isolation.entries import ENTRIES
from tests.isolation.world import Call, World, call, fingerprint
from tests.sampling import sampled

STRANGE = "xenopus"
ID = re.compile(r"^[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}$")
GUARDED = [
    (route, operation)
    for route in build_registry().routes
    if (operation := operation_of(route.operation)).access == "permission"
]
SOME = sampled(GUARDED, 10)
# Naming the business above one's own is offering it something: the offer shows one's own name, and nothing of theirs.
OFFERS = {"tenant.offer_parent"}
# A file of what a list under the same filter shows: empty here, as the equal answers prove.
EXPORTS = {"organization.export"}


class StrangeWorld(World):
    """The other business. Everything in it carries a word that must never be read in ours."""

    def name(self, what: str = "thing") -> str:
        return super().name(what).replace("kanarienvogel", STRANGE)

    def word(self) -> str:
        return f"{STRANGE}{super().word()}"


@dataclass
class Theirs:
    """The other business, and one id of each kind of thing in it, by prefix."""

    world: World
    ids: dict[str, str]


@pytest_asyncio.fixture(scope="module")
async def theirs(installation: Installation) -> Theirs:
    other = await installation.found(f"{STRANGE} Ltd")
    world = StrangeWorld(installation, other, await installation.found())
    ids: dict[str, str] = {"ten": str(TenantId(other.tenant.id))}
    for _, operation in GUARDED:
        if all(kind.prefix in ids for _, kind in operation.ids):
            continue
        request = await ENTRIES[operation.name].prepare(world)
        for value in (*request.ids.values(), *(value for _, value in leaves(request.body))):
            if isinstance(value, str) and ID.match(value):
                ids[value.rpartition("_")[0]] = value
    return Theirs(world, ids)


@pytest_asyncio.fixture
async def ours(business: Business, theirs: Theirs) -> World:
    return World(business.installation, business, theirs.world.business)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every scalar of a body with the way to it."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from leaves(item, (*path, position))
    else:
        yield path, value


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with one place changed."""
    changed = copy.deepcopy(body)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return changed


def id_types(kind: Any) -> list[type[Id]]:
    """The ids a field may hold."""
    if isinstance(kind, type) and issubclass(kind, Id):
        return [kind]
    return [found for option in get_args(kind) if not isinstance(option, str) for found in id_types(option)]


def is_list(kind: Any) -> bool:
    """Whether a field takes several values."""
    return get_origin(kind) in (list, tuple) or any(is_list(option) for option in get_args(kind))


@dataclass(frozen=True)
class Attempt:
    """A right call with one id replaced, and the same with an id nobody has."""

    what: str
    foreign: Call
    absent: Call


def attempts(operation: Operation, request: Call, ids: dict[str, str]) -> Iterator[Attempt]:
    for name, kind in operation.ids:
        if kind.prefix in ids:
            yield Attempt(
                f"path {name}",
                Call({**request.ids, name: ids[kind.prefix]}, request.body, request.query),
                Call({**request.ids, name: str(kind.new())}, request.body, request.query),
            )
    for path, value in leaves(request.body):
        prefix = value.rpartition("_")[0] if isinstance(value, str) and ID.match(value) else ""
        if prefix in ids:
            yield Attempt(
                f"body {path}",
                Call(request.ids, replaced(request.body, path, ids[prefix]), request.query),
                Call(request.ids, replaced(request.body, path, nobody(value)), request.query),
            )
    yield from _fields(operation, request, ids)


def nobody(identity: str) -> str:
    """An id of the same kind that nobody has."""
    prefix, _, text = identity.rpartition("_")
    return f"{prefix}_{text[:6]}{text[6:][::-1].translate(str.maketrans('0123', '4567'))}"


def _fields(operation: Operation, request: Call, ids: dict[str, str]) -> Iterator[Attempt]:
    """Fields of ids that the right call leaves out."""
    if operation.input is None:
        return
    for field in msgspec.structs.fields(operation.input):
        for kind in id_types(field.type):
            value = ids.get(kind.prefix)
            given = request.body or {}
            if value is None or field.encode_name in given:
                continue
            pair = [value, str(kind.new())]
            if operation.input_name == "query":
                calls = [Call(request.ids, None, {**request.query, field.encode_name: one}) for one in pair]
            else:
                listed = is_list(field.type)
                calls = [
                    Call(request.ids, {**given, field.encode_name: [one] if listed else one}, request.query)
                    for one in pair
                ]
            yield Attempt(f"{operation.input_name} {field.encode_name}", *calls)


def plain(answer: httpx.Response) -> tuple[int, str]:
    """An answer without the ids of the request, which it may repeat, and without signed links."""
    return answer.status_code, re.sub(r"[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}|/files/[\w-]+", "…", answer.text)


@pytest.mark.parametrize(("route", "operation"), SOME, ids=[operation.name for _, operation in SOME])
async def test_an_id_of_another_business_is_as_absent_as_any(
    route: Route, operation: Operation, ours: World, theirs: Theirs, cluster: Cluster
) -> None:
    admin = cluster.admin_url(f"{TEMPLATE}_{worker_name()}")
    entry = ENTRIES[operation.name]
    request = await entry.prepare(ours)
    client: Client = await entry.caller(ours) if entry.caller else ours.owner
    tried = list(attempts(operation, request, theirs.ids))
    if not tried:
        return
    before = fingerprint(admin, theirs.world.business)
    for attempt in tried:
        absent = await call(client, route.method, route.path, attempt.absent)
        foreign = await call(client, route.method, route.path, attempt.foreign)
        assert plain(foreign) == plain(absent), f"{attempt.what}: the answers differ"
        assert STRANGE not in foreign.text.lower(), attempt.what
        if operation.kind == "command" and operation.name not in OFFERS | EXPORTS:
            assert foreign.status_code in (403, 404, 409, 422), f"{attempt.what}: {foreign.status_code} {foreign.text}"
        else:
            assert foreign.status_code < 500
    assert fingerprint(admin, theirs.world.business) == before, "something of the other business changed"


async def test_the_attempts_reach_into_bodies_and_filters(ours: World, theirs: Theirs) -> None:
    """Of some operations we know what has to be tried; else the test above could try nothing and be content."""
    for name, expected in {
        "organization.create": {"data parent_id", "data manager_member_id"},
        "organization.move": {"path organization_id", "body ('parent_id',)"},
        "organization.list": {"query manager", "query parent", "query below"},
        "member.invite": {"body ('assignments', 0, 'role_id')"},
        "role.assign": {"path member_id", "body ('role_id',)", "data organization_id"},
        "address.update": {"path organization_id", "path address_id"},
        "onboarding.remove_document": {"path application_id", "path step_id", "path file_id"},
        "audit.list": {"query member_id"},
    }.items():
        operation = next(found for _, found in GUARDED if found.name == name)
        request = await ENTRIES[name].prepare(ours)
        tried = {attempt.what for attempt in attempts(operation, request, theirs.ids)}
        assert expected <= tried, f"{name}: {expected - tried}"


LISTS = [
    (route, operation)
    for route, operation in GUARDED
    if operation.input is not None and operation.input_name == "query" and "cursor" in operation.input.__struct_fields__
]


@pytest.mark.parametrize(("route", "operation"), sampled(LISTS, 3), ids=lambda one: getattr(one, "name", ""))
async def test_a_cursor_of_another_business_shows_only_ones_own(
    route: Route, operation: Operation, ours: World, theirs: Theirs
) -> None:
    request, other = [await ENTRIES[operation.name].prepare(world) for world in (ours, theirs.world)]
    page = await call(theirs.world.owner, route.method, route.path, Call(other.ids, None, {"limit": 1}))
    cursor = page.json().get("next")
    if cursor is None:
        return
    own = await call(ours.owner, route.method, route.path, Call(request.ids, None, {"limit": 100}))
    answer = await call(ours.owner, route.method, route.path, Call(request.ids, None, {"cursor": cursor}))
    assert answer.status_code in (200, 422), answer.text
    assert STRANGE not in answer.text.lower()
    if answer.status_code == 200:
        known = {str(item.get("id")) for item in own.json()["items"]}
        assert {str(item.get("id")) for item in answer.json()["items"]} <= known


async def test_a_key_of_another_business_is_a_key_like_any(business: Business, other_business: Business) -> None:
    """Attack 10: the same Idempotency-Key, body and address in two businesses are two requests."""
    headers = {"idempotency-key": "shared-between-businesses"}
    seen = []
    for one in (business, other_business):
        answer = await one.owner.post("/v1/organizations", {"name": "Twice"}, headers=headers)
        assert answer.status_code == 201
        assert "idempotent-replayed" not in answer.headers
        seen.append(answer.json()["id"])
    assert seen[0] != seen[1]


async def test_a_version_of_another_business_is_no_version_of_ones_own(
    business: Business, other_business: Business
) -> None:
    """An ETag is a number; one read elsewhere only helps who has the same version anyway."""
    for _ in range(3):
        assert (await other_business.owner.patch("/v1/tenant", {"tagline": "again"})).status_code == 200
    theirs = (await other_business.owner.get("/v1/tenant")).headers["etag"]
    answer = await business.owner.patch("/v1/tenant", {"tagline": "mine"}, headers={"if-match": theirs})
    assert answer.status_code == 412


async def test_an_invitation_leads_to_its_own_business_only(business: Business, other_business: Business) -> None:
    """A person of one business with a link of another joins that one, whatever business their session is in."""
    role = str(await business.role("viewer"))
    body = {"email": other_business.owner.email, "assignments": [{"role_id": role}]}
    assert (await business.owner.post("/v1/invitations", body)).status_code == 201
    link = await link_to(business.installation, other_business.owner.email, "/invitations/")
    token = link.rpartition("/")[2]
    before = (await other_business.owner.get("/v1/members")).json()["items"]
    joined = await other_business.owner.post("/v1/invitations/accept", {"token": token})
    assert joined.status_code == 201, joined.text
    assert joined.json()["tenant_handle"] == business.tenant.handle
    fresh = await other_business.installation.found()
    assert len((await business.owner.get("/v1/members")).json()["items"]) == 2
    assert len(before) == 1
    again = await fresh.owner.post("/v1/invitations/accept", {"token": token})
    assert again.status_code == 404


async def test_what_another_business_points_to_can_be_removed(business: Business, other_business: Business) -> None:
    """Attack 4: a business that somebody else named as its parent is not held by that."""
    offered = {"handle": business.tenant.handle, "rights": ["profile"]}
    assert (await other_business.owner.put("/v1/tenant/parent", offered)).status_code == 200
    assert (await business.owner.post("/v1/tenant/close", {"reason": "for good"})).status_code == 200
    assert (await other_business.owner.get("/v1/tenant")).status_code == 200
    assert (await other_business.owner.delete("/v1/tenant/parent")).status_code in (200, 204)
