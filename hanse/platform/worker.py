"""The worker process: consumes jobs, fires timers and schedules, chains the audit trail, cleans up, and stops in good
order.

Only composition: every part decides for itself. Several workers may run, on several machines; none is special.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, LiteralString
from uuid import UUID, uuid4

import structlog
from prometheus_client import Counter, Gauge

from hanse import __version__
from hanse.kit.errors import HanseError
from hanse.platform.audit import Chainer, Export, Signer
from hanse.platform.db.database import Database
from hanse.platform.jobs.consumer import Consumer, pause
from hanse.platform.jobs.gate import JobGate
from hanse.platform.jobs.queue import Queue
from hanse.platform.jobs.runner import Runner
from hanse.platform.schedules import Scheduler
from hanse.platform.timers import sweep

if TYPE_CHECKING:
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

queue_jobs = Gauge("hanse_queue_jobs", "Jobs in the queue", ["name", "status"], multiprocess_mode="livemostrecent")
queue_oldest = Gauge(
    "hanse_queue_oldest_seconds", "How long the oldest due job waits", ["name"], multiprocess_mode="livemostrecent"
)
timers_fired = Counter("hanse_timers_fired_total", "Timers turned into jobs")
entries_chained = Counter("hanse_audit_chained_total", "Audit entries added to their chain")
running_jobs = Gauge("hanse_worker_running_jobs", "Jobs workers run now", multiprocess_mode="livesum")
loop_failures = Counter("hanse_worker_failures_total", "Rounds of the worker's own loops that failed", ["loop"])


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How one worker works: jobs at once, how long a silent worker keeps its jobs, and how often each loop turns."""

    at_once: int = 8
    lease: timedelta = timedelta(seconds=30)
    poll: timedelta = timedelta(milliseconds=250)
    sweep: timedelta = timedelta(milliseconds=500)
    schedule: timedelta = timedelta(seconds=5)
    chain: timedelta = timedelta(seconds=1)
    checkpoint: timedelta = timedelta(hours=1)
    cleanup: timedelta = timedelta(minutes=1)
    fairness: timedelta = timedelta(seconds=1)
    fair_jobs: int = 100
    seen: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=20)
    keep_log: timedelta = timedelta(days=7)
    keep_remains: timedelta = timedelta(days=90)


