"""The clock and the server of tests of the outgoing client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from hanse.kit.clock import ManualClock
from hanse.testing.outbound import LocalServer, local_server, reply

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    async with local_server(reply()) as running:
        yield running
