"""The list of stock and the page of one variant: places, movements, back-orders, safety stock."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory import api
from hanse.domains.inventory.pages.parts import KINDS, STOCK, places, refused
from hanse.domains.inventory.types import ListMovements, ListStock, SaveSafety, SaveStockItem, StockState
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View

COLUMNS = (
    Column("sku", "Article", detail="name"),
    Column("state", "State", "custom"),
    Column("available", "Available", "custom", width="end"),
    Column("on_hand", "On hand", "custom", width="end", priority=2),
    Column("allocated", "Allocated", "custom", width="end", priority=2),
    Column("reserved", "Reserved", "custom", width="end", priority=3, hidden=True),
    Column("safety", "Safety", "custom", width="end", priority=3, hidden=True),
    Column("backordered", "Back-ordered", "custom", width="end", priority=3),
    Column("expected_at", "Expected", "date", priority=3),
)
MOVEMENTS = (
    Column("kind", "What", "custom"),
    Column("location_name", "Place", priority=2),
    Column("on_hand_change", "On hand", "custom", width="end"),
    Column("allocated_change", "Allocated", "custom", width="end", priority=2),
    Column("reason", "Why", priority=3),
    Column("actor_name", "Who", "person", priority=3),
    Column("created_at", "When", "ago"),
)
_STATES = (StockState.IN_STOCK, StockState.LOW, StockState.BACKORDER, StockState.OUT)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """What is stocked, by SKU."""
    query = request.query(ListStock)
    options = await places(ctx)
    filters = [
        Filter(
            "state", "State", "one", [Option(state.value, words(state.value)) for state in _STATES], query.state or ""
        ),
        Filter("location", "Lies at", "one", options, str(query.location) if query.location else None),
    ]
    context = {
        "query": query,
        "page": await api.list_stock(ctx, query),
        "columns": COLUMNS,
        "filters": filters,
        "has_places": bool(options),
        "may": _may(ctx),
    }
    return View("inventory/list.html", context)


def _may(ctx: Ctx) -> set[str]:
    names = ("adjust", "receive", "transfer", "count", "manage", "import", "export")
    return {name for name in names if ctx.may(f"inventory.{name}")}


def variant_id(request: PageRequest) -> VariantId:
    """The variant of the address. Raises NotFound."""
    return request.id("variant_id", VariantId)


async def detail(ctx: Ctx, request: PageRequest) -> View:
    """One variant's stock, place by place, and what happened to it."""
    return await _detail(ctx, request, None)


async def _detail(ctx: Ctx, request: PageRequest, form: Form[Any] | None) -> View:
    identity = variant_id(request)
    stock = await api.get_stock(ctx, identity)
    item = await api.get_stock_item(ctx, identity)
    values = {
        "is_backorderable": item.is_backorderable,
        "backorder_limit.value": item.backorder_limit.value if item.backorder_limit else "",
        "low_stock.value": item.low_stock.value if item.low_stock else "",
    }
    context = {
        "stock": stock,
        "item": item,
        "movements": await api.list_movements(ctx, ListMovements(variant=identity, limit=50)),
        "movement_columns": MOVEMENTS,
        "kinds": KINDS,
        "places": await places(ctx),
        "root": f"{STOCK}/{identity}",
        "may": _may(ctx),
        "form": form or Form(values),
    }
    return View("inventory/stock.html", context)


async def save_item(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep what is true of the variant wherever it lies."""
    identity = variant_id(request)
    unit = (await api.get_stock(ctx, identity)).stock_unit
    body: dict[str, Any] = {"is_backorderable": request.field("is_backorderable") == "true"}
    for name in ("backorder_limit", "low_stock"):
        if value := request.field(f"{name}.value").strip():
            body[name] = {"value": value, "unit": unit}
    form: Form[SaveStockItem] = Form.from_builtins(SaveStockItem, body)
    form.values = {name: value for name, value in request.fields if isinstance(value, str)}
    if await attempt(form, lambda data: api.save_stock_item(ctx, identity, data)) is None:
        return refused(await _detail(ctx, request, form), form)
    return Redirect(f"{STOCK}/{identity}", flash("The settings of this article are kept"))


async def save_safety(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep some back at a place."""
    identity = variant_id(request)
    unit = (await api.get_stock(ctx, identity)).stock_unit
    quantity = {"value": request.field("safety").strip() or "0", "unit": unit}
    body = {"location_id": request.field("location_id"), "quantity": quantity}
    form: Form[SaveSafety] = Form.from_builtins(SaveSafety, body)
    form.values = {name: value for name, value in request.fields if isinstance(value, str)}
    if await attempt(form, lambda data: api.save_safety(ctx, identity, data)) is None:
        form.errors.setdefault("safety", []).extend(form.errors.pop("quantity", []))
        return refused(await _detail(ctx, request, form), form)
    return Redirect(f"{STOCK}/{identity}", flash("The safety stock is kept back from now on"))
