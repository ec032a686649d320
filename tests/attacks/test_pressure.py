"""Attacks 26 and 28: a database that is gone or busy, floods of requests, one loud tenant or address.

Whatever happens, everybody gets an answer quickly, and everything works again by itself afterwards.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from hanse.app import build_registry, build_services, build_web
from hanse.kit.clock import ManualClock
from hanse.platform.commands import operation_of
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.http.frame import Frame
from hanse.platform.web.site_pages import SITE_PAGES
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import (
    ORIGIN,
    START,
    TEMPLATE,
    Business,
    Client,
    Installation,
    open_installation,
    test_settings,
)
from tests.attacks.visits import filled
from tests.sampling import sampled

QUICK = 5.0


@asynccontextmanager
async def with_settings(business: Business, urls: DatabaseUrls, folder: Path, **changes: Any) -> AsyncIterator[Frame]:
    """Another web process of the installation, with other settings."""
    settings = test_settings(urls, folder, **changes)
    services = build_services(settings, business.installation.clock)
    await services.database.open()
    try:
        yield build_web(services)
    finally:
        await services.database.close()


def from_address(app: Any, address: str, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


def as_person(app: Any, business: Business) -> Client:
    client = Client(app, csrf=business.owner.csrf)
    client.http.cookies.set("hanse_session", business.owner.session.token)
    return client


# ---- a dead database -----------------------------------------------------------------------------------------------


def everything(handle: str) -> list[tuple[str, str]]:
    """One request to pages and endpoints; to every one of them in the whole run."""
    registry = build_registry()
    found = [(route.method, filled(route.path, dict(operation_of(route.operation).ids))) for route in registry.routes]
    pages = [(page.method, filled(page.path, {}, handle=handle)) for page in (*SITE_PAGES, *registry.pages)]
    return [*sampled(found, 4), *sampled(pages, 4), ("POST", "/graphql")]


# Answered without the database: they need none.
ALONE = ("/platform/", "/theme", "/logout", "/login", "/forgot", "/signup", "/reset", "/docs")


async def test_a_dead_database_is_said_quickly_everywhere_and_forgotten_when_it_is_back(
    cluster: Cluster, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    name = f"dying_{worker_name()}"
    urls = cluster.create_database(name, TEMPLATE)
    database = urls.app.rpartition("/")[2].partition("?")[0]
    try:
        async with open_installation(urls, tmp_path, ManualClock(START)) as installation:
            business = await installation.found()
            async with with_settings(business, urls, tmp_path, database_pool_wait_seconds=0.5) as app:
                client = as_person(app, business)
                assert (await client.get("/v1/tenant")).status_code == 200
                with psycopg.connect(cluster.admin_url(), autocommit=True) as admin:
                    admin.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
                    admin.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)
                    )
                    try:
                        slow, wrong = await _refused_everywhere(client, business.tenant.handle)
                    finally:
                        admin.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')
                assert (slow, wrong) == ([], [])
                await _comes_back(client)
    finally:
        cluster.drop_database(name)


async def _comes_back(client: Client) -> None:
    deadline = time.monotonic() + QUICK
    while (await client.get("/v1/tenant")).status_code != 200:
        assert time.monotonic() < deadline, "it did not come back by itself"
        await asyncio.sleep(0.05)
    assert (await client.get("/readyz")).status_code == 200


async def _refused_everywhere(client: Client, handle: str) -> tuple[list[Any], list[Any]]:
    slow, wrong = [], []
    turns = asyncio.Semaphore(24)

    async def ask(method: str, path: str) -> None:
        async with turns:
            started = time.monotonic()
            answer = await client.send(method, path, headers={"accept": "text/html"}, **_body(method, path))
            seconds = time.monotonic() - started
        if seconds > QUICK:
            slow.append((method, path, round(seconds, 1)))
        fine = answer.status_code == 503 or path.startswith(ALONE) or path.startswith("/static")
        if not fine or (answer.status_code == 503 and "retry-after" not in answer.headers):
            wrong.append((method, path, answer.status_code))

    await asyncio.gather(*(ask(method, path) for method, path in everything(handle)))
    if (await client.get("/healthz")).status_code != 200:
        wrong.append(("GET", "/healthz", 0))
    if (await client.get("/readyz")).status_code != 503:
        wrong.append(("GET", "/readyz", 0))
    return slow, wrong


def _body(method: str, path: str) -> dict[str, Any]:
    if method == "GET":
        return {}
    if path.startswith(("/v1/", "/graphql")):
        return {"json": {}}
    return {"data": {"a": "b"}}


# ---- floods --------------------------------------------------------------------------------------------------------


async def test_a_full_pool_refuses_and_recovers(
    business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    changes = {"database_pool_max": 1, "database_pool_wait_seconds": 0.1}
    async with with_settings(business, installation_urls, tmp_path, **changes) as app:
        async with app.services.database.transaction() as busy:
            await busy.value("SELECT 1")
            client = as_person(app, business)
            answers = await asyncio.wait_for(asyncio.gather(*(client.get("/v1/tenant") for _ in range(40))), QUICK)
            assert {answer.status_code for answer in answers} == {503}
            assert all(answer.headers["retry-after"] for answer in answers)
            page = await client.page("/admin/settings")
            assert page.status_code == 503
            assert page.headers["content-type"].startswith("text/html")
        assert (await client.get("/v1/tenant")).status_code == 200


async def test_more_at_once_than_fit_are_turned_away_before_any_work(
    business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    async with with_settings(business, installation_urls, tmp_path, requests_in_flight_max=4) as app:
        client = as_person(app, business)
        answers = await asyncio.gather(*(client.get("/v1/tenant") for _ in range(60)))
        statuses = [answer.status_code for answer in answers]
        assert set(statuses) == {200, 503}
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
        assert (await client.get("/v1/tenant")).status_code == 200


async def test_a_body_that_never_ends_is_given_up(
    business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"name": '
        await asyncio.sleep(30)

    async with with_settings(business, installation_urls, tmp_path, request_timeout_seconds=1) as app:
        client = as_person(app, business)
        headers = {"content-type": "application/json"}
        started = time.monotonic()
        answer = await client.send("POST", "/v1/organizations", content=slowly(), headers=headers)
        assert answer.status_code == 503
        assert time.monotonic() - started < QUICK
        assert app.in_flight == 0
        assert (await client.get("/v1/organizations")).json()["items"] == []


async def test_one_loud_key_leaves_everybody_else_alone(
    business: Business, other_business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    loud = await business.key("organization.view")
    async with with_settings(business, installation_urls, tmp_path, rate_limit_per_minute=20) as app:
        program = Client(app, dict(loud.http.headers))
        answers = [await program.get("/v1/organizations") for _ in range(25)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (await as_person(app, business).get("/v1/tenant")).status_code == 200
        assert (await as_person(app, other_business).get("/v1/tenant")).status_code == 200


PUBLIC = {"rate_limit_public_per_minute": 20}


async def test_credentials_cannot_be_tried_without_end(
    business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    """Each guess costs a look-up, so an address that keeps guessing is slowed down like any visitor."""
    async with with_settings(business, installation_urls, tmp_path, **PUBLIC) as app:
        for number, sent in enumerate(({"cookie": "hanse_session=" + "x" * 43}, {"authorization": "Bearer nonsense"})):
            client = from_address(app, f"198.18.0.{number + 1}", **sent)
            for path in ("/v1/tenant", "/graphql") if "authorization" in sent else ("/v1/tenant", "/admin", "/graphql"):
                statuses = [(await client.get(path)).status_code for _ in range(25)]
                assert statuses[-1] == 429, (sent, path, statuses)


async def test_an_ipv6_line_is_one_address(business: Business, installation_urls: DatabaseUrls, tmp_path: Path) -> None:
    """A line has 2**64 addresses; counting each of them apart would count nobody."""
    async with with_settings(business, installation_urls, tmp_path, **PUBLIC) as app:
        statuses = []
        for number in range(25):
            client = from_address(app, f"2001:db8:0:7::{number:x}")
            statuses.append((await client.get("/login")).status_code)
        assert statuses[-1] == 429
        other = from_address(app, "2001:db8:0:8::1")
        assert (await other.get("/login")).status_code == 200


async def test_signing_up_is_limited_by_line(installation: Installation) -> None:
    statuses = []
    for number in range(12):
        client = from_address(installation.app, f"2001:db8:0:9::{number:x}")
        body = {"name": "Many", "display_name": "Many", "email": f"many{number}@many.example", "password": "short"}
        statuses.append((await client.post("/v1/tenants", json=body)).status_code)
    assert statuses[0] == 422
    assert statuses[-1] == 429


# ---- what is for the machine's own people --------------------------------------------------------------------------


async def test_metrics_are_not_for_whoever_comes_through_a_proxy(installation: Installation) -> None:
    """A proxy on the same machine makes everybody look local; what it adds says that they are not."""
    local = from_address(installation.app, "127.0.0.1")
    assert (await local.get("/metrics")).status_code == 200
    for header in ("x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host"):
        answer = await local.get("/metrics", headers={header: "203.0.113.9"})
        assert answer.status_code == 403, header
    for address in ("192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "2001:db8::1"):
        assert (await from_address(installation.app, address).get("/metrics")).status_code == 403


async def test_metrics_want_the_whole_token(
    business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    token = "a-long-random-token-for-metrics"
    async with with_settings(business, installation_urls, tmp_path, metrics_token=token) as app:
        client = from_address(app, "127.0.0.1")
        for sent in ("", "Bearer", f"Bearer {token[:-1]}", f"Bearer {token}x", token[:-1], "Bearer \xff"):
            answer = await client.get("/metrics", headers={"authorization": sent.encode("latin-1")})  # type: ignore[dict-item]
            assert answer.status_code == 403, sent
        assert (await client.get("/metrics", headers={"authorization": f"Bearer {token}"})).status_code == 200


async def test_metrics_name_nobody(business: Business) -> None:
    await business.owner.get("/v1/organizations", params={"q": "kanarienvogel"})
    await business.owner.page(f"/t/{business.tenant.handle}")
    text = (await from_address(business.installation.app, "127.0.0.1").get("/metrics")).text
    for word in (business.tenant.handle, str(business.tenant.id), business.owner.email, "kanarienvogel"):
        assert word not in text


@pytest.mark.parametrize("path", ["/platform/mailbox", "/platform/mailbox/x", "/platform/design"])
async def test_what_helps_while_developing_is_absent_in_production(
    path: str, business: Business, installation_urls: DatabaseUrls, tmp_path: Path
) -> None:
    changes = {"env": "production", "public_url": "https://hanse.test"}
    async with with_settings(business, installation_urls, tmp_path, **changes) as app:
        for client in (from_address(app, "127.0.0.1"), from_address(app, "192.0.2.1")):
            assert (await client.get(path)).status_code == 404
        page = await from_address(app, "192.0.2.1").get("/login", headers={"accept": "text/html"})
        assert "demo" not in page.text.lower().replace("demonstrat", "")
