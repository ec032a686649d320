"""Reads of the audit trail and of the events behind it, in the forms outsiders use: typed ids, names as they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import (
    ApiKeyId,
    AuditEntryId,
    AuditRecord,
    DayCount,
    EventId,
    EventRecord,
    ListAuditEntries,
    ListEvents,
    MemberId,
)
from hanse.domains.identity.types import AccountId
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.ids import Id
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor
from hanse.platform.audit import AuditEntry, AuditQuery
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.outbox import EventQuery

EXPORT_LIMIT = 10_000
_BATCH = 200
_SINCE = Annotated[datetime, Meta(tz=True, description="Not before this instant")]
_UNTIL = Annotated[datetime, Meta(tz=True, description="Before this instant")]
PER_DAY = """
SELECT date_trunc('day', occurred_at AT TIME ZONE %(zone)s) AS day, count(*) AS changes
FROM audit_entries WHERE id >= %(first)s AND occurred_at >= %(since)s AND outcome = 'allowed'
GROUP BY 1 ORDER BY 1
"""


@query("audit.list", permission="audit.view")
async def list_audit_entries(ctx: Ctx, query: ListAuditEntries) -> Page[AuditRecord]:
    """List who did what, newest first. Raises Invalid for a subject that is no id."""
    ctx.authorize("audit.view")
    return await _page(ctx, query)


@query("audit.get", permission="audit.view")
async def get_audit_entry(ctx: Ctx, audit_entry_id: AuditEntryId) -> AuditRecord:
    """Read one entry of the audit trail with its changes. Raises NotFound."""
    ctx.authorize("audit.view")
    # Entries are listed by id, newest first: the one after the next higher id is this one.
    above = UUID(int=min(audit_entry_id.uuid.int + 1, (1 << 128) - 1))
    page = await ctx.services.audit.all_entries(ctx, AuditQuery(limit=1, cursor=encode_cursor(above)))
    if not page.items or page.items[0].id != audit_entry_id.uuid:
        raise NotFound()
    return record_of(ctx, page.items[0])


@query("audit.export", permission="audit.view", sensitive=True)
async def export_audit_entries(ctx: Ctx, query: ListAuditEntries) -> Page[AuditRecord]:
    """Read up to 10,000 entries at once, newest first, for a file; that it was done is itself on record."""
    ctx.authorize("audit.view")
    entries: list[AuditRecord] = []
    cursor = query.cursor
    while len(entries) < EXPORT_LIMIT:
        page = await _page(ctx, _with_page(query, cursor))
        entries += page.items
        cursor = page.next
        if cursor is None:
            break
    ctx.record("audit", None, after={"entries": len(entries)})
    return Page(entries, cursor)


@query("event.list", permission="audit.view")
async def list_events(ctx: Ctx, query: ListEvents) -> Page[EventRecord]:
    """List the facts that happened, newest first, as webhooks and subscribers get them."""
    ctx.authorize("audit.view")
    kind, identity = _subject(ctx, query.subject)
    wanted = EventQuery(
        limit=query.limit, cursor=query.cursor, names=query.name, subject_kind=kind, subject_id=identity
    )
    page = await ctx.services.outbox.list_events(ctx, wanted)
    return Page(
        [
            EventRecord(
                id=EventId(item.id),
                name=item.wire_name,
                subject_kind=item.subject_kind,
                subject_id=outside_id(ctx, item.subject_kind, item.subject_id),
                payload=item.payload,
                occurred_at=item.occurred_at,
                request_id=item.request_id,
            )
            for item in page.items
        ],
        page.next,
    )


def known_actions(ctx: Ctx) -> list[str]:
    """Every action that leaves an entry, for a filter."""
    operations = ctx.services.registry.operations.values()
    return sorted(item.name for item in operations if item.kind == "command" or item.sensitive)


async def changes_per_day(ctx: Ctx, days: int) -> list[DayCount]:
    """How many changes each day saw that saw any. The caller has asked for `audit.view`."""
    since = ctx.now - timedelta(days=days)
    # Ids grow with time, so the key finds the days without reading what is older.
    first = UUID(int=int((since - timedelta(days=1)).timestamp() * 1000) << 80)
    return await ctx.db.all(PER_DAY, {"zone": ctx.tenant.timezone, "since": since, "first": first}, into=DayCount)


async def timeline_of(ctx: Ctx, kind: str, identity: Id, limit: int = 20) -> list[AuditRecord]:
    """The latest entries about one thing. The caller has asked for the right to see that thing."""
    page = await ctx.services.audit.entries(ctx, kind, identity, PageQuery(limit=limit))
    return [record_of(ctx, entry) for entry in page.items]


def _with_page(query: ListAuditEntries, cursor: str | None) -> ListAuditEntries:
    values = {name: getattr(query, name) for name in query.__struct_fields__}
    return ListAuditEntries(**{**values, "cursor": cursor, "limit": _BATCH})


async def _page(ctx: Ctx, query: ListAuditEntries) -> Page[AuditRecord]:
    decode_cursor(query.cursor, UUID)
    kind, identity = _subject(ctx, query.subject)
    wanted = AuditQuery(
        limit=query.limit,
        cursor=query.cursor,
        actions=query.action,
        outcome=query.outcome,
        actor_id=query.member_id.uuid if query.member_id else None,
        subject_kind=kind,
        subject_id=identity,
        request_id=query.request_id,
        since=query.since,
        until=query.until,
    )
    page = await ctx.services.audit.all_entries(ctx, wanted)
    return Page([record_of(ctx, entry) for entry in page.items], page.next)


def _subject(ctx: Ctx, text: str | None) -> tuple[str | None, UUID | None]:
    """Which kind and id an outside id names. Raises Invalid."""
    if text is None:
        return None, None
    prefix = text.rpartition("_")[0]
    for kind, id_type in id_types(ctx).items():
        if id_type.prefix == prefix:
            try:
                return kind, id_type.parse(text).uuid
            except ValueError:
                break
    raise Invalid.field("subject", f"{text!r} is not an id, such as mem_… or org_…")


def id_types(ctx: Ctx) -> dict[str, type[Id]]:
    """Which type of id each kind of thing has, as the operations of all domains name them (`member_id`: member)."""
    known: dict[str, type[Id]] | None = ctx.services.extras.get("access.id_types")
    if known is None:
        known = {
            name.removesuffix("_id"): kind
            for operation in ctx.services.registry.operations.values()
            for name, kind in operation.ids
        }
        ctx.services.extras["access.id_types"] = known
    return known


def outside_id(ctx: Ctx, kind: str | None, identity: UUID | None) -> str | None:
    """An id as outsiders know it; of a kind without operations the plain UUID."""
    if identity is None:
        return None
    id_type = id_types(ctx).get(kind or "")
    return str(id_type(identity)) if id_type else str(identity)


def record_of(ctx: Ctx, entry: AuditEntry) -> AuditRecord:
    """An entry as outsiders read it."""
    actor: Id | None = None
    if entry.actor_id is not None:
        actor = AccountId(entry.actor_id) if entry.actor_kind == "account" else MemberId(entry.actor_id)
    return AuditRecord(
        id=AuditEntryId(entry.id),
        occurred_at=entry.occurred_at,
        actor_kind=entry.actor_kind,
        actor_id=str(actor) if actor else None,
        actor_name=entry.actor_name,
        on_behalf_of=MemberId(entry.on_behalf_of) if entry.on_behalf_of else None,
        on_behalf_name=entry.on_behalf_name,
        api_key_id=ApiKeyId(entry.api_key_id) if entry.api_key_id else None,
        ip=entry.ip,
        user_agent=entry.user_agent,
        request_id=entry.request_id,
        action=entry.action,
        outcome=entry.outcome,
        subject_kind=entry.subject_kind,
        subject_id=outside_id(ctx, entry.subject_kind, entry.subject_id),
        subject_label=entry.subject_label,
        reason=entry.reason,
        changes=entry.changes,
        is_erased=entry.erased,
    )
