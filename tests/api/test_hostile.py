"""Hostile requests to every operation: each gets a clear problem+json, and never one that is our fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_origin

import httpx
import pytest
import pytest_asyncio

from hanse.app import build_registry
from hanse.kit.pagination import Page
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Route
from hanse.testing.installation import Business, Client, Installation
from tests.sampling import sampled

REGISTRY = build_registry()
ROUTES = [route for route in REGISTRY.routes if not route.hidden]


def routes(chosen: Callable[[Operation], bool]) -> pytest.MarkDecorator:
    """Run for each route whose operation is chosen."""
    found = [route for route in ROUTES if chosen(operation_of(route.operation))]
    found = sampled(found, 12)
    return pytest.mark.parametrize("route", found, ids=[operation_of(route.operation).name for route in found])


every_route = routes(lambda operation: True)
with_body = routes(lambda operation: operation.input_name == "data")
without_body = routes(lambda operation: operation.kind == "command" and operation.input is None)
with_ids = routes(lambda operation: bool(operation.ids))
lists = routes(lambda operation: get_origin(operation.output) is Page and operation.input_name == "query")
JSON = {"content-type": "application/json"}
DEEP = 20_000


@pytest_asyncio.fixture(scope="module")
async def business(installation: Installation) -> Business:
    return await installation.found()


@pytest_asyncio.fixture(scope="module")
async def program(business: Business) -> Client:
    return await business.key("*")


@pytest_asyncio.fixture
async def caller(business: Business, program: Client, route: Route) -> Client:
    """Who may, so that it is the request that is refused."""
    operation = operation_of(route.operation)
    if operation.access == "self":
        return await business.join("admin")
    return program


def path_of(route: Route) -> str:
    """An address with well-formed ids of nothing."""
    path = route.path
    for name, kind in operation_of(route.operation).ids:
        path = path.replace("{" + name + "}", str(kind.new()))
    return path


def refused(answer: httpx.Response) -> dict[str, Any]:
    """The problem an answer is; fails when it is anything else."""
    assert 400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["title"]
    assert problem["code"] != "internal_error"
    return dict(problem)


BODIES: dict[str, bytes] = {
    "nothing readable": b"\xff\xfe\x00",
    "half a body": b'{"name": "',
    "two bodies": b'{"name": "a"} {"name": "b"}',
    "a list": b"[]",
    "a text": b'"name"',
    "null": b"null",
    "a number": b"1" * 5_000,
    "not a number": b'{"name": NaN}',
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"name":' * DEEP + b"1" + b"}" * DEEP,
    "an unknown field": b'{"\\u0000surprise": 1}',
    "a strange field": '{"ключ 🗝": {"a": [1, 2, {}]}}'.encode(),
}


@with_body
async def test_bodies_that_are_none(route: Route, caller: Client) -> None:
    for what, body in BODIES.items():
        answer = await caller.send(route.method, path_of(route), content=body, headers=JSON)
        problem = refused(answer)
        assert answer.status_code in (404, 422), f"{what}: {problem}"


@with_body
async def test_values_no_field_can_hold(route: Route, caller: Client) -> None:
    """Each field in turn: beyond bigint, beyond a float, NUL, half a surrogate pair, the wrong shape, far too long."""
    operation = operation_of(route.operation)
    assert operation.input is not None
    values = [
        "1" * 400,
        "1e400",
        "-1e-400",
        '"nul \\u0000"',
        '"\\ud800"',
        "[[[[]]]]",
        '{"a": {"a": {}}}',
        f'"{"é" * 60_000}"',
    ]
    for name in operation.input.__struct_encode_fields__:
        for value in values:
            body = f"{{{json.dumps(name)}: {value}}}".encode()
            answer = await caller.send(route.method, path_of(route), content=body, headers=JSON)
            assert answer.status_code < 500, f"{name}: {value[:20]}: {answer.text[:300]}"


@with_body
async def test_bodies_of_another_kind(route: Route, caller: Client) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ):
        answer = await caller.send(route.method, path_of(route), content=b'{"a": 1}', headers={"content-type": kind})
        problem = refused(answer)
        is_form = route.uploads and kind.startswith("multipart/")  # taken there, but this one cannot be read
        assert answer.status_code in ((404, 422) if is_form else (404, 415)), f"{kind}: {problem}"


@without_body
async def test_a_body_where_none_belongs(route: Route, caller: Client) -> None:
    answer = await caller.send(route.method, path_of(route), content=b'{"name": "a"}', headers=JSON)
    assert answer.status_code in (404, 422), refused(answer)


@with_body
async def test_bodies_beyond_the_bound(route: Route, caller: Client, installation: Installation) -> None:
    settings = installation.services.settings
    if route.uploads:  # refused by what it announces: nobody has to send a hundred megabytes for that
        announced = JSON | {"content-length": str(settings.upload_limit_bytes + 1)}
        answer = await caller.send(route.method, path_of(route), content=b"{}", headers=announced)
    else:
        beyond = b" " * (settings.body_limit_bytes + 1)
        answer = await caller.send(route.method, path_of(route), content=beyond, headers=JSON)
    assert answer.status_code in (404, 413), refused(answer)


@every_route
async def test_headers_that_are_none(route: Route, caller: Client) -> None:
    for headers in (
        {"if-match": "yesterday"},
        {"if-match": '"' + "9" * 400 + '"'},
        {"if-match": "*"},
        {"if-match": '"1", "2"'},
        {"if-match": '"٣"'.encode()},
        {"idempotency-key": ""},
        {"idempotency-key": "x" * 300},
        {"idempotency-key": "a b"},
        {"x-request-id": "\t" * 5},
        {"cookie": "hanse_session=" + "x" * 4_000},
        {"x-forwarded-for": "nobody, 1.2.3.4, ::1%lo"},
    ):
        answer = await caller.send(route.method, path_of(route), headers=headers)  # type: ignore[arg-type]
        assert answer.status_code < 500, f"{headers}: {answer.text[:300]}"
        assert len(answer.headers["x-request-id"]) <= 64


@every_route
async def test_parameters_that_are_none(route: Route, caller: Client) -> None:
    operation = operation_of(route.operation)
    if operation.input_name != "query":
        for query in ("?a=1", "?a=1&a=2", "?%00=1", "?" + "&".join(f"a{n}=1" for n in range(300))):
            answer = await caller.send(route.method, path_of(route) + query)
            assert answer.status_code in (404, 422), f"{query[:20]}: {refused(answer)}"
        return
    assert operation.input is not None
    for name in (*operation.input.__struct_encode_fields__, "surprise", "limit[]", ""):
        for value in (
            "%00",
            "%ff%fe",
            "%ed%a0%80",
            "1" * 4_000,
            "-1",
            "1e400",
            "null",
            "[]",
            "a&" + name + "=b",
            "%F0%9F%97%9D",
        ):
            answer = await caller.send(route.method, f"{path_of(route)}?{name}={value}")
            assert answer.status_code < 500, f"{name}={value[:20]}: {answer.text[:300]}"
            if name in ("surprise", "limit[]"):
                refused(answer)


@with_ids
async def test_ids_that_are_none(route: Route, caller: Client) -> None:
    """All the same 404: nothing is said about what an id is."""
    operation = operation_of(route.operation)
    answers: set[tuple[int, bytes]] = set()
    for name, kind in operation.ids:
        good = str(kind.new())
        for value in (
            "x",
            good.upper(),
            good[:-1],
            good + "0",
            f"{kind.prefix}_" + "z" * 26,
            "%00",
            "..%2f",
            "org_' OR 1=1",
            "💥",
        ):
            path = path_of(Route(route.method, route.path.replace("{" + name + "}", value), route.operation))
            answer = await caller.send(route.method, path, headers=JSON)
            answers.add((answer.status_code, answer.content if answer.status_code == 404 else b""))
            refused(answer)
    assert len({answer for answer in answers if answer[0] == 404}) <= 1
    assert {status for status, _ in answers} <= {404, 422}


@every_route
async def test_methods_that_are_none(route: Route, caller: Client) -> None:
    known = {other.method for other in ROUTES if other.path == route.path}
    hidden = {other.method for other in REGISTRY.routes if other.path == route.path and other.hidden}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known - hidden:
        answer = await caller.send(method, path_of(route))
        assert (answer.status_code, refused(answer)["code"]) == (405, "method_not_allowed")


async def test_lost_addresses_are_problems_too(installation: Installation) -> None:
    for path in (
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/organizations/",
        "/v1/organizations//",
        "/v1/../v1/me",
        "/v1/%00",
        "/v1/" + "a/" * 500,
    ):
        assert refused(await installation.visitor().get(path))["code"] in ("not_found", "unauthenticated")


CURSORS = ["x", "W10", "WzFd", "eyJhIjoxfQ", "bnVsbA", "WyJhIl0=", "WyJcdTAwMDAiXQ", "WzFlNDAwXQ", "_" * 4_000, "🗝"]


@pytest.mark.parametrize("cursor", CURSORS)
@lists
async def test_cursors_that_are_none(route: Route, cursor: str, caller: Client) -> None:
    answer = await caller.get(path_of(route), params={"cursor": cursor})
    assert answer.status_code in (404, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["path"] == "cursor"
