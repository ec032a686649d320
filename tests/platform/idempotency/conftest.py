"""The bench of idempotency keys: two tenants and a table of effects to count."""

from collections.abc import AsyncIterator

import pytest

from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.registry import Registry
from hanse.testing.worker import START, Bench, open_bench


@pytest.fixture(scope="session")
async def session_bench(background_urls: DatabaseUrls) -> AsyncIterator[Bench]:
    async with open_bench(background_urls, Registry([])) as bench:
        yield bench


@pytest.fixture
def bench(session_bench: Bench, clean_background: None) -> Bench:
    session_bench.clock.set(START)
    return session_bench
