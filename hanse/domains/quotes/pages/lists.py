"""The lists of quotes: the desk of staff by value, age and margin, and the buyer's own."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import DESK, base_of, percent
from hanse.domains.quotes.types import QuoteCounts, QuoteFilter, QuoteStatus
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Column, Filter, Option, SavedView, words
from hanse.platform.web.requests import PageRequest, View
from hanse.platform.web.saved_views import saved_views_of

DESK_COLUMNS: Final = (
    Column("number", "Quote", detail="title", sort="number"),
    Column("organization_name", "Organization"),
    Column("status", "State", "status"),
    Column("turn", "Turn", "custom", priority=2),
    Column("total", "Value", "money", sort="total"),
    Column("margin", "Margin", "custom", priority=2, help="Over all lines; shown when every cost is known"),
    Column("moved_at", "In this state", "ago", sort="age"),
    Column("valid_until", "Valid until", "date", priority=3),
    Column("seller_name", "Works on it", "person", priority=3),
)
ROOM_COLUMNS: Final = (
    Column("number", "Quote", detail="title", sort="number"),
    Column("status", "State", "status"),
    Column("turn", "Turn", "custom", priority=2),
    Column("total", "Value", "money", sort="total"),
    Column("valid_until", "Valid until", "date"),
    Column("buyer_name", "Asked by", "person", priority=3),
    Column("updated_at", "Changed", "ago", sort="updated", priority=2),
)
_OPEN: Final = (("is_open", "true"),)
_DESK_VIEWS: Final = (
    ("All", ()),
    ("To work on", (("turn", "seller"),)),
    ("With buyers", (("turn", "buyer"),)),
    ("Open, oldest first", (*_OPEN, ("sort", "age"))),
    ("Open, by value", (*_OPEN, ("sort", "-total"))),
)
_ROOM_VIEWS: Final = (("All", ()), ("Waiting for you", (("turn", "buyer"),)), ("Open", _OPEN))


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Quotes by filters, with how many there are of each state."""
    query = request.query(QuoteFilter)
    base = base_of(request)
    page = await api.list_quotes(ctx, query)
    counts = await api.count_quotes(ctx, msgspec.structs.replace(query, status=[], cursor=None))
    present = request.web.scope["query_string"].decode("latin-1")
    is_desk = base == DESK
    columns = [
        column
        for column in (DESK_COLUMNS if is_desk else ROOM_COLUMNS)
        if column.key != "margin" or ctx.may_anywhere("quote.view_margin")
    ]
    context: dict[str, Any] = {
        "query": query,
        "page": page,
        "base": base,
        "is_staff": is_desk,
        "columns": columns,
        "counts": counts,
        "total": _total(query, counts),
        "filters": _filters(query, counts, is_desk=is_desk),
        "views": [*_views(base, request, counts), *await saved_views_of(ctx, base, present)],
        "may_create": ctx.may_anywhere("quote.create"),
        "percent": percent,
    }
    return View("quotes/list.html", context)


def _total(query: QuoteFilter, counts: QuoteCounts) -> int:
    if not query.status:
        return counts.total
    return sum(counts.statuses.get(status.value, 0) for status in query.status)


def _filters(query: QuoteFilter, counts: QuoteCounts, *, is_desk: bool) -> list[Filter]:
    states = [status for status in QuoteStatus if is_desk or status is not QuoteStatus.INTERNAL_APPROVAL]
    options = [Option(one.value, words(one.value), str(counts.statuses.get(one.value, 0))) for one in states]
    turns = (
        [Option("seller", "Seller"), Option("buyer", "Buyer")]
        if is_desk
        else [
            Option("buyer", "Yours"),
            Option("seller", "The seller's"),
        ]
    )
    return [
        Filter("status", "State", options=options, value=[status.value for status in query.status]),
        Filter("turn", "Turn", "one", turns, query.turn.value if query.turn else None),
    ]


def _views(base: str, request: PageRequest, counts: QuoteCounts) -> list[SavedView]:
    present = {(name, value) for name, value in request.web.query if name in ("turn", "is_open", "sort", "status")}
    views = []
    for label, pairs in _DESK_VIEWS if base == DESK else _ROOM_VIEWS:
        turn = dict(pairs).get("turn")
        count = counts.turns.get(turn, 0) if turn and not present - set(pairs) else None
        href = f"{base}?{urlencode(pairs)}" if pairs else base
        views.append(SavedView(label, href, present == set(pairs), count))
    return views
