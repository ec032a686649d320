"""The lists of orders: all of them for staff, one's own for buyers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hanse.domains.orders import api
from hanse.domains.orders.pages.parts import STATUSES, columns
from hanse.domains.orders.types import ExportOrders, ListOrders, OrderCounts
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action, Filter, Option, SavedView
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.saved_views import saved_views_of

STAFF = "/admin/orders"
BUYER = "/app/orders"
_COUNTED = 1_000


async def staff_list(ctx: Ctx, request: PageRequest) -> View:
    """Every order, by filters, with what waits on top."""
    ctx.authorize("order.view_internal")
    return await _list(ctx, request, STAFF)


async def buyer_list(ctx: Ctx, request: PageRequest) -> View:
    """The orders of the reader's organization."""
    return await _list(ctx, request, BUYER)


async def _list(ctx: Ctx, request: PageRequest, root: str) -> View:
    query = request.query(ListOrders)
    counts = await api.count_orders(ctx)
    present = request.web.scope["query_string"].decode("latin-1")
    staff = root == STAFF
    context: dict[str, Any] = {
        "query": query,
        "page": await api.list_orders(ctx, query),
        "columns": columns(staff=staff),
        "root": root,
        "staff": staff,
        "filters": _filters(query, counts),
        "views": [*_views(query, counts, root), *await saved_views_of(ctx, root, present)],
        "save_view": f"{root.rpartition('/')[0]}/views/new?{urlencode({'page': root, 'query': present})}"
        if staff
        else "",
        "exports": _exports(request, root) if ctx.may_anywhere("order.export") else [],
    }
    return View("orders/list.html", context)


def _filters(query: ListOrders, counts: OrderCounts) -> list[Filter]:
    options = [Option(one.value, one.label, _shown(counts.statuses.get(one.value, 0))) for one in STATUSES]
    return [
        Filter("status", "State", options=options, value=[status.value for status in query.status]),
        Filter("backordered", "Waits for stock", "flag", value=query.backordered),
        Filter("wants_cancellation", "Cancellation asked for", "flag", value=query.wants_cancellation),
    ]


def _shown(count: int) -> str:
    return f"{_COUNTED}+" if count >= _COUNTED else str(count)


def _views(query: ListOrders, counts: OrderCounts, root: str) -> list[SavedView]:
    present = {status.value for status in query.status}
    flags = (query.backordered, query.wants_cancellation)
    sums = counts.statuses
    found = [SavedView("All", root, not present and not any(flags))]
    for label, statuses in (
        ("New", ("placed",)),
        ("To ship", ("confirmed", "in_fulfilment")),
        ("On hold", ("on_hold",)),
        ("Completed", ("completed",)),
    ):
        href = f"{root}?{urlencode([('status', status) for status in statuses])}"
        count = sum(sums.get(status, 0) for status in statuses)
        active = present == set(statuses) and not any(flags)
        found.append(SavedView(label, href, active, count if count < _COUNTED else None))
    found.append(SavedView("Waiting for stock", f"{root}?backordered=true", query.backordered, counts.backordered))
    return found


def _exports(request: PageRequest, root: str) -> list[Action]:
    query = request.web.scope["query_string"].decode("latin-1")
    return [
        Action("CSV", post=f"{root}/export?format=csv&{query}", icon="file-text"),
        Action("Excel", post=f"{root}/export?format=xlsx&{query}", icon="file-spreadsheet"),
    ]


async def export(ctx: Ctx, request: PageRequest) -> Redirect:
    """Make the file and go to it."""
    known = set(ExportOrders.__struct_fields__)
    values: dict[str, Any] = {}
    for name, value in request.web.query:
        if name == "status" and value:
            values.setdefault(name, []).append(value)
        elif name in known and value:
            values[name] = value
    made = await api.export_orders(ctx, convert(values, ExportOrders, strict=False))
    return Redirect(made.link)
