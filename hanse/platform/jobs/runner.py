"""Running one delivery: may it run now, run it, and decide what becomes of it. Never raises for a failing job.

The decision (`verdict`) is pure. Leases, polling and the number of jobs at once are the consumer's.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from hanse.kit.errors import HanseError
from hanse.platform import telemetry
from hanse.platform.audit.rows import INSTALLATION
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx, Origin, open_context, system_principal
from hanse.platform.jobs import dead, progress
from hanse.platform.jobs.dead import Obituary
from hanse.platform.jobs.gate import JobGate
from hanse.platform.jobs.queue import Delivery, Queue
from hanse.platform.jobs.running import Lease, LeaseLost, RunningJob
from hanse.platform.registry import JobKind

if TYPE_CHECKING:
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

CRASHES: Final = 5
"""How often a worker may die while running a job before the job itself is held to be the cause."""

FIRST_DELAY: Final = timedelta(seconds=2)
LONGEST_DELAY: Final = timedelta(hours=1)
_PASSING: Final = frozenset({408, 409, 412, 423, 425, 429})


class JobTimedOut(TimeoutError):
    """The job ran longer than its kind allows."""


class Retry(msgspec.Struct, frozen=True):
    """Run it again after a while."""

    delay: timedelta
    code: str
    message: str


@dataclass(slots=True)
class Runner:
    """Runs deliveries for one worker. `chance` gives the jitter, a number from 0 to 1."""

    services: Services
    queue: Queue
    gate: JobGate
    chance: random.Random = field(default_factory=random.SystemRandom)

    async def run(self, delivery: Delivery) -> str:
        """Run one delivery to its end and return the outcome: done, retried, failed, skipped or lost."""
        kind = self.services.jobs.kinds[delivery.name]
        structlog.contextvars.bind_contextvars(
            job=delivery.name, job_id=str(delivery.envelope.id), request_id=delivery.envelope.request_id
        )
        started = time.monotonic()
        outcome = await self._decide(kind, delivery)
        telemetry.jobs_finished.labels(delivery.name, outcome).inc()
        log.info("job_ended", outcome=outcome, seconds=round(time.monotonic() - started, 3), failures=delivery.failures)
        return outcome

    async def _decide(self, kind: JobKind, delivery: Delivery) -> str:
        if delivery.deliveries - delivery.failures > CRASHES:
            text = f"The worker died {CRASHES} times while running this job"
            return await self._bury(delivery, None, _failed("job_crashed", text, delivery))
        if delivery.tenant_id is None and not kind.installation:
            text = "A job that belongs to no tenant was refused"
            return await self._bury(delivery, None, _failed("job_without_tenant", text, delivery))
        tenant = await self.gate.tenant(self.services, delivery.tenant_id) if delivery.tenant_id else None
        job = RunningJob(
            self.services,
            kind,
            delivery.envelope,
            tenant,
            Lease(queue_id=delivery.queue_id, worker_id=self.queue.worker_id, attempt=delivery.failures + 1),
        )
        skipped = await self._skip(kind, delivery, job)
        if skipped is not None:
            return await self._bury(delivery, tenant, skipped)
        return await self._settle(kind, delivery, job, await _attempt(job, kind.timeout_seconds))

    async def _skip(self, kind: JobKind, delivery: Delivery, job: RunningJob) -> Obituary | None:
        """By policy: not for a tenant that is gone or not active, not for somebody who lost access."""
        if delivery.tenant_id is None:
            return None
        if job.tenant is None:
            return _skipped("tenant_unknown", "The business of this job does not exist any more", delivery)
        if job.tenant.status != "active" and kind.when_suspended == "skip":
            return _skipped("tenant_not_active", f"The business is {job.tenant.status}", delivery)
        if kind.for_actor:
            async with open_context(
                self.services,
                tenant=job.tenant,
                principal=system_principal((), kind.name),
                origin=Origin(request_id=delivery.envelope.request_id, channel="job"),
            ) as ctx:
                reason = await self.gate.refusal(ctx, delivery.envelope.actor)
            if reason is not None:
                return _skipped("actor_lost_access", reason, delivery)
        return None

    async def _settle(self, kind: JobKind, delivery: Delivery, job: RunningJob, error: BaseException | None) -> str:
        """What becomes of a job after an attempt."""
        if error is None or job.finished:
            if error is not None:
                log.error("job_failed_after_its_end", exc_info=error)
            return "done"
        if isinstance(error, LeaseLost):
            log.warning("job_lease_lost")
            return "lost"
        verdict = judge(error, kind, delivery, self.chance.random())
        if isinstance(verdict, Obituary):
            log.error("job_failed_for_good", code=verdict.code, exc_info=error)
            return await self._bury(delivery, job.tenant, verdict)
        expected = isinstance(error, HanseError)  # it says itself what was wrong: no stack is needed
        log.warning(
            "job_failed",
            code=verdict.code,
            reason=verdict.message,
            again_in=verdict.delay.total_seconds(),
            exc_info=None if expected else error,
        )
        due = self.services.clock.now() + verdict.delay
        kept = await self.queue.retry(delivery.queue_id, verdict.delay, due, f"{verdict.code}: {verdict.message}")
        if kept and delivery.envelope.tracked:
            async with self._plain(job.tenant) as ctx:
                await progress.end(ctx, delivery.envelope.id, "queued", message=verdict.message)
        return "retried" if kept else "lost"

    async def _bury(self, delivery: Delivery, tenant: TenantRef | None, obituary: Obituary) -> str:
        """Take a job out of the queue and keep it with the reason, in one transaction."""
        tenant_id = delivery.tenant_id or INSTALLATION
        async with self._plain(tenant or TenantRef(id=tenant_id, handle="", name="")) as ctx:
            outcome = "exception" if obituary.outcome == "failed" else "canceled"
            parameters = {"id": delivery.queue_id, "worker": self.queue.worker_id, "outcome": outcome}
            if not await ctx.db.value("SELECT jobs_finish(%(id)s, %(worker)s, %(outcome)s)", parameters):
                return "lost"
            await dead.bury(ctx, delivery.name, delivery.envelope, obituary)
        return obituary.outcome

    def _plain(self, tenant: TenantRef | None) -> AbstractAsyncContextManager[Ctx]:
        """A transaction without any right, for the bookkeeping of jobs."""
        owner = tenant or TenantRef(id=INSTALLATION, handle="", name="")
        return open_context(self.services, tenant=owner, principal=system_principal((), "Jobs"))


async def _attempt(job: RunningJob, timeout_seconds: float) -> BaseException | None:
    """Run a job in a task of its own and give its failure; cancelling this cancels the job and waits for it."""
    task = asyncio.create_task(job.run())
    try:
        done, _ = await asyncio.wait({task}, timeout=timeout_seconds)
        if not done:
            task.cancel()
            await asyncio.wait({task})
            return None if _ended_well(task) else JobTimedOut(f"it took more than {timeout_seconds:g} seconds")
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _ended_well(task: asyncio.Task[None]) -> bool:
    return not task.cancelled() and task.exception() is None


def judge(error: BaseException, kind: JobKind, delivery: Delivery, chance: float) -> Retry | Obituary:
    """Decide between another attempt and the end: errors that time does not mend end at once, others after all
    attempts."""
    code = error.code if isinstance(error, HanseError) else type(error).__name__
    message = error.message if isinstance(error, HanseError) else _plain_words(error)
    hopeless = isinstance(error, HanseError) and 400 <= error.status < 500 and error.status not in _PASSING
    attempts = delivery.failures + 1
    if hopeless or attempts >= kind.attempts:
        return Obituary(outcome="failed", code=code, message=message, attempts=attempts)
    asked = error.retry_after if isinstance(error, HanseError) else None
    return Retry(backoff(delivery.failures, chance, asked), code, message)


def backoff(failures: int, chance: float, asked_seconds: float | None = None) -> timedelta:
    """2 s, 4 s, 8 s … at most an hour, each cut by up to half at random; never sooner than the other side asked for."""
    full = min(FIRST_DELAY * (1 << min(failures, 20)), LONGEST_DELAY)
    delay = full * (0.5 + 0.5 * chance)
    return max(delay, timedelta(seconds=asked_seconds or 0))


def _plain_words(error: BaseException) -> str:
    """Say a defect without its details, which may hold data or SQL; those are in the log."""
    if isinstance(error, JobTimedOut):
        return f"The job was ended: {error}"
    return f"The job failed with {type(error).__name__}; the log has the details"


def _failed(code: str, message: str, delivery: Delivery) -> Obituary:
    return Obituary(outcome="failed", code=code, message=message, attempts=delivery.failures)


def _skipped(code: str, message: str, delivery: Delivery) -> Obituary:
    return Obituary(outcome="skipped", code=code, message=message, attempts=delivery.failures)
