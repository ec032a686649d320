"""What the attacks share: a visitor's form token, and pages read as a browser reads them. No assertions about Hanse."""

from __future__ import annotations

import itertools
import re

import httpx

from hanse.domains.access.types import OrganizationId
from hanse.kit.ids import Id
from hanse.platform.mail import MailboxMailer, MailboxMessage
from hanse.testing.installation import ORIGIN, Business, Client, Installation, Person

_addresses = itertools.count(1)
_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


def stranger_at(installation: Installation) -> Client:
    """A visitor from an address nobody else comes from, so that limits by address never meet."""
    number = next(_addresses)
    visitor = installation.visitor()
    transport = httpx.ASGITransport(app=installation.app, client=(f"100.64.{number // 250}.{number % 250 + 1}", 4711))
    visitor.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN})
    return visitor


async def csrf_of(client: Client, path: str) -> str:
    """The token of the forms on a page."""
    page = await client.page(path)
    found = _TOKEN.search(page.text)
    if found is None:
        raise LookupError(f"{path} answered {page.status_code} and has no form")
    return found.group(1)


async def mails_to(installation: Installation, email: str) -> list[MailboxMessage]:
    """What is in a person's mailbox, newest first, after all jobs ran."""
    await installation.drain()
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    entries = await mailbox.list_messages(limit=500)
    return [await mailbox.read(entry.id) for entry in entries if email in entry.to]


async def partner(business: Business, role: str = "company_admin") -> tuple[Person, str]:
    """Somebody at an organization of their own."""
    made = await business.owner.post("/v1/organizations", {"name": "Partner", "is_active": True})
    assert made.status_code == 201, made.text
    place = str(made.json()["id"])
    return await business.join(role, OrganizationId.parse(place)), place


def filled(path: str, ids: dict[str, type[Id]], **named: str) -> str:
    """An address with an id nobody has in each place."""

    def value(match: re.Match[str]) -> str:
        name = match[1].partition(":")[0]
        return named.get(name) or str(ids.get(name, _Nothing).new())

    return re.sub(r"\{([^}]+)\}", value, path)


class _Nothing(Id, prefix="nil"):
    """An id of nothing at all."""


async def link_to(installation: Installation, email: str, part: str) -> str:
    """The newest mailed link to somebody whose address contains `part`."""
    for mail in await mails_to(installation, email):
        for link in mail.links:
            if part in link:
                return link
    raise LookupError(f"no mail to {email} has a link with {part}")
