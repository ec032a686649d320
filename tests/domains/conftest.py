"""What every test of a domain begins with: nothing that an earlier one left waiting."""

from __future__ import annotations

import pytest_asyncio

from hanse.testing.installation import START, Installation


@pytest_asyncio.fixture(autouse=True)
async def nothing_waits(installation: Installation) -> None:
    """Tests share a clock that some move on: each begins on the same morning, with what is due then done."""
    installation.clock.set(START)
    await installation.drain()
