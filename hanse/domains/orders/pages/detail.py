"""The page of one order, for staff and for buyers: next actions, lines, shipments, messages, history, papers."""

from __future__ import annotations

from typing import Any

from hanse.domains.documents.api import list_documents
from hanse.domains.documents.types import Document, ListDocuments
from hanse.domains.orders import api
from hanse.domains.orders.pages.lists import BUYER, STAFF
from hanse.domains.orders.pages.parts import order_id, timeline
from hanse.domains.orders.types import (
    AddMessage,
    ListMessages,
    ListShipments,
    Order,
    OrderStatus,
)
from hanse.kit.pagination import PageQuery
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action
from hanse.platform.web.requests import PageRequest, Redirect, View

_OPEN = (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.IN_FULFILMENT, OrderStatus.ON_HOLD)


def root_of(ctx: Ctx) -> str:
    """Where the reader's pages of orders are."""
    return STAFF if ctx.may("order.view_internal") else BUYER


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where search results lead: to the page of an order that this reader has."""
    return Redirect(f"{root_of(ctx)}/{order_id(request)}")


async def staff_detail(ctx: Ctx, request: PageRequest) -> View:
    """An order with everything staff may know of it."""
    ctx.authorize("order.view_internal")
    return await detail(ctx, request, STAFF)


async def buyer_detail(ctx: Ctx, request: PageRequest) -> View:
    """An order as its buyer sees it."""
    return await detail(ctx, request, BUYER)


async def detail(ctx: Ctx, request: PageRequest, root: str, form: Form[Any] | None = None) -> View:
    """The page; `form` is a message that was refused."""
    order = await api.get_order(ctx, order_id(request))
    staff = root == STAFF
    entries = (await ctx.services.audit.entries(ctx, "order", order.id, PageQuery(limit=50))).items if staff else []
    primary, secondary, more = actions(order, root)
    context = {
        "order": order,
        "root": f"{root}/{order.id}",
        "home": root,
        "staff": staff,
        "primary": primary,
        "secondary": secondary,
        "more": more,
        "shipments": (await api.list_shipments(ctx, order.id, ListShipments(limit=200))).items,
        "messages": (await api.list_messages(ctx, order.id, ListMessages(limit=200))).items,
        "papers": await _papers(ctx, order),
        "entries": timeline(entries),
        "may": set(order.allowed_actions),
        "form": form or Form({}),
    }
    return View("orders/order.html", context, status=form.status if form else 200)


async def _papers(ctx: Ctx, order: Order) -> list[Document]:
    """What was printed of the order."""
    if not ctx.may_anywhere("document.view"):
        return []
    page = await list_documents(ctx, ListDocuments(subject_kind="order", subject_id=str(order.id), limit=10))
    return page.items


def actions(order: Order, root: str) -> tuple[Action | None, list[Action], list[Any]]:
    """What comes next, as far as the reader may do it: the main action, others beside it, and the rest."""
    base, may, status = f"{root}/{order.id}", set(order.allowed_actions), order.status
    paper = Action("Order PDF", post=f"{base}/paper", icon="printer")
    if root == BUYER:
        asked = order.cancel_requested_at is not None
        wish = Action("Ask to cancel", f"{base}/ask-cancellation", icon="circle-x", tone="critical")
        can = status in _OPEN and "order.ask_cancellation" in may and not asked
        again = Action("Order again", post=f"{base}/reorder", icon="rotate-ccw")
        return (again if "order.place" in may else None), [paper], [wish] if can else []
    primary: Action | None = None
    if status is OrderStatus.PLACED and "order.manage" in may:
        primary = Action("Confirm order", post=f"{base}/confirm", icon="circle-check", version=order.version)
    if status in (OrderStatus.CONFIRMED, OrderStatus.IN_FULFILMENT) and "order.ship" in may:
        primary = Action("Record shipment", f"{base}/ship", icon="truck")
    if status is OrderStatus.ON_HOLD and "order.manage" in may:
        primary = Action("Resume order", post=f"{base}/resume", icon="play", version=order.version)
    more: list[Any] = []
    if status in _OPEN and "order.manage" in may:
        if status is not OrderStatus.ON_HOLD:
            more.append(Action("Put on hold", f"{base}/hold", icon="pause"))
        more.append(Action("Correct PO number and date", f"{base}/edit", icon="pencil"))
    if status in _OPEN and "order.cancel" in may:
        more.append(Action("Cancel order or lines", f"{base}/cancel", icon="circle-x", tone="critical"))
    return primary, [paper], more


async def confirm(ctx: Ctx, request: PageRequest) -> Redirect:
    """The button that confirms."""
    identity = order_id(request)
    done = Redirect(f"{STAFF}/{identity}", flash("The order is confirmed"))
    return await press(ctx, request, lambda: api.confirm_order(ctx, identity), done)


async def resume(ctx: Ctx, request: PageRequest) -> Redirect:
    """The button that ends a hold."""
    identity = order_id(request)
    done = Redirect(f"{STAFF}/{identity}", flash("The order goes on"))
    return await press(ctx, request, lambda: api.resume_order(ctx, identity), done)


async def write_as_staff(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """A message of staff."""
    return await _write(ctx, request, STAFF)


async def write_as_buyer(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """A message of the buyer's side."""
    return await _write(ctx, request, BUYER)


async def _write(ctx: Ctx, request: PageRequest, root: str) -> View | Redirect:
    identity = order_id(request)
    form = request.form(AddMessage)
    if await form.submit(lambda data: api.add_message(ctx, identity, data)) is None:
        return await detail(ctx, request, root, form)
    return Redirect(f"{root}/{identity}#messages", flash("Your message is sent"))


async def make_paper(ctx: Ctx, request: PageRequest) -> Redirect:
    """Ask for the PDF; it appears among the papers of the order."""
    identity = order_id(request)
    await api.make_order_paper(ctx, identity)
    return Redirect(f"{root_of(ctx)}/{identity}#papers", flash("The PDF is being made; it appears here in a moment"))
