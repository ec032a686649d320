"""Composition root of the worker process: services, the sweepers' pool, and the worker over both."""

from __future__ import annotations

import asyncio
import sys

import structlog

from hanse.app import build_services, pool_settings, running
from hanse.domains.access.adapters.gate import AccessGate
from hanse.kit.errors import ExplainedError
from hanse.platform.audit import VaultSigner, append_to_folder
from hanse.platform.db.database import Database
from hanse.platform.observability import configure_logging
from hanse.platform.settings import Settings, load_settings
from hanse.platform.telemetry import start_tracing
from hanse.platform.worker import Worker, run_worker

log = structlog.get_logger("hanse.worker")
EXIT_NOT_STARTED = 3


async def work(settings: Settings) -> None:
    """Run one worker until SIGTERM. Raises DatabaseUnsafe, SchemaBehind, DatabaseUnavailable at the start."""
    start_tracing(settings.otel_endpoint, settings.otel_sample_ratio)
    services = build_services(settings, role="worker")
    sweeper = Database(settings.database_jobs_url, pool_settings(settings, "sweeper"))
    async with running(services):
        await sweeper.open()
        try:
            await run_worker(
                Worker(
                    services,
                    sweeper,
                    AccessGate(),
                    signer=VaultSigner(services.crypto),
                    export=append_to_folder(settings.data_dir / "checkpoints"),
                )
            )
        finally:
            await sweeper.close()


def main() -> int:
    """What `hanse worker` and the supervisor start; a refused start is one sentence and the status of a web process."""
    try:
        settings = load_settings().settings
        configure_logging(settings.log_level, settings.log_format)
        asyncio.run(work(settings))
    except ExplainedError as problem:
        log.error(str(problem))
        return EXIT_NOT_STARTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
