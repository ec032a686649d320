"""Planned changes of prices for staff: drafted by pasting lines, scheduled, cancelled."""

from __future__ import annotations

from typing import Any

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import LIST, head_of, instant_of, line_errors, pasted, unit_name
from hanse.domains.pricing.types import PriceChangeId, PriceListId
from hanse.domains.pricing.types.changes import (
    CreatePriceChange,
    FilterPriceChanges,
    ListChangeItems,
    PriceChangeStatus,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View

CHANGES = "/admin/price-changes"
COLUMNS = (
    Column("name", "Change", detail="price_list_name"),
    Column("status", "State", "status"),
    Column("effective_at", "From", "datetime"),
    Column("item_count", "Entries", "number"),
    Column("updated_at", "Changed", "ago", priority=3),
)
ITEMS = (
    Column("code", "Of", "custom"),
    Column("minimum", "From quantity", "custom", priority=2, width="end"),
    Column("present_price", "Now", "money"),
    Column("unit_price", "Then", "custom", width="end"),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """All planned changes, the latest instant first."""
    query = request.query(FilterPriceChanges)
    page = await api.list_price_changes(ctx, query)
    options = [Option(status.value, words(status.value)) for status in PriceChangeStatus]
    context = {
        "page": page,
        "columns": COLUMNS,
        "filters": [Filter("status", "State", "one", options, query.status.value if query.status else None)],
    }
    return View("pricing/changes.html", context)


async def of_list_page(ctx: Ctx, request: PageRequest) -> View:
    """The planned changes of one list, and a form for another one."""
    return await _of_list(ctx, request, Form(), [])


async def _of_list(ctx: Ctx, request: PageRequest, form: Form[Any], errors: list[str]) -> View:
    item = await api.get_price_list(ctx, request.id("price_list_id", PriceListId))
    page = await api.list_price_changes(ctx, FilterPriceChanges(price_list=item.id, limit=50))
    context = {**head_of(ctx, item, "changes"), "page": page, "columns": COLUMNS, "form": form, "errors": errors}
    return View("pricing/list_changes.html", context, status=422 if errors or form.errors else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Draft a change of pasted lines."""
    identity = request.id("price_list_id", PriceListId)
    typed = {name: request.field(name) for name in ("name", "effective_at", "notes", "lines")}
    entries, places, wrong = pasted(typed["lines"])
    form: Form[Any] = Form(typed)
    try:
        at = instant_of(ctx, typed["effective_at"])
    except Invalid as error:
        at = None
        form.errors["effective_at"] = [error.message]
    if not entries and not wrong:
        wrong = ["Paste the lines that are to hold from then on"]
    if wrong or at is None:
        if at is None:
            form.errors.setdefault("effective_at", ["Choose the day and time from which the prices hold"])
        return await _of_list(ctx, request, form, wrong)
    body = {"price_list_id": str(identity), "name": typed["name"], "effective_at": at, "entries": entries}
    form = Form.from_builtins(CreatePriceChange, {**body, "notes": typed["notes"]})
    made = await attempt(form, lambda data: api.create_price_change(ctx, data))
    if made is None:
        own = {name: messages for name, messages in form.errors.items() if name in typed}
        form.errors = {name: messages for name, messages in form.errors.items() if name not in own}
        wrong = line_errors(form, places) if form.errors or not own else []
        form.errors, form.values, form.message = own, typed, ""
        return await _of_list(ctx, request, form, wrong)
    return Redirect(f"{CHANGES}/{made.id}", flash("The change is drafted; nothing happens before it is scheduled"))


async def change_page(ctx: Ctx, request: PageRequest) -> View:
    """One change with what it says beside what holds before it."""
    change = await api.get_price_change(ctx, request.id("price_change_id", PriceChangeId))
    query = convert({"limit": "100", **_cursor(request)}, ListChangeItems, strict=False)
    context = {
        "change": change,
        "page": await api.list_change_items(ctx, change.id, query),
        "columns": ITEMS,
        "unit_name": unit_name,
        "root": f"{CHANGES}/{change.id}",
        "list_root": f"{LIST}/{change.price_list_id}",
        "may_activate": "price_list.activate" in change.allowed_actions,
    }
    return View("pricing/change.html", context)


def _cursor(request: PageRequest) -> dict[str, str]:
    cursor = request.argument("cursor")
    return {"cursor": cursor} if cursor else {}


async def schedule(ctx: Ctx, request: PageRequest) -> Redirect:
    """Let it hold from its instant on."""
    identity = request.id("price_change_id", PriceChangeId)
    done = Redirect(f"{CHANGES}/{identity}", flash("The change is scheduled"))
    return await press(ctx, request, lambda: api.schedule_price_change(ctx, identity), done)


async def cancel(ctx: Ctx, request: PageRequest) -> Redirect:
    """Give it up."""
    identity = request.id("price_change_id", PriceChangeId)
    done = Redirect(f"{CHANGES}/{identity}", flash("The change is cancelled; prices stay as they are"))
    return await press(ctx, request, lambda: api.cancel_price_change(ctx, identity), done)
