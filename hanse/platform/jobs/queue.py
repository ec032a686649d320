"""The queue as the worker sees it: pgqueuer's tables and its way of picking, with every other step bound to the lease.

Only the worker imports this. pgqueuer ends, retries and keeps alive a job by its id alone, so a slow worker could end a
job that another one took over; here each step also names the worker that must still hold it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.driver import Driver
from pgqueuer.ports.repository import EntrypointExecutionParameter

from hanse.kit.structs import from_json
from hanse.platform.db.database import Database
from hanse.platform.jobs.envelope import Envelope

SCHEMA: Final = "hanse_jobs"
SETTINGS: Final = DBSettings.model_construct(
    prefix="",
    db_schema=SCHEMA,
    channel="ch_pgqueuer",
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
    durability=DBSettings.model_fields["durability"].default,
    widen_id=True,
)
"""Constructed without reading the environment: a stray PGQUEUER_* variable must not move the queue."""

DEMOTION: Final = 1000
"""How far behind everything else a job is put that its tenant has too many of; priorities themselves stay within
100."""

_PLACEHOLDER: Final = re.compile(r"\$(\d+)")


class QueueDriver:
    """Runs pgqueuer's SQL through our pool: numbered parameters become named ones. It never listens; workers poll."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Run a query in a transaction of its own and give its rows."""
        sql = _PLACEHOLDER.sub(r"%(p\1)s", query.replace("%", "%%"))
        parameters = {f"p{number}": value for number, value in enumerate(args, start=1)}
        async with self._database.transaction() as transaction:
            return [_plain(row) for row in await transaction.all(sql, parameters)]

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement that gives no rows."""
        sql = _PLACEHOLDER.sub(r"%(p\1)s", query.replace("%", "%%"))
        parameters = {f"p{number}": value for number, value in enumerate(args, start=1)}
        async with self._database.transaction() as transaction:
            return str(await transaction.run(sql, parameters))


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One job handed to this worker. `failures` counts attempts that failed; `deliveries` all that began."""

    queue_id: int
    name: str
    envelope: Envelope
    tenant_id: UUID | None
    failures: int
    deliveries: int


