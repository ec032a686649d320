"""Kinds that the tests of notifications declare, and ways to tell people something and to read their mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hanse.domains.notifications.api import notify
from hanse.domains.notifications.commands.digests import DIGEST_JOB
from hanse.domains.notifications.types import KINDS, NotificationKind, Notify
from hanse.platform.mail import MailboxMailer, MailboxMessage
from hanse.testing.installation import Business, Installation, Person

DECLARED = (
    NotificationKind("quote.offered", "Offer received", "An offer waits for you.", "all", "now", (("total", "Total"),)),
    NotificationKind("stock.low", "Low stock", "Something runs out.", "staff", "digest"),
    NotificationKind("order.shipped", "Order shipped", "", "partner", "off"),
)


@pytest.fixture
def kinds(installation: Installation) -> Iterator[None]:
    """These kinds are the declared ones while a test runs."""
    before = installation.services.extras.get(KINDS, ())
    installation.services.extras[KINDS] = DECLARED
    yield
    installation.services.extras[KINDS] = before


async def tell(business: Business, *people: Person, **changes: Any) -> int:
    """Tell people something as another domain would; gives how many were told."""
    values: dict[str, Any] = {
        "kind": "quote.offered",
        "member_ids": [person.member_id for person in people],
        "subject_kind": "quote",
        "subject_id": "quo_1",
        "title": "Offer Q-17 waits for you",
        "body": "It is valid until Friday.\n\nAnswer when you can.",
        "href": "/app/quotes/quo_1",
        "facts": {"total": "£1,200.00"},
        **changes,
    }
    async with business.open() as ctx:
        return await notify(ctx, Notify(**values))


async def mails_of(installation: Installation, person: Person) -> list[MailboxMessage]:
    """The mails of a person, newest first."""
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    entries = [entry for entry in await mailbox.list_messages() if person.email in entry.to]
    return [await mailbox.read(entry.id) for entry in entries]


async def send_digests(business: Business) -> None:
    """What the schedule does every quarter of an hour, and the mails that follow."""
    async with business.open() as ctx:
        await ctx.services.jobs.enqueue(ctx, DIGEST_JOB, {})
    await business.installation.drain()


async def profile(person: Person, **changes: Any) -> None:
    """What a person says of themselves, such as their language."""
    version = (await person.get("/v1/account")).headers["etag"]
    saved = await person.patch("/v1/account", changes, headers={"if-match": version})
    assert saved.status_code == 200, saved.text
