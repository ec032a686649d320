"""Sending an offer: frozen first, then approved inside where a policy asks for it, then released to the buyer.

What was approved is what goes out: the version is made before anybody decides, and never changes.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.api import preview_approval, recall_approval, submit_approval
from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.approvals.types import ApprovalStatus, Explain
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.approving import wanted_approval
from hanse.domains.quotes.commands.expiring import EXPIRE
from hanse.domains.quotes.commands.freezing import (
    Frozen,
    addresses_of,
    freeze,
    main_lines,
    release,
    store_version,
    tax_of,
)
from hanse.domains.quotes.commands.steps import Note, move
from hanse.domains.quotes.commands.telling import print_version, tell
from hanse.domains.quotes.commands.turns import lock_for
from hanse.domains.quotes.errors import QuoteIncomplete
from hanse.domains.quotes.events import QuoteOffered
from hanse.domains.quotes.queries.lines import counted, figures_of, frozen_lines, with_internal, working_lines
from hanse.domains.quotes.queries.quotes import Record, load_quote, lock_quote, shown
from hanse.domains.quotes.queries.versions import margin_of
from hanse.domains.quotes.rules.freezing import read_content
from hanse.domains.quotes.rules.totals import discount_from
from hanse.domains.quotes.rules.validity import check_valid_until, end_of_day, is_over
from hanse.domains.quotes.types import (
    ExtendQuote,
    MoveQuote,
    OfferPreview,
    Quote,
    QuoteId,
    QuoteLine,
    QuoteStatus,
    QuoteVersionId,
    VersionKind,
)
from hanse.kit.errors import FieldError, NotFound
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx

COMMENT: Final = """
SELECT comment FROM quote_steps WHERE quote_id = %(quote)s AND version_id = %(version)s ORDER BY id DESC LIMIT 1
"""
STORED: Final = "SELECT id, number, hash, content, internal FROM quote_versions WHERE id = %(id)s"


@command("quote.offer")
async def send_offer(ctx: Ctx, quote_id: QuoteId, data: MoveQuote) -> Quote:
    """Send the working copy as an offer, by way of an internal approval where a policy asks for one.

    Raises QuoteIncomplete with a field error for each line without a price, QuoteInvalidTransition, NotYourTurn,
    OrganizationCannotTrade, PreconditionFailed.
    """
    record = await lock_for(ctx, quote_id, "offer")
    await require_trading(ctx, record.quote.organization_id)
    _refuse_incomplete(ctx, record.quote, await working_lines(ctx, record.quote))
    frozen = await freeze(ctx, record, VersionKind.OFFER)
    return shown(ctx, await _propose(ctx, record, frozen, "offer", data.comment))


@command("quote.extend")
async def extend_quote(ctx: Ctx, quote_id: QuoteId, data: ExtendQuote) -> Quote:
    """Offer the same again with a later last day, also after it expired: a new version, approved like any other.

    Raises QuoteInvalidTransition, OrganizationCannotTrade, Invalid for a day that is over, PreconditionFailed.
    """
    record = await lock_for(ctx, quote_id, "extend")
    quote = record.quote
    await require_trading(ctx, quote.organization_id)
    check_valid_until(data.valid_until, ctx.now, ctx.tenant.timezone)
    if quote.offered_version_id is None:
        raise QuoteIncomplete("There is no offer to extend; make a new one")
    row = await ctx.db.one(STORED, {"id": quote.offered_version_id})
    lines = with_internal(read_content(row["content"]).lines, row["internal"])
    expires_at = end_of_day(data.valid_until, ctx.tenant.timezone)
    content = msgspec.structs.replace(
        read_content(row["content"]),
        version=quote.last_version + 1,
        valid_until=data.valid_until,
        expires_at=expires_at,
    )
    frozen = await store_version(ctx, quote, content, lines)
    return shown(ctx, await _propose(ctx, record, frozen, "extend", data.comment))


async def _propose(ctx: Ctx, record: Record, frozen: Frozen, action: str, comment: str) -> Record:
    """Ask inside where that is needed; else the version goes out at once."""
    approval = await submit_approval(ctx, await wanted_approval(ctx, record.quote, frozen))
    if approval.status is not ApprovalStatus.PENDING:
        return await _send_out(ctx, record, frozen, action, comment)
    figures = figures_of(frozen.lines, frozen.content.currency, inclusive=frozen.content.is_tax_inclusive)
    changes: dict[str, Any] = {
        "last_version": frozen.number,
        "pending_version_id": frozen.id.uuid,
        "approval_id": approval.id,
        "total": figures.total,
        "cost": figures.cost,
    }
    await print_version(ctx, record.quote, frozen, is_internal=True)
    await ctx.services.timers.cancel(ctx, EXPIRE, "quote", record.quote.id)
    note = Note(comment=comment, is_internal=True, version_id=frozen.id.uuid, version_number=frozen.number)
    return await move(ctx, record, "ask_approval", changes, note)


async def _send_out(
    ctx: Ctx, record: Record, frozen: Frozen, action: str, comment: str = "", *, by_system: bool = False
) -> Record:
    """Let the buyer see a version and answer it, until it expires."""
    await release(ctx, frozen.id)
    content = frozen.content
    figures = figures_of(frozen.lines, content.currency, inclusive=content.is_tax_inclusive)
    changes = {
        "last_version": max(frozen.number, record.quote.last_version),
        "shown_version_id": frozen.id.uuid,
        "offered_version_id": frozen.id.uuid,
        "pending_version_id": None,
        "approval_id": None,
        "valid_until": content.valid_until,
        "expires_at": content.expires_at,
        "reason": None,
        "total": figures.total,
        "cost": figures.cost,
        "shown": figures.total,
    }
    # Whoever approved it inside is not the one who offers.
    author = (record.quote.seller_name or ctx.tenant.name) if by_system else None
    note = Note(comment=comment, version_id=frozen.id.uuid, version_number=frozen.number, author=author)
    after = await move(ctx, record, action, changes, note, by_system=by_system)
    quote = after.quote
    await print_version(ctx, quote, frozen)
    if content.expires_at is not None:
        await ctx.services.timers.set(ctx, EXPIRE, "quote", quote.id, content.expires_at)
    else:
        await ctx.services.timers.cancel(ctx, EXPIRE, "quote", quote.id)
    await tell(ctx, quote, Side.BUYER, f"You have an offer: {quote.number}", f"{quote.title}\n{comment}".strip())
    event = QuoteOffered(quote_id=quote.id, organization_id=quote.organization_id, version_id=frozen.id)
    ctx.emit(event, subject=quote)
    return after


@command("quote.recall", permission="quote.offer")
async def recall_offer(ctx: Ctx, quote_id: QuoteId, data: MoveQuote) -> Quote:
    """Take back an offer that waits for internal approval, to change it. Raises QuoteInvalidTransition."""
    record = await lock_for(ctx, quote_id, "recall")
    changes = {"pending_version_id": None, "approval_id": None}
    after = await move(ctx, record, "recall", changes, Note(comment=data.comment, is_internal=True))
    if record.quote.approval_id is not None:
        acting = ctx.as_system("quote recalled", ("approval.*",))
        await recall_approval(acting, record.quote.approval_id, Explain(comment=data.comment))
    return shown(ctx, after)


@query("quote.preview_offer", permission="quote.offer")
async def preview_offer(ctx: Ctx, quote_id: QuoteId) -> OfferPreview:
    """What sending the offer would mean now: totals, margin, what is missing, and who would have to agree."""
    record = await load_quote(ctx, quote_id, "quote.offer")
    quote = record.quote
    lines = await working_lines(ctx, quote)
    shipping, _ = await addresses_of(ctx, quote)
    taxed = await tax_of(ctx, quote, counted(lines), [line.tax_class for line in main_lines(lines)], shipping)
    wanted = await wanted_approval(ctx, quote, None, lines)
    found = await preview_approval(ctx.as_system("quote preview", ("approval.*",)), wanted)
    discounts = [discount_from(line.list_price, line.net_price) for line in main_lines(lines)]
    return OfferPreview(
        net=taxed.net,
        tax=taxed.tax,
        gross=taxed.gross,
        margin=margin_of(ctx, quote, lines),
        max_discount_basis_points=max(discounts, default=0),
        needs_approval=found.is_needed,
        sentences=list(found.sentences),
        levels=found.levels,
        policies=found.policies,
        problems=[error.message for error in missing(ctx, quote, lines)],
    )


def missing(ctx: Ctx, quote: Quote, lines: list[QuoteLine]) -> list[FieldError]:
    """What an offer still needs before it can be sent."""
    problems = [
        FieldError(
            f"lines.{position}.unit_price", f"Line {line.position} ({line.sku or line.name}) has no price", "required"
        )
        for position, line in enumerate(lines)
        if line.unit_price is None
    ]
    if not main_lines(lines):
        problems.append(FieldError("lines", "An offer needs a line", "required"))
    if quote.valid_until is None:
        problems.append(FieldError("valid_until", "Say until when the offer holds", "required"))
    elif is_over(end_of_day(quote.valid_until, ctx.tenant.timezone), ctx.now):
        problems.append(
            FieldError("valid_until", "The last day of the offer is over; choose a later one", "in_the_past")
        )
    return problems


def _refuse_incomplete(ctx: Ctx, quote: Quote, lines: list[QuoteLine]) -> None:
    problems = missing(ctx, quote, lines)
    if problems:
        raise QuoteIncomplete(problems[0].message, fields=problems)


async def approved(ctx: Ctx, event: ApprovalApproved) -> None:
    """Everybody inside agreed: the version they saw goes out."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is None or record.pending_version_id is None:
        return
    row = await ctx.db.one(STORED, {"id": record.pending_version_id})
    frozen = Frozen(
        id=QuoteVersionId(row["id"]),
        number=row["number"],
        hash=row["hash"],
        content=read_content(row["content"]),
        lines=await frozen_lines(ctx, record.pending_version_id),
    )
    if is_over(frozen.content.expires_at, ctx.now):
        await _reopen(ctx, record, "It was approved after its last day; choose a later one")
        return
    comment = await ctx.db.value(COMMENT, {"quote": record.quote.id, "version": record.pending_version_id})
    await _send_out(ctx, record, frozen, "release", comment or "", by_system=True)
    await tell(ctx, record.quote, Side.SELLER, f"{record.quote.number} was approved and went out")


