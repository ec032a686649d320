"""What every test of a domain begins with: nothing that an earlier one left waiting."""

from __future__ import annotations

import pytest_asyncio

from hanse.testing.installation import Installation


@pytest_asyncio.fixture(autouse=True)
async def nothing_waits(installation: Installation) -> None:
    """Tests share a clock that moves on, so that what others left becomes due in between."""
    await installation.drain()
