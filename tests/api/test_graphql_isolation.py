"""I1 and I2 through GraphQL: called by whoever must be kept out, no operation tells or changes anything.

Generic over the registry and the entries of tests/isolation: a new operation is covered the moment it has one.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLSchema
from msgspec import inspect as shapes

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.platform.graphql.schema import build_schema, exposed
from hanse.platform.http.vocabulary import bare
from hanse.platform.registry import Operation
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Client, Installation
from tests.api.documents import ask, document
from tests.isolation.entries import ENTRIES
from tests.isolation.world import CANARY, Call, World, fingerprint, having_read, strangers_of, world_for
from tests.sampling import sampled

REGISTRY = build_registry()
ROUTES = {operation_of(route.operation).name: route for route in exposed(REGISTRY).values()}
EXPOSED = {operation_of(route.operation).name: operation_of(route.operation) for route in exposed(REGISTRY).values()}
GUARDED = tuple(  # tests/isolation fails for one without an entry
    operation for operation in EXPOSED.values() if operation.access == "permission" and operation.name in ENTRIES
)
SOME = sampled(GUARDED, 8)
REFUSED = {"unauthenticated", "forbidden", "not_found"}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(REGISTRY)


@pytest_asyncio.fixture
async def world(installation: Installation, operation: Operation) -> World:
    return await world_for(installation, operation)


@pytest_asyncio.fixture
async def kept_out(world: World) -> dict[str, Client]:
    everybody = await strangers_of(world)
    return {who: everybody[who] for who in ("visitor", "wrong role", "wrong scope")}


def test_graphql_is_exactly_as_wide_as_rest() -> None:
    offered = {operation_of(route.operation).name for route in REGISTRY.routes if not route.hidden}
    assert set(EXPOSED) == offered


@pytest.mark.parametrize("operation", SOME, ids=[operation.name for operation in SOME])
async def test_only_the_right_caller_gets_through(
    operation: Operation, schema: GraphQLSchema, world: World, kept_out: dict[str, Client], cluster: Cluster
) -> None:
    entry = ENTRIES[operation.name]
    admin = cluster.admin_url(f"{TEMPLATE}_{worker_name()}")
    prepared = await entry.prepare(world)
    right = await entry.caller(world) if entry.caller else world.owner
    route = ROUTES[operation.name]
    call = await having_read(right, route.method, route.path, prepared)
    query, variables = document(schema, operation, call)
    if operation.ids:
        foreign = await ask(world.other.owner, query, variables)
        assert _codes(foreign.json()) <= REFUSED | {"invalid_input", "conflict"}, foreign.text
        assert CANARY not in _unasked(foreign.text, call).lower(), "the other business's owner saw something"

    before = fingerprint(admin, world.business)
    for who, client in kept_out.items():
        if who == "wrong scope" and operation.permission == "tenant.view_children":
            continue
        answer = await ask(client, query, variables)
        assert _codes(answer.json()) <= REFUSED, f"{who} got {answer.text}"
        assert not _values(answer.json().get("data")), f"{who} got {answer.text}"
        assert CANARY not in _unasked(answer.text, call).lower(), f"{who} saw something of the business"
    assert fingerprint(admin, world.business) == before, "somebody who was refused changed something"

    answer = await ask(right, query, variables)
    assert answer.status_code == 200, answer.text
    if "errors" in answer.json():  # a call REST answers with a refusal of its own is refused alike
        expected = entry.expects if isinstance(entry.expects, tuple) else (entry.expects,)
        (error,) = answer.json()["errors"]
        assert error["extensions"]["status"] in expected, answer.text


@pytest.mark.parametrize("operation", [one for one in SOME if one.ids], ids=[one.name for one in SOME if one.ids])
async def test_foreign_absent_and_malformed_ids_are_the_same(
    operation: Operation, schema: GraphQLSchema, world: World
) -> None:
    call = await ENTRIES[operation.name].prepare(world)
    answers = set()
    for name, kind in operation.ids:
        for value in (call.ids[name], str(kind.new()), "nonsense", ""):
            query, variables = document(schema, operation, Call({**call.ids, name: value}, call.body, call.query))
            answer = await ask(world.other.owner, query, variables)
            answers.add((answer.status_code, answer.text))
    assert len(answers) == 1, answers


@pytest.mark.parametrize(
    "operation",
    [one for one in EXPOSED.values() if one.access == "self"],
    ids=[one.name for one in EXPOSED.values() if one.access == "self"],
)
async def test_what_is_for_oneself_is_not_for_visitors_or_programs(
    operation: Operation, schema: GraphQLSchema, world: World
) -> None:
    """Arguments are made up: who asks is refused before they are looked at."""
    call = Call({name: str(kind.new()) for name, kind in operation.ids}, _least(operation))
    query, variables = document(schema, operation, call)
    key = await world.business.key("*")
    for client in (world.installation.visitor(), key):
        answer = await ask(client, query, variables)
        if operation.name == "me.get" and client is key:
            continue
        assert _codes(answer.json()) <= REFUSED | {"invalid_input"}, answer.text
        assert not _values(answer.json().get("data")), answer.text


def _least(operation: Operation) -> dict[str, Any]:
    """Something in every required field."""
    if operation.input is None or operation.input_name != "data":
        return {}
    shape = shapes.type_info(operation.input)
    assert isinstance(shape, shapes.StructType)
    return {
        field.encode_name: {} if isinstance(bare(field.type), shapes.DictType) else "something"
        for field in shape.fields
        if field.required
    }


def _codes(body: dict[str, Any]) -> set[str]:
    errors = body.get("errors") or []
    assert errors, f"nothing was refused: {body}"
    return {error["extensions"]["code"] for error in errors}


def _values(data: object) -> bool:
    return isinstance(data, dict) and any(value is not None for value in data.values())


def _unasked(text: str, call: Call) -> str:
    """An answer without what the caller sent along."""
    for value in (call.body or {}).values():
        if isinstance(value, str):
            text = re.sub(re.escape(value), "", text)
    return text
