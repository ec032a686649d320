"""An installation with a clock of its own, for attacks that move time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from hanse.kit.clock import ManualClock
from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.installation import START, Installation, open_installation


@pytest_asyncio.fixture
async def apart(installation_urls: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Installation]:
    """A second process on the same database, with its own caches, limits, mailbox and clock."""
    async with open_installation(installation_urls, tmp_path, ManualClock(START)) as opened:
        yield opened
