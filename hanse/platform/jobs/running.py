"""What a handler of an `outside` job holds: its payload, its idempotency key, and transactions that know the lease.

Such a job runs with no open transaction, so that it may talk to the outside or work in batches; it opens one where it
needs one. A worker that lost its lease cannot commit: every transaction proves the lease at its end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from hanse.kit.errors import Conflict
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx, open_context
from hanse.platform.jobs import progress
from hanse.platform.jobs.envelope import ActorRef, Envelope, acting_principal, idempotency_key, origin_of

if TYPE_CHECKING:
    from hanse.platform.registry import JobKind
    from hanse.platform.services import Services


class LeaseLost(Conflict):
    """Another worker took the job over: what this one did must not be committed."""

    code = "job_lease_lost"
    title = "Another worker took this job over"


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Which row of the queue is worked on, the worker that must still hold it, and the how-manieth attempt this is."""

    queue_id: int
    worker_id: UUID
    attempt: int


class RunningJob:
    """One attempt at one job."""

    def __init__(
        self,
        services: Services,
        kind: JobKind,
        envelope: Envelope,
        tenant: TenantRef | None,
        lease: Lease,
    ) -> None:
        self.services = services
        self.kind = kind
        self.envelope = envelope
        self.tenant = tenant
        self.attempt = lease.attempt
        self.finished = False
        self._lease = {"id": lease.queue_id, "worker": lease.worker_id}

    @property
    def id(self) -> UUID:
        return self.envelope.id

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def payload(self) -> dict[str, Any]:
        return self.envelope.data

    @property
    def actor(self) -> ActorRef:
        """Who set the job off; the rights are the job's own."""
        return self.envelope.actor

    @property
    def idempotency_key(self) -> str:
        """What a provider gets, the same in every attempt and replay of this business fact."""
        return idempotency_key(self.name, self.tenant.id if self.tenant else None, self.envelope)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ctx]:
        """A transaction with the declared rights, committed at the end if the lease still holds. Raises LeaseLost."""
        async with self._context() as ctx:
            yield ctx
            await self._record(ctx)
            if not self.finished and not await ctx.db.value("SELECT jobs_hold(%(id)s, %(worker)s)", self._lease):
                raise LeaseLost()

    async def progress(
        self,
        done: int,
        total: int | None = None,
        message: str | None = None,
        *,
        cursor: Any = None,
        ctx: Ctx | None = None,
    ) -> None:
        """Say how far the job is; pages poll it. With `ctx` it is written in that transaction, so that a saved `cursor`
        moves exactly when the batch it tells of is committed."""
        step = {"done": done, "total": total, "message": message, "cursor": cursor}
        if ctx is not None:
            await progress.advance(ctx, self.id, self.name, step)
            return
        async with self.open() as own:
            await progress.advance(own, self.id, self.name, step)

    async def saved_cursor(self) -> Any:
        """The cursor an earlier attempt saved; None at the beginning."""
        async with self._context() as ctx:
            found = await progress.find(ctx, self.id)
        return found.cursor if found else None

    async def complete(self, ctx: Ctx, result: Any = None) -> None:
        """End the job in this transaction, so that it is done exactly when the transaction's changes are. Raises
        LeaseLost.

        Without it the job ends after its handler returned, in a transaction of its own. Nothing may follow it.
        """
        await self._record(ctx)
        await self.end(ctx, result)

    async def end(self, ctx: Ctx, result: Any = None) -> None:
        """Take the job out of the queue as done."""
        parameters = {**self._lease, "outcome": "successful"}
        if not await ctx.db.value("SELECT jobs_finish(%(id)s, %(worker)s, %(outcome)s)", parameters):
            raise LeaseLost()
        if self.envelope.tracked or result is not None:
            await progress.end(ctx, self.id, "done", result=result)
        self.finished = True

    async def run(self) -> None:
        """Run the handler; its effects and the end of the job are committed together, unless it works outside."""
        if self.kind.outside:
            await self.kind.handler(self.services, self)
            if not self.finished:
                async with self._context() as ctx:
                    await self.end(ctx)
            return
        async with self._context() as ctx:
            if self.envelope.tracked:
                await progress.advance(ctx, self.id, self.name, {})
            await self.kind.handler(ctx, self.payload)
            await self._record(ctx)
            # Before the end, because handlers of the events may take long: the queue row stays unlocked until then.
            await self.services.outbox.flush(ctx)
            await self.end(ctx)

    def _context(self) -> Any:
        return open_context(
            self.services,
            tenant=self.tenant,
            principal=acting_principal(self.kind.rights, self.name, self.envelope.actor),
            origin=origin_of(self.envelope),
        )

    async def _record(self, ctx: Ctx) -> None:
        await self.services.audit.write_notes(ctx, self.name)
