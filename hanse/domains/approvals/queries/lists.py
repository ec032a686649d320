"""Lists of approvals, one approval with its history, and the figures of what waits for the reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hanse.domains.approvals.ports import evidence_source, organization_tree
from hanse.domains.approvals.queries.approvals import load_record, path_of, shown
from hanse.domains.approvals.queries.records import (
    COLUMNS,
    GET_FROZEN,
    INVOLVED,
    WAITING,
    Record,
    build_record,
    reader,
)
from hanse.domains.approvals.rules.subjects import subject_uuid
from hanse.domains.approvals.rules.wording import next_steps
from hanse.domains.approvals.types import (
    Approval,
    ApprovalCounts,
    ApprovalDetail,
    ApprovalEvent,
    ApprovalId,
    ListApprovals,
    MemberId,
)
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.authz import Scope, Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# What somebody, or those who delegated to them, sits in: read once, so that a row costs one look into it.
_SEATED: Final = """a.id IN (
    SELECT s.approval_id FROM approval_seats s WHERE s.member_id = %(me)s OR s.member_id IN (
        SELECT d.from_member_id FROM delegations d
        WHERE d.to_member_id = %(me)s AND d.revoked_at IS NULL AND d.starts_at <= %(now)s AND d.ends_at > %(now)s))"""
# Which rows the reader sees: everything, what they take part in, or at organizations what people there asked for.
_VISIBLE: Final = f"""(%(everything)s OR (%(own)s AND (a.requester_member_id = %(me)s OR {_SEATED}) AND {INVOLVED})
    OR (NOT a.is_internal AND a.organization_id = ANY (%(organizations)s::uuid[])))"""
_FILTERS: Final = f"""
  AND (%(statuses)s::text[] IS NULL OR a.status = ANY (%(statuses)s))
  AND (%(kind)s::text IS NULL OR a.subject_kind = %(kind)s)
  AND (%(subject)s::uuid IS NULL OR a.subject_id = %(subject)s)
  AND (%(organization)s::uuid IS NULL OR a.organization_id = %(organization)s)
  AND (%(requester)s::uuid IS NULL OR a.requester_member_id = %(requester)s)
  AND (NOT %(late)s OR (a.status = 'pending' AND a.due_at <= %(now)s))
  AND (NOT %(waiting)s OR (a.status = 'pending' AND {_SEATED} AND {WAITING}))"""
LIST: Final = f"""
SELECT {COLUMNS} FROM approvals a
WHERE {_VISIBLE} {_FILTERS}
  AND (%(after_id)s::uuid IS NULL OR (a.submitted_at, a.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY a.submitted_at DESC, a.id DESC LIMIT %(limit)s
"""  # noqa: S608 - as above
# From the seats, so that it costs what waits for one person and not what waits for all.
COUNT: Final = f"""
SELECT count(*) AS waiting, count(*) FILTER (WHERE a.due_at <= %(now)s) AS late
FROM approvals a
WHERE a.status = 'pending' AND {WAITING} AND a.id IN (
    SELECT s.approval_id FROM approval_seats s WHERE s.is_waiting AND (s.member_id = %(me)s OR s.member_id IN (
        SELECT d.from_member_id FROM delegations d
        WHERE d.to_member_id = %(me)s AND d.revoked_at IS NULL AND d.starts_at <= %(now)s AND d.ends_at > %(now)s)))
"""  # noqa: S608 - as above
EVENTS: Final = """
SELECT e.id, e.kind, e.level, e.member_id, e.for_member_id, e.actor_name, e.comment, e.details, e.created_at
FROM approval_events e WHERE e.approval_id = %(id)s ORDER BY e.position
"""
NAMES: Final = "SELECT id, display_name FROM members WHERE id = ANY (%(ids)s::uuid[])"


@query("approval.list", permission="approval.view")
async def list_approvals(ctx: Ctx, query: ListApprovals) -> Page[Approval]:
    """List the approvals the reader takes part in or may see, newest first."""
    scope = ctx.scope("approval.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST,
        {
            **await _scope_parameters(ctx, scope),
            "statuses": [status.value for status in query.status] or None,
            "kind": query.subject_kind,
            "subject": subject_uuid(query.subject_id) if query.subject_id else None,
            "organization": query.organization,
            "requester": query.requester,
            "waiting": query.waiting_for_me,
            "late": query.late,
            "after_at": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["submitted_at"], row["id"]))
    records = [build_record(row) for row in page.items]
    return Page([shown(ctx, record) for record in records], page.next)


@query("approval.counts", permission="approval.view")
async def count_approvals(ctx: Ctx) -> ApprovalCounts:
    """How many approvals wait for the reader, by delegation too, and how many of them are late."""
    ctx.scope("approval.view")
    return await ctx.db.one(COUNT, {"me": reader(ctx), "now": ctx.now}, into=ApprovalCounts)


@query("approval.get", permission="approval.view")
async def get_approval(ctx: Ctx, approval_id: ApprovalId) -> ApprovalDetail:
    """Read an approval with its frozen document and history; the facts only for staff and those who decide.

    Raises NotFound.
    """
    record = await load_record(ctx, approval_id, "approval.view")
    frozen = await ctx.db.one(GET_FROZEN, {"id": record.id})
    path = await path_of(ctx, record.organization_id)
    approval = shown(ctx, record, () if record.is_involved else path)
    may_know = _may_know_facts(ctx, record)
    source = evidence_source(ctx, record.subject_kind) if may_know else None
    return ApprovalDetail(
        approval=approval,
        document=frozen["document"],
        facts=frozen["facts"] if may_know else None,
        evidence=await source(ctx, record.subject_ref) if source else [],
        events=await _events(ctx, record),
        next_steps=next_steps(approval.levels),
        can_open_subject=_can_open(ctx, record, path),
    )


def _can_open(ctx: Ctx, record: Record, path: tuple[UUID, ...]) -> bool:
    """Who decides need not see the subject itself; what was frozen of it is enough to decide."""
    subject = Subject(kind=record.subject_kind, id=None, organizations=path, owner_member_id=record.requester_member_id)
    permission = f"{record.subject_kind}.view"
    return permission in ctx.services.registry.permissions and ctx.may(permission, subject)


def _may_know_facts(ctx: Ctx, record: Record) -> bool:
    """Facts such as a margin are for staff, and for whoever has to decide by them."""
    if any(grant.organization_id is None for grant in ctx.principal.grants):
        return True
    return record.requester_member_id != reader(ctx) and record.is_involved and not record.is_internal


async def _events(ctx: Ctx, record: Record) -> list[ApprovalEvent]:
    rows = await ctx.db.all(EVENTS, {"id": record.id})
    about = {member for row in rows for member in _about(row)}
    known = await ctx.db.all(NAMES, {"ids": list(about)}) if about else []
    names = {row["id"]: row["display_name"] for row in known}
    return [_event(row, names) for row in rows]


def _about(row: dict[str, Any]) -> list[UUID]:
    members = [UUID(one) for one in row["details"].get("members", ())]
    return [*members, row["for_member_id"]] if row["for_member_id"] else members


def _event(row: dict[str, Any], names: dict[UUID, str]) -> ApprovalEvent:
    stands_for = row["for_member_id"]
    members = [UUID(one) for one in row.pop("details").get("members", ())]
    return from_row(
        {
            **row,
            "member_id": MemberId(row["member_id"]) if row["member_id"] else None,
            "for_member_id": MemberId(stands_for) if stands_for else None,
            "for_name": names.get(stands_for) if stands_for else None,
            "names": [names[one] for one in members if one in names],
        },
        ApprovalEvent,
    )


async def _scope_parameters(ctx: Ctx, scope: Scope) -> dict[str, Any]:
    below = await organization_tree(ctx).below(ctx, scope.trees) if scope.trees else ()
    return {
        "everything": scope.everything,
        "own": scope.own_member_id is not None,
        "organizations": [*scope.organizations, *below],
        "me": reader(ctx),
        "now": ctx.now,
    }
