"""Reading the audit trail for timelines: keyset pages, newest first, with the personal part as far as it is still
there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hanse.kit.diff import Change
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, convert

if TYPE_CHECKING:
    from hanse.platform.context import Ctx


class AuditEntry(Data, frozen=True, kw_only=True):
    """One entry as people read it. Personal parts are None once they are erased."""

    id: UUID
    occurred_at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    on_behalf_of: UUID | None
    on_behalf_name: str | None
    api_key_id: UUID | None
    session_id: UUID | None
    ip: str | None
    user_agent: str | None
    request_id: str | None
    causation_id: UUID | None
    action: str
    outcome: str
    subject_kind: str | None
    subject_id: UUID | None
    subject_label: str | None
    reason: str | None
    changes: list[Change]
    erased: bool


class AuditQuery(PageQuery, frozen=True, kw_only=True):
    """Which entries to list. `since` is inclusive, `until` is not."""

    actions: list[str] = []
    outcome: str | None = None
    actor_id: UUID | None = None
    subject_kind: str | None = None
    subject_id: UUID | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def list_subject(ctx: Ctx, subject_kind: str, subject_id: UUID, page: PageQuery) -> Page[AuditEntry]:
    """The entries about one subject, newest first."""
    after = decode_cursor(page.cursor, UUID)
    parameters = {"kind": subject_kind, "id": subject_id, "after": after and after[0], "limit": page.limit + 1}
    return _page(await ctx.db.all(SELECT + SUBJECT, parameters, into=entry_of), page.limit)


async def list_entries(ctx: Ctx, query: AuditQuery) -> Page[AuditEntry]:
    """The entries of the tenant that match every filter given, newest first."""
    after = decode_cursor(query.cursor, UUID)
    parameters = {
        "actions": query.actions or None,
        "outcome": query.outcome,
        "actor_id": query.actor_id,
        "subject_kind": query.subject_kind,
        "subject_id": query.subject_id,
        "request_id": query.request_id,
        "since": query.since,
        "until": query.until,
        "after": after and after[0],
        "limit": query.limit + 1,
    }
    return _page(await ctx.db.all(SELECT + FILTERS, parameters, into=entry_of), query.limit)


def _page(rows: list[AuditEntry], limit: int) -> Page[AuditEntry]:
    return page_of(rows, limit, lambda entry: encode_cursor(entry.id))


def entry_of(row: dict[str, Any]) -> AuditEntry:
    """Put the lasting and the personal part of a row together."""
    details = row.pop("details") or {}
    row["erased"] = row.pop("salt") is None
    row["ip"] = None if row["ip"] is None else str(row["ip"])
    row["subject_label"] = row["subject_label"] or details.get("label")
    row["changes"] = [*(row["changes"] or ()), *details.get("changes", ())]
    return convert(row, AuditEntry)


SELECT: Final = """
    SELECT e.id, e.occurred_at, e.actor_kind, e.actor_id, p.actor_name, e.on_behalf_of, p.on_behalf_name, e.api_key_id,
        e.session_id, p.ip, p.user_agent, e.request_id, e.causation_id, e.action, e.outcome, e.subject_kind,
        e.subject_id, e.subject_label, e.reason, e.changes, p.details, p.salt
    FROM audit_entries e
    LEFT JOIN audit_people p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
"""
SUBJECT: Final = """
    WHERE e.subject_kind = %(kind)s AND e.subject_id = %(id)s AND (%(after)s::uuid IS NULL OR e.id < %(after)s)
    ORDER BY e.id DESC
    LIMIT %(limit)s
"""
FILTERS: Final = """
    WHERE (%(actions)s::text[] IS NULL OR e.action = ANY (%(actions)s::text[]))
        AND (%(outcome)s::text IS NULL OR e.outcome = %(outcome)s)
        AND (%(actor_id)s::uuid IS NULL OR e.actor_id = %(actor_id)s)
        AND (%(subject_kind)s::text IS NULL OR e.subject_kind = %(subject_kind)s)
        AND (%(subject_id)s::uuid IS NULL OR e.subject_id = %(subject_id)s)
        AND (%(request_id)s::text IS NULL OR e.request_id = %(request_id)s)
        AND (%(since)s::timestamptz IS NULL OR e.occurred_at >= %(since)s)
        AND (%(until)s::timestamptz IS NULL OR e.occurred_at < %(until)s)
        AND (%(after)s::uuid IS NULL OR e.id < %(after)s)
    ORDER BY e.id DESC
    LIMIT %(limit)s
"""
