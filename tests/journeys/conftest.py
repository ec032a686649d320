"""The running installation of the journeys, and people with browsers on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from hanse.demo.plan import PASSWORD
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.testing.browser import Watch, chromium, open_context
from hanse.testing.database import Cluster
from hanse.testing.installation import Installation, Person
from tests.journeys.examples import find_examples
from tests.journeys.server import Server, start, workshop
from tests.journeys.visit import Visitor

__all__ = ["chromium"]
Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The installation as `hanse up` runs it."""
    running = start(cluster, tmp_path_factory.mktemp("journeys"))
    yield running
    running.stop()


@pytest_asyncio.fixture(scope="session")
async def site(server: Server) -> AsyncIterator[Installation]:
    """The same installation at hand, for preparing what a journey starts from."""
    async with workshop(server) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_session(server: Server) -> Callable[[str], str]:
    """Session tokens of people of the demo world by their e-mail address; each logs in once."""
    known: dict[str, str] = {}

    def session(email: str) -> str:
        if email not in known:
            known[email] = _log_in(server.url, email)
        return known[email]

    return session


@pytest_asyncio.fixture
async def visit(chromium: Browser, server: Server, demo_session: Callable[[str], str]) -> AsyncIterator[Visit]:
    """Open a browser profile: of a visitor, of somebody prepared, or of a person of the demo world (by e-mail).

    Whatever a console said, or a request that failed, fails the test at its end.
    """
    made: list[Visitor] = []

    async def open_visit(who: Person | str | None = None, **options: Any) -> Visitor:
        context = await open_context(chromium, **options)
        token = demo_session(who) if isinstance(who, str) else who.session.token if who else None
        if token:
            await context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])
        watch = Watch()
        made.append(Visitor(server, context, watch.listen(await context.new_page()), watch))
        return made[-1]

    yield open_visit
    for visitor in made:
        await visitor.context.close()
    assert [line for visitor in made for line in visitor.watch.said] == []


@pytest.fixture(scope="session")
def examples(server: Server, demo_session: Callable[[str], str]) -> Mapping[str, str]:
    """An example for each id in the addresses of pages; see examples.py."""
    owner, company = demo_session("owner@nordhaven.example"), demo_session("company@nordhaven.example")
    return find_examples(server.url, owner, company)


def _log_in(url: str, email: str) -> str:
    with httpx.Client(base_url=url, headers={"origin": url}) as client:
        form = client.get("/login").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token is not None
        fields = {"csrf_token": token[1], "email": email, "password": PASSWORD}
        answer = client.post("/login", data=fields)
        assert answer.status_code == 303, f"{email}: {answer.status_code}"
        return client.cookies[SESSION_COOKIE]
