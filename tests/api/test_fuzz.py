"""schemathesis over the whole API: no server error, nothing undocumented, nothing wrong accepted, nothing right unread.

The same cases every time. Each operation is explored in a business of its own, so none has to be spared: what closes
the business or ends the session of its caller spoils nothing for others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hanse.app import build_registry
from hanse.kit.errors import Invalid
from hanse.kit.structs import from_json, to_json
from hanse.platform.commands import operation_of
from hanse.platform.http.openapi import build_document
from hanse.platform.registry import Operation
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Client, _migrate
from tests.api.running import Beside, running_beside
from tests.isolation.entries import ENTRIES
from tests.isolation.world import World
from tests.sampling import sampled

pytestmark = pytest.mark.slow

REGISTRY = build_registry()
OPERATIONS = {
    operation_of(route.operation).name: operation_of(route.operation) for route in REGISTRY.routes if not route.hidden
}
CONFIG = schemathesis.Config.from_dict({"generation": {"allow-x00": False, "codec": "utf-8"}})
DOCUMENT = json.loads(to_json(build_document(REGISTRY, "http://hanse.test")))
for methods in DOCUMENT["paths"].values():  # credentials are ours to give, not a part of the input
    for described in methods.values():
        described["security"] = []
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
ALWAYS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXPLORE = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What the form of a body is refused with; other codes are rules that no schema can tell.
WHOLE_WITH_POINT = re.compile(r"Expected `int( \| null)?`, got `float`")
FORM = {"invalid", "required", "unknown_field", "malformed_json"}


class Explored:
    """One business that is explored by one operation, and its callers."""

    def __init__(self, beside: Beside, operation: Operation) -> None:
        self.beside = beside
        self.operation = operation
        self.world: World = beside.run(self._world())
        self.visitor = beside.installation.visitor()
        self.right = beside.run(self._right_caller())

    async def _world(self) -> World:
        business = await self.beside.installation.found("Kanarienvogel GmbH")
        return World(self.beside.installation, business, business)

    async def _right_caller(self) -> Client:
        """A program with every right; for what only oneself may, somebody whose session may be spoiled."""
        if self.operation.access == "self":
            return await self.world.business.join("admin")
        return await self.world.business.key("*")

    def ids(self) -> dict[str, Any] | None:
        """Ids of things that are there."""
        if self.operation.name not in ENTRIES or not self.operation.ids:
            return None
        return dict(self.beside.run(ENTRIES[self.operation.name].prepare(self.world)).ids)

    def send(self, client: Client, case: schemathesis.Case, *, read: bool = False) -> httpx.Response:
        """Send a case as one of the callers; one who `read` what is there names its version, not an invented one."""
        kwargs = case.as_transport_kwargs(base_url="http://hanse.test")
        request = httpx.Request(
            kwargs["method"],
            kwargs["url"],
            params=kwargs.get("params"),
            headers={name: str(value) for name, value in (kwargs.get("headers") or {}).items()},
            json=kwargs.get("json"),
            content=kwargs.get("data"),
        )
        path = request.url.raw_path.decode("ascii")
        headers = [pair for pair in request.headers.items() if pair[0] not in ("host", "content-length", "user-agent")]
        given = {name: value for name, value in headers if not (read and name == "if-match")}
        sent = client.send(case.method, path, unread=not read, headers=given, content=request.content)
        return self.beside.run(sent)


@pytest.fixture(scope="module")
def beside(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    template = cluster.ensure_template(TEMPLATE, _migrate)
    name = f"fuzz_{worker_name()}"
    urls = cluster.create_database(name, template)
    folder: Path = tmp_path_factory.mktemp("fuzz")
    with running_beside(urls, folder) as running:
        yield running
    cluster.drop_database(name)


@pytest.mark.parametrize("name", sampled(sorted(OPERATIONS), 12))
def test_explored(name: str, beside: Beside) -> None:
    operation = OPERATIONS[name]
    described = SCHEMA.find_operation_by_id(name)
    explored = Explored(beside, operation)

    def look(case: schemathesis.Case, *, right: bool) -> None:
        refused = explored.send(explored.visitor, case)
        case.validate_response(refused, checks=ALWAYS)
        assert operation.access == "public" or refused.status_code in (401, 404, 422), refused.text
        answer = explored.send(explored.right, case, read=right)
        case.validate_response(answer, checks=ALWAYS if right else [*ALWAYS, negative_data_rejection])

    if described.query or described.headers or described.body or operation.ids:

        @EXPLORE
        @given(case=described.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def wrong(case: schemathesis.Case) -> None:
            look(case, right=False)

        wrong()

    @EXPLORE
    @given(case=described.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=explored.ids()))
    def right(case: schemathesis.Case) -> None:
        if operation.input_name == "data" and case.media_type == "application/json":
            check_readable(case, operation.input)
        look(case, right=True)

    right()


def check_readable(case: schemathesis.Case, kind: Any) -> None:
    """What the schema allows has the form that is read: the schema promises nothing that is refused for its form.

    Only whole numbers written with a point (5.0) are an exception: JSON Schema calls them integers.
    """
    if not isinstance(case.body, dict):
        return
    try:
        from_json(to_json(case.body), kind)
    except Invalid as error:
        refused = [field for field in error.fields if not WHOLE_WITH_POINT.fullmatch(field.message)]
        by_form = [field for field in refused if field.code in FORM]
    else:
        by_form = []
    assert by_form == [], case.body
