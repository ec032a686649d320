"""Enqueuing: in the caller's transaction, so a job exists exactly when the change that wants it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from uuid import UUID

from hanse.kit.ids import uuid7
from hanse.kit.pagination import Page
from hanse.kit.structs import to_builtins, to_json
from hanse.platform.db.values import Json
from hanse.platform.jobs import dead, progress
from hanse.platform.jobs.dead import DeadJob, DeadJobQuery
from hanse.platform.jobs.envelope import (
    PAYLOAD_LIMIT,
    PRIORITY_LIMIT,
    Envelope,
    JobPayloadTooLarge,
    UnknownJob,
    actor_of,
)
from hanse.platform.jobs.kinds import job_kinds
from hanse.platform.jobs.progress import JobProgress
from hanse.platform.registry import Registry

if TYPE_CHECKING:
    from hanse.platform.context import Ctx


class JobOptions(TypedDict, total=False):
    """How a job is enqueued; `merge` and `causation_id` are for the platform's own parts. See `Jobs.enqueue`."""

    delay: timedelta
    key: str
    priority: int
    track: bool
    merge: bool
    causation_id: UUID | None


class Jobs:
    """Knows every kind of job of the registry, handlers of events and timers among them."""

    def __init__(self, registry: Registry) -> None:
        self.kinds = job_kinds(registry)

    async def enqueue(self, ctx: Ctx, name: str, payload: dict[str, Any], **options: Unpack[JobOptions]) -> UUID:
        """Add a job to the queue when this transaction commits; returns its id.

        `key` names the business fact: jobs of one name and key that wait at the same time run once, with the newest
        payload, and every attempt gives providers the same idempotency key. Higher `priority` (-100 to 100) runs first.
        With `track` its progress can be polled from now on (such jobs are never merged). Raises UnknownJob,
        JobPayloadTooLarge.
        """
        request = self.request(ctx, name, payload, **options)
        await self.add(ctx, [request])
        if options.get("track"):
            await progress.begin(ctx, request["id"], name)
        return UUID(str(request["id"]))

    async def add(self, ctx: Ctx, requests: Sequence[dict[str, Any]]) -> None:
        """Add prepared requests in one statement."""
        if requests:
            await ctx.db.run("SELECT jobs_enqueue(%(jobs)s)", {"jobs": Json(list(requests))})

    def request(self, ctx: Ctx, name: str, payload: dict[str, Any], **options: Unpack[JobOptions]) -> dict[str, Any]:
        """Prepare a job for `add`, or for a statement that enqueues together with other work. Raises as `enqueue`."""
        kind = self.kinds.get(name)
        if kind is None:
            raise UnknownJob(f"no domain declares the job {name}")
        delay = options.get("delay", timedelta(0))
        key, track, priority = options.get("key", ""), options.get("track", False), options.get("priority", 0)
        if track and kind.installation:
            raise ValueError(f"{name} belongs to no tenant, so there is nobody to show its progress to")
        envelope = Envelope(
            id=uuid7(),
            data=to_builtins(payload),
            at=ctx.now,
            actor=actor_of(ctx.principal),
            request_id=ctx.request_id,
            causation_id=options.get("causation_id") or ctx.origin.causation_id,
            key=key,
            tracked=track,
        )
        if len(to_json(envelope.data)) > PAYLOAD_LIMIT:
            raise JobPayloadTooLarge()
        return {
            "id": envelope.id,
            "name": name,
            "priority": max(-PRIORITY_LIMIT, min(priority, PRIORITY_LIMIT)),
            "envelope": envelope,
            "delay_seconds": max(0.0, delay.total_seconds()),
            "key": key if key and options.get("merge", True) and not track else None,
            "due": ctx.now + delay,
            "installation": kind.installation,
        }

    async def note_done(self, ctx: Ctx, job_id: UUID, name: str, done: int, result: Any) -> None:
        """Keep the outcome of work that was small enough to be done at once where that of a job would be."""
        await progress.begin(ctx, job_id, name)
        await progress.advance(ctx, job_id, name, {"done": done, "total": done})
        await progress.end(ctx, job_id, "done", result=result)

    async def progress_of(self, ctx: Ctx, job_id: UUID) -> JobProgress | None:
        """How far a tracked job of this tenant is; None when it is not tracked. The caller authorises."""
        return await progress.find(ctx, job_id)

    async def list_dead(self, ctx: Ctx, query: DeadJobQuery | None = None) -> Page[DeadJob]:
        """Jobs of this tenant that failed for good or were skipped, newest first. The caller authorises."""
        return await dead.list_dead(ctx, query or DeadJobQuery())

    async def replay_dead(self, ctx: Ctx, job_id: UUID) -> None:
        """Send one dead job back to work, once. Raises ReplayRefused. The caller authorises."""
        await dead.replay(ctx, self, job_id)

    async def replay_all_dead(self, ctx: Ctx, name: str | None = None, limit: int = 1000) -> int:
        """Send dead jobs (of one name) back to work, oldest first; returns how many. The caller authorises."""
        return await dead.replay_all(ctx, self, name, limit)
