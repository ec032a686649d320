"""Order requests: what was sent, who decides, and what became of it."""

from __future__ import annotations

from hanse.domains.approvals.api import list_approvals
from hanse.domains.approvals.types import ListApprovals
from hanse.domains.checkout import api
from hanse.domains.checkout.pages.checkout import checks_of
from hanse.domains.checkout.types import OrderRequest, OrderRequestFilter, OrderRequestId, RecallRequest, RequestStatus
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, press
from hanse.platform.web.parts import Column, Step, Tab
from hanse.platform.web.requests import PageRequest, Redirect, View

REQUESTS = "/app/order-requests"
COLUMNS = (
    Column("title", "Request", detail="requester_name"),
    Column("status", "State", "status"),
    Column("order_number", "Order", priority=2),
    Column("cost_centre_name", "Cost centre", priority=3),
    Column("total", "Total", "money"),
    Column("created_at", "Sent", "ago", priority=2),
)
LINES = (
    Column("name", "Article", "custom"),
    Column("quantity", "Quantity", "custom", width="end"),
    Column("unit_price", "Price", "money", priority=2),
    Column("total", "Total", "money"),
)
_TABS = (("All", None), ("Waiting", RequestStatus.PENDING), ("Placed", RequestStatus.PLACED))


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Everything that was sent, newest first."""
    query = request.query(OrderRequestFilter)
    page = await api.list_order_requests(ctx, query)
    present = query.status[0] if query.status else None
    tabs = [
        Tab(label, f"{REQUESTS}?status={status.value}" if status else REQUESTS, status == present)
        for label, status in _TABS
    ]
    return View("checkout/requests.html", {"page": page, "columns": COLUMNS, "tabs": tabs})


async def request_page(ctx: Ctx, request: PageRequest) -> View:
    """One request as it was frozen, with the levels of its approval."""
    found = await api.get_order_request(ctx, request.id("order_request_id", OrderRequestId))
    context = {
        "request": found,
        "root": f"{REQUESTS}/{found.id}",
        "columns": LINES,
        "checks": checks_of(found),
        "steps": [Step(step.label, step.state, step.detail) for step in found.steps],
        "may_open_approval": await _may_open_approval(ctx, found),
        "may_recall": found.status is RequestStatus.PENDING and "order_request.recall" in found.allowed_actions,
    }
    return View("checkout/request.html", context)


async def _may_open_approval(ctx: Ctx, found: OrderRequest) -> bool:
    """An approval is open to who asked and who decides, not to everybody who sees the request."""
    if found.approval_id is None or not ctx.may_anywhere("approval.view"):
        return False
    wanted = ListApprovals(subject_kind="order_request", subject_id=str(found.id), limit=1)
    return bool((await list_approvals(ctx, wanted)).items)


async def recall(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take it back and go on in its cart, which is open again."""
    identity = request.id("order_request_id", OrderRequestId)
    found = await api.get_order_request(ctx, identity)
    data = RecallRequest(reason=request.field("reason")[:500])
    place = f"/app/carts/{found.cart_id}" if found.cart_id else f"{REQUESTS}/{identity}"
    done = Redirect(place, flash("Taken back: change what you like, then send it again"))
    return await press(ctx, request, lambda: api.recall_request(ctx, identity, data), done, f"{REQUESTS}/{identity}")
