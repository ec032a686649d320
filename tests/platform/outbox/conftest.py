"""The bench of the outbox: the domain of things on a real database."""

from collections.abc import AsyncIterator

import pytest

from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.registry import Registry
from hanse.testing.worker import START, Bench, open_bench
from tests.platform.outbox.things import THINGS, heard


@pytest.fixture(scope="session")
async def session_bench(background_urls: DatabaseUrls) -> AsyncIterator[Bench]:
    async with open_bench(background_urls, Registry([THINGS])) as bench:
        yield bench


@pytest.fixture
def bench(session_bench: Bench, clean_background: None) -> Bench:
    heard.calls.clear()
    heard.contexts.clear()
    heard.rights = {}
    heard.fail_counting = None
    session_bench.clock.set(START)
    return session_bench
