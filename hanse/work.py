"""Composition root of the worker process: services, the sweepers' pool, and the worker over both."""

from __future__ import annotations

from hanse.app import build_services, pool_settings, running
from hanse.domains.access.adapters.gate import AccessGate
from hanse.platform.audit.chain import VaultSigner, append_to_folder
from hanse.platform.db.database import Database
from hanse.platform.settings import Settings
from hanse.platform.telemetry import start_tracing
from hanse.platform.worker import Worker, run_worker


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
