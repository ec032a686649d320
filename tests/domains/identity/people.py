"""People who log in, each from an address of their own, and what they read in their mailbox."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.domains.identity.api import disable_account, ensure_account, find_account
from hanse.domains.identity.types import AccountRef, DisableAccount
from hanse.kit.ids import uuid7
from hanse.platform.db.transaction import Transaction
from hanse.platform.mail import MailboxMailer, MailboxMessage
from hanse.testing.installation import ORIGIN, Client, Installation

PASSWORD = "seven quiet herons over the harbour"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_addresses = itertools.count(1)


def new_address() -> str:
    """An address nobody else in these tests comes from, so that rate limits never meet."""
    number = next(_addresses)
    return f"198.51.{number // 250}.{number % 250 + 1}"


class Browser(Client):
    """A browser: keeps cookies, follows no redirect by itself, sends the token of the page it is on."""

    def __init__(self, installation: Installation, address: str | None = None, agent: str = FIREFOX) -> None:
        super().__init__(installation.app, {"user-agent": agent})
        self.address = address or new_address()
        transport = httpx.ASGITransport(app=installation.app, client=(self.address, 4711))
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"user-agent": agent})
        self.installation = installation

    async def visit(self, path: str) -> httpx.Response:
        """Open a page; its form token is remembered."""
        answer = await self.page(path)
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', answer.text)
        if found:
            self.csrf = found[1]
        return answer

    async def fill(self, path: str, **fields: str) -> httpx.Response:
        """Submit a form of the page one is on."""
        return await self.submit(path, fields)

    async def script(self, path: str, **fields: str) -> httpx.Response:
        """What a script of the page one is on sends: the same fields, and JSON is wanted."""
        return await self.submit(path, fields, headers={"accept": "application/json"})

    async def log_in(self, email: str, password: str = PASSWORD, then: str = "/") -> httpx.Response:
        """Log in with e-mail and password on the log-in page."""
        await self.visit("/login")
        answer = await self.fill("/login", email=email, password=password, next=then)
        if answer.status_code == 303 and "/login" not in answer.headers["location"]:
            await self.visit("/account")
        return answer

    @property
    def token(self) -> str:
        """The session's token, as the browser keeps it."""
        return self.http.cookies.get("hanse_session") or ""


def new_email() -> str:
    """An address nobody has."""
    return f"person-{uuid7().hex[-12:]}@mail.example"


async def sign_on(installation: Installation, email: str | None = None, password: str | None = PASSWORD) -> AccountRef:
    """An account nobody is logged in to. Time passes, so that its mails are the newest in the mailbox."""
    installation.clock.advance(timedelta(seconds=1))
    async with installation.open(None) as ctx:
        return await ensure_account(ctx, email or new_email(), "Robin Reed", password, verified=True)


async def confirm_address(installation: Installation, email: str) -> None:
    """A person who followed the link of the mail that asked them to confirm their address, if they had not before."""
    async with installation.open(None) as ctx:
        account = await find_account(ctx, email)
        assert account is not None
        params = {"id": account.id, "email": account.email, "now": ctx.now}
        await ctx.db.value("SELECT account_set_verified(%(id)s, %(email)s, %(now)s)", params)


async def mails_to(installation: Installation, email: str) -> list[MailboxMessage]:
    """What is in a person's mailbox, newest first, after all jobs ran."""
    await installation.drain()
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    entries = await mailbox.list_messages(limit=500)
    return [await mailbox.read(entry.id) for entry in entries if email in entry.to]


async def link_in_mail(installation: Installation, email: str, part: str) -> str:
    """The path and query of the newest mailed link whose address contains `part`."""
    for mail in await mails_to(installation, email):
        for link in mail.links:
            if part in link:
                return link.removeprefix(ORIGIN)
    raise AssertionError(f"no mail to {email} has a link with {part}")


def code_of(secret: str, installation: Installation, steps: int = 0) -> str:
    """What an authenticator shows now, or some steps from now."""
    return pyotp.TOTP(secret).at(installation.clock.now(), counter_offset=steps)


async def list_events(browser: Client) -> list[dict[str, Any]]:
    """The history of the account one is logged in to, newest first."""
    items: list[dict[str, Any]] = (await browser.get("/v1/account/events")).json()["items"]
    return items


async def disable(installation: Installation, account: AccountRef) -> None:
    """The operator shuts an account out."""
    async with installation.open(None) as ctx:
        await disable_account(ctx, account.id, DisableAccount(reason="Left the company"))


def without(text: str, *secrets: str) -> str:
    """A page without what differs by request: nonces, ids, and what was typed."""
    for secret in secrets:
        text = text.replace(secret, "…")
    text = re.sub(r'nonce(="|&#34;: &#34;|": ")[A-Za-z0-9_-]+', "nonce", text)
    return re.sub(r"(StyleNonce|ScriptNonce)[^,}]*", "", text)


@contextmanager
def counted(installation: Installation) -> Iterator[Counter[str]]:
    """Counts the work of requests: look-ups, transactions that reached the database, password checks."""
    counts: Counter[str] = Counter()
    database, passwords = installation.services.database, passwords_of(installation.services)
    real = (database.lookup, Transaction._acquire, passwords.verify)

    async def lookup(*arguments: Any) -> Any:
        counts["lookups"] += 1
        return await real[0](*arguments)

    async def acquire(self: Transaction) -> Any:
        if self._connection is None:
            counts["transactions"] += 1
        return await real[1](self)

    async def verify(*arguments: Any) -> Any:
        counts["hashes"] += 1
        return await real[2](*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "lookup", lookup)
        patch.setattr(Transaction, "_acquire", acquire)
        patch.setattr(passwords, "verify", verify)
        yield counts
