"""Owns a real Chromium for tests: starting it, pages whose console must stay silent, and what axe finds.

Must not be here: addresses, log-ins or steps of one journey (tests/journeys), or anything the product imports.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, async_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
COLOUR_RULES = ("color-contrast", "link-in-text-block")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync")
TIMEOUT_MS = 10_000
# An exchange that a newer one replaces is cancelled on purpose.
CANCELLED = "net::ERR_ABORTED"


@asynccontextmanager
async def open_chromium() -> AsyncIterator[Browser]:
    """Run the Chromium that HANSE_CHROMIUM names, else the system's; a missing one is an error, never a skip."""
    path = os.environ.get("HANSE_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise RuntimeError("Set HANSE_CHROMIUM to a Chromium, or run the tests by `make test`, which finds one.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium for the whole run; `make test` says which."""
    async with open_chromium() as browser:
        yield browser


@dataclass
class Watch:
    """What a page's console said, and which of its requests failed. `refusals` lists the statuses that are expected."""

    said: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)

    def listen(self, page: Page) -> Page:
        """Listen to a page from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser reports refused requests here as well; `_on_response` knows their status.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_failed(self, request: Request) -> None:
        if request.failure != CANCELLED:
            self.said.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.said.append(f"refused: {response.request.method} {response.url}: {response.status}")


async def open_context(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh browser profile at desktop size without motion."""
    wanted = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "locale": "en-GB", **options}
    context = await browser.new_context(**wanted)
    context.set_default_timeout(TIMEOUT_MS)
    return context


async def ready(page: Page) -> None:
    """Wait until the scripts a page loads on demand have arrived."""
    await page.wait_for_selector("html[data-ready]", state="attached")


async def load_axe(page: Page) -> None:
    """Bring axe into a page, by the debugger, which the content policy does not bind."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_axe())


async def violations(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """What axe finds, by all its rules or only some: (rule, markup of the elements)."""
    run = f", runOnly: {list(rules)}" if rules else ""
    found = await page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{run}}})")
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]]


async def sideways(page: Page) -> int:
    """How many pixels a page scrolls sideways."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")
