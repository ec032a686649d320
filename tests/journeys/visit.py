"""Somebody in front of a browser: going places, filling in, reading mail. Steps of one journey stay with its test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, expect

from hanse.platform.mail import MailboxMailer
from hanse.platform.mail.mailbox import MailboxMessage
from hanse.testing.browser import Watch, ready
from tests.journeys.server import Server

MAIL_SECONDS = 20
# Looks into the mailbox until a mail is there; the browser waits, the test does not sleep.
ARRIVED = """async ([to, words, seconds]) => {
  const over = performance.now() + seconds * 1000;
  while (performance.now() < over) {
    const text = await (await fetch("/platform/mailbox")).text();
    const rows = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-mail]")];
    if (rows.some((row) => row.textContent.includes(to) && row.textContent.includes(words))) return true;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return false;
}"""


@dataclass
class Visitor:
    """One browser profile with one page open. What the console says counts; see Watch."""

    server: Server
    context: BrowserContext
    page: Page
    watch: Watch
    others: list[Page] = field(default_factory=list)

    async def go(self, path: str, status: int = 200) -> Page:
        """Open an address of the installation and wait for its scripts."""
        if status >= 400:
            self.watch.refusals.add(status)
        answer = await self.page.goto(path if path.startswith("http") else self.server.url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status} {await self.page.title()}"
        await ready(self.page)
        return self.page

    async def tab(self) -> Page:
        """A second page of the same profile."""
        page = self.watch.listen(await self.context.new_page())
        self.others.append(page)
        return page

    async def log_in(self, email: str, password: str, path: str = "/login") -> None:
        """Log in by the form."""
        await self.go(path)
        await self.page.get_by_label("E-mail").fill(email)
        await self.page.locator("#field-password").fill(password)
        await self.press("Log in")

    async def press(self, name: str, within: Page | Locator | None = None) -> None:
        """Press a button by its whole name."""
        await (within or self.page).get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        """Follow a link by its whole name."""
        await self.page.get_by_role("link", name=name, exact=True).click()

    async def arrives_at(self, pattern: str) -> None:
        """Wait for an address by its pattern (a regular expression on path and query) and for its scripts."""
        await self.page.wait_for_url(re.compile(re.escape(self.server.url) + pattern))
        await ready(self.page)

    async def sees(self, *texts: str) -> None:
        """Each text stands somewhere on the page."""
        for text in texts:
            await expect(self.page.get_by_text(text).first).to_be_visible()

    async def said(self, text: str) -> None:
        """The page says what just happened."""
        await expect(self.page.locator("#flashes")).to_contain_text(text)

    async def mail(self, to: str, words: str = "") -> MailboxMessage:
        """The newest mail to somebody with these words in its subject, as soon as the worker has sent it."""
        reader = await self.context.new_page()
        await reader.goto(self.server.url + "/healthz")
        assert await reader.evaluate(ARRIVED, [to, words, MAIL_SECONDS]), f"no mail to {to} about {words!r}"
        await reader.close()
        mailbox = MailboxMailer(self.server.folder / "mailbox", "Journeys <journeys@localhost>", _Never())
        for entry in await mailbox.list_messages(500):
            if to in entry.to and words in entry.subject:
                return await mailbox.read(entry.id)
        raise AssertionError(f"no mail to {to} about {words!r}")

    async def link_of_mail(self, to: str, words: str = "", holding: str = "token=") -> str:
        """The link a mail asks to follow."""
        links = (await self.mail(to, words)).links
        return next(link for link in links if holding in link)


class _Never:
    """The clock of a mailbox that is only read."""

    def now(self) -> Any:
        raise AssertionError("nothing is sent from here")

    def monotonic(self) -> float:
        raise AssertionError("nothing is sent from here")