class Queue:
    """The queue for one worker. `worker_id` is its lease token: fresh for each process, never reused."""

    def __init__(self, database: Database, worker_id: UUID, lease: timedelta) -> None:
        self.worker_id = worker_id
        self.lease = lease
        self._database = database
        self._queries = Queries(
            cast(Driver, QueueDriver(database)),
            qbe=QueryBuilderEnvironment(SETTINGS),
            qbq=QueryQueueBuilder(SETTINGS),
            qbs=QuerySchedulerBuilder(SETTINGS),
        )

    async def claim(self, names: Sequence[str], limit: int) -> list[Delivery]:
        """Take up to `limit` jobs of these names that are due, or whose worker has not been heard of for a lease.

        Equal jobs that wait are merged into the one taken, which gets the newest payload.
        """
        picked = await self.pick(names, limit)
        if not picked:
            return []
        async with self._database.transaction() as transaction:
            started = await transaction.all(START, {"ids": picked, "worker": self.worker_id})
            mergeable = [row["id"] for row in started if row["key"] is not None]
            merged = await transaction.all(MERGE, self._mine(mergeable)) if mergeable else []
        newest = {row["id"]: row for row in merged}
        return [_delivery({**row, **newest.get(row["id"], {})}) for row in started]

    async def pick(self, names: Sequence[str], limit: int) -> list[int]:
        """Lease jobs; the order of what waits is pgqueuer's: priority, then age."""
        jobs = await self._queries.dequeue(
            batch_size=limit,
            entrypoints={QueueEntrypoint(name): EntrypointExecutionParameter(concurrency_limit=0) for name in names},
            queue_manager_id=QueueManagerId(self.worker_id),
            global_concurrency_limit=None,
            heartbeat_timeout=self.lease,
        )
        return [int(job.id) for job in jobs]

    async def keep(self, ids: Sequence[int]) -> set[int]:
        """Renew the leases of running jobs; returns those another worker has now.

        A row that is locked is just being ended by its job and needs no renewal.
        """
        async with self._database.transaction() as transaction:
            return set(await transaction.values(KEEP, self._mine(ids)))

    async def retry(self, queue_id: int, delay: timedelta, due: datetime, error: str) -> bool:
        """Put a failed job back, to run after `delay`; false when the lease is lost."""
        parameters = {
            **self._mine([queue_id]),
            "delay": delay.total_seconds(),
            "due": due.isoformat(),
            "error": error[:500],
        }
        async with self._database.transaction() as transaction:
            return await transaction.run(RETRY, parameters) == 1

    async def release(self, ids: Sequence[int]) -> int:
        """Give unfinished jobs back for others to take at once; for an orderly stop."""
        async with self._database.transaction() as transaction:
            return await transaction.run(RELEASE, self._mine(ids))

    async def next_due(self, names: Sequence[str]) -> timedelta | None:
        """How long until the next delayed job of these names is due."""
        return await self._queries.next_deferred_eta([QueueEntrypoint(name) for name in names])

    async def be_fair(self, keep: int) -> int:
        """Let each tenant's `keep` first due jobs go before the rest of anybody's; returns how many changed places.

        So a tenant with a hundred thousand jobs delays another one's mail by `keep` jobs, not by all of them.
        """
        async with self._database.transaction() as transaction:
            if not await transaction.value(CROWDED, {"keep": keep}):
                return 0
            return await transaction.run(FAIR, {"keep": keep, "step": DEMOTION})

    async def purge_log(self, older_than: timedelta, limit: int = 5000) -> int:
        """Forget what the queue's log says of jobs long gone; returns how many lines."""
        async with self._database.transaction() as transaction:
            return await transaction.run(PURGE_LOG, {"seconds": older_than.total_seconds(), "limit": limit})

    async def quarantine(self, names: Sequence[str], reason: str) -> int:
        """Stop waiting jobs of these names without running them: after a restore, for what must not be sent twice.

        They stay in the queue as held (`failed`) with the reason; `release_quarantine` lets them run.
        """
        async with self._database.transaction() as transaction:
            return await transaction.run(QUARANTINE, {"names": list(names), "reason": reason})

    async def release_quarantine(self) -> int:
        """Let quarantined jobs run; returns how many."""
        async with self._database.transaction() as transaction:
            return await transaction.run(RELEASE_QUARANTINE)

    def _mine(self, ids: Sequence[int]) -> dict[str, Any]:
        return {"ids": list(ids), "worker": self.worker_id}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The status is of pgqueuer's own type, which arrives as bytes."""
    status = row.get("status")
    return {**row, "status": status.decode()} if isinstance(status, bytes) else row


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        queue_id=row["id"],
        name=row["entrypoint"],
        envelope=from_json(bytes(row["payload"]), Envelope),
        tenant_id=UUID(row["tenant"]) if row["tenant"] else None,
        failures=row["attempts"],
        deliveries=row["deliveries"],
    )


