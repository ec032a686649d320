"""Events of a transaction: stored with the change, handed to `in_tx` handlers, turned into jobs for `after_commit`
ones.

Nothing here talks to the outside, and nothing decides what an event means: that is the handlers' part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hanse.kit.events import Event
from hanse.kit.ids import uuid7
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, convert, to_builtins
from hanse.platform.authz import Principal, Subject
from hanse.platform.db.values import Json
from hanse.platform.registry import JobKind, Registry, Subscription

if TYPE_CHECKING:
    from hanse.platform.context import Ctx

DEPTH_LIMIT: Final = 2
"""A command's events may reach in_tx handlers, and those handlers' events once more; then it is a chain nobody can
follow."""

_SLOT: Final = "outbox"


class UndeclaredEvent(RuntimeError):
    """An event was emitted that no manifest lists: a defect."""


class EventWithoutTenant(RuntimeError):
    """An event was emitted in a transaction that works for no tenant: a defect."""


class EventChainTooDeep(RuntimeError):
    """In-transaction handlers set off each other more than two deep: a defect; make one of them after_commit."""


class UnknownEvent(LookupError):
    """A stored event's name and version are not (or no longer) declared."""


class StoredEvent(Data, frozen=True, kw_only=True):
    """An event as it is kept; `payload` has the event's own fields in their wire form."""

    id: UUID
    name: str
    version: int
    subject_kind: str | None
    subject_id: UUID | None
    payload: dict[str, Any]
    occurred_at: datetime
    causation_id: UUID | None
    request_id: str | None
    actor_kind: str
    actor_id: UUID | None

    @property
    def wire_name(self) -> str:
        return f"{self.name}.v{self.version}"


class EventQuery(PageQuery, frozen=True, kw_only=True):
    """Which events to list: of some names, of one subject; newest first."""

    names: list[str] = []
    subject_kind: str | None = None
    subject_id: UUID | None = None


@dataclass(slots=True)
class _Pending:
    id: UUID
    event: Event
    subject: Subject | None
    principal: Principal
    causation_id: UUID | None
    depth: int
    savepoints: tuple[int, ...]


@dataclass(slots=True)
class _Buffer:
    pending: list[_Pending] = field(default_factory=list)
    depth: int = 0
    cause: UUID | None = None


class Outbox:
    """Collects what a transaction emits and stores it right before the commit."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._matches: dict[type[Event], tuple[tuple[Subscription, ...], tuple[Subscription, ...]]] = {}
        for subscription in registry.subscriptions:
            if subscription.mode not in ("in_tx", "after_commit"):
                raise ValueError(f"{subscription.name}: the mode is in_tx or after_commit, not {subscription.mode!r}")

    def collect(self, ctx: Ctx, event: Event, facts: Subject | None) -> None:
        """Remember an event of this transaction; it is stored by `flush`, unless its savepoint is undone before.

        Raises UndeclaredEvent when no domain lists it.
        """
        if self._registry.events.get(type(event).wire_name()) is not type(event):
            raise UndeclaredEvent(f"{type(event).__name__} ({event.wire_name()}) is in no domain's events")
        buffer = _buffer(ctx)
        cause = buffer.cause or ctx.origin.causation_id
        buffer.pending.append(_Pending(uuid7(), event, facts, ctx.principal, cause, buffer.depth, ctx.db.savepoints))

    async def flush(self, ctx: Ctx) -> None:
        """Store what was emitted, enqueue its after_commit handlers and run its in_tx handlers, until nothing new
        comes.

        Raises EventWithoutTenant, EventChainTooDeep, and whatever an in_tx handler raises: all of it undoes the change.
        """
        buffer = _buffer(ctx)
        while buffer.pending:
            batch = [item for item in buffer.pending if not ctx.db.was_undone(item.savepoints)]
            buffer.pending = []
            if not batch:
                return
            if ctx.db.tenant_id is None:
                raise EventWithoutTenant(f"{batch[0].event.wire_name()} was emitted outside every tenant")
            await self._store(ctx, batch)
            for item in batch:
                await self._handle(ctx, buffer, item)
        buffer.depth, buffer.cause = 0, None

    async def _store(self, ctx: Ctx, batch: Sequence[_Pending]) -> None:
        """One statement for all events of a round and all jobs they cause."""
        stored = [_row(ctx, item) for item in batch]
        jobs = [
            ctx.services.jobs.request(
                ctx,
                job_name(subscription),
                row,
                causation_id=item.id,
                key=f"{item.id}:{subscription.name}",
                merge=False,
            )
            for item, row in zip(batch, stored, strict=True)
            for subscription in self._subscriptions(item.event)[1]
        ]
        if jobs:
            await ctx.db.later(INSERT_WITH_JOBS, {"events": Json(stored), "jobs": Json(jobs)})
        else:
            await ctx.db.later(INSERT, {"events": Json(stored)})

    async def _handle(self, ctx: Ctx, buffer: _Buffer, item: _Pending) -> None:
        handlers = self._subscriptions(item.event)[0]
        if handlers and item.depth >= DEPTH_LIMIT:
            chain = f"{item.event.wire_name()} -> {handlers[0].name}"
            raise EventChainTooDeep(f"in_tx handlers are at most {DEPTH_LIMIT} deep; {chain} would be one more")
        for subscription in handlers:
            buffer.depth, buffer.cause = item.depth + 1, item.id
            acting = ctx.as_system(subscription.name, subscription.rights)
            await subscription.handler(acting, item.event)
            await ctx.services.audit.write_notes(acting, subscription.name)

    def _subscriptions(self, event: Event) -> tuple[tuple[Subscription, ...], tuple[Subscription, ...]]:
        """The in_tx and the after_commit handlers of an event; one on a base class hears all events below it."""
        kind = type(event)
        found = self._matches.get(kind)
        if found is None:
            heard = [item for item in self._registry.subscriptions if issubclass(kind, item.event)]
            found = (
                tuple(item for item in heard if item.mode == "in_tx"),
                tuple(item for item in heard if item.mode == "after_commit"),
            )
            self._matches[kind] = found
        return found

    # ---- reading -------------------------------------------------------------------------------------------------

    def decode(self, stored: StoredEvent) -> Event:
        """Build the typed event from a stored one. Raises UnknownEvent when its name and version are not declared."""
        kind = self._registry.events.get(stored.wire_name)
        if kind is None:
            raise UnknownEvent(f"{stored.wire_name} is in no domain's events")
        return convert(stored.payload, kind)

    async def get_event(self, ctx: Ctx, event_id: UUID) -> StoredEvent:
        """One event of the tenant. Raises NotFound. The caller authorises."""
        return await ctx.db.one(SELECT + "WHERE id = %(id)s", {"id": event_id}, into=StoredEvent)

    async def list_events(self, ctx: Ctx, query: EventQuery) -> Page[StoredEvent]:
        """Events of the tenant, newest first, for timelines and webhooks. The caller authorises."""
        after = decode_cursor(query.cursor, UUID)
        rows = await ctx.db.all(
            SELECT + LIST_WHERE,
            {
                "names": query.names or None,
                "subject_kind": query.subject_kind,
                "subject_id": query.subject_id,
                "after": after[0] if after else None,
                "limit": query.limit + 1,
            },
            into=StoredEvent,
        )
        return page_of(rows, query.limit, lambda event: encode_cursor(event.id))


def job_name(subscription: Subscription) -> str:
    """The queue's name for an after_commit handler."""
    return f"on:{subscription.name}"


