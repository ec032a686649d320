"""Real worker processes that are killed, frozen and stopped: every job has its effect, and has it once."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from hanse.platform.audit import verify_chain
from hanse.platform.authz import TenantRef
from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.worker import Bench
from tests.platform.jobs.test_jobs import effects_of, enqueue
from tests.platform.jobs.waiting import until

ROOT = Path(__file__).resolve().parents[3]


class Nursery:
    """Starts workers and hears everything they say."""

    def __init__(self) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.platform.jobs.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            text=True,
        )
        self.lines: list[str] = []
        self.ears = threading.Thread(target=self._hear, daemon=True)
        self.ears.start()

    def _hear(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self.lines.append(line.strip())

    async def start(self, *arguments: str) -> "Process":
        """Ask for a worker; it may not be ready yet."""
        known = [line for line in self.lines if line.startswith("started")]
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"start {' '.join(arguments)}\n")
        self.popen.stdin.flush()

        async def begun() -> str | None:
            new = [line for line in self.lines if line.startswith("started")][len(known) :]
            return new[0] if new else None

        return Process(self, int(str(await until(begun)).split()[1]))

    def close(self) -> None:
        assert self.popen.stdin is not None
        self.popen.stdin.close()
        self.popen.wait()
        self.ears.join()
        assert self.popen.stdout is not None
        self.popen.stdout.close()


class Process:
    """One worker."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.nursery = nursery
        self.pid = pid

    async def said(self, what: str) -> None:
        """Wait until it said something that begins so."""

        async def heard() -> bool:
            return any(line.startswith(f"{self.pid} {what}") for line in self.nursery.lines)

        await until(heard)

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    @property
    def code(self) -> int | None:
        ends = [line.split() for line in self.nursery.lines if line.startswith(f"ended {self.pid} ")]
        return int(ends[0][2]) if ends else None

    async def ended(self) -> int | None:
        async def over() -> bool:
            return self.code is not None

        await until(over)
        return self.code

    async def killed(self) -> None:
        self.send(signal.SIGKILL)
        assert await self.ended() == -signal.SIGKILL

    async def stopped(self) -> None:
        self.send(signal.SIGTERM)
        assert await self.ended() == 0


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


Start = Callable[[], Awaitable[Process]]


@pytest.fixture
async def start(
    nursery: Nursery, bench: Bench, tenant: TenantRef, background_urls: DatabaseUrls
) -> AsyncIterator[Start]:
    """Start workers of the tenant; whatever still runs is killed afterwards."""
    started: list[Process] = []

    async def one() -> Process:
        process = await nursery.start(background_urls.app, background_urls.jobs, str(tenant.id))
        started.append(process)
        await process.said("ready")
        return process

    yield one
    for process in started:
        with suppress(ProcessLookupError):
            process.send(signal.SIGKILL)
    for process in started:
        await process.ended()


async def test_a_killed_workers_job_is_taken_over_and_acts_once(bench: Bench, tenant: TenantRef, start: Start) -> None:
    await enqueue(bench, tenant, "work.slow", {"mark": "once", "seconds": 0.3})
    first = await start()
    await first.said("working once")
    await first.killed()
    assert await effects_of(bench, tenant) == []
    second = await start()
    await second.said("working once")
    await until(lambda: effects_of(bench, tenant))
    await second.stopped()
    assert await effects_of(bench, tenant) == ["once"]


async def test_workers_killed_again_and_again_lose_and_double_nothing(
    bench: Bench, tenant: TenantRef, start: Start, background_owner: psycopg.Connection
) -> None:
    steady, *victims = [await start() for _ in range(4)]
    jobs = 80
    async with bench.open(tenant) as ctx:
        for number in range(jobs):
            await bench.services.jobs.enqueue(ctx, "work.slow", {"mark": f"{number:02}", "seconds": 0.02})
    for delay, victim in zip((0.0, 0.03, 0.1), victims, strict=True):
        await victim.said("working")
        await asyncio.sleep(delay)
        await victim.killed()

    async def finished() -> bool:
        return len(await effects_of(bench, tenant)) >= jobs

    await until(finished)
    await steady.stopped()
    assert sorted(await effects_of(bench, tenant)) == [f"{number:02}" for number in range(jobs)]
    assert (await verify_chain(bench.services.database, tenant.id)).is_sound
    assert background_owner.execute("SELECT count(*) FROM hanse_jobs.pgqueuer").fetchone() == (0,)


async def test_a_frozen_worker_that_wakes_up_changes_nothing(bench: Bench, tenant: TenantRef, start: Start) -> None:
    await enqueue(bench, tenant, "work.slow", {"mark": "thawed", "seconds": 0.2})
    frozen = await start()
    await frozen.said("working thawed")
    frozen.send(signal.SIGSTOP)
    other = await start()
    await other.said("working thawed")
    await until(lambda: effects_of(bench, tenant))
    frozen.send(signal.SIGCONT)
    await enqueue(bench, tenant, "work.slow", {"mark": "after"})

    async def both() -> bool:
        return len(await effects_of(bench, tenant)) == 2

    await until(both)
    await frozen.stopped()
    await other.stopped()
    assert await effects_of(bench, tenant) == ["thawed", "after"]


async def test_an_orderly_stop_lets_running_jobs_end_and_takes_no_more(
    bench: Bench, tenant: TenantRef, start: Start, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.slow", {"mark": "running", "seconds": 0.4})
    worker = await start()
    await worker.said("working running")
    assert background_owner.execute("SELECT count(*) FROM workers_seen()").fetchone() == (1,)
    worker.send(signal.SIGTERM)
    await asyncio.sleep(0.1)
    await enqueue(bench, tenant, "work.slow", {"mark": "too late"})
    assert await worker.ended() == 0
    await worker.said("stopped")
    assert await effects_of(bench, tenant) == ["running"]
    assert background_owner.execute("SELECT count(*) FROM hanse_jobs.workers").fetchone() == (0,)
