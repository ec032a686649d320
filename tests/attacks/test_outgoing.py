"""Attack 36, field by field: no address that anybody may type makes the installation call inside.

Walks every input of the registry for fields that take an address, also those that later domains add, and listens.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, get_args

import msgspec
import pytest

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.installation import Business
from tests.isolation.entries import ENTRIES
from tests.isolation.world import Call, World, call

REGISTRY = build_registry()
ADDRESS = re.compile(r"(^|_)(url|uri|website|issuer|domain|host|endpoint|callback|webhook|link|server|feed|metadata)$")


def _takes_text(kind: Any) -> bool:
    return kind is str or any(_takes_text(option) for option in get_args(kind) if not isinstance(option, str))


def _fields() -> Iterator[tuple[Route, Operation, str]]:
    for route in REGISTRY.routes:
        operation = operation_of(route.operation)
        if operation.name not in ENTRIES or operation.input_name != "data" or operation.input is None:
            continue
        for field in msgspec.structs.fields(operation.input):
            if ADDRESS.search(field.encode_name) and _takes_text(field.type):
                yield route, operation, field.encode_name


FIELDS = list(_fields())


@asynccontextmanager
async def tripwire() -> AsyncIterator[tuple[int, list[str]]]:
    """A server inside that writes down who came."""
    came: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append("somebody")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()


def test_the_walk_finds_the_fields_that_are_known() -> None:
    found = {(operation.name, field) for _, operation, field in FIELDS}
    assert {("identity_provider.create", "issuer"), ("tenant.set_domain", "domain")} <= found, found
    assert {"organization.create", "organization.update"} <= {name for name, field in found if field == "website"}


@pytest.mark.parametrize(
    ("route", "operation", "field"), FIELDS, ids=[f"{operation.name}-{field}" for _, operation, field in FIELDS]
)
async def test_no_field_leads_inside(route: Route, operation: Operation, field: str, business: Business) -> None:
    world = World(business.installation, business, business)
    async with tripwire() as (port, came):
        inside = (
            f"http://127.0.0.1:{port}/",
            f"http://localhost:{port}/x.json",
            f"http://[::ffff:127.0.0.1]:{port}/",
            f"http://2130706433:{port}/",
            f"http://user@127.0.0.1:{port}/",
            f"127.0.0.1:{port}",
            "http://169.254.169.254/latest/meta-data/",
            "file:///etc/passwd",
            f"gopher://127.0.0.1:{port}/_x",
        )
        for address in inside:
            request = await ENTRIES[operation.name].prepare(world)
            body = {**(request.body or {}), field: address}
            answer = await call(world.owner, route.method, route.path, Call(request.ids, body, request.query))
            assert answer.status_code < 500, (address, answer.text)
            assert "root:" not in answer.text
        await business.installation.drain()
        assert came == []
