"""Owns running background work in tests: at once, in order, by an injected clock, with no process and no waiting.

`Bench` is a small installation of the platform alone (no domain); `drain` works for any services.
Must not be here: a real worker loop (`hanse/platform/worker.py`), or anything the product imports.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast
from uuid import UUID, uuid4

import msgspec

from hanse.kit.clock import Clock, ManualClock
from hanse.kit.ids import uuid7
from hanse.platform.audit import Audit
from hanse.platform.authz import Grant, Principal, PrincipalKind, Reach, TenantRef
from hanse.platform.context import Ctx, Origin, open_context
from hanse.platform.crypto import Vault, parse_master_keys
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.idempotency import Idempotency
from hanse.platform.jobs import ActorRef, Jobs
from hanse.platform.jobs.gate import JobGate
from hanse.platform.jobs.queue import Queue
from hanse.platform.jobs.runner import Runner
from hanse.platform.outbox import Outbox
from hanse.platform.registry import Registry
from hanse.platform.services import Services
from hanse.platform.timers import Timers, sweep

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ROUNDS = 200


class DrainNeverEnds(AssertionError):
    """Jobs kept making jobs."""


class ClockQueue(Queue):
    """Takes what is due by the test's clock, whatever time it is in the database."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta = timedelta(seconds=30)) -> None:
        super().__init__(database, uuid4(), lease)
        self._clock = clock

    async def pick(self, names: Sequence[str], limit: int) -> list[int]:
        """Lease the oldest due jobs of the highest priority."""
        parameters = {"names": list(names), "now": self._clock.now(), "limit": limit, "worker": self.worker_id}
        async with self._database.transaction() as transaction:
            return sorted(await transaction.values(PICK, parameters))


async def drain(
    services: Services, sweeper: Database, gate: JobGate, *, timers: bool = True, limit: int = ROUNDS
) -> list[tuple[str, str]]:
    """Fire due timers and run due jobs until nothing is due; returns (job, outcome) in order.

    Retries whose delay is not over by the clock stay. Raises DrainNeverEnds after `limit` jobs.
    """
    queue = ClockQueue(sweeper, services.clock)
    runner = Runner(services, queue, gate, random.Random(7))
    outcomes: list[tuple[str, str]] = []
    while True:
        if timers:
            await sweep(services, sweeper)
        taken = await queue.claim(tuple(services.jobs.kinds), 1)
        if not taken:
            return outcomes
        [delivery] = taken
        outcomes.append((delivery.name, await runner.run(delivery)))
        if len(outcomes) >= limit:
            raise DrainNeverEnds(f"{limit} jobs ran and more are due; the last was {outcomes[-1][0]}")


class Urls(Protocol):
    """The addresses of a migrated database (provision.DatabaseUrls is one)."""

    @property
    def app(self) -> str: ...

    @property
    def jobs(self) -> str: ...


@dataclass
class OpenGate:
    """A gate that knows the tenants it was told of; everybody has access who was not locked out."""

    known: dict[UUID, TenantRef] = field(default_factory=dict)
    locked_out: set[UUID] = field(default_factory=set)

    async def tenant(self, services: Services, tenant_id: UUID) -> TenantRef | None:
        return self.known.get(tenant_id)

    async def tenants(self, services: Services) -> list[UUID]:
        return [tenant.id for tenant in self.known.values() if tenant.status == "active"]

    async def refusal(self, ctx: Ctx, actor: ActorRef) -> str | None:
        return f"{actor.name} has no access any more" if actor.member_id in self.locked_out else None


@dataclass(repr=False)
class Bench:
    """The platform on a real database, as the roles it has in production."""

    services: Services
    sweeper: Database
    gate: OpenGate
    clock: ManualClock

    def add_tenant(self, status: str = "active") -> TenantRef:
        """Make a tenant nobody else uses."""
        identity = uuid7()
        tenant = TenantRef(
            id=identity, handle=f"t{identity.hex[-8:]}", name=f"Tenant {identity.hex[-8:]}", status=status
        )
        self.gate.known[identity] = tenant
        return tenant

    def suspend(self, tenant: TenantRef, status: str = "suspended") -> None:
        """Change a tenant's status."""
        self.gate.known[tenant.id] = TenantRef(id=tenant.id, handle=tenant.handle, name=tenant.name, status=status)

    @asynccontextmanager
    async def open(
        self, tenant: TenantRef | None, principal: Principal | None = None, origin: Origin | None = None
    ) -> AsyncIterator[Ctx]:
        """A context as a member who may do everything, unless told otherwise."""
        origin = origin or Origin(request_id=f"req-{uuid7()}", ip="192.0.2.7", user_agent="Bench/1", channel="test")
        async with open_context(self.services, tenant=tenant, principal=principal or everybody(), origin=origin) as ctx:
            yield ctx

    async def drain(self, **options: Any) -> list[tuple[str, str]]:
        """Run what is due; see `drain`."""
        return await drain(self.services, self.sweeper, self.gate, **options)

    def with_registry(self, registry: Registry) -> Bench:
        """The same bench with other domains."""
        services = replace(
            self.services,
            registry=registry,
            outbox=Outbox(registry),
            audit=Audit(registry.redacted),
            jobs=Jobs(registry),
            timers=Timers(registry),
        )
        return Bench(services, self.sweeper, self.gate, self.clock)


def everybody(name: str = "Bench office") -> Principal:
    """A member with every right in the tenant."""
    return Principal(
        kind=PrincipalKind.MEMBER,
        display_name=name,
        account_id=uuid7(),
        member_id=uuid7(),
        session_id=uuid7(),
        grants=(Grant(permission="*", reach=Reach.TENANT, role="owner"),),
    )


@asynccontextmanager
async def open_bench(urls: Urls, registry: Registry, clock: Clock | None = None) -> AsyncIterator[Bench]:
    """Connect to a migrated database as hanse_app and hanse_jobs."""
    clock = clock or ManualClock(START)
    # A machine that does many things at once must not decide what a test finds.
    patience = PoolSettings(acquire_seconds=20, statement_ms=30_000)
    app = Database(urls.app, msgspec.structs.replace(patience, maximum=12, application_name="hanse test app"))
    jobs = Database(urls.jobs, msgspec.structs.replace(patience, maximum=4, application_name="hanse test jobs"))
    await app.open()
    await jobs.open()
    try:
        yield Bench(platform_services(app, registry, clock), jobs, OpenGate(), cast(ManualClock, clock))
    finally:
        await app.close()
        await jobs.close()


def platform_services(database: Database, registry: Registry, clock: Clock) -> Services:
    """Services with what background work needs; the others are absent and fail when touched."""
    absent = cast(Any, None)
    return Services(
        settings=absent,
        clock=clock,
        registry=registry,
        database=database,
        crypto=Vault(parse_master_keys(KEY, "the test key"), clock),
        outbox=Outbox(registry),
        audit=Audit(registry.redacted),
        jobs=Jobs(registry),
        timers=Timers(registry),
        idempotency=Idempotency(),
        search=absent,
        mail=absent,
        files=absent,
        http=absent,
        limits=absent,
        renderer=absent,
        authenticator=absent,
        tenants=absent,
        extras={},
    )


PICK = """
    UPDATE hanse_jobs.pgqueuer SET status = 'picked', queue_manager_id = %(worker)s, heartbeat = now(), updated = now()
    WHERE id IN (
        SELECT id FROM hanse_jobs.pgqueuer
        WHERE status = 'queued' AND entrypoint = ANY (%(names)s::text[])
            AND (headers ->> 'due')::timestamptz <= %(now)s
        ORDER BY priority DESC, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""
