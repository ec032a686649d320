"""Reads of quotes: which the reader may see, and of each what their side may know.

Everything that leaves through `shown` has been through the reader's side: the other side's working copy, internal
states, costs and margins stay behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.policies import right_for
from hanse.domains.quotes.rules.freezing import read_content
from hanse.domains.quotes.rules.life import actions_for, is_visible, may_edit, shown_status, turn_of
from hanse.domains.quotes.rules.totals import margin_share
from hanse.domains.quotes.types import (
    FrozenQuote,
    ListSteps,
    Margin,
    Quote,
    QuoteCounts,
    QuoteFilter,
    QuoteId,
    QuoteStatus,
    QuoteStep,
    QuoteSummary,
    VersionKind,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.authz import Scope, Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

PATH: Final = """(SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = q.tenant_id AND c.descendant_id = q.organization_id) AS path"""
SHARED: Final = """q.id, q.number, q.organization_id, q.title, q.status, q.started_by, q.currency, q.buyer_member_id,
    q.seller_member_id, q.line_count, q.total_minor, q.cost_minor, q.shown_minor, q.valid_until, q.moved_at,
    q.submitted_at, q.created_at, q.updated_at, q.version, o.name AS organization_name, :path,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = q.tenant_id AND m.id = q.buyer_member_id) AS buyer_name,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = q.tenant_id AND m.id = q.seller_member_id)
        AS seller_name""".replace(":path", PATH)
FROM: Final = "FROM quotes q JOIN organizations o ON o.tenant_id = q.tenant_id AND o.id = q.organization_id"
GET_QUOTE: Final = """
SELECT :shared, q.status_reason, q.is_tax_inclusive, q.buyer_note, q.seller_note, q.terms, q.delivery, q.payment_terms,
    q.reference, q.needed_by, q.expires_at, q.discount_basis_points, q.shipping_address_id, q.billing_address_id,
    q.last_version, q.shown_version_id, q.offered_version_id, q.pending_version_id, q.accepted_version_id,
    q.approval_id, q.order_id, q.order_number, v.content - 'lines' - 'attachments' AS shown_head,
    v.line_count AS shown_lines
:from
LEFT JOIN quote_versions v ON v.tenant_id = q.tenant_id AND v.id = q.shown_version_id
WHERE q.id = %(id)s
""".replace(":shared", SHARED).replace(":from", FROM)
LOCK_QUOTE: Final = "SELECT id FROM quotes WHERE id = %(id)s FOR UPDATE"
SELECT_SUMMARIES: Final = f"""
SELECT {SHARED}, s.valid_until AS shown_until, s.line_count AS shown_lines
{FROM}
LEFT JOIN quote_versions s ON s.tenant_id = q.tenant_id AND s.id = q.shown_version_id
"""

# Which rows the reader sees: everything, some organizations, trees, or those one is the assigned seller of. Until a
# first version went out, a quote is private to the side that began it.
VISIBLE: Final = """(%(everything)s OR q.organization_id = ANY(%(organizations)s)
    OR q.organization_id IN (SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(trees)s))
    OR (q.seller_member_id = %(own)s AND (%(own_anywhere)s
        OR q.organization_id IN (
            SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(own_trees)s)))))
    AND (q.shown_version_id IS NOT NULL OR q.started_by = %(side)s)"""
FILTERS: Final = """
  AND (%(statuses)s::text[] IS NULL OR q.status = ANY(%(statuses)s))
  AND (%(turn)s::text IS NULL OR %(turn)s = CASE
    WHEN q.status = 'draft' THEN q.started_by
    WHEN q.status IN ('submitted', 'in_review', 'countered') THEN 'seller'
    WHEN q.status = 'internal_approval' AND %(side)s = 'buyer' THEN 'seller'
    WHEN q.status = 'offered' THEN 'buyer' END)
  AND (%(is_open)s::boolean IS NULL
    OR %(is_open)s = (q.status NOT IN ('ordered', 'declined', 'expired', 'cancelled', 'withdrawn')))
  AND (%(organization)s::uuid IS NULL OR q.organization_id = %(organization)s)
  AND (%(below)s::uuid IS NULL OR q.organization_id IN (
    SELECT b.descendant_id FROM organization_closure b WHERE b.ancestor_id = %(below)s))
  AND (%(seller)s::uuid IS NULL OR q.seller_member_id = %(seller)s)
  AND (%(text)s::text IS NULL OR strpos(o.search_key, %(text)s) > 0 OR strpos(q.number, %(code)s) > 0
    OR strpos(q.title_key, %(text)s) > 0)"""
_VALUE: Final = "coalesce(CASE WHEN %(side)s = 'seller' THEN q.total_minor ELSE q.shown_minor END, -1)"
_COLUMNS: Final = {"updated": "q.updated_at", "total": _VALUE, "age": "q.moved_at", "number": "q.number"}
_KINDS: Final = {"updated": "timestamptz", "total": "bigint", "age": "timestamptz", "number": "text"}
_DECODED: Final[Mapping[str, type[Any]]] = {"timestamptz": datetime, "bigint": int, "text": str}
COUNTS: Final = """
WITH seen AS MATERIALIZED (
    SELECT CASE WHEN %(side)s = 'buyer' AND q.status = 'internal_approval' THEN 'in_review' ELSE q.status END AS status,
        CASE WHEN q.status = 'draft' THEN q.started_by
            WHEN q.status IN ('submitted', 'in_review', 'countered') THEN 'seller'
            WHEN q.status = 'internal_approval' AND %(side)s = 'buyer' THEN 'seller'
            WHEN q.status = 'offered' THEN 'buyer' END AS turn,
        q.currency, CASE WHEN %(side)s = 'seller' THEN q.total_minor ELSE q.shown_minor END AS minor
    :from WHERE :filters)
