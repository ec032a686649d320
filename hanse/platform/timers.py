"""Timers: due instants as rows. A sweep turns due rows into jobs of their tenants; what they do belongs to the domains.

A timer fires once: the sweep marks the row and enqueues the job in one transaction, and the job takes the row away in
the transaction of its effects. A timer that is cancelled or set anew in between no longer finds its row and does
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog

from hanse.kit.errors import HanseError
from hanse.kit.ids import Id, uuid7
from hanse.kit.structs import Data
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx, Origin, system_principal
from hanse.platform.registry import JobKind, Registry, TimerKind

if TYPE_CHECKING:
    from hanse.platform.db.database import Database
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

SWEEP_LIMIT: Final = 500


class UnknownTimer(LookupError):
    """A timer of a kind that no manifest lists: a defect."""


class Timer(Data, frozen=True, kw_only=True):
    """What a timer's handler gets."""

    id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID
    key: str
    due_at: datetime
    payload: dict[str, Any]


class Timers:
    """Sets and cancels timers in the caller's transaction."""

    def __init__(self, registry: Registry) -> None:
        self._kinds = registry.timers

    async def set(  # noqa: PLR0913 - kind, subject and key together are the timer's name
        self,
        ctx: Ctx,
        kind: str,
        subject_kind: str,
        subject_id: Id | UUID,
        due_at: datetime,
        *,
        payload: dict[str, Any] | None = None,
        key: str = "",
    ) -> None:
        """Wake `kind` for a subject at an instant (UTC); one set before with the same key is replaced.

        An instant that is over fires at the next sweep. Raises UnknownTimer; ValueError for an instant without a zone.
        """
        if kind not in self._kinds:
            raise UnknownTimer(f"no domain declares the timer {kind}")
        if due_at.tzinfo is None:
            raise ValueError("a timer is due at an aware instant")
        await ctx.db.run(
            SET,
            {
                "id": uuid7(),
                "kind": kind,
                "subject_kind": subject_kind,
                "subject_id": _uuid(subject_id),
                "key": key,
                "due": due_at,
                "payload": payload or {},
                "now": ctx.now,
            },
        )

    async def cancel(
        self, ctx: Ctx, kind: str, subject_kind: str, subject_id: Id | UUID, *, key: str | None = None
    ) -> int:
        """Take back a subject's timers of a kind (of one key, or all); returns how many had not had their effect."""
        parameters = {"kind": kind, "subject_kind": subject_kind, "subject_id": _uuid(subject_id), "key": key}
        return await ctx.db.run(CANCEL, parameters)

    async def pending(self, ctx: Ctx, subject_kind: str, subject_id: Id | UUID) -> list[Timer]:
        """What a subject waits for, by due instant. The caller authorises."""
        parameters = {"subject_kind": subject_kind, "subject_id": _uuid(subject_id)}
        return await ctx.db.all(PENDING, parameters, into=Timer)


async def sweep(services: Services, sweeper: Database) -> int:
    """Turn due timers into jobs, oldest first; returns how many. Any number of sweepers may run.

    `sweeper` is the pool of hanse_jobs, which may only learn which timers are due; each tenant's are marked in a
    transaction of that tenant.
    """
    now = services.clock.now()
    fired = 0
    due = sorted(await _due(services, sweeper, now), key=lambda row: str(row["tenant_id"]))
    for tenant_id, rows in groupby(due, key=lambda row: row["tenant_id"]):
        try:
            fired += await _fire(services, tenant_id, [row["id"] for row in rows], now)
        except HanseError as error:
            # One tenant's trouble must not keep the others' timers from firing; its own are swept again.
            log.warning("timers_not_fired", tenant=str(tenant_id), error=error.code)
    return fired


