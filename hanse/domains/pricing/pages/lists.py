"""Price lists for staff: the list of lists, their facts, their states, and a file of one."""

from __future__ import annotations

from typing import Any

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import LAYER_OPTIONS, LIST, STATUS_OPTIONS, instant_of, layer_label, local_text
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.files import ExportPrices
from hanse.domains.pricing.types.lists import CreatePriceList, FilterPriceLists, PriceList, UpdatePriceList
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.choices import currency_options
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

COLUMNS = (
    Column("name", "Price list"),
    Column("status", "State", "status"),
    Column("layer", "Layer", "custom"),
    Column("targets", "For", "custom", priority=2),
    Column("currency", "Currency"),
    Column("entry_count", "Entries", "number", priority=2),
    Column("priority", "Priority", "number", priority=3, hidden=True),
    Column("starts_at", "From", "date", priority=3),
    Column("ends_at", "Until", "date", priority=3),
    Column("updated_at", "Changed", "ago", priority=2),
)
MODES = (
    Option("first", "Wins its layer", "Layers below are not looked at"),
    Option("compete", "Takes the lower", "The lower of this list and the layers below"),
)
LABELS = {
    "name": "Name",
    "layer": "Layer",
    "currency": "Currency",
    "starts_at": "From",
    "ends_at": "Until",
    "targets": "For",
    "priority": "Priority",
}
_TARGETS = {
    "channel": "channel",
    "group": "price_group",
    "organization": "organization_id",
    "contract": "organization_id",
}
_READ_APART = ("targets", "starts_at", "ends_at", "is_tax_inclusive")


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Lists under filters."""
    query = request.query(FilterPriceLists)
    page = await api.list_price_lists(ctx, query)
    context = {
        "page": page,
        "columns": COLUMNS,
        "layer_label": layer_label,
        "filters": [
            Filter("layer", "Layer", options=LAYER_OPTIONS, value=[layer.value for layer in query.layer]),
            Filter("status", "State", options=STATUS_OPTIONS, value=[status.value for status in query.status]),
            Filter("currency", "Currency", "one", currency_options(), query.currency),
        ],
        "may_create": ctx.may("price_list.create"),
        "may_explain": ctx.may("price.explain"),
    }
    return View("pricing/lists.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """An empty list."""
    ctx.authorize("price_list.create")
    values = {
        "layer": request.argument("layer") or "base",
        "currency": ctx.tenant.currency,
        "mode": "first",
        "priority": 0,
    }
    return _view(Form(values), None)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make the list and go to its prices."""
    form = _read(ctx, request, CreatePriceList, request.field("layer"))
    made = await attempt(form, lambda data: api.create_price_list(ctx, data))
    if made is None:
        return _view(form, None)
    if made.layer.value in _TARGETS:
        return Redirect(f"{LIST}/{made.id}/edit", flash("The list is a draft; say for whom it is"))
    return Redirect(f"{LIST}/{made.id}", flash("The list is a draft; enter prices, then put it to use"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The facts of one list."""
    item = await api.get_price_list(ctx, request.id("price_list_id", PriceListId))
    return _view(_facts(ctx, item), item)


def _facts(ctx: Ctx, item: PriceList) -> Form[Any]:
    """The form as it starts."""
    values = {name: getattr(item, name) for name in ("name", "priority", "notes", "is_tax_inclusive")}
    values |= {
        "mode": item.mode.value,
        "starts_at": local_text(ctx, item.starts_at),
        "ends_at": local_text(ctx, item.ends_at),
        "targets": [_target_text(target) for target in item.targets],
    }
    return Form(values)


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the facts."""
    identity = request.id("price_list_id", PriceListId)
    item = await api.get_price_list(ctx, identity)
    form = _read(ctx, request, UpdatePriceList, item.layer.value)
    if await attempt(form, lambda data: api.update_price_list(ctx, identity, data)) is None:
        await show_conflict(ctx, form, _facts(ctx, item), "price_list", identity)
        return _view(form, item)
    return Redirect(f"{LIST}/{identity}", flash("The list is saved"))


async def activate(ctx: Ctx, request: PageRequest) -> Redirect:
    """Put a list to use."""
    identity = request.id("price_list_id", PriceListId)
    done = Redirect(f"{LIST}/{identity}", flash("The list makes prices from now on"))
    return await press(ctx, request, lambda: api.activate_price_list(ctx, identity), done)


async def archive(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a list out of use."""
    identity = request.id("price_list_id", PriceListId)
    done = Redirect(f"{LIST}/{identity}", flash("The list is out of use; its entries are kept"))
    return await press(ctx, request, lambda: api.archive_price_list(ctx, identity), done)


async def export(ctx: Ctx, request: PageRequest) -> Redirect:
    """Make the file and go to it."""
    data = convert({"format": request.argument("format") or "csv"}, ExportPrices)
    made = await api.export_prices(ctx, request.id("price_list_id", PriceListId), data)
    return Redirect(made.link)


def _target_text(target: Any) -> str:
    return str(target.organization_id or target.price_group or target.channel)


def _read(ctx: Ctx, request: PageRequest, kind: Any, layer: str) -> Form[Any]:
    """The posted facts; targets are sent as texts, and read as the layer wants them."""
    names = [name for name in kind.__struct_fields__ if name not in _READ_APART]
    values: dict[str, Any] = {name: request.field(name) for name in names}
    texts = [text.strip() for text in request.field_list("targets") if text.strip()]
    form: Form[Any] = Form({**values, "targets": texts, "is_tax_inclusive": bool(request.field("is_tax_inclusive"))})
    body: dict[str, Any] = {**values, "is_tax_inclusive": bool(request.field("is_tax_inclusive"))}
    body["priority"] = values["priority"] or 0
    field = _TARGETS.get(layer)
    body["targets"] = [{field: text} for text in dict.fromkeys(texts)] if field else []
    for name in ("starts_at", "ends_at"):
        form.values[name] = request.field(name)
        try:
            body[name] = instant_of(ctx, request.field(name))
        except Invalid as error:
            form.errors[name] = [error.message]
    try:
        form.data = convert(body, kind, strict=False)
    except Invalid as error:
        form.fail(error)
    return form


def _view(form: Form[Any], item: PriceList | None) -> View:
    for path in [name for name in form.errors if name.startswith("targets.")]:
        form.errors.setdefault("targets", []).extend(form.errors.pop(path))
    known = {str(target.organization_id): target.organization_name or "" for target in item.targets} if item else {}
    layer = item.layer.value if item else str(form.values.get("layer") or "base")
    context = {
        "form": form,
        "item": item,
        "layer": layer,
        "layers": LAYER_OPTIONS,
        "modes": MODES,
        "currencies": currency_options(),
        "labels": LABELS,
        "names": known,
        "is_for_organizations": layer in ("organization", "contract"),
        "has_targets": item is not None and layer in _TARGETS,
        "back": f"{LIST}/{item.id}" if item else LIST,
        "post": f"{LIST}/{item.id}/edit" if item else f"{LIST}/new",
    }
    return View(
        "pricing/edit.html", context, status=form.status if form.status >= 400 else (422 if form.errors else 200)
    )