SELECT (SELECT count(*) FROM seen) AS total,
    (SELECT coalesce(jsonb_object_agg(status, n), '{}')
        FROM (SELECT status, count(*) n FROM seen GROUP BY 1) s) AS statuses,
    (SELECT coalesce(jsonb_object_agg(turn, n), '{}')
        FROM (SELECT turn, count(*) n FROM seen WHERE turn IS NOT NULL GROUP BY 1) s) AS turns,
    (SELECT coalesce(jsonb_object_agg(currency, minor), '{}')
        FROM (SELECT currency, sum(minor)::bigint minor FROM seen
            WHERE status NOT IN ('ordered', 'declined', 'expired', 'cancelled', 'withdrawn') AND minor IS NOT NULL
            GROUP BY 1) s) AS open_value
""".replace(":from", FROM).replace(":filters", VISIBLE + FILTERS)
LIST_STEPS: Final = """
SELECT id, action, status, side, is_internal, author_name, version_number, comment, created_at
FROM quote_steps
WHERE quote_id = %(quote)s AND (%(is_seller)s OR NOT is_internal) AND (%(after)s::uuid IS NULL OR id < %(after)s)
ORDER BY id DESC LIMIT %(limit)s
"""


def _listing(sort: str) -> str:
    """The list statement of one order; made once each."""
    name = sort.removeprefix("-")
    column, kind = _COLUMNS[name], _KINDS[name]
    sign, direction = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    return (
        SELECT_SUMMARIES
        + f"WHERE {VISIBLE} {FILTERS}\n"
        + f"  AND (%(after_id)s::uuid IS NULL OR ({column}, q.id) {sign} (%(after_key)s::{kind}, %(after_id)s))\n"
        + f"ORDER BY {column} {direction}, q.id {direction} LIMIT %(limit)s"
    )


LISTINGS: Final = {f"{sign}{name}": _listing(f"{sign}{name}") for name in _COLUMNS for sign in ("", "-")}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A quote as stored, with what only commands need: never returned to anybody."""

    quote: Quote
    total: Money | None
    cost: Money | None
    shown_version_id: UUID | None
    pending_version_id: UUID | None
    shown: FrozenQuote | None  # without its lines and attachments
    shown_lines: int

    @property
    def side(self) -> Side:
        """The side of whoever loaded it."""
        return self.quote.side


@query("quote.get", permission="quote.view")
async def get_quote(ctx: Ctx, quote_id: QuoteId) -> Quote:
    """Read one quote. Raises NotFound for what the reader may not see."""
    return shown(ctx, await load_quote(ctx, quote_id, "quote.view"))


@query("quote.list", permission="quote.view")
async def list_quotes(ctx: Ctx, query: QuoteFilter) -> Page[QuoteSummary]:
    """List the quotes the reader may see, by filters, in the order asked for."""
    parameters = filter_parameters(ctx, query)
    kind = _KINDS[query.sort.removeprefix("-")]
    after = decode_cursor(query.cursor, _DECODED[kind], UUID) or (None, None)
    rows = await ctx.db.all(
        LISTINGS[query.sort], {**parameters, "after_key": after[0], "after_id": after[1], "limit": query.limit + 1}
    )
    side = Side(parameters["side"])
    page = page_of(rows, query.limit, lambda row: encode_cursor(_sort_value(row, query.sort, side), row["id"]))
    return Page([_summary(ctx, row) for row in page.items], page.next)


