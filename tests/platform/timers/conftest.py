"""The bench of timers: the workshop's domain, by a clock that moves when told."""

from collections.abc import AsyncIterator

import pytest

from hanse.platform.authz import TenantRef
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.registry import Registry
from hanse.testing.worker import START, Bench, open_bench
from tests.platform.jobs.workshop import WORK, diary


@pytest.fixture(scope="session")
async def session_bench(background_urls: DatabaseUrls) -> AsyncIterator[Bench]:
    async with open_bench(background_urls, Registry([WORK])) as bench:
        yield bench


@pytest.fixture
def bench(session_bench: Bench, clean_background: None) -> Bench:
    session_bench.clock.set(START)
    session_bench.gate.known.clear()
    diary.clear()
    return session_bench


@pytest.fixture
def tenant(bench: Bench) -> TenantRef:
    return bench.add_tenant()