async def rejected(ctx: Ctx, event: ApprovalRejected) -> None:
    """Somebody inside said no: the offer comes back to be changed, and the buyer learns nothing of it."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is not None:
        await _reopen(ctx, record, event.reason)


async def recalled(ctx: Ctx, event: ApprovalRecalled) -> None:
    """The approval was taken back where it is decided: the offer comes back to be changed."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is not None:
        await _reopen(ctx, record, "The approval was taken back")


async def _reopen(ctx: Ctx, record: Record, reason: str) -> None:
    changes = {"pending_version_id": None, "approval_id": None}
    note = Note(comment=reason, is_internal=True, author="")
    after = await move(ctx, record, "refuse", changes, note, by_system=True)
    await tell(ctx, after.quote, Side.SELLER, f"Offer {after.quote.number} was not approved", reason)


async def _waiting(ctx: Ctx, kind: str, subject_id: str, approval_id: UUID) -> Record | None:
    """The quote that waits for exactly this approval, if there is one; late and foreign answers find none."""
    if kind != "quote":
        return None
    try:
        record = await lock_quote(ctx, QuoteId.parse(subject_id), "quote.view")
    except (NotFound, ValueError):
        return None
    quote = record.quote
    is_it = quote.approval_id is not None and quote.approval_id.uuid == approval_id
    return record if quote.status is QuoteStatus.INTERNAL_APPROVAL and is_it else None
