"""Schedules: jobs that the clock starts. Cron expressions are read in UTC, so no change of local time doubles or drops
a run.

An instant of a schedule fires once for the installation, whichever worker sees it first; what was missed while no
worker ran is made up once, not once for each missed instant. What the jobs do belongs to the domains.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog
from croniter import croniter  # type: ignore[import-untyped]

from hanse.kit.ids import uuid7
from hanse.platform.db.values import Json
from hanse.platform.jobs.envelope import ActorRef, Envelope
from hanse.platform.registry import Registry, Schedule

if TYPE_CHECKING:
    from hanse.platform.db.database import Database
    from hanse.platform.jobs.gate import JobGate
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)


class Scheduler:
    """Fires the registry's schedules. `sweeper` is the pool of hanse_jobs. Raises ValueError for a wrong cron
    expression."""

    def __init__(self, services: Services, sweeper: Database, gate: JobGate, registry: Registry) -> None:
        self._services = services
        self._sweeper = sweeper
        self._gate = gate
        self.schedules = registry.schedules
        for schedule in self.schedules:
            if not croniter.is_valid(schedule.cron) or len(schedule.cron.split()) != 5:
                raise ValueError(
                    f"the schedule {schedule.name}: {schedule.cron!r} is not a cron expression of five fields"
                )
        self._seen: dict[str, datetime] = {}

    async def tick(self) -> int:
        """Fire every schedule whose latest instant has not fired; returns how many jobs were started.

        Each is tried whatever becomes of the others; then the first failure is raised.
        """
        now = self._services.clock.now()
        turns = (self._turn(schedule, now) for schedule in self.schedules)
        outcomes = await asyncio.gather(*turns, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return sum(outcome for outcome in outcomes if isinstance(outcome, int))

    async def _turn(self, schedule: Schedule, now: datetime) -> int:
        instant = latest_instant(schedule.cron, now)
        if self._seen.get(schedule.name) == instant:
            return 0
        started = await self._fire(schedule, instant, now)
        self._seen[schedule.name] = instant
        return started

    async def _fire(self, schedule: Schedule, instant: datetime, now: datetime) -> int:
        """Take the instant and enqueue its jobs in one transaction; 0 when it was taken before.

        A schedule seen for the first time only notes where it is: a new installation has missed nothing.
        """
        tenants: Sequence[UUID | None] = (None,)
        if schedule.per_tenant:
            tenants = await self._gate.tenants(self._services)
        jobs = [self._job(schedule, tenant, instant, now) for tenant in tenants]
        async with self._sweeper.transaction() as transaction:
            parameters = {"name": schedule.name, "instant": instant, "now": now}
            if not await transaction.value(TAKE, parameters):
                await transaction.run(NOTE, parameters)
                return 0
            if jobs:
                await transaction.run(ENQUEUE, {"jobs": Json(jobs)})
        log.info("schedule_fired", schedule=schedule.name, instant=instant.isoformat(), jobs=len(jobs))
        return len(jobs)

    def _job(self, schedule: Schedule, tenant: UUID | None, instant: datetime, now: datetime) -> dict[str, Any]:
        envelope = Envelope(
            id=uuid7(),
            data={"schedule": schedule.name, "instant": instant.isoformat()},
            at=now,
            actor=ActorRef(name=""),
            request_id=f"schedule-{schedule.name}-{instant:%Y%m%dT%H%M}",
            key=f"{schedule.name}:{instant.isoformat()}",
        )
        return {"id": envelope.id, "name": schedule.job, "tenant": tenant, "envelope": envelope, "due": now}


def latest_instant(cron: str, now: datetime) -> datetime:
    """The last instant of a cron expression at or before `now`, in UTC."""
    reached = croniter(cron, now.astimezone(UTC))
    # get_prev is strictly before its start, so an instant that is exactly now is found from the next one.
    following = reached.get_next(datetime)
    previous: datetime = croniter(cron, following).get_prev(datetime)
    return previous


TAKE: Final = """
    UPDATE hanse_jobs.schedules SET last_instant_at = %(instant)s, fired_at = %(now)s
    WHERE name = %(name)s AND last_instant_at < %(instant)s
    RETURNING true
"""
NOTE: Final = """
    INSERT INTO hanse_jobs.schedules (name, last_instant_at) VALUES (%(name)s, %(instant)s)
    ON CONFLICT (name) DO NOTHING
"""
ENQUEUE: Final = """
    INSERT INTO hanse_jobs.pgqueuer (priority, entrypoint, payload, headers, status)
    SELECT 0, j.name, convert_to(j.envelope::text, 'UTF8'),
        jsonb_strip_nulls(jsonb_build_object('id', j.id, 'tenant', j.tenant, 'due', j.due, 'deliveries', 0)), 'queued'
    FROM jsonb_to_recordset(%(jobs)s) AS j (id uuid, name text, tenant uuid, envelope jsonb, due timestamptz)
"""