@dataclass(slots=True)
class Worker:
    """One worker. `sweeper` is a pool of the role hanse_jobs; handlers run on `services.database`, as hanse_app."""

    services: Services
    sweeper: Database
    gate: JobGate
    settings: WorkerSettings = field(default_factory=WorkerSettings)
    signer: Signer | None = None
    export: Export | None = None
    id: UUID = field(default_factory=uuid4)
    consumer: Consumer = field(init=False)
    scheduler: Scheduler = field(init=False)
    chainer: Chainer = field(init=False)
    _queue: Queue = field(init=False)
    _shown: set[tuple[str, str]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._queue = Queue(self.sweeper, self.id, self.settings.lease)
        runner = Runner(self.services, self._queue, self.gate)
        names = tuple(self.services.jobs.kinds)
        self.consumer = Consumer(self._queue, runner, names, self.settings.at_once, self.settings.poll)
        self.scheduler = Scheduler(self.services, self.sweeper, self.gate, self.services.registry)
        self.chainer = Chainer(self.services, self.sweeper, self.signer, self.export)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then take no more jobs, let the running ones end for the grace time, and return."""
        settings = self.settings
        loops = [
            self._every("timers", settings.sweep, self.sweep_timers, stop),
            self._every("schedules", settings.schedule, self.scheduler.tick, stop),
            self._every("chain", settings.chain, self.chain_audit, stop),
            self._every("checkpoints", settings.checkpoint, self.chainer.checkpoint_all, stop),
            self._every("cleanup", settings.cleanup, self.clean_up, stop),
            self._every("seen", settings.seen, self.say_alive, stop),
            self._every("fairness", settings.fairness, self.be_fair, stop),
        ]
        log.info("worker_started", worker=str(self.id), jobs=len(self.consumer.names))
        async with asyncio.TaskGroup() as group:
            for loop in loops:
                group.create_task(loop)
            group.create_task(self.consumer.keep_alive(stop))
            await self.consumer.consume(stop)
            given_back = await self.consumer.drain(settings.grace)
        await self._leave()
        log.info("worker_stopped", worker=str(self.id), given_back=given_back)

    async def sweep_timers(self) -> int:
        """Turn due timers into jobs until none is left."""
        total = 0
        while fired := await sweep(self.services, self.sweeper):
            total += fired
            timers_fired.inc(fired)
        return total

    async def chain_audit(self) -> int:
        """Chain what waits until nothing is left."""
        total = 0
        while chained := await self.chainer.run_once():
            total += chained
            entries_chained.inc(chained)
        return total

    async def be_fair(self) -> int:
        """Keep a tenant with very many jobs from delaying everybody else's."""
        return await self._queue.be_fair(self.settings.fair_jobs)

    async def clean_up(self) -> int:
        """Forget expired idempotency keys, old lines of the queue's log, old progress, and workers long gone."""
        now = self.services.clock.now()
        removed = await self._purge("SELECT idempotency_keys_purge(%(until)s, %(limit)s)", now)
        removed += await self._purge("SELECT jobs_forget(%(until)s, %(limit)s)", now - self.settings.keep_remains)
        removed += await self._queue.purge_log(self.settings.keep_log)
        async with self.sweeper.transaction() as transaction:
            await transaction.run(
                "DELETE FROM hanse_jobs.workers WHERE seen_at < %(old)s", {"old": now - timedelta(days=1)}
            )
        return removed

    async def _purge(self, statement: LiteralString, until: datetime) -> int:
        """Repeat a bounded purge until it finds less than it may take."""
        removed = 0
        while True:
            async with self.sweeper.transaction() as transaction:
                purged: int = await transaction.value(statement, {"until": until, "limit": PURGE})
            removed += purged
            if purged < PURGE:
                return removed

    async def say_alive(self) -> int:
        """Tell `hanse doctor` that this worker lives, and the metrics how full the queue is."""
        now = self.services.clock.now()
        running = len(self.consumer.running)
        running_jobs.set(running)
        async with self.sweeper.transaction() as transaction:
            await transaction.run(
                SEEN,
                {
                    "id": self.id,
                    "host": socket.gethostname()[:200],
                    "pid": os.getpid(),
                    "version": __version__,
                    "running": running,
                    "now": now,
                },
            )
            rows = await transaction.all("SELECT name, status, jobs, oldest_at FROM jobs_overview()")
        self._gauge(rows)
        return running

    def _gauge(self, rows: list[dict[str, Any]]) -> None:
        now = self.services.clock.now()
        jobs = {(row["name"], row["status"]): row["jobs"] for row in rows}
        # A kind that was shown and has no job any more is set to 0: shared counts cannot forget a label.
        self._shown |= jobs.keys()
        for name, status in self._shown:
            queue_jobs.labels(name, status).set(jobs.get((name, status), 0))
        waits = {row["name"]: (now - row["oldest_at"]).total_seconds() for row in rows if row["status"] == "queued"}
        for name in {name for name, _ in self._shown}:
            queue_oldest.labels(name).set(max(0.0, waits.get(name, 0.0)))

    async def _leave(self) -> None:
        try:
            await self.services.audit.flush_denials(self.services)
            async with self.sweeper.transaction() as transaction:
                await transaction.run("DELETE FROM hanse_jobs.workers WHERE id = %(id)s", {"id": self.id})
        except HanseError as error:
            log.warning("worker_left_without_notice", error=error.code)

    async def _every(
        self, name: str, pause_for: timedelta, work: Callable[[], Awaitable[int]], stop: asyncio.Event
    ) -> None:
        """Repeat a piece of work until `stop`; a round that fails is logged, counted, and tried again later."""
        failed = 0
        while not stop.is_set():
            round_ = asyncio.ensure_future(work())
            await asyncio.wait({round_})
            error = round_.exception()
            failed = failed + 1 if error else 0
            if error is not None:
                loop_failures.labels(name).inc()
                log.error("worker_round_failed", loop=name, exc_info=error)
            usual = pause_for.total_seconds()
            await pause(stop, min(usual * (1 << min(failed, 5)), max(LONGEST_PAUSE, usual)))


async def run_worker(worker: Worker) -> None:
    """Run a worker until SIGTERM or SIGINT; a second signal gives running jobs back at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def on_signal() -> None:
        if stop.is_set() and task is not None:
            for running in worker.consumer.running.values():
                running.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    try:
        await worker.run(stop)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


PURGE: Final = 1000
LONGEST_PAUSE: Final = 30.0
SEEN: Final = """
    INSERT INTO hanse_jobs.workers (id, host, pid, version, running, started_at, seen_at)
    VALUES (%(id)s, %(host)s, %(pid)s, %(version)s, %(running)s, %(now)s, %(now)s)
    ON CONFLICT (id) DO UPDATE SET running = excluded.running, seen_at = excluded.seen_at
"""