@query("quote.counts", permission="quote.view")
async def count_quotes(ctx: Ctx, query: QuoteFilter) -> QuoteCounts:
    """Count the quotes the reader may see, by state and turn, with the open value, under the filters of the list."""
    row = await ctx.db.one(COUNTS, filter_parameters(ctx, query))
    row["open_value"] = [Money(minor, code) for code, minor in sorted(row["open_value"].items())]
    return from_row(row, QuoteCounts)


@query("quote.steps", permission="quote.view")
async def list_steps(ctx: Ctx, quote_id: QuoteId, query: ListSteps) -> Page[QuoteStep]:
    """What happened to a quote, newest first; internal steps for staff only."""
    record = await load_quote(ctx, quote_id, "quote.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        LIST_STEPS,
        {
            "quote": quote_id,
            "is_seller": record.side is Side.SELLER,
            "after": after[0] if after else None,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([_step(row, record.side) for row in page.items], page.next)


def _step(row: dict[str, Any], side: Side) -> QuoteStep:
    """A step as a side may know it: to the buyer an offer was sent, however many had to agree to it before."""
    row.pop("id")
    if side is Side.BUYER and row["action"] == "release":
        row["action"] = "offer"
    return from_row({**row, "status": shown_status(QuoteStatus(row["status"]), side)}, QuoteStep)


def reader_side(ctx: Ctx, subject: Subject | None = None) -> Side:
    """On which side of the table the reader sits: whoever may see internal things is the seller's."""
    return Side.SELLER if ctx.may("quote.view_internal", subject) else Side.BUYER


def filter_parameters(ctx: Ctx, query: QuoteFilter) -> dict[str, Any]:
    """What the list and the counts take. Raises Forbidden when the reader sees no quotes at all."""
    scope = ctx.scope("quote.view")
    side = reader_side(ctx)
    return {
        **scope_parameters(scope),
        "side": side.value,
        "statuses": _statuses(query, side),
        "turn": query.turn.value if query.turn else None,
        "is_open": query.is_open,
        "organization": query.organization,
        "below": query.below,
        "seller": query.seller,
        "text": normalise(query.q) if query.q else None,
        "code": query.q.strip().upper() if query.q else None,
    }


def scope_parameters(scope: Scope) -> dict[str, Any]:
    """What VISIBLE takes of a scope."""
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
        "own_anywhere": not scope.own_trees,
        "own_trees": list(scope.own_trees),
    }


def _statuses(query: QuoteFilter, side: Side) -> list[str] | None:
    """The states to list. To the buyer internal approval is a review like any other, and no filter of its own."""
    wanted = {status.value for status in query.status}
    if side is Side.BUYER and wanted:
        wanted.discard(QuoteStatus.INTERNAL_APPROVAL.value)
        if QuoteStatus.IN_REVIEW.value in wanted:
            wanted.add(QuoteStatus.INTERNAL_APPROVAL.value)
        return sorted(wanted)
    return sorted(wanted) or None


def _sort_value(row: Mapping[str, Any], sort: str, side: Side) -> Any:
    name = sort.removeprefix("-")
    if name == "total":
        minor = row["total_minor"] if side is Side.SELLER else row["shown_minor"]
        return -1 if minor is None else minor
    return row[{"updated": "updated_at", "age": "moved_at", "number": "number"}[name]]


def _summary(ctx: Ctx, row: dict[str, Any]) -> QuoteSummary:
    """A row to a list entry as the reader may see it."""
    status, started_by = QuoteStatus(row["status"]), Side(row.pop("started_by"))
    currency, total, cost, seen = (row.pop(name) for name in ("currency", "total_minor", "cost_minor", "shown_minor"))
    row.pop("created_at")
    until, lines = row.pop("shown_until"), row.pop("shown_lines")
    place = Subject(kind="quote", id=QuoteId(row["id"]), organizations=tuple(row["path"] or ()))
    side = reader_side(ctx, place)
    minor = total if side is Side.SELLER else seen
    if lines is not None and not may_edit(status, started_by, side):
        # What the other side is working on is not for this one yet.
        row |= {"line_count": lines, **({"valid_until": until} if side is Side.BUYER else {})}
    row |= {
        "status": shown_status(status, side),
        "side": side,
        "turn": shown_turn(status, started_by, side),
        "total": Money(minor, currency) if minor is not None else None,
        "path": row["path"] or [],
        "margin_basis_points": None,
    }
    summary = from_row(row, QuoteSummary)
    if cost is not None and total and ctx.may("quote.view_margin", summary):
        summary = msgspec.structs.replace(summary, margin_basis_points=margin_share(total, cost))
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["quote"], summary)
    return msgspec.structs.replace(summary, allowed_actions=actions)


