"""The end of an offer's validity: a timer at the end of the day where the business is."""

from __future__ import annotations

from typing import Final

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.steps import Note, move
from hanse.domains.quotes.commands.telling import tell
from hanse.domains.quotes.events import QuoteExpired
from hanse.domains.quotes.queries.quotes import lock_quote
from hanse.domains.quotes.rules.validity import is_over
from hanse.domains.quotes.types import QuoteId, QuoteStatus
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.timers import Timer

EXPIRE: Final = "quote.expire"


async def expire_quote(ctx: Ctx, timer: Timer) -> None:
    """End an offer, or an acceptance that was never ordered, whose time is over; anything else stays as it is."""
    try:
        record = await lock_quote(ctx, QuoteId(timer.subject_id), "quote.view")
    except NotFound:
        return
    quote = record.quote
    if quote.status not in (QuoteStatus.OFFERED, QuoteStatus.ACCEPTED) or not is_over(quote.expires_at, ctx.now):
        return
    after = await move(
        ctx, record, "expire", {"reason": "The offer was valid until then"}, Note(author="Hanse"), by_system=True
    )
    for side in Side:
        await tell(ctx, after.quote, side, f"Offer {quote.number} has expired")
    ctx.emit(QuoteExpired(quote_id=quote.id, organization_id=quote.organization_id), subject=after.quote)
