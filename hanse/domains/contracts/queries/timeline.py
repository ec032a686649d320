"""The history of a contract on one timeline: steps, versions, decisions, what was said and signed, orders, audit trail.

Each kind is one part of a union that shows the partner only what is theirs. Not here: how an entry is worded.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hanse.domains.approvals.types import ApprovalId
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.types import ContractId, ListTimeline, TimelineEntry, TimelineKind
from hanse.domains.organizations.types import Side
from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# What the seller adds while working is the seller's own until it is handed over, or approved with a version.
SENT: Final = """
 AND (%(is_seller)s OR side = 'buyer' OR EXISTS (
    SELECT FROM contract_versions v
    LEFT JOIN contract_rounds r ON r.tenant_id = v.tenant_id AND r.version_id = v.id
    WHERE v.contract_id = %(contract)s AND (r.created_at >= contract_attachments.created_at
        OR v.status <> 'approval' AND v.frozen_at >= contract_attachments.created_at)))
"""
_BEGIN: Final = """
SELECT kind, title, text, side, is_internal, author_name, version_number, amount, changes, ref, at, id, part FROM (
"""
# Of each part: kind, title, text, side, is_internal, author, version, amount, changes, ref, at, id; then a number that
# keeps two entries of one row apart.
_STEPS: Final = """
SELECT 'step' AS kind, action AS title, comment AS text, side, is_internal, author_name, version_number,
    NULL::bigint AS amount, NULL::jsonb AS changes, '' AS ref, created_at AS at, id, 0 AS part
FROM contract_steps WHERE contract_id = %(contract)s AND action NOT IN ('create', 'draft', 'signature')
"""
_VERSIONS: Final = """
SELECT CASE WHEN kind = 'original' THEN 'version' ELSE kind END, kind, title, 'seller', false, made_by_name, number,
    NULL, NULL, '', CASE WHEN %(is_seller)s THEN created_at ELSE sent_at END, id, 0
FROM contract_versions WHERE contract_id = %(contract)s AND (%(is_seller)s OR sent_at IS NOT NULL)
"""
_LINKS: Final = """
SELECT 'contract', number || ' ' || title, '', 'seller', false, '', NULL, NULL, NULL, '',
    CASE WHEN %(is_seller)s THEN created_at ELSE sent_at END, id, 0
FROM contracts WHERE parent_contract_id = %(contract)s AND organization_id = %(organization)s
    AND (%(is_seller)s OR sent_at IS NOT NULL)
"""
_DECISIONS: Final = """
SELECT 'decision', e.kind, e.comment, 'seller', true, e.actor_name, NULL, NULL, NULL, a.id::text, e.created_at, e.id, 0
FROM approvals a JOIN approval_events e ON e.tenant_id = a.tenant_id AND e.approval_id = a.id
WHERE a.subject_kind = 'contract' AND a.subject_id = %(contract)s
    AND e.kind NOT IN ('submitted', 'asked', 'alerted', 'finished')
"""
_COMMENTS: Final = """
SELECT 'comment', coalesce(clause_key, ''), body, side, is_internal, author_name, NULL, NULL, NULL, '', created_at, id,
    0
FROM contract_comments WHERE contract_id = %(contract)s
"""
_CHANGES: Final = """
SELECT 'change', 'proposed ' || h.clause_key, h.note, h.side, false, h.author_name, v.number, NULL, NULL, '', h.sent_at,
    h.id, 0
FROM contract_changes h JOIN contract_versions v ON v.tenant_id = h.tenant_id AND v.id = h.version_id
WHERE h.contract_id = %(contract)s AND h.sent_at IS NOT NULL
UNION ALL
SELECT 'change', h.status || ' ' || h.clause_key, h.reason,
    CASE WHEN h.side = 'buyer' THEN 'seller' ELSE 'buyer' END, false, coalesce(h.decided_by_name, h.author_name),
    v.number, NULL, NULL, '', h.decided_at, h.id, 1
FROM contract_changes h JOIN contract_versions v ON v.tenant_id = h.tenant_id AND v.id = h.version_id
WHERE h.contract_id = %(contract)s AND h.sent_at IS NOT NULL AND h.status IN ('accepted', 'rejected')
"""
_SIGNATURES: Final = """
SELECT 'signature', coalesce(p.name, ''), s.method, s.side, false, s.signed_name, v.number, NULL, NULL, '', s.signed_at,
    s.id, 0
FROM contract_signatures s JOIN contract_versions v ON v.tenant_id = s.tenant_id AND v.id = s.version_id
LEFT JOIN contract_parties p ON p.tenant_id = s.tenant_id AND p.version_id = s.version_id AND p.position = s.position
WHERE s.contract_id = %(contract)s
"""
_FILES: Final = (
    """
SELECT 'file', name, '', side, is_internal, author_name, NULL, NULL, NULL, '', created_at, id, 0
FROM contract_attachments WHERE contract_id = %(contract)s AND (%(is_seller)s OR removed_at IS NULL)
"""
    + SENT
)
_TASKS: Final = """
SELECT 'task', 'added ' || title, note, side, is_internal, '', NULL, NULL, NULL, '', created_at, id, 0
FROM contract_tasks WHERE contract_id = %(contract)s
UNION ALL
SELECT 'task', status || ' ' || title, '', side, is_internal, coalesce(done_by_name, ''), NULL, NULL, NULL, '', done_at,
    id, 1
FROM contract_tasks WHERE contract_id = %(contract)s AND done_at IS NOT NULL
"""
# A line counts once, however many commitments it is drawn from.
_ORDERS: Final = """
SELECT 'order', min(l.order_number), '', 'buyer', false, '', NULL, sum(l.value)::bigint, NULL, min(l.order_ref),
    min(l.drawn_at), l.order_id, 0
FROM (SELECT DISTINCT ON (x.order_line_id) x.order_id, x.order_number, x.order_ref, x.drawn_at,
        x.value_minor - x.released_minor AS value
    FROM contract_drawdowns x
    JOIN contract_commitment_periods d ON d.tenant_id = x.tenant_id AND d.id = x.period_id
    WHERE d.contract_id = %(contract)s ORDER BY x.order_line_id, x.period_id) l
GROUP BY l.order_id
"""
_SETTLED: Final = """
SELECT 'settlement', CASE WHEN d.rebate_minor > 0 THEN 'rebate ' WHEN d.missing > 0 THEN 'shortfall ' ELSE 'kept ' END
    || k.name, d.starts_on || ' to ' || coalesce(d.ends_on::text, ''), NULL, false, '', NULL,
    CASE WHEN d.rebate_minor > 0 THEN d.rebate_minor ELSE nullif(d.shortfall_minor, 0) END, NULL, '', d.closed_at, d.id,
    0
FROM contract_commitment_periods d JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
WHERE d.contract_id = %(contract)s AND d.closed_at IS NOT NULL
"""
# Who and what changed, for the seller; what somebody was refused only for those who may read the audit trail.
_AUDIT: Final = """
SELECT 'audit', CASE WHEN e.outcome = 'allowed' THEN e.action ELSE e.outcome || ' ' || e.action END,
    coalesce(e.reason, ''), 'seller', true,
    concat_ws(' for ', coalesce(p.actor_name, ''), p.on_behalf_name), NULL, NULL,
    coalesce(e.changes, '[]') || coalesce(p.details -> 'changes', '[]'), e.id::text, e.occurred_at, e.id, 0
FROM audit_entries e LEFT JOIN audit_people p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
WHERE e.subject_kind = 'contract' AND e.subject_id = %(contract)s AND (e.outcome = 'allowed' OR %(sees_refused)s)
"""
_PARTS: Final = (
    _STEPS,
    _VERSIONS,
    _LINKS,
    _DECISIONS,
    _COMMENTS,
    _CHANGES,
    _SIGNATURES,
    _FILES,
    _TASKS,
    _ORDERS,
    _SETTLED,
    _AUDIT,
)
TIMELINE: Final = (
    _BEGIN
    + "UNION ALL".join(_PARTS)
    + """) AS happened
