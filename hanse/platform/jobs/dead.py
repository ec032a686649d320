"""Jobs that ended without their effect: kept with the reason, listed, and sent back to work on request."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, convert
from hanse.platform.jobs import progress
from hanse.platform.jobs.envelope import Envelope, ReplayRefused

if TYPE_CHECKING:
    from hanse.platform.context import Ctx
    from hanse.platform.jobs.enqueue import Jobs


class DeadJob(Data, frozen=True, kw_only=True):
    """A job that `failed` for good or was `skipped` by policy. `error` is a sentence; no stack and no SQL."""

    id: UUID
    name: str
    outcome: str
    error_code: str
    error: str
    attempts: int
    actor_name: str
    request_id: str
    payload: dict[str, Any]
    died_at: datetime
    replayed_at: datetime | None


class DeadJobQuery(PageQuery, frozen=True, kw_only=True):
    """Which dead jobs to list; those sent back to work are left out unless asked for."""

    name: str | None = None
    outcome: str | None = None
    replayed: bool = False


class Obituary(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job ends here."""

    outcome: str
    code: str
    message: str
    attempts: int


async def bury(ctx: Ctx, name: str, envelope: Envelope, obituary: Obituary) -> None:
    """Keep a job that ends without effect; in the transaction that takes it out of the queue."""
    await ctx.db.run(
        BURY,
        {
            "id": envelope.id,
            "name": name,
            "outcome": obituary.outcome,
            "code": obituary.code[:100],
            "error": obituary.message.replace("\x00", "")[:2000],
            "attempts": obituary.attempts,
            "envelope": envelope,
            "key": envelope.key[:300] or None,
            "now": ctx.now,
        },
    )
    if envelope.tracked:
        await progress.end(ctx, envelope.id, obituary.outcome, message=obituary.message)


async def list_dead(ctx: Ctx, query: DeadJobQuery) -> Page[DeadJob]:
    """A page of dead jobs, newest first."""
    after = decode_cursor(query.cursor, datetime, UUID)
    rows = await ctx.db.all(
        LIST,
        {
            "name": query.name,
            "outcome": query.outcome,
            "replayed": query.replayed,
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": query.limit + 1,
        },
        into=_dead_job,
    )
    return page_of(rows, query.limit, lambda job: encode_cursor(job.died_at, job.id))


async def replay(ctx: Ctx, jobs: Jobs, job_id: UUID) -> None:
    """Enqueue a dead job again; of two at the same time one wins. Raises NotFound, ReplayRefused."""
    if await _resurrect(ctx, jobs, [job_id]):
        return
    if await ctx.db.value("SELECT 1 FROM dead_jobs WHERE id = %(id)s", {"id": job_id}) is None:
        raise NotFound()
    raise ReplayRefused()


async def replay_all(ctx: Ctx, jobs: Jobs, name: str | None, limit: int) -> int:
    """Enqueue the oldest dead jobs again; returns how many."""
    found = await ctx.db.values(OLDEST, {"name": name, "limit": limit})
    return await _resurrect(ctx, jobs, found)


async def _resurrect(ctx: Ctx, jobs: Jobs, ids: list[UUID]) -> int:
    """The envelope stays as it was, its id too: providers see the same idempotency key, pages the same progress."""
    rows = await ctx.db.all(TAKE, {"ids": ids, "now": ctx.now})
    requests: list[dict[str, Any]] = []
    for row in rows:
        kind = jobs.kinds.get(row["name"])
        requests.append(
            {
                "id": row["id"],
                "name": row["name"],
                "envelope": row["envelope"],
                "due": ctx.now,
                "installation": kind.installation if kind else False,
            }
        )
        await progress.end(ctx, row["id"], "queued", message="")
    await jobs.add(ctx, requests)
    return len(requests)


def _dead_job(row: dict[str, Any]) -> DeadJob:
    envelope = convert(row.pop("envelope"), Envelope, strict=False)
    return DeadJob(**row, actor_name=envelope.actor.name, request_id=envelope.request_id, payload=envelope.data)


BURY: Final = """
    INSERT INTO dead_jobs (id, name, outcome, error_code, error, attempts, envelope, key, died_at)
    VALUES (%(id)s, %(name)s, %(outcome)s, %(code)s, %(error)s, %(attempts)s, %(envelope)s, %(key)s, %(now)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET outcome = excluded.outcome, error_code = excluded.error_code, error = excluded.error,
        attempts = excluded.attempts, died_at = excluded.died_at, replayed_at = NULL
"""
LIST: Final = """
    SELECT id, name, outcome, error_code, error, attempts, envelope, died_at, replayed_at FROM dead_jobs
    WHERE (%(name)s::text IS NULL OR name = %(name)s) AND (%(outcome)s::text IS NULL OR outcome = %(outcome)s)
        AND (%(replayed)s OR replayed_at IS NULL)
        AND (%(after_at)s::timestamptz IS NULL OR (died_at, id) < (%(after_at)s, %(after_id)s::uuid))
    ORDER BY died_at DESC, id DESC
    LIMIT %(limit)s
"""
OLDEST: Final = """
    SELECT id FROM dead_jobs
    WHERE replayed_at IS NULL AND outcome = 'failed' AND (%(name)s::text IS NULL OR name = %(name)s)
    ORDER BY died_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
"""
TAKE: Final = """
    UPDATE dead_jobs SET replayed_at = %(now)s
    WHERE id = ANY (%(ids)s::uuid[]) AND replayed_at IS NULL
    RETURNING id, name, envelope
"""
