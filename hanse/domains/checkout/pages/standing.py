"""Standing orders: what the calendar orders, and what came of each run."""

from __future__ import annotations

from typing import Any

from hanse.domains.checkout import api
from hanse.domains.checkout.pages.parts import address_options, centre_options, present_organization
from hanse.domains.checkout.types import (
    CartFilter,
    CartStatus,
    CreateStandingOrder,
    StandingOrderFilter,
    StandingOrderId,
    StandingStatus,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Column, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

STANDING = "/app/standing-orders"
COLUMNS = (
    Column("name", "Standing order", detail="schedule"),
    Column("status", "State", "status"),
    Column("line_count", "Lines", "number", priority=2),
    Column("next_on", "Next", "date"),
    Column("last_status", "Last run", "status", priority=2),
)
LINES = (Column("name", "Article", "custom"), Column("quantity", "Quantity", "custom", width="end"))
RUNS = (
    Column("due_on", "Due", "date"),
    Column("status", "What happened", "status"),
    Column("order_number", "Order", "custom"),
    Column("message", "Note", priority=2),
)
EVERY = (Option("day", "Days"), Option("week", "Weeks"), Option("month", "Months"))
WEEKDAYS = tuple(
    Option(str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
)
LABELS = {
    "name": "Name",
    "from_cart_id": "Lines of",
    "timing.every": "Unit",
    "timing.interval": "Every",
    "timing.weekdays": "On",
    "timing.month_day": "Day of the month",
    "timing.starts_on": "First day",
    "timing.ends_on": "Last day",
}


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Every standing order the reader sees."""
    page = await api.list_standing_orders(ctx, request.query(StandingOrderFilter))
    may_manage = ctx.may_anywhere("standing_order.manage")
    return View("checkout/standing_list.html", {"page": page, "columns": COLUMNS, "may_manage": may_manage})


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks what, how often and where to."""
    values = {
        "from_cart_id": request.argument("cart"),
        "timing.every": "week",
        "timing.interval": 1,
        "timing.starts_on": ctx.now.date(),
        "details.allows_backorder": True,
    }
    return await _form_view(ctx, Form(values))


async def _form_view(ctx: Ctx, form: Form[Any]) -> View:
    organization_id = await present_organization(ctx)
    wanted = [CartStatus.OPEN, CartStatus.ORDERED, CartStatus.SUBMITTED]
    carts = await api.list_carts(ctx, CartFilter(organization=organization_id, status=wanted, limit=100))
    context = {
        "form": form,
        "labels": LABELS,
        "carts": [Option(str(one.id), one.name, f"{one.line_count} lines") for one in carts.items if one.line_count],
        "every": EVERY,
        "weekdays": WEEKDAYS,
        "addresses": await address_options(ctx, organization_id),
        "centres": await centre_options(ctx, organization_id),
    }
    return View("checkout/standing_new.html", context, status=form.status if form.status >= 400 else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Have the calendar order it."""
    form: Form[CreateStandingOrder] = request.form(CreateStandingOrder)
    made = await attempt(form, lambda data: api.create_standing_order(ctx, data))
    if made is None:
        return await _form_view(ctx, form)
    return Redirect(f"{STANDING}/{made.id}", flash("The calendar orders it from now on"))


async def page(ctx: Ctx, request: PageRequest) -> View:
    """One standing order with its next days and last runs."""
    found = await api.get_standing_order(ctx, request.id("standing_order_id", StandingOrderId))
    root = f"{STANDING}/{found.id}"
    may = "standing_order.manage" in found.allowed_actions and found.status is not StandingStatus.ENDED
    active = found.status is StandingStatus.ACTIVE
    primary, secondary, more = None, [], []
    if may and not active:
        primary = Action("Resume", post=f"{root}/resume", icon="play")
    if may:
        if active:
            secondary.append(Action("Skip the next run", post=f"{root}/skip"))
            secondary.append(Action("Pause", post=f"{root}/pause", icon="pause"))
        confirm = "Nothing is ordered any more; its history stays."
        more.append(Action("End", post=f"{root}/end", tone="critical", icon="trash-2", confirm=confirm))
    context = {
        "order": found,
        "primary": primary,
        "secondary": secondary,
        "more": more,
        "lines": LINES,
        "runs": RUNS,
    }
    return View("checkout/standing.html", context)


async def act(ctx: Ctx, request: PageRequest) -> Redirect:
    """Pause, resume, skip or end."""
    identity = request.id("standing_order_id", StandingOrderId)
    actions = {
        "pause": (api.pause_standing_order, "Paused; nothing is ordered until it is resumed"),
        "resume": (api.resume_standing_order, "The calendar orders it again"),
        "skip": (api.skip_standing_order, "The next run is left out"),
        "end": (api.end_standing_order, "The standing order has ended"),
    }
    action, said = actions[request.path.rpartition("/")[2]]
    done = Redirect(f"{STANDING}/{identity}", flash(said))
    return await press(ctx, request, lambda: action(ctx, identity), done)
