"""Forms that do something to an order: ship, cancel, hold, correct, ask to cancel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from hanse.domains.inventory.api import list_locations
from hanse.domains.inventory.types import ListLocations
from hanse.domains.orders import api
from hanse.domains.orders.pages.lists import BUYER, STAFF
from hanse.domains.orders.pages.parts import order_id
from hanse.domains.orders.types import (
    AskCancellation,
    CancelOrder,
    HoldOrder,
    Order,
    OrderLine,
    RecordShipment,
    UpdateOrder,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

_PREFIX = "line."


async def ship_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks what left the house."""
    order = await _order(ctx, request, "order.ship")
    values = {f"{_PREFIX}{line.id}": _shippable(line) for line in order.lines}
    return await _ship_view(ctx, order, Form(values))


async def ship(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Record it."""
    order = await _order(ctx, request, "order.ship")
    names = ("carrier", "tracking_number", "tracking_url", "note", "location_id")
    body: dict[str, Any] = {name: value for name in names if (value := request.field(name).strip())}
    body["lines"] = _lines(order, request)
    form: Form[RecordShipment] = Form.from_builtins(RecordShipment, body)
    form.values = {name: value for name, value in request.fields if isinstance(value, str)}
    if not body["lines"]:
        form.message = "Say how much of at least one line left"
    if await attempt(form, lambda data: api.record_shipment(ctx, order.id, data)) is None:
        _by_line(order, body["lines"], form)
        return _refused(await _ship_view(ctx, order, form), form)
    return Redirect(f"{STAFF}/{order.id}", flash("The shipment is recorded"))


async def _ship_view(ctx: Ctx, order: Order, form: Form[Any]) -> View:
    places = await list_locations(ctx, ListLocations(is_active=True, limit=200)) if ctx.may("inventory.view") else None
    context = {
        "order": order,
        "lines": [line for line in order.lines if line.open.units],
        "locations": [Option(str(one.id), one.name) for one in places.items] if places else [],
        "root": f"{STAFF}/{order.id}",
        "form": form,
    }
    return View("orders/ship.html", context)


async def cancel_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks why, and which lines."""
    order = await _order(ctx, request, "order.cancel")
    values = {f"{_PREFIX}{line.id}": line.open.value for line in order.lines}
    return _cancel_view(order, Form({**values, "reason": order.cancel_request or ""}))


async def cancel(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Cancel what was chosen."""
    order = await _order(ctx, request, "order.cancel")
    lines = _lines(order, request)
    form: Form[CancelOrder] = Form.from_builtins(CancelOrder, {"reason": request.field("reason"), "lines": lines})
    form.values = {name: value for name, value in request.fields if isinstance(value, str)}
    if not lines:
        form.message = "Say how much of at least one line is cancelled"
    if await attempt(form, lambda data: api.cancel_order(ctx, order.id, data)) is None:
        _by_line(order, lines, form)
        return _refused(_cancel_view(order, form), form)
    return Redirect(f"{STAFF}/{order.id}", flash("It is cancelled, and the stock is free again"))


def _cancel_view(order: Order, form: Form[Any]) -> View:
    context = {
        "order": order,
        "lines": [line for line in order.lines if line.open.units],
        "root": f"{STAFF}/{order.id}",
        "form": form,
    }
    return View("orders/cancel.html", context)


def _lines(order: Order, request: PageRequest) -> list[dict[str, Any]]:
    """The amounts typed beside the lines; nothing or zero leaves a line out."""
    found = []
    for line in order.lines:
        typed = request.field(f"{_PREFIX}{line.id}").strip()
        if typed and typed.strip("0.,"):
            value = typed.replace(",", ".")
            quantity = {"value": value, "unit": line.quantity.unit}
            found.append({"order_line_id": str(line.id), "quantity": quantity})
    return found


def _by_line(order: Order, lines: list[dict[str, Any]], form: Form[Any]) -> None:
    """Put what is wrong with the n-th amount beside its line."""
    for path in list(form.errors):
        parts = path.split(".")
        if parts[0] == "lines" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(lines):
            name = f"{_PREFIX}{lines[int(parts[1])]['order_line_id']}"
            form.errors.setdefault(name, []).extend(form.errors.pop(path))


def _shippable(line: OrderLine) -> str:
    """What is proposed: everything open, unless some of it waits for stock."""
    if line.backordered is None or not line.backordered.units:
        return line.open.value
    return ""


async def hold_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks why the order stops."""
    order = await _order(ctx, request, "order.manage")
    return _ask(order, STAFF, "hold", Form({}))


async def hold(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Stop it."""
    return await _reasoned(ctx, request, STAFF, "hold", HoldOrder, api.hold_order)


async def ask_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks the buyer why they want to cancel."""
    order = await _order(ctx, request, "order.ask_cancellation")
    return _ask(order, BUYER, "ask-cancellation", Form({}))


async def ask(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Send the wish to the seller."""
    return await _reasoned(ctx, request, BUYER, "ask-cancellation", AskCancellation, api.ask_cancellation)


async def _reasoned(
    ctx: Ctx, request: PageRequest, root: str, verb: str, kind: type[Any], action: Callable[..., Awaitable[Order]]
) -> View | Redirect:
    order = await api.get_order(ctx, order_id(request))
    form = request.form(kind)
    if await attempt(form, lambda data: action(ctx, order.id, data)) is None:
        return _refused(_ask(order, root, verb, form), form)
    said = "The order is on hold" if verb == "hold" else "The seller is asked; you see the answer here"
    return Redirect(f"{root}/{order.id}", flash(said))


def _ask(order: Order, root: str, verb: str, form: Form[Any]) -> View:
    label, text = {
        "hold": ("Put on hold", "Nothing leaves the house until somebody resumes the order. Its stock stays promised."),
        "ask-cancellation": (
            "Ask to cancel",
            "The seller is asked to cancel what has not left yet, and decides. Until then the order goes on.",
        ),
    }[verb]
    context = {"order": order, "verb": verb, "label": label, "text": text, "root": f"{root}/{order.id}", "form": form}
    return View("orders/ask.html", {**context, "home": root})


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """What may still be corrected."""
    order = await _order(ctx, request, "order.manage")
    return _edit_view(order, _facts(order))


def _facts(order: Order) -> Form[Any]:
    wished = order.requested_date.isoformat() if order.requested_date else ""
    return Form({"po_number": order.po_number or "", "requested_date": wished})


async def edit(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Correct it."""
    order = await _order(ctx, request, "order.manage")
    form = request.form(UpdateOrder)
    if await attempt(form, lambda data: api.update_order(ctx, order.id, data)) is None:
        await show_conflict(ctx, form, _facts(order), "order", order.id)
        return _refused(_edit_view(order, form), form)
    return Redirect(f"{STAFF}/{order.id}", flash("The order is corrected"))


def _edit_view(order: Order, form: Form[Any]) -> View:
    return View("orders/edit.html", {"order": order, "root": f"{STAFF}/{order.id}", "form": form})


async def _order(ctx: Ctx, request: PageRequest, permission: str) -> Order:
    order = await api.get_order(ctx, order_id(request))
    if permission not in order.allowed_actions:
        # A buyer is not shown what stands above the organization, so only the order itself knows who may do what.
        ctx.authorize(permission, order)
    return order


def _refused(view: View, form: Form[Any]) -> View:
    view.status = form.status if form.status >= 400 else 422
    return view
