"""The list of the partner's own contracts: what needs them first."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import ROOM
from hanse.domains.contracts.pages.rooms import last_day
from hanse.domains.contracts.types import ContractCounts, ContractFilter, ContractStatus
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Column, Filter, Option, SavedView, words
from hanse.platform.web.requests import PageRequest, View
from hanse.platform.web.saved_views import saved_views_of

COLUMNS: Final = (
    Column("title", "Contract", detail="number", sort="number"),
    Column("status", "State", "status"),
    Column("turn", "Next", "custom", priority=2),
    Column("value", "Value", "money", sort="value", priority=2),
    Column("starts_at", "From", "date", priority=3),
    Column("ends_at", "Until", "custom", sort="ends"),
    Column("organization_name", "Organization", priority=3),
)
_NOT_SHOWN: Final = (ContractStatus.DRAFT, ContractStatus.REVIEW, ContractStatus.RENEWAL, ContractStatus.APPROVAL)
_VIEWS: Final = (
    ("All", ()),
    ("Waiting for you", (("turn", "buyer"),)),
    ("To sign", (("status", "approved"),)),
    ("In force", (("status", "active"),)),
)


async def room_list(ctx: Ctx, request: PageRequest) -> View:
    """The contracts that the partner knows of, by filters, with how many there are of each state."""
    query = request.query(ContractFilter)
    page = await api.list_contracts(ctx, query)
    counts = await api.count_contracts(ctx, msgspec.structs.replace(query, status=[], cursor=None))
    present = request.web.scope["query_string"].decode("latin-1")
    context: dict[str, Any] = {
        "query": query,
        "page": page,
        "base": ROOM,
        "columns": COLUMNS,
        "total": _total(query, counts),
        "filters": _filters(query, counts),
        "last_day": last_day,
        "views": [*_views(request, counts), *await saved_views_of(ctx, ROOM, present)],
    }
    return View("contracts/room_list.html", context)


def _total(query: ContractFilter, counts: ContractCounts) -> int:
    if not query.status:
        return counts.total
    return sum(counts.statuses.get(status.value, 0) for status in query.status)


def _filters(query: ContractFilter, counts: ContractCounts) -> list[Filter]:
    states = [status for status in ContractStatus if status not in _NOT_SHOWN]
    options = [Option(one.value, words(one.value), str(counts.statuses.get(one.value, 0))) for one in states]
    return [
        Filter("status", "State", options=options, value=[status.value for status in query.status]),
        Filter(
            "turn",
            "Turn",
            "one",
            [Option("buyer", "Yours"), Option("seller", "The seller's")],
            query.turn.value if query.turn else None,
        ),
    ]


def _views(request: PageRequest, counts: ContractCounts) -> list[SavedView]:
    present = {(name, value) for name, value in request.web.query if name in ("turn", "status", "sort")}
    views = []
    for label, pairs in _VIEWS:
        named = dict(pairs)
        count = counts.turns.get(named["turn"], 0) if "turn" in named else None
        if "status" in named:
            count = counts.statuses.get(named["status"], 0)
        href = f"{ROOM}?{urlencode(pairs)}" if pairs else ROOM
        views.append(SavedView(label, href, present == set(pairs), count))
    return views
