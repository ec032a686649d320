"""Looks at background work: workers that live, jobs that wait, jobs that died."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final, LiteralString

from hanse.platform.cli.doctor.findings import Check, fail, good, skip, warn
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.settings import Settings

AREA = "Work"
_ALIVE_SECONDS = 45.0
_LATE_SECONDS = 300.0
WORKERS: Final[LiteralString] = "SELECT host, pid, version, seen_at FROM workers_seen()"
QUEUE: Final[LiteralString] = (
    "SELECT coalesce(sum(jobs), 0)::bigint AS jobs, min(oldest_at) AS oldest_at FROM jobs_overview()"
    " WHERE status = 'queued'"
)
# hanse_owner sees the dead jobs of every tenant through the policy of hanse_definer, of which it is a member.
DEAD: Final[LiteralString] = (
    "SELECT count(*) AS jobs, min(died_at) AS oldest_at FROM dead_jobs WHERE replayed_at IS NULL AND outcome = 'failed'"
)


async def check_work(settings: Settings, now: datetime) -> AsyncIterator[Check]:
    """Workers and queue as the application sees them, dead jobs as the owner does."""
    rows, queue = await _ask(settings.database_url, WORKERS), (await _ask(settings.database_url, QUEUE))[0]
    late = (now - queue["oldest_at"]).total_seconds() if queue["oldest_at"] else 0.0
    yield _workers([row for row in rows if (now - row["seen_at"]).total_seconds() < _ALIVE_SECONDS], late)
    waiting = f"{queue['jobs']} jobs wait"
    if late > _LATE_SECONDS:
        mend = "Look at the worker's log, or run more workers (HANSE_WORKER_PROCESSES)"
        yield warn(AREA, "Queue", f"{waiting}, the oldest for {late / 60:.0f} minutes", mend)
    else:
        yield good(AREA, "Queue", waiting)
    if not settings.database_owner_url:
        yield skip(AREA, "Dead jobs", "only the owner's address sees them all; `hanse jobs dead --tenant` shows one's")
        return
    dead = (await _ask(settings.database_owner_url, DEAD))[0]
    if dead["jobs"]:
        mend = "See why with `hanse jobs dead`, mend it, then `hanse jobs replay`"
        yield warn(AREA, "Dead jobs", f"{dead['jobs']} ended without their effect", mend)
    else:
        yield good(AREA, "Dead jobs", "none")


def _workers(alive: list[dict[str, Any]], late: float) -> Check:
    if alive:
        versions = sorted({row["version"] for row in alive})
        if len(versions) > 1:
            mend = "Replace the older ones"
            return warn(AREA, "Workers", f"{len(alive)} live, with versions {', '.join(versions)}", mend)
        return good(AREA, "Workers", f"{len(alive)} live")
    mend = "Start one with `hanse up` or `hanse worker`: mails, webhooks and timers wait for it"
    return (fail if late > _LATE_SECONDS else warn)(AREA, "Workers", "none lives", mend)


async def _ask(url: str, sql: LiteralString) -> list[dict[str, Any]]:
    database = Database(url, PoolSettings(minimum=1, maximum=1, application_name="hanse-doctor"))
    await database.open()
    try:
        async with database.transaction() as transaction:
            return await transaction.all(sql)
    finally:
        await database.close()