START: Final = """
    UPDATE hanse_jobs.pgqueuer
    SET headers = jsonb_set(headers, '{deliveries}', to_jsonb(coalesce((headers ->> 'deliveries')::int, 0) + 1))
    WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id = %(worker)s AND status = 'picked'
    RETURNING id, entrypoint, payload, attempts, headers ->> 'tenant' AS tenant, headers ->> 'key' AS key,
        (headers ->> 'deliveries')::int AS deliveries
"""
MERGE: Final = """
    WITH mine AS (
        SELECT id, entrypoint, headers ->> 'key' AS key, headers ->> 'tenant' AS tenant FROM hanse_jobs.pgqueuer
        WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id = %(worker)s
    ), equal AS (
        SELECT q.id, mine.id AS into_id
        FROM mine JOIN hanse_jobs.pgqueuer q
            ON q.entrypoint = mine.entrypoint AND q.headers ->> 'key' = mine.key AND q.status = 'queued'
        WHERE q.headers ->> 'tenant' IS NOT DISTINCT FROM mine.tenant AND q.id > mine.id AND q.execute_after <= now()
        FOR UPDATE OF q SKIP LOCKED
    ), gone AS (
        DELETE FROM hanse_jobs.pgqueuer q USING equal WHERE q.id = equal.id RETURNING q.id, q.payload, equal.into_id
    ), newest AS (
        SELECT DISTINCT ON (into_id) into_id, payload FROM gone ORDER BY into_id, id DESC
    )
    UPDATE hanse_jobs.pgqueuer q SET payload = newest.payload
    FROM newest WHERE q.id = newest.into_id AND q.queue_manager_id = %(worker)s
    RETURNING q.id, q.payload
"""
KEEP: Final = """
    WITH held AS (
        SELECT id FROM hanse_jobs.pgqueuer
        WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id = %(worker)s AND status = 'picked'
        FOR UPDATE SKIP LOCKED
    ), kept AS (
        UPDATE hanse_jobs.pgqueuer q SET heartbeat = now() FROM held WHERE q.id = held.id
    )
    SELECT id FROM hanse_jobs.pgqueuer
    WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id IS DISTINCT FROM %(worker)s
"""
RETRY: Final = """
    WITH again AS (
        UPDATE hanse_jobs.pgqueuer
        SET status = 'queued', execute_after = now() + make_interval(secs => %(delay)s), attempts = attempts + 1,
            updated = now(), queue_manager_id = NULL,
            headers = headers || jsonb_build_object('due', %(due)s::text, 'error', %(error)s::text)
        WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id = %(worker)s AND status = 'picked'
        RETURNING id, entrypoint, priority
    )
    INSERT INTO hanse_jobs.pgqueuer_log (job_id, status, entrypoint, priority)
    SELECT id, 'queued', entrypoint, priority FROM again
"""
RELEASE: Final = """
    UPDATE hanse_jobs.pgqueuer
    SET status = 'queued', execute_after = now(), updated = now(), queue_manager_id = NULL,
        headers = jsonb_set(
            headers, '{deliveries}', to_jsonb(greatest(coalesce((headers ->> 'deliveries')::int, 1) - 1, 0))
        )
    WHERE id = ANY (%(ids)s::bigint[]) AND queue_manager_id = %(worker)s AND status = 'picked'
"""
CROWDED: Final = """
    SELECT EXISTS (SELECT FROM hanse_jobs.pgqueuer WHERE status = 'queued' OFFSET %(keep)s)
"""
FAIR: Final = """
    WITH placed AS (
        SELECT id, priority, row_number() OVER (
            PARTITION BY headers ->> 'tenant'
            ORDER BY CASE WHEN priority < -%(step)s / 2 THEN priority + %(step)s ELSE priority END DESC, id
        ) > %(keep)s AS is_late
        FROM hanse_jobs.pgqueuer WHERE status = 'queued' AND execute_after <= now()
    ), moved AS (
        SELECT q.id, placed.is_late FROM placed JOIN hanse_jobs.pgqueuer q ON q.id = placed.id
        WHERE placed.is_late <> (placed.priority < -%(step)s / 2) AND q.status = 'queued'
        ORDER BY q.id
        LIMIT 20000
        FOR UPDATE OF q SKIP LOCKED
    )
    UPDATE hanse_jobs.pgqueuer q
    SET priority = q.priority + CASE WHEN moved.is_late THEN -%(step)s ELSE %(step)s END
    FROM moved WHERE q.id = moved.id
"""
PURGE_LOG: Final = """
    DELETE FROM hanse_jobs.pgqueuer_log WHERE id IN (
        SELECT id FROM hanse_jobs.pgqueuer_log WHERE created < now() - make_interval(secs => %(seconds)s)
        ORDER BY created LIMIT %(limit)s
    )
"""
QUARANTINE: Final = """
    UPDATE hanse_jobs.pgqueuer SET status = 'failed', headers = headers || jsonb_build_object('held', %(reason)s::text)
    WHERE status = 'queued' AND entrypoint = ANY (%(names)s::text[])
"""
RELEASE_QUARANTINE: Final = """
    UPDATE hanse_jobs.pgqueuer SET status = 'queued', headers = headers - 'held'
    WHERE status = 'failed' AND headers ? 'held'
"""
