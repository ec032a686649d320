"""The Python client against a real installation, and against networks and servers that fail."""

from __future__ import annotations

import ast
import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hanse import client as package
from hanse.app import build_registry
from hanse.client import (
    ApiError,
    AsyncHanse,
    Conflict,
    Forbidden,
    Hanse,
    Invalid,
    NotFound,
    NotReached,
    Retrying,
    StaleVersion,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    change_latest,
    change_latest_async,
)
from hanse.client.models import OrganizationStatus, OrganizationType
from hanse.client.transport import AsyncTransport, Transport
from hanse.platform.commands import operation_of
from hanse.platform.http.clientgen import method_of
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import ORIGIN, TEMPLATE, Business, _migrate
from tests.api.regenerate import CLIENT, GENERATED, write
from tests.api.running import Beside, running_beside

URL = "http://hanse.test"


def answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers=named)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    return answer(status, {"title": "No", "status": status, "code": code}, x_request_id="r1", **headers)


class Script:
    """A server that plays answers in order and remembers what it was asked."""

    def __init__(self, *steps: httpx.Response | Exception) -> None:
        self.steps = list(steps)
        self.seen: list[httpx.Request] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    def hanse(self, **options: Any) -> Hanse:
        """The synchronous client in front of this server; it never really waits."""
        http = httpx.Client(transport=httpx.MockTransport(self), base_url=URL)
        made = Hanse(URL, "key", http=http, **options)
        for noun in vars(made).values():
            if isinstance(getattr(noun, "_transport", None), Transport):
                noun._transport._sleep = self.slept.append
        return made

    def async_hanse(self) -> AsyncHanse:
        """The asynchronous client in front of this server."""

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        http = httpx.AsyncClient(transport=httpx.MockTransport(self), base_url=URL)
        made = AsyncHanse(URL, "key", http=http)
        for noun in vars(made).values():
            if isinstance(getattr(noun, "_transport", None), AsyncTransport):
                noun._transport._sleep = sleep
        return made


PAGE: dict[str, Any] = {"items": [], "next": None}


# ---- the files -----------------------------------------------------------------------------------------------------


def test_the_files_are_what_the_registry_says(tmp_path: Path) -> None:
    """After a change of the API: python -m tests.api.regenerate"""
    write(tmp_path)
    made = {path.relative_to(tmp_path): path.read_text("utf-8") for path in tmp_path.rglob("*.py")}
    kept = {
        path.relative_to(CLIENT): path.read_text("utf-8")
        for name in GENERATED
        for path in (CLIENT / name).rglob("*.py")
    }
    assert sorted(made) == sorted(kept), "run: python -m tests.api.regenerate"
    changed = [str(path) for path, text in made.items() if kept[path] != text]
    assert changed == [], "run: python -m tests.api.regenerate"


def test_every_operation_is_a_method() -> None:
    for made in (Hanse(URL), AsyncHanse(URL)):
        for route in build_registry().routes:
            if not route.hidden:
                noun, method = method_of(operation_of(route.operation).name)
                assert callable(getattr(getattr(made, noun), method))