def shown_turn(status: QuoteStatus, started_by: Side, side: Side) -> Side | None:
    """Whose turn it is as a side may know it: to the buyer an internal approval is the seller's turn."""
    if status is QuoteStatus.INTERNAL_APPROVAL and side is Side.BUYER:
        return Side.SELLER
    return turn_of(status, started_by)


async def load_quote(ctx: Ctx, quote_id: QuoteId, permission: str) -> Record:
    """Read one quote whole, for a reader who holds `permission` on it; not yet fit to be shown (see `shown`).

    Raises NotFound, Forbidden. What the other side has not sent yet does not exist.
    """
    row = await ctx.db.maybe(GET_QUOTE, {"id": quote_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    record = _record(ctx, row)
    quote = record.quote
    if not is_visible(record.shown_version_id is not None, quote.started_by, quote.side):
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, quote)
    return record


async def lock_quote(ctx: Ctx, quote_id: QuoteId, permission: str) -> Record:
    """The same, with the row held until the transaction ends: everything of a quote changes under its lock."""
    await ctx.db.maybe(LOCK_QUOTE, {"id": quote_id})
    return await load_quote(ctx, quote_id, permission)


def _record(ctx: Ctx, row: dict[str, Any]) -> Record:
    head, shown_lines = row.pop("shown_head"), row.pop("shown_lines")
    currency = row["currency"]
    total, cost, seen = row.pop("total_minor"), row.pop("cost_minor"), row.pop("shown_minor")
    hidden = {name: row.pop(name) for name in ("shown_version_id", "pending_version_id")}
    status, started_by = QuoteStatus(row["status"]), Side(row["started_by"])
    row["path"] = row["path"] or []
    side = reader_side(ctx, Subject(kind="quote", id=QuoteId(row["id"]), organizations=tuple(row["path"])))
    minor = total if side is Side.SELLER else seen
    row |= {
        "side": side,
        "turn": turn_of(status, started_by),
        "may_edit": may_edit(status, started_by, side),
        "total": Money(minor, currency) if minor is not None else None,
    }
    return Record(
        quote=from_row(row, Quote),
        total=Money(total, currency) if total is not None else None,
        cost=Money(cost, currency) if cost is not None else None,
        shown=read_content({**head, "lines": [], "attachments": []}) if head is not None else None,
        shown_lines=shown_lines or 0,
        **hidden,
    )


def shown(ctx: Ctx, record: Record) -> Quote:
    """The quote as its reader may see it: what the other side still works on is what it last sent."""
    quote = record.quote
    next_actions = tuple(
        action
        for action in actions_for(quote.status, quote.side, quote.started_by)
        if ctx.may(right_for(action), quote)
    )
    status = shown_status(quote.status, quote.side)
    if not quote.may_edit and record.shown is not None:
        quote = _as_sent(quote, record.shown, record.shown_lines)
    margin = None
    if ctx.may("quote.view_margin", quote) and record.total is not None and record.cost is not None:
        margin = Margin(
            cost=record.cost,
            margin=record.total - record.cost,
            basis_points=margin_share(record.total.minor, record.cost.minor),
            lines_without_cost=0,
        )
    return msgspec.structs.replace(
        quote,
        status=status,
        turn=shown_turn(record.quote.status, quote.started_by, quote.side),
        may_edit=quote.may_edit and ctx.may("quote.update", quote),
        approval_id=quote.approval_id if quote.side is Side.SELLER else None,
        margin=margin,
        next_actions=next_actions,
        allowed_actions=ctx.allowed_actions(ctx.services.registry.actions_by_kind["quote"], quote),
    )


def _as_sent(quote: Quote, sent: FrozenQuote, line_count: int) -> Quote:
    """A quote with what the other side said in the version that went out last, instead of what it is writing now."""
    is_offer = sent.kind is VersionKind.OFFER
    if quote.side is Side.SELLER:
        if not is_offer:
            return quote
        return msgspec.structs.replace(
            quote,
            title=sent.title,
            reference=sent.reference,
            buyer_note="",
            needed_by=sent.needed_by,
            line_count=line_count,
        )
    return msgspec.structs.replace(
        quote,
        title=sent.title,
        reference=sent.reference,
        seller_note=sent.note if is_offer else "",
        terms=sent.terms,
        delivery=sent.delivery,
        payment_terms=sent.payment_terms,
        needed_by=sent.needed_by,
        valid_until=sent.valid_until,
        expires_at=sent.expires_at,
        discount_basis_points=sent.discount_basis_points,
        line_count=line_count,
    )
