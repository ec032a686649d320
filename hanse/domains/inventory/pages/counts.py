"""Counting stock on pages: a sheet, what was found, and posting it."""

from __future__ import annotations

from typing import Any

from hanse.domains.inventory import api
from hanse.domains.inventory.pages.parts import by_line, places, refused
from hanse.domains.inventory.types import CountStatus, EnterCount, ListCounts, StartCount, StockCount, StockCountId
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column
from hanse.platform.web.requests import PageRequest, Redirect, View

COUNTS = "/admin/stock-counts"
COLUMNS = (
    Column("location_name", "Place", detail="note"),
    Column("status", "State", "status"),
    Column("counted_count", "Counted", "number"),
    Column("line_count", "Articles", "number"),
    Column("created_at", "Drawn up", "ago"),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The sheets there are."""
    page = await api.list_counts(ctx, request.query(ListCounts))
    context = {
        "page": page,
        "columns": COLUMNS,
        "places": await places(ctx),
        "may_count": ctx.may("inventory.count"),
        "form": Form({}),
    }
    return View("inventory/counts.html", context)


async def start(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Draw a sheet up."""
    form = request.form(StartCount)
    made = await attempt(form, lambda data: api.start_count(ctx, data))
    if made is None:
        view = await list_page(ctx, request)
        return refused(View(view.template, {**view.context, "form": form}), form)
    return Redirect(f"{COUNTS}/{made.id}")


async def detail(ctx: Ctx, request: PageRequest) -> View:
    """One sheet, to be filled in while it is open."""
    sheet = await api.get_count(ctx, request.id("stock_count_id", StockCountId))
    values = {f"line.{line.variant_id}": line.counted.value if line.counted else "" for line in sheet.lines}
    return _view(ctx, sheet, Form(values))


def _view(ctx: Ctx, sheet: StockCount, form: Form[Any]) -> View:
    is_open = sheet.status is CountStatus.OPEN
    context = {
        "sheet": sheet,
        "form": form,
        "root": f"{COUNTS}/{sheet.id}",
        "may_count": is_open and ctx.may("inventory.count"),
        "may_post": is_open and sheet.counted_count > 0 and ctx.may("inventory.post_count"),
    }
    return View("inventory/count.html", context)


async def enter(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep what was found; empty amounts are left for later."""
    sheet = await api.get_count(ctx, request.id("stock_count_id", StockCountId))
    lines = []
    for line in sheet.lines:
        typed = request.field(f"line.{line.variant_id}").strip().replace(",", ".")
        if typed:
            quantity = {"value": typed, "unit": line.expected.unit}
            lines.append({"variant_id": str(line.variant_id), "quantity": quantity})
    form: Form[EnterCount] = Form.from_builtins(EnterCount, {"lines": lines})
    form.values = {name: value for name, value in request.fields if isinstance(value, str)}
    if await attempt(form, lambda data: api.enter_count(ctx, sheet.id, data)) is None:
        by_line(form)
        form.message = form.message or " ".join(form.errors.pop("text", []))
        return refused(_view(ctx, sheet, form), form)
    return Redirect(f"{COUNTS}/{sheet.id}", flash("What was found is kept; post it when all is counted"))


async def post(ctx: Ctx, request: PageRequest) -> Redirect:
    """Book the differences."""
    identity = request.id("stock_count_id", StockCountId)
    done = Redirect(f"{COUNTS}/{identity}", flash("The differences are booked"))
    return await press(ctx, request, lambda: api.post_count(ctx, identity), done)


async def cancel(ctx: Ctx, request: PageRequest) -> Redirect:
    """Throw the sheet away."""
    identity = request.id("stock_count_id", StockCountId)
    done = Redirect(f"{COUNTS}/{identity}", flash("The sheet is thrown away; nothing was booked"))
    return await press(ctx, request, lambda: api.cancel_count(ctx, identity), done)
