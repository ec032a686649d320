"""The steps of a negotiation besides the offer: submitting, taking up, countering, and the ways it can end."""

from __future__ import annotations

from hanse.domains.approvals.api import recall_approval
from hanse.domains.approvals.types import Explain
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.expiring import EXPIRE
from hanse.domains.quotes.commands.freezing import Frozen, freeze, release
from hanse.domains.quotes.commands.steps import Note, move
from hanse.domains.quotes.commands.telling import print_version, tell
from hanse.domains.quotes.errors import QuoteIncomplete
from hanse.domains.quotes.events import (
    QuoteCancelled,
    QuoteCountered,
    QuoteDeclined,
    QuoteReviewStarted,
    QuoteSubmitted,
    QuoteWithdrawn,
)
from hanse.domains.quotes.policies import right_for
from hanse.domains.quotes.queries.lines import figures_of
from hanse.domains.quotes.queries.quotes import Record, lock_quote, shown
from hanse.domains.quotes.rules.life import next_status
from hanse.domains.quotes.types import EndQuote, MoveQuote, Quote, QuoteId, QuoteStatus, VersionKind
from hanse.kit.errors import FieldError
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx


@command("quote.submit")
async def submit_quote(ctx: Ctx, quote_id: QuoteId, data: MoveQuote) -> Quote:
    """Send a request to the seller. Raises QuoteIncomplete, QuoteInvalidTransition, OrganizationCannotTrade."""
    record = await lock_for(ctx, quote_id, "submit")
    frozen = await _send(ctx, record, VersionKind.REQUEST)
    changes = {**_sent(frozen), "submitted_at": ctx.now}
    after = await move(ctx, record, "submit", changes, _about(frozen, data.comment))
    quote = after.quote
    await tell(
        ctx,
        quote,
        Side.SELLER,
        f"{quote.organization_name} asks for a quote: {quote.number}",
        f"{quote.title}\n{quote.line_count} lines. {data.comment}".strip(),
    )
    event = QuoteSubmitted(quote_id=quote_id, organization_id=quote.organization_id, version_id=frozen.id)
    ctx.emit(event, subject=quote)
    return shown(ctx, after)


@command("quote.review")
async def review_quote(ctx: Ctx, quote_id: QuoteId, data: MoveQuote) -> Quote:
    """Take a request, or a counter offer, up; without an assigned colleague it becomes one's own.

    Raises QuoteInvalidTransition.
    """
    record = await lock_for(ctx, quote_id, "review")
    quote = record.quote
    takes_over = quote.seller_member_id is None and ctx.principal.kind is PrincipalKind.MEMBER
    seller = ctx.principal.member_id if takes_over else quote.seller_member_id
    after = await move(ctx, record, "review", {"seller_member_id": seller}, Note(comment=data.comment))
    ctx.emit(QuoteReviewStarted(quote_id=quote_id, organization_id=quote.organization_id), subject=after.quote)
    return shown(ctx, after)


@command("quote.counter")
async def counter_quote(ctx: Ctx, quote_id: QuoteId, data: MoveQuote) -> Quote:
    """Answer an offer with wishes of one's own; the offer as it was is no longer to be accepted.

    Raises QuoteIncomplete, QuoteInvalidTransition.
    """
    record = await lock_for(ctx, quote_id, "counter")
    frozen = await _send(ctx, record, VersionKind.COUNTER)
    changes = {**_sent(frozen), "offered_version_id": None}
    after = await move(ctx, record, "counter", changes, _about(frozen, data.comment))
    quote = after.quote
    await ctx.services.timers.cancel(ctx, EXPIRE, "quote", quote_id)
    await tell(ctx, quote, Side.SELLER, f"{quote.organization_name} answers offer {quote.number}", data.comment)
    event = QuoteCountered(quote_id=quote_id, organization_id=quote.organization_id, version_id=frozen.id)
    ctx.emit(event, subject=quote)
    return shown(ctx, after)