async def _due(services: Services, sweeper: Database, now: datetime) -> list[dict[str, Any]]:
    """Due timers of kinds this release knows; those a newer release set are left to it and must not hide the others."""
    limit = SWEEP_LIMIT
    while True:
        async with sweeper.transaction() as transaction:
            rows = await transaction.all(
                "SELECT tenant_id, id, kind FROM timers_due(%(now)s, %(limit)s)", {"now": now, "limit": limit}
            )
        known = [row for row in rows if timer_job(row["kind"]) in services.jobs.kinds]
        if known or len(rows) < limit:
            return known
        limit *= 4


async def _fire(services: Services, tenant_id: UUID, ids: Iterable[UUID], now: datetime) -> int:
    """Mark rows as fired and enqueue their jobs; a row another sweeper marked, or that moved on, is left out."""
    async with services.database.transaction(tenant_id) as transaction:
        rows = await transaction.all(FIRE, {"ids": list(ids), "now": now}, into=Timer)
        ctx = Ctx(
            db=transaction,
            services=services,
            principal=system_principal((), "Timer"),
            tenant_or_none=TenantRef(id=tenant_id, handle="", name=""),
            origin=Origin(request_id=f"timers-{uuid7()}"),
            clock=services.clock,
            now=now,
        )
        requests = [
            services.jobs.request(
                ctx,
                timer_job(timer.kind),
                {"timer": str(timer.id)},
                key=f"{timer.id}:{timer.due_at.isoformat()}",
                merge=False,
                causation_id=timer.id,
            )
            for timer in sorted(rows, key=lambda timer: timer.due_at)
        ]
        await services.jobs.add(ctx, requests)
        return len(requests)


def timer_job(kind: str) -> str:
    """The queue's name for a kind of timer."""
    return f"timer:{kind}"


def timer_jobs(registry: Registry) -> list[JobKind]:
    """One kind of job for each kind of timer. Time goes on for a suspended tenant too (a contract still expires)."""
    return [
        JobKind(name=timer_job(kind.name), handler=_firing(kind), rights=kind.rights, when_suspended="run")
        for kind in registry.timers.values()
    ]


def _firing(kind: TimerKind) -> Any:
    async def fire(ctx: Ctx, payload: dict[str, Any]) -> None:
        # A timer that was set anew meanwhile has another id.
        timer = await ctx.db.maybe(TAKE, {"id": UUID(payload["timer"])}, into=Timer)
        if timer is not None:
            await kind.handler(ctx, timer)

    return fire


def _uuid(identity: Id | UUID) -> UUID:
    return identity.uuid if isinstance(identity, Id) else identity


_COLUMNS: Final = "id, kind, subject_kind, subject_id, key, due_at, payload"
SET: Final = """
    INSERT INTO timers (id, kind, subject_kind, subject_id, key, due_at, payload, created_at)
    VALUES (%(id)s, %(kind)s, %(subject_kind)s, %(subject_id)s, %(key)s, %(due)s, %(payload)s, %(now)s)
    ON CONFLICT (tenant_id, kind, subject_kind, subject_id, key) DO UPDATE
    SET id = excluded.id, due_at = excluded.due_at, payload = excluded.payload, created_at = excluded.created_at,
        fired_at = NULL, cancelled_at = NULL
"""
CANCEL: Final = """
    DELETE FROM timers
    WHERE kind = %(kind)s AND subject_kind = %(subject_kind)s AND subject_id = %(subject_id)s
        AND (%(key)s::text IS NULL OR key = %(key)s)
"""
PENDING: Final = f"""
    SELECT {_COLUMNS} FROM timers
    WHERE subject_kind = %(subject_kind)s AND subject_id = %(subject_id)s
    ORDER BY due_at, id
"""  # noqa: S608 - put together from constants
FIRE: Final = f"""
    UPDATE timers SET fired_at = %(now)s
    WHERE id = ANY (%(ids)s::uuid[]) AND fired_at IS NULL AND cancelled_at IS NULL AND due_at <= %(now)s
    RETURNING {_COLUMNS}
"""  # noqa: S608 - put together from constants
TAKE: Final = f"""
    DELETE FROM timers WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - put together from constants

__all__ = ["Timer", "Timers", "UnknownTimer", "sweep", "timer_job", "timer_jobs"]
