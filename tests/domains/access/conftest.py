"""Every test of access starts with fresh budgets: they all come from one address, by a clock that stands still."""

from __future__ import annotations

import pytest_asyncio

from hanse.domains.access.commands.founding import SIGN_UPS
from hanse.domains.access.commands.joining import TRIES
from hanse.testing.installation import Installation

ADDRESS = "192.0.2.10"


@pytest_asyncio.fixture(autouse=True)
async def fresh_budgets(installation: Installation) -> None:
    """Forget what other tests used of the limits by address."""
    await installation.services.limits.reset(f"invitation:{ADDRESS}", TRIES)
    await installation.services.limits.reset(f"sign_up:{ADDRESS}", SIGN_UPS)
