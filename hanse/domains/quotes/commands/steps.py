"""Moving a quote from state to state: the row, the timeline, search and the event, always together."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.indexing import index_quote
from hanse.domains.quotes.queries.quotes import Record, load_quote
from hanse.domains.quotes.rules.life import next_status
from hanse.domains.quotes.types import Quote, QuoteId, QuoteStatus
from hanse.kit.ids import uuid7
from hanse.platform.context import Ctx

MOVE: Final = """
UPDATE quotes SET status = %(status)s, status_reason = %(reason)s, expires_at = %(expires_at)s,
    valid_until = %(valid_until)s, last_version = %(last_version)s, shown_version_id = %(shown_version_id)s,
    offered_version_id = %(offered_version_id)s, pending_version_id = %(pending_version_id)s,
    accepted_version_id = %(accepted_version_id)s,
    accepted_choices = coalesce(%(accepted_choices)s::jsonb, accepted_choices),
    approval_id = %(approval_id)s, order_id = %(order_id)s, order_number = %(order_number)s,
    seller_member_id = %(seller_member_id)s, submitted_at = %(submitted_at)s,
    total_minor = coalesce(%(total)s::bigint, total_minor), cost_minor = CASE WHEN %(total)s::bigint IS NULL
        THEN cost_minor ELSE %(cost)s::bigint END,
    shown_minor = coalesce(%(shown)s::bigint, shown_minor),
    version = version + 1, moved_at = %(now)s, updated_at = %(now)s
WHERE id = %(id)s
"""
INSERT_STEP: Final = """
INSERT INTO quote_steps (id, quote_id, action, status, side, is_internal, author_name, version_id, version_number,
    comment, created_at)
VALUES (%(id)s, %(quote)s, %(action)s, %(status)s, %(side)s, %(is_internal)s, %(author)s, %(version_id)s,
    %(version_number)s, %(comment)s, %(now)s)
"""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the timeline says about a step."""

    comment: str = ""
    is_internal: bool = False
    version_id: UUID | None = None
    version_number: int | None = None
    author: str | None = None


async def move(
    ctx: Ctx,
    record: Record,
    action: str,
    changes: dict[str, Any] | None = None,
    note: Note = Note(),  # noqa: B008 - frozen
    *,
    by_system: bool = False,
) -> Record:
    """Take an action of the state machine on a locked quote; the quote as it is afterwards.

    `changes` names columns of MOVE that change besides the state. Raises QuoteInvalidTransition.
    """
    quote = record.quote
    side = None if by_system else quote.side
    status = next_status(quote.status, action, side, quote.started_by)
    values = {
        "reason": quote.status_reason,
        "expires_at": quote.expires_at,
        "valid_until": quote.valid_until,
        "last_version": quote.last_version,
        "shown_version_id": record.shown_version_id,
        "offered_version_id": quote.offered_version_id,
        "pending_version_id": record.pending_version_id,
        "accepted_version_id": quote.accepted_version_id,
        "accepted_choices": None,
        "approval_id": quote.approval_id,
        "order_id": quote.order_id,
        "order_number": quote.order_number,
        "seller_member_id": quote.seller_member_id,
        "submitted_at": quote.submitted_at,
        "total": None,
        "cost": None,
        "shown": None,
        **(changes or {}),
    }
    await ctx.db.run(MOVE, {**values, "id": quote.id, "status": status, "now": ctx.now})
    await add_step(ctx, quote.id, action, status, side, note)
    after = await load_quote(ctx, quote.id, "quote.view")
    await index_quote(ctx, after.quote)
    before_facts, after_facts = audited(quote), audited(after.quote)
    ctx.record(
        "quote", quote.id, label=quote.number, before=before_facts, after=after_facts, reason=note.comment or None
    )
    return after


async def add_step(
    ctx: Ctx, quote_id: QuoteId, action: str, status: QuoteStatus, side: Side | None, note: Note
) -> None:
    """Write a line of the timeline."""
    await ctx.db.run(
        INSERT_STEP,
        {
            "id": uuid7(),
            "quote": quote_id,
            "action": action,
            "status": status,
            "side": side,
            "is_internal": note.is_internal,
            "author": (note.author if note.author is not None else author_of(ctx))[:200],
            "version_id": note.version_id,
            "version_number": note.version_number,
            "comment": note.comment[:1_000],
            "now": ctx.now,
        },
    )


def author_of(ctx: Ctx) -> str:
    """Who acts, and for whom, as both sides read it."""
    principal = ctx.principal
    if principal.on_behalf is None:
        return principal.display_name
    return f"{principal.display_name} for {principal.on_behalf.display_name}"


def audited(quote: Quote) -> dict[str, Any]:
    """What the audit trail keeps of a quote: facts, never costs, margins or internal notes."""
    return {
        "status": quote.status.value,
        "title": quote.title,
        "reference": quote.reference,
        "terms": quote.terms,
        "delivery": quote.delivery,
        "payment_terms": quote.payment_terms,
        "needed_by": quote.needed_by,
        "valid_until": quote.valid_until,
        "discount_basis_points": quote.discount_basis_points,
        "line_count": quote.line_count,
        "version": quote.last_version,
        "order": quote.order_number,
    }
