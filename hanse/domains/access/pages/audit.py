"""The audit trail: filters, one entry with before and after, and a file for auditors."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hanse.domains.access import api
from hanse.domains.access.pages.parts import changes_of
from hanse.domains.access.pages.words import told
from hanse.domains.access.types import AuditEntryId, AuditRecord, ListAuditEntries
from hanse.kit.errors import Invalid
from hanse.kit.structs import Data, to_json
from hanse.kit.tables import write_csv
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply
from hanse.platform.web.parts import Option, words
from hanse.platform.web.requests import PageRequest, View

OUTCOMES = [Option("allowed", "Allowed"), Option("denied", "Refused"), Option("failed", "Failed")]
COLUMNS = (
    "time",
    "actor",
    "actor_id",
    "on_behalf_of",
    "action",
    "outcome",
    "subject",
    "subject_id",
    "reason",
    "ip",
    "request_id",
    "changes",
)


class Row(Data, frozen=True, kw_only=True):
    """One line of the list."""

    id: AuditEntryId
    at: datetime
    actor: str
    on_behalf: str
    text: str
    outcome: str
    subject: str
    subject_href: str


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Who did what, newest first."""
    query = _query(ctx, request)
    page = await api.list_audit_entries(ctx, query)
    people = await api.find_people(ctx, "", 100) if ctx.may_anywhere("member.view") else []
    return View(
        "access/audit.html",
        {
            "rows": [_row(ctx, record) for record in page.items],
            "next": page.next,
            "query": query,
            "actions": [Option(name, words(name)) for name in api.known_actions(ctx)],
            "outcomes": OUTCOMES,
            "people": [Option(str(one.id), one.display_name) for one in people],
            "subject": query.subject,
        },
        block="content",
    )


async def entry_page(ctx: Ctx, request: PageRequest) -> View:
    """One entry: who, when, from where, why, and what changed."""
    record = await api.get_audit_entry(ctx, request.id("audit_entry_id", AuditEntryId))
    row = _row(ctx, record)
    context = {"record": record, "row": row, "changes": changes_of(record), "is_own": row.subject == row.actor}
    return View("access/audit_entry.html", context)


async def export(ctx: Ctx, request: PageRequest) -> Reply:
    """The entries that match, as CSV. Formulas are quoted out; the export itself is on record."""
    page = await api.export_audit_entries(ctx, _query(ctx, request))
    rows: list[Any] = [_cells(record) for record in page.items]
    if page.next is not None:
        rows.append(["There are more entries; narrow the filters to export them.", *[""] * (len(COLUMNS) - 1)])
    body = b"".join(write_csv(COLUMNS, rows))
    name = f"audit-{ctx.tenant.handle}-{ctx.now:%Y-%m-%d}.csv"
    headers = [("content-disposition", f'attachment; filename="{name}"'), ("cache-control", "no-store")]
    return Reply(body, content_type="text/csv; charset=utf-8", headers=headers)


def _query(ctx: Ctx, request: PageRequest) -> ListAuditEntries:
    """The filters of the address; days are meant in the reader's time zone, the last one whole."""
    plain = request.query(ListAuditEntries)
    zone = ZoneInfo(ctx.principal.timezone or ctx.tenant.timezone)
    values = {name: getattr(plain, name) for name in plain.__struct_fields__}
    first, last = _day(request, "at_from"), _day(request, "at_to")
    if first is not None:
        values["since"] = datetime.combine(first, time(), zone).astimezone(UTC)
    if last is not None:
        values["until"] = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return ListAuditEntries(**values)


def _day(request: PageRequest, name: str) -> date | None:
    text = request.argument(name).strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(name, "Write a day as 2026-03-31") from None
    # A day later is reckoned with, and instants before year one do not exist.
    return min(max(day, date(1900, 1, 1)), date(9000, 1, 1))


def _row(ctx: Ctx, record: AuditRecord) -> Row:
    actor = record.actor_name or ("Hanse" if record.actor_kind == "system" else "Somebody whose name was erased")
    return Row(
        id=record.id,
        at=record.occurred_at,
        actor=actor,
        on_behalf=record.on_behalf_name or "",
        text=told(ctx, record),
        outcome={"allowed": "allowed", "denied": "denied", "failed": "failed"}[record.outcome],
        subject=record.subject_label or (words(record.subject_kind) if record.subject_kind else ""),
        subject_href=subject_href(ctx, record),
    )


def subject_href(ctx: Ctx, record: AuditRecord) -> str:
    """The page of what an entry is about: the one whose address ends in that kind's id; empty when there is none."""
    if record.subject_id is None or record.subject_kind is None or "_" not in record.subject_id:
        return ""
    known: dict[str, str] | None = ctx.services.extras.get("access.subject_pages")
    if known is None:
        known = {}
        for page in ctx.services.registry.pages:
            head, _, tail = page.path.rpartition("/")
            if page.method == "GET" and head.startswith("/admin") and tail.startswith("{") and tail.endswith("_id}"):
                known[tail[1:-4]] = head
        ctx.services.extras["access.subject_pages"] = known
    head = known.get(record.subject_kind, "")
    return f"{head}/{record.subject_id}" if head and "{" not in head else ""


def _cells(record: AuditRecord) -> list[str]:
    return [
        record.occurred_at.isoformat(),
        record.actor_name or "",
        record.actor_id or "",
        record.on_behalf_name or "",
        record.action,
        record.outcome,
        record.subject_label or "",
        record.subject_id or "",
        record.reason or "",
        record.ip or "",
        record.request_id or "",
        to_json(record.changes).decode() if record.changes else "",
    ]