def test_it_works_without_the_rest_of_hanse() -> None:
    code = "import hanse.client, sys; print([m for m in sys.modules if m.startswith('hanse.') and 'client' not in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CLIENT.parents[1]
    )
    assert done.stdout.strip() == "[]"
    for path in Path(str(package.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("hanse.") or (node.module or "").startswith("hanse.client")


# ---- against an installation ---------------------------------------------------------------------------------------


class Bridge(httpx.BaseTransport):
    """Carries synchronous requests to the application on its own loop."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._inner = httpx.ASGITransport(app=beside.installation.app, client=("192.0.2.20", 99))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._beside.run(self._handle(request))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        passed = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        found = await self._inner.handle_async_request(passed)
        return httpx.Response(found.status_code, headers=found.headers, content=await found.aread())


@pytest.fixture(scope="module")
def beside(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    template = cluster.ensure_template(TEMPLATE, _migrate)
    name = f"client_{worker_name()}"
    urls = cluster.create_database(name, template)
    with running_beside(urls, tmp_path_factory.mktemp("client")) as running:
        yield running
    cluster.drop_database(name)


@pytest.fixture
def place(beside: Beside) -> Business:
    """A fresh business on the other loop."""
    return beside.run(beside.installation.found())


def secret_of(beside: Beside, place: Business, *scopes: str) -> str:
    return str(beside.run(place.key(*scopes)).http.headers["authorization"].removeprefix("Bearer "))


@pytest.fixture
def hanse(beside: Beside, place: Business) -> Iterator[Hanse]:
    http = httpx.Client(transport=Bridge(beside), base_url=URL)
    with Hanse(URL, secret_of(beside, place, "*"), http=http) as made:
        yield made


@pytest.fixture
async def async_hanse(business: Business) -> AsyncHanse:
    key = (await business.key("*")).http.headers["authorization"].removeprefix("Bearer ")
    transport = httpx.ASGITransport(app=business.installation.app)
    return AsyncHanse(ORIGIN, key, http=httpx.AsyncClient(transport=transport, base_url=ORIGIN))


def test_a_day_of_work(hanse: Hanse) -> None:
    made = hanse.organization.create(
        name="Hartmann",
        types=["buyer"],
        credit_limit={"amount": "1234.50", "currency": "EUR"},
        payment_terms={"days": 30, "discount_days": None},
    )
    assert (made.status, made.types) == (OrganizationStatus.PROSPECT, [OrganizationType.BUYER])
    assert made.credit_limit is not None
    assert (made.credit_limit.amount, made.created_at.tzinfo is not None) == ("1234.50", True)
    changed = hanse.organization.update(made.id, version=made.version, phone="040", website=None)
    assert (changed.phone, changed.version, changed.payment_terms) == ("040", 2, made.payment_terms)
    address = hanse.address.create(made.id, line1="Speicherstadt 1", city="Hamburg", postal_code="20457", country="DE")
    assert [one.id for one in hanse.organization.addresses(made.id).items] == [address.id]
    hanse.address.delete(made.id, address.id, version=address.version)
    assert hanse.organization.addresses(made.id).items == []


def test_all_pages(hanse: Hanse) -> None:
    names = [f"Partner {number}" for number in range(7)]
    for name in names:
        hanse.organization.create(name=name, types=["vendor"])
    found = [
        one.name for one in hanse.organization.list_all(limit=3, type=["vendor", "buyer"], sort="-name", roots=True)
    ]
    assert found == names[::-1]
    assert [one.name for one in hanse.organization.list(limit=2).items] == names[:2]


def test_refusals_are_exceptions_with_their_facts(hanse: Hanse) -> None:
    with pytest.raises(Invalid) as invalid:
        hanse.organization.create(name="", payment_terms={"days": 30})
    assert invalid.value.of_field("name") is not None
    assert invalid.value.request_id
    with pytest.raises(NotFound):
        hanse.organization.get("org_../../me")
    made = hanse.organization.create(name="Hartmann")
    with pytest.raises(Conflict) as conflict:
        hanse.organization.reactivate(made.id, version=1, reason="it is not suspended")
    assert conflict.value.code == "organization_invalid_transition"
    with pytest.raises(StaleVersion) as stale:
        hanse.organization.update(made.id, version=99, name="Other")
    assert stale.value.extra["current_version"] == 1


def test_rights_are_those_of_the_key(beside: Beside, place: Business) -> None:
    stranger = Hanse(URL, None, http=httpx.Client(transport=Bridge(beside), base_url=URL))
    with pytest.raises(Unauthenticated):
        stranger.organization.list()
    secret = secret_of(beside, place, "organization.view")
    narrow = Hanse(URL, secret, http=httpx.Client(transport=Bridge(beside), base_url=URL))
    assert narrow.organization.list().items == []
    with pytest.raises(Forbidden):
        narrow.organization.create(name="Hartmann")


def test_who_was_quicker_is_not_overwritten(hanse: Hanse) -> None:
    made = hanse.organization.create(name="Hartmann", notes="one")
    reads = 0

    def read() -> Any:
        nonlocal reads
        reads += 1
        found = hanse.organization.get(made.id)
        if reads == 1:  # somebody else changes it between reading and changing
            hanse.organization.update(made.id, version=hanse.organization.get(made.id).version, notes="one two")
        return found

    changed = change_latest(
        read, lambda found: hanse.organization.update(found.id, version=found.version, notes=found.notes + " three")
    )
    assert (changed.notes, reads) == ("one two three", 2)


def test_a_repeated_request_has_one_effect(beside: Beside, hanse: Hanse) -> None:
    first = hanse.organization.create(name="Hartmann", idempotency_key="k1")
    again = hanse.organization.create(name="Hartmann", idempotency_key="k1")
    assert first == again
    with pytest.raises(Invalid, match="another request"):
        hanse.organization.create(name="Other", idempotency_key="k1")
    assert len(hanse.organization.list().items) == 1


def test_an_answer_that_got_lost_is_asked_for_again(beside: Beside, place: Business, hanse: Hanse) -> None:
    """The request arrives, its answer does not: the repetition carries the same key, so nothing is done twice."""
    bridge = Bridge(beside)
    lost: list[str] = []

    class Losing(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            found = bridge.handle_request(request)
            if not lost:
                lost.append(request.headers["idempotency-key"])
                raise httpx.ReadTimeout("lost", request=request)
            assert request.headers["idempotency-key"] == lost[0]
            return found

    secret = secret_of(beside, place, "*")
    program = Hanse(URL, secret, retrying=Retrying(first=0.001), http=httpx.Client(transport=Losing(), base_url=URL))
    program.organization.create(name="Once")
    assert [one.name for one in hanse.organization.list().items] == ["Once"]


async def test_the_same_asynchronously(async_hanse: AsyncHanse) -> None:
    async with async_hanse as hanse:
        await asyncio.gather(*(hanse.organization.create(name=f"Partner {number}") for number in range(5)))
        names = sorted([one.name async for one in hanse.organization.list_all(limit=2)])
        assert names == [f"Partner {number}" for number in range(5)]
        made = (await hanse.organization.list(q="Partner 3")).items[0]
        with pytest.raises(StaleVersion):
            await hanse.organization.update(made.id, version=9, notes="x")
        changed = await change_latest_async(
            lambda: hanse.organization.get(made.id),
            lambda found: hanse.organization.update(found.id, version=found.version, notes="y"),
        )
        assert changed.notes == "y"
        with pytest.raises(NotFound):
            await hanse.organization.get("nonsense")


# ---- against what fails --------------------------------------------------------------------------------------------


def test_it_waits_as_long_as_it_is_told() -> None:
    script = Script(problem(429, "too_many_requests", retry_after="7"), problem(503, "overloaded"), answer(200, PAGE))
    script.hanse().organization.list()
    assert len(script.seen) == 3
    assert 7 <= script.slept[0] < 8
    assert 0.1 <= script.slept[1] <= 0.4


def test_it_gives_up_in_time() -> None:
    script = Script(*(problem(503, "overloaded") for _ in range(9)))
    with pytest.raises(Unavailable) as error:
        script.hanse(retrying=Retrying(attempts=3)).organization.list()
    assert (len(script.seen), error.value.code) == (3, "overloaded")
    script = Script(problem(429, "too_many_requests", retry_after="3600"))
    with pytest.raises(TooManyRequests) as wait:
        script.hanse().organization.list()
    assert (wait.value.retry_after, script.slept) == (3600, [])


@pytest.mark.parametrize(
    ("call", "error", "attempts"),
    [
        (lambda hanse: hanse.organization.list(), httpx.ReadTimeout("slow"), 4),
        (lambda hanse: hanse.organization.create(name="A"), httpx.ReadError("cut"), 4),
        (lambda hanse: hanse.organization.update("org_1", version=1, name="A"), httpx.ConnectError("refused"), 4),
        (lambda hanse: hanse.organization.update("org_1", version=1, name="A"), httpx.ReadTimeout("slow"), 1),
        (lambda hanse: hanse.address.delete("org_1", "adr_1", version=1), httpx.ReadError("cut"), 1),
    ],
)
def test_only_what_is_safe_is_sent_again(call: Callable[[Hanse], Any], error: Exception, attempts: int) -> None:
    script = Script(*(error for _ in range(9)))
    with pytest.raises(NotReached, match=r"hanse\.test"):
        call(script.hanse())
    assert len(script.seen) == attempts
    assert len({request.headers.get("idempotency-key") for request in script.seen}) == 1


async def test_the_same_waiting_asynchronously() -> None:
    script = Script(problem(409, "idempotency_in_flight", retry_after="1"), httpx.ConnectError("refused"), answer(204))
    await script.async_hanse().account.log_out()
    assert len(script.slept) == 2
    script = Script(*(httpx.ReadTimeout("slow") for _ in range(9)))
    with pytest.raises(NotReached):
        await script.async_hanse().organization.list()


def test_other_conflicts_are_not_sent_again() -> None:
    script = Script(problem(409, "organization_invalid_transition"))
    with pytest.raises(Conflict):
        script.hanse().organization.suspend("org_1", version=1, reason="x")
    assert len(script.seen) == 1


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"\xff", b"[]", b'{"status": "502"}'])
def test_answers_of_others_on_the_way_are_errors_too(body: bytes) -> None:
    script = Script(httpx.Response(502, content=body))
    with pytest.raises(ApiError) as error:
        script.hanse().organization.list()
    assert (error.value.status, error.value.message) == (502, "HTTP 502")


def test_what_is_sent() -> None:
    script = Script(answer(200, PAGE), answer(204))
    hanse = script.hanse(headers={"x-request-id": "mine"})
    hanse.organization.list(status=["active", OrganizationStatus.CLOSED], roots=True, q="a&b")
    hanse.session.end("ses/../1?x")
    query, path = script.seen[0].url.params, script.seen[1].url.raw_path
    assert (query.get_list("status"), query["roots"], query["q"]) == (["active", "closed"], "true", "a&b")
    assert path == b"/v1/sessions/ses%2F..%2F1%3Fx"
    sent = script.seen[0].headers
    assert (sent["authorization"], sent["x-request-id"]) == ("Bearer key", "mine")
    assert sent["user-agent"].startswith("hanse-python/")


def test_a_newer_installation_does_not_break_an_older_client() -> None:
    """Unknown fields are left aside, unknown words are kept."""
    item = json.loads(Path(__file__).with_name("summary.json").read_text("utf-8"))
    script = Script(answer(200, {"items": [{**item, "status": "hibernating", "moons": 3}], "next": None, "count": 1}))
    (found,) = script.hanse().organization.list().items
    assert found.status == "hibernating"
    assert isinstance(found.status, OrganizationStatus)
