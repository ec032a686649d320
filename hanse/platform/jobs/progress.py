"""How far a long job is: a row its batches write and pages poll."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hanse.kit.structs import Data
from hanse.platform.db.values import Json

if TYPE_CHECKING:
    from hanse.platform.context import Ctx


class JobProgress(Data, frozen=True, kw_only=True):
    """State is queued, running, done, failed or skipped. `total` is None while unknown. `actor_id` is who asked for
    it."""

    id: UUID
    name: str
    state: str
    done: int
    total: int | None
    message: str
    cursor: Any
    result: Any
    actor_id: UUID | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None


async def begin(ctx: Ctx, job_id: UUID, name: str) -> None:
    """Make the row of a job that was just enqueued."""
    actor = ctx.principal.member_id or ctx.principal.account_id
    await ctx.db.run(BEGIN, {"id": job_id, "name": name, "actor": actor, "now": ctx.now})


async def find(ctx: Ctx, job_id: UUID) -> JobProgress | None:
    """One job's row, or None."""
    return await ctx.db.maybe(SELECT, {"id": job_id}, into=JobProgress)


async def advance(ctx: Ctx, job_id: UUID, name: str, step: dict[str, Any]) -> None:
    """Write done, total, message and cursor of a running job; what is None stays as it was."""
    parameters = {
        "id": job_id,
        "name": name,
        "done": step.get("done"),
        "total": step.get("total"),
        "message": (step["message"] or "")[:500] if step.get("message") is not None else None,
        "cursor": None if step.get("cursor") is None else Json(step["cursor"]),
        "now": ctx.now,
    }
    await ctx.db.run(ADVANCE, parameters)


async def end(ctx: Ctx, job_id: UUID, state: str, *, message: str | None = None, result: Any = None) -> None:
    """Close the row of a job, when it has one; a retry that waits is `queued` again and not closed."""
    parameters = {
        "id": job_id,
        "state": state,
        "message": None if message is None else message[:500],
        "result": None if result is None else Json(result),
        "now": ctx.now,
        "finished": None if state == "queued" else ctx.now,
    }
    await ctx.db.run(END, parameters)


BEGIN: Final = """
    INSERT INTO job_progress (id, name, state, actor_id, created_at, updated_at)
    VALUES (%(id)s, %(name)s, 'queued', %(actor)s, %(now)s, %(now)s)
"""
SELECT: Final = """
    SELECT id, name, state, done, total, message, cursor, result, actor_id, created_at, updated_at, finished_at
    FROM job_progress WHERE id = %(id)s
"""
ADVANCE: Final = """
    INSERT INTO job_progress AS p (id, name, state, done, total, message, cursor, created_at, updated_at)
    VALUES (%(id)s, %(name)s, 'running', coalesce(%(done)s::bigint, 0), %(total)s, coalesce(%(message)s, ''),
        %(cursor)s, %(now)s, %(now)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET state = 'running', done = coalesce(%(done)s::bigint, p.done), total = coalesce(excluded.total, p.total),
        message = coalesce(%(message)s, p.message), cursor = coalesce(excluded.cursor, p.cursor),
        updated_at = excluded.updated_at, finished_at = NULL
"""
END: Final = """
    UPDATE job_progress
    SET state = %(state)s, message = coalesce(%(message)s, message), result = coalesce(%(result)s::jsonb, result),
        done = CASE WHEN %(state)s = 'done' THEN coalesce(total, done) ELSE done END,
        updated_at = %(now)s, finished_at = %(finished)s
    WHERE id = %(id)s
"""
