"""The bench of the audit trail."""

from collections.abc import AsyncIterator

import pytest

from hanse.platform.audit import Audit, Chainer, DenialLimits, VaultSigner
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
    session_bench.services.audit = Audit(
        frozenset({"api_secret"}), DenialLimits(window_seconds=60, actor_maximum=5, tenant_maximum=12)
    )
    return session_bench


@pytest.fixture
def signer(bench: Bench) -> VaultSigner:
    return VaultSigner(bench.services.crypto)


@pytest.fixture
def chainer(bench: Bench, signer: VaultSigner) -> Chainer:
    return Chainer(bench.services, bench.sweeper, signer)
