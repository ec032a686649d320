"""What every test of a domain begins with: the same morning, nothing waiting, an empty mailbox."""

from __future__ import annotations

import pytest_asyncio

from hanse.platform.mail import MailboxMailer
from hanse.testing.installation import START, Installation


@pytest_asyncio.fixture(autouse=True)
async def nothing_waits(installation: Installation) -> None:
    """Tests share a clock that some move on: each begins on the same morning, with what is due then done.

    The mailbox keeps the newest by that clock: mail of tests that were later in the day would push new mail out.
    """
    installation.clock.set(START)
    await installation.drain()
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    await mailbox.empty()