@command("quote.decline")
async def decline_quote(ctx: Ctx, quote_id: QuoteId, data: EndQuote) -> Quote:
    """Say no, when it is one's turn. Raises QuoteInvalidTransition."""
    record = await lock_for(ctx, quote_id, "decline")
    after = await _end(ctx, record, "decline", data.reason)
    quote = after.quote
    other = Side.SELLER if quote.side is Side.BUYER else Side.BUYER
    await tell(ctx, quote, other, f"{quote.number} was declined", data.reason)
    event = QuoteDeclined(quote_id=quote_id, organization_id=quote.organization_id, side=quote.side)
    ctx.emit(event, subject=quote)
    return shown(ctx, after)


@command("quote.withdraw")
async def withdraw_quote(ctx: Ctx, quote_id: QuoteId, data: EndQuote) -> Quote:
    """Take a request back before it is answered. Raises QuoteInvalidTransition."""
    record = await lock_for(ctx, quote_id, "withdraw")
    if record.quote.status is QuoteStatus.INTERNAL_APPROVAL and record.quote.approval_id is not None:
        acting = ctx.as_system("quote withdrawn", ("approval.*",))
        await recall_approval(acting, record.quote.approval_id, Explain(comment="The buyer withdrew"))
    after = await _end(ctx, record, "withdraw", data.reason)
    await tell(ctx, after.quote, Side.SELLER, f"{after.quote.number} was withdrawn by the buyer", data.reason)
    ctx.emit(QuoteWithdrawn(quote_id=quote_id, organization_id=after.quote.organization_id), subject=after.quote)
    return shown(ctx, after)


@command("quote.cancel")
async def cancel_quote(ctx: Ctx, quote_id: QuoteId, data: EndQuote) -> Quote:
    """End a quote before it is ordered, or throw one's own draft away. Raises QuoteInvalidTransition."""
    record = await lock_for(ctx, quote_id, "cancel")
    after = await _end(ctx, record, "cancel", data.reason)
    quote = after.quote
    if quote.side is Side.SELLER and after.shown_version_id is not None:
        await tell(ctx, quote, Side.BUYER, f"{quote.number} was cancelled", data.reason)
    ctx.emit(QuoteCancelled(quote_id=quote_id, organization_id=quote.organization_id), subject=quote)
    return shown(ctx, after)


async def lock_for(ctx: Ctx, quote_id: QuoteId, action: str) -> Record:
    """A quote on which the caller may take an action now, held until the transaction ends.

    Raises NotFound, Forbidden, PreconditionFailed, QuoteInvalidTransition.
    """
    record = await lock_quote(ctx, quote_id, right_for(action))
    ctx.check_version(record.quote.version)
    next_status(record.quote.status, action, record.side, record.quote.started_by)
    return record


async def _send(ctx: Ctx, record: Record, kind: VersionKind) -> Frozen:
    """Freeze what the buyer sends, let the seller see it, and print it."""
    quote = record.quote
    await require_trading(ctx, quote.organization_id)
    if not quote.line_count and not quote.buyer_note:
        raise QuoteIncomplete(
            "Add a line, or write what you need",
            fields=[FieldError("lines", "Add a line, or write what you need", "required")],
        )
    frozen = await freeze(ctx, record, kind)
    await release(ctx, frozen.id)
    await print_version(ctx, quote, frozen)
    return frozen


def _sent(frozen: Frozen) -> dict[str, object]:
    """What every version that the buyer sends changes of the quote."""
    figures = figures_of(frozen.lines, frozen.content.currency, inclusive=frozen.content.is_tax_inclusive)
    return {
        "last_version": frozen.number,
        "shown_version_id": frozen.id.uuid,
        "total": figures.total,
        "cost": figures.cost,
        "shown": figures.total,
    }


def _about(frozen: Frozen, comment: str) -> Note:
    return Note(comment=comment, version_id=frozen.id.uuid, version_number=frozen.number)


async def _end(ctx: Ctx, record: Record, action: str, reason: str) -> Record:
    await ctx.services.timers.cancel(ctx, EXPIRE, "quote", record.quote.id)
    changes = {"reason": reason, "pending_version_id": None, "approval_id": None}
    return await move(ctx, record, action, changes, Note(comment=reason))