def subscription_jobs(registry: Registry) -> list[JobKind]:
    """One kind of job for each after_commit handler: it decodes the event and acts with the declared rights.

    They run for a suspended tenant too: what happened has its consequences, not least of the suspension itself.
    """
    kinds: dict[str, JobKind] = {}
    for subscription in registry.subscriptions:
        if subscription.mode == "after_commit":
            name = job_name(subscription)
            kinds[name] = JobKind(
                name=name, handler=_deliverer(subscription), rights=subscription.rights, when_suspended="run"
            )
    return list(kinds.values())


def _deliverer(subscription: Subscription) -> Any:
    async def deliver(ctx: Ctx, payload: dict[str, Any]) -> None:
        stored = convert(payload, StoredEvent)
        await subscription.handler(ctx, ctx.services.outbox.decode(stored))

    return deliver


def _buffer(ctx: Ctx) -> _Buffer:
    buffer = ctx.caches.get(_SLOT)
    if buffer is None:
        buffer = ctx.caches[_SLOT] = _Buffer()
    return buffer


def _row(ctx: Ctx, item: _Pending) -> dict[str, Any]:
    subject = item.subject
    return {
        "id": item.id,
        "name": item.event.name,
        "version": item.event.version,
        "subject_kind": subject.kind if subject else None,
        "subject_id": subject.id.uuid if subject and subject.id else None,
        "payload": to_builtins(item.event),
        "occurred_at": ctx.now,
        "causation_id": item.causation_id,
        "request_id": ctx.request_id,
        "actor_kind": item.principal.kind.value,
        "actor_id": item.principal.member_id or item.principal.account_id,
    }


_INSERT: Final = """
    INSERT INTO events (id, name, version, subject_kind, subject_id, payload, occurred_at, causation_id, request_id,
        actor_kind, actor_id)
    SELECT e.id, e.name, e.version, e.subject_kind, e.subject_id, e.payload, e.occurred_at, e.causation_id,
        e.request_id, e.actor_kind, e.actor_id
    FROM jsonb_to_recordset(%(events)s) AS e (
        id uuid, name text, version smallint, subject_kind text, subject_id uuid, payload jsonb,
        occurred_at timestamptz, causation_id uuid, request_id text, actor_kind text, actor_id uuid
    )
"""
INSERT: Final = _INSERT
INSERT_WITH_JOBS: Final = f"WITH stored AS ({_INSERT}) SELECT jobs_enqueue(%(jobs)s)"
SELECT: Final = """
    SELECT id, name, version, subject_kind, subject_id, payload, occurred_at, causation_id, request_id, actor_kind,
        actor_id
    FROM events
"""
LIST_WHERE: Final = """
    WHERE (%(names)s::text[] IS NULL OR name = ANY (%(names)s::text[]))
        AND (%(subject_kind)s::text IS NULL OR subject_kind = %(subject_kind)s)
        AND (%(subject_id)s::uuid IS NULL OR subject_id = %(subject_id)s)
        AND (%(after)s::uuid IS NULL OR id < %(after)s)
    ORDER BY id DESC
    LIMIT %(limit)s
"""

__all__ = [
    "EventChainTooDeep",
    "EventQuery",
    "EventWithoutTenant",
    "Outbox",
    "StoredEvent",
    "UndeclaredEvent",
    "UnknownEvent",
    "job_name",
    "subscription_jobs",
]
