"""What the clock does to quotes: offers end at the end of their last day."""

from __future__ import annotations

from hanse.domains.quotes.commands.expiring import EXPIRE, expire_quote
from hanse.platform.registry import TimerKind

TIMERS = (TimerKind(EXPIRE, expire_quote, ("quote.view", "quote.view_internal")),)
