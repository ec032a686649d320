"""What the pages of quotes share: where they stand, refusals in place, words for states, and histories."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from hanse.domains.organizations.types import Side
from hanse.domains.quotes import api
from hanse.domains.quotes.types import ListSteps, Quote, QuoteId, QuoteStep
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action, Tab, TimelineEntry
from hanse.platform.web.requests import PageRequest, Redirect

DESK: Final = "/admin/quotes"
ROOM: Final = "/app/quotes"
LABELS: Final = {
    "submit": ("Send request", "send"),
    "review": ("Start review", "play"),
    "offer": ("Send offer", "send"),
    "recall": ("Take the offer back", "undo-2"),
    "extend": ("Extend", "calendar-clock"),
    "counter": ("Send counter offer", "send"),
    "accept": ("Accept offer", "check"),
    "order": ("Order", "check"),
    "decline": ("Decline", "x"),
    "withdraw": ("Withdraw", "undo-2"),
    "cancel": ("Cancel quote", "trash-2"),
}
_FIRST: Final = ("accept", "order", "review", "offer", "submit", "recall", "extend")
_DONE: Final = {
    "create": "began the quote",
    "submit": "sent the request",
    "review": "took the request into review",
    "offer": "sent an offer",
    "ask_approval": "asked for approval of an offer",
    "recall": "took the offer back before it was approved",
    "release": "the offer was approved and sent",
    "refuse": "the offer was not approved",
    "extend": "extended the offer",
    "counter": "answered with a counter offer",
    "accept": "accepted the offer",
    "order": "ordered",
    "decline": "declined",
    "withdraw": "withdrew the request",
    "cancel": "cancelled the quote",
    "expire": "the offer expired",
}
_ICONS: Final = {action: icon for action, (_, icon) in LABELS.items()}
_TONES: Final = {
    "decline": "critical",
    "cancel": "critical",
    "withdraw": "critical",
    "accept": "positive",
    "order": "positive",
    "offer": "accent",
    "release": "accent",
}


def base_of(request: PageRequest) -> str:
    """Where this reader's quotes stand: the desk of staff or the room of buyers."""
    return DESK if request.path.startswith("/admin/") else ROOM


def quote_id(request: PageRequest) -> QuoteId:
    """The quote of the address. Raises NotFound."""
    return request.id("quote_id", QuoteId)


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where search results lead: to the page of a quote that this reader has."""
    quote = await api.get_quote(ctx, quote_id(request))
    return Redirect(f"{DESK if quote.side is Side.SELLER else ROOM}/{quote.id}")


def frame(request: PageRequest, quote: Quote, active: str = "") -> dict[str, Any]:
    """What every part of a quote's page shows: title, state, actions, tabs."""
    base = base_of(request)
    root = f"{base}/{quote.id}"
    steps = [action for action in quote.next_actions if action in LABELS]
    if quote.side is Side.BUYER and not quote.may_edit:
        steps = [action for action in steps if action != "counter"]
    first = next((action for action in _FIRST if action in steps), None)
    more: list[Any] = [_action(root, action) for action in steps if action not in (first, "counter")]
    if "quote.create" in quote.allowed_actions:
        more.append(Action("Copy as new quote", f"{root}/act/clone", icon="copy"))
    return {
        "quote": quote,
        "base": base,
        "root": root,
        "is_staff": quote.side is Side.SELLER,
        "primary": _action(root, first) if first else None,
        "secondary": [_action(root, "counter")] if "counter" in steps else [],
        "more": more,
        "turn": turn_in_words(quote),
        "tabs": _tabs(root, quote, active),
    }


def _action(root: str, action: str) -> Action:
    label, icon = LABELS[action]
    tone = "critical" if action in ("decline", "withdraw", "cancel") else "neutral"
    return Action(
        label, f"{root}/accept" if action in ("accept", "order") else f"{root}/act/{action}", icon=icon, tone=tone
    )


def turn_in_words(quote: Quote) -> str:
    """Whose turn it is, to the reader."""
    if quote.turn is None:
        return ""
    if quote.turn is quote.side:
        return "Your turn"
    return "Waiting for the buyer" if quote.turn is Side.BUYER else "Waiting for the seller"


def _tabs(root: str, quote: Quote, active: str) -> list[Tab]:
    parts = [("Lines", ""), ("Messages", "messages"), ("Versions", "versions"), ("History", "history")]
    if quote.side is Side.SELLER:
        parts.insert(2, ("Internal notes", "notes"))
    return [Tab(label, f"{root}/{path}" if path else root, path == active) for label, path in parts]


async def history(ctx: Ctx, quote: Quote, limit: int = 50, cursor: str | None = None) -> tuple[list[Any], str | None]:
    """What happened to a quote, as a history, and where it goes on."""
    page = await api.list_steps(ctx, quote.id, ListSteps(limit=limit, cursor=cursor))
    return [_entry(step) for step in page.items], page.next


def _entry(step: QuoteStep) -> TimelineEntry:
    text = _DONE.get(step.action, step.action)
    if step.version_number:
        text += f" (version {step.version_number})"
    return TimelineEntry(
        actor=step.author_name or "Hanse",
        text=text,
        at=step.created_at,
        icon=_ICONS.get(step.action, "circle-dot"),
        tone=_TONES.get(step.action, "neutral"),
        note=step.comment,
        via="internal" if step.is_internal else "",
    )


def percent(basis_points: int | None) -> Decimal | None:
    """Basis points as the ratio that pages format."""
    return None if basis_points is None else Decimal(basis_points) / 10_000