WHERE (%(is_seller)s OR NOT is_internal) AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
  AND (%(after)s::timestamptz IS NULL OR (at, id, part) < (%(after)s, %(after_id)s, %(after_part)s))
ORDER BY at DESC, id DESC, part DESC LIMIT %(limit)s
"""
)
_IDS: Final[dict[str, type[Id]]] = {"contract": ContractId, "decision": ApprovalId}


@query("contract.timeline", permission="contract.view")
async def list_timeline(ctx: Ctx, contract_id: ContractId, query: ListTimeline) -> Page[TimelineEntry]:
    """Everything that happened to a contract, newest first, of all kinds or of some.

    The partner reads what both sides know: no internal steps, remarks and tasks, no approvals, no audit trail.
    """
    after = decode_cursor(query.cursor, datetime, UUID, int) or (None, None, None)
    contract = await load_contract(ctx, contract_id, "contract.view")
    rows = await ctx.db.all(
        TIMELINE,
        {
            "contract": contract_id,
            "organization": contract.organization_id,
            "is_seller": contract.side is Side.SELLER,
            "sees_refused": ctx.may("audit.view", Subject(kind="audit")),
            "kinds": [kind.value for kind in query.kind] or None,
            "after": after[0],
            "after_id": after[1],
            "after_part": after[2],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["at"], row["id"], row["part"]))
    return Page([_entry(row, contract.currency) for row in page.items], page.next)


def _entry(row: dict[str, Any], currency: str) -> TimelineEntry:
    amount, kind = row["amount"], row["kind"]
    if kind in _IDS:
        row["ref"] = str(_IDS[kind](UUID(row["ref"]) if row["ref"] else row["id"]))
    row |= {
        "kind": TimelineKind(kind),
        "amount": None if amount is None else Money(amount, currency),
        "changes": row["changes"] or [],
    }
    return from_row(row, TimelineEntry)
