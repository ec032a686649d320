"""Every page of the registry, as everybody it is for: it answers, reads well for everyone, fits, and leads somewhere.

Which pages there are is read from the registry; see places.py for the examples of their ids.
"""

from __future__ import annotations

import gzip
import itertools
import re
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from hanse.platform.http.auth import SESSION_COOKIE
from hanse.testing.browser import COLOUR_RULES, Watch, load_axe, open_context, ready, sideways, violations
from tests.journeys.places import GETS, LEADING, READERS, SAMPLES, STATUSES, Visit, address, pages, route_of
from tests.journeys.server import Server
from tests.sampling import sampled

pytestmark = pytest.mark.browser
PAGE_BYTES = SCRIPT_BYTES = 60_000
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=360, height=740)
ZOOMED = ViewportSize(width=720, height=450)  # what 200 % zoom leaves of the desktop

SCRIPTS = """performance.getEntriesByType("resource").filter((one) => new URL(one.name).pathname.endsWith(".js"))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
LINKS = """[...document.querySelectorAll("a[href], form[action], [formaction]")].flatMap((one) => {
  if (one.matches("a")) return [["GET", one.getAttribute("href")]];
  const form = one.matches("form") ? one : one.form;
  return [[(form?.method || "get").toUpperCase(), one.getAttribute("formaction") ?? one.getAttribute("action")]];
})"""
UNREACHABLE = """[...document.querySelectorAll("main .button-primary")].filter((one) => {
  if (!one.checkVisibility() || one.disabled) return false;
  one.focus();
  return document.activeElement !== one || one.tabIndex < 0;
}).map((one) => one.outerHTML)"""
LEAKS = """(document.querySelector("main") ?? document.body).innerText
  .match(/\\\\b(None|undefined|NaN|\\\\[object \\\\w+\\\\]|<\\\\w+ object|datetime\\\\.)[^\\\\n]{0,40}/g) ?? []"""


@pytest_asyncio.fixture(scope="session")
async def profiles(
    chromium: Browser, server: Server, demo_session: Callable[[str], str]
) -> AsyncIterator[Mapping[str, BrowserContext]]:
    """A browser profile for each reader, logged in."""
    made: dict[str, BrowserContext] = {}
    for name, email in READERS.items():
        made[name] = await open_context(chromium)
        if email:
            cookie = {"name": SESSION_COOKIE, "value": demo_session(email), "url": server.url}
            await made[name].add_cookies([cookie])  # type: ignore[list-item]
    yield made
    for context in made.values():
        await context.close()


@pytest.mark.parametrize("visit", sampled(pages(), 24), ids=str)
async def test_a_page_is_whole(
    profiles: Mapping[str, BrowserContext], server: Server, examples: Mapping[str, str], visit: Visit
) -> None:
    path, expected = address(visit.path, examples), STATUSES.get(visit.path, 200)
    watch = Watch(refusals={expected, *((403, 404) if visit.reader == "buyer" else ())})
    page = watch.listen(await profiles[visit.reader].new_page())
    try:
        await page.set_viewport_size(DESKTOP)
        answer = await page.goto(server.url + path)
        assert answer is not None
        if visit.reader == "buyer" and answer.status in (403, 404):
            await ready(page)
            await _reads_well(page)  # what is not for buyers says so
            return
        assert answer.status == expected
        assert "text/html" in answer.headers["content-type"]
        assert visit.path in LEADING or urlsplit(page.url).path == urlsplit(path).path, f"{path} leads to {page.url}"
        await ready(page)
        await _reads_well(page)
        await _is_small(page, await answer.body())
        if visit.path != SAMPLES:
            await _leads_somewhere(page)
        await _is_for_everybody(page)
    finally:
        await page.close()
    assert watch.said == []


async def _reads_well(page: Page) -> None:
    assert await page.locator("h1").count() == 1
    assert (await page.title()).partition("·")[0].strip()
    assert await page.evaluate(LEAKS) == []


async def _is_small(page: Page, html: bytes) -> None:
    parts = re.findall(rb"<(/?)form\b", html)
    assert all(one != two for one, two in itertools.pairwise(parts)), "forms do not nest"
    assert len(gzip.compress(html)) < PAGE_BYTES
    assert await page.evaluate(SCRIPTS) < SCRIPT_BYTES


async def _leads_somewhere(page: Page) -> None:
    """Every link and form of ours has an address that something answers at; primary actions take the focus."""
    nowhere = []
    for method, target in await page.evaluate(LINKS):
        parts = urlsplit(target)
        local = not parts.scheme or target.startswith(page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc)
        if local and parts.path and route_of(parts.path, method) is None:
            nowhere.append(f"{method} {target}")
    assert nowhere == []
    assert await page.evaluate(UNREACHABLE) == []


async def _is_for_everybody(page: Page) -> None:
    await load_axe(page)
    assert await violations(page) == []
    assert await sideways(page) <= 0
    await page.set_viewport_size(ZOOMED)
    assert await sideways(page) <= 0, "at 200 % zoom"
    await page.set_viewport_size(PHONE)
    assert await sideways(page) <= 0, "at 360 px"
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, *COLOUR_RULES, "target-size") == []  # what else could differ was seen in the light


@pytest.mark.parametrize("reader", READERS)
def test_every_page_answers_everybody_plainly(
    server: Server, demo_session: Callable[[str], str], examples: Mapping[str, str], reader: str
) -> None:
    """A page that is not for somebody says so, or leads elsewhere; it never breaks."""
    email = READERS[reader]
    cookies = {SESSION_COOKIE: demo_session(email)} if email else {}
    broken = []
    with httpx.Client(base_url=server.url, cookies=cookies, headers={"accept": "text/html"}) as client:
        for route in GETS:
            answer = client.get(address(route.path, examples))
            if answer.status_code not in (200, 303, 400, 403, 404, 410, 422):
                broken.append(f"{answer.status_code} {route.path}")
            if reader == "visitor" and route.access != "public" and answer.status_code != 303:
                broken.append(f"{route.path} answers a visitor with {answer.status_code}")
    assert broken == []
