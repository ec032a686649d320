"""The list of products for staff: filters, saved views, export."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import msgspec

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import KINDS, LIFE, LIST, STATUSES, all_categories, category_options
from hanse.domains.catalog.types import (
    Category,
    ChangeProductStatus,
    ExportProducts,
    Product,
    ProductCounts,
    ProductExportId,
    ProductFilter,
    ProductId,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, press
from hanse.platform.web.parts import Action, Column, Filter, Option, SavedView
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.saved_views import saved_views_of

COLUMNS = (
    Column("name", "Name", detail="sku", sort="name"),
    Column("status", "Status", "status"),
    Column("kind", "Kind", "custom", priority=3),
    Column("category_name", "Category", priority=2),
    Column("brand", "Brand", priority=2),
    Column("variant_count", "Variants", "number", priority=3),
    Column("created_at", "Created", "ago", sort="created", priority=3, hidden=True),
    Column("updated_at", "Changed", "ago", sort="updated", priority=2),
)
BULK_MAXIMUM = 200
_BULK: dict[str, Callable[[Ctx, ProductId, ChangeProductStatus], Awaitable[Product]]] = {
    "activate": api.activate_product,
    "return": api.return_to_draft,
    "archive": api.archive_product,
}
_VIEWS = (
    ("All", ()),
    ("Active", ("active",)),
    ("Drafts", ("draft",)),
    ("In review", ("in_review",)),
    ("Archived", ("archived",)),
)


async def bulk(ctx: Ctx, request: PageRequest) -> Redirect:
    """Change the state of every ticked product; one refusal undoes all."""
    chosen, verb = request.field_list("selected")[:BULK_MAXIMUM], request.field("verb")
    back = request.next_path(LIST)
    if not chosen or verb not in _BULK:
        return Redirect(back, flash("Tick some products first", "caution"))

    async def apply() -> None:
        for text in chosen:
            await _BULK[verb](ctx, _id(text), ChangeProductStatus())

    said = f"{len(chosen)} product{'s' if len(chosen) != 1 else ''} changed"
    return await press(ctx, request, apply, Redirect(back, flash(said)), back)


def _id(text: str) -> ProductId:
    try:
        return ProductId.parse(text)
    except ValueError:
        raise Invalid("One of the ticked rows is not there any more; load the list again") from None


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where search results lead: staff to the product's own pages, buyers to the catalogue."""
    root = LIST if ctx.scope("product.view").everything else "/app/products"
    return Redirect(f"{root}/{request.id('product_id', ProductId)}")


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Products by filters, with how many there are of each status."""
    query = request.query(ProductFilter)
    page = await api.list_products(ctx, query)
    counts = await api.count_products(ctx, msgspec.structs.replace(query, status=[], cursor=None))
    total = sum(counts.statuses.get(one.value, 0) for one in query.status) if query.status else counts.total
    present = request.web.scope["query_string"].decode("latin-1")
    context = {
        "query": query,
        "page": page,
        "total": total,
        "columns": COLUMNS,
        "filters": _filters(query, counts, await all_categories(ctx)),
        "views": [*_views(query, counts), *await saved_views_of(ctx, LIST, present)],
        "save_view": f"/admin/views/new?{urlencode({'page': LIST, 'query': present})}",
        "exports": _exports(present) if ctx.may("product.export") else [],
        "bulk": _bulk(ctx),
        "may_create": ctx.may("product.create"),
        "may_import": ctx.may("product.import"),
    }
    return View("catalog/list.html", context)


def _bulk(ctx: Ctx) -> list[Action]:
    """What can be done with ticked rows."""
    actions = []
    for verb, label, icon, tone in (
        ("activate", "Activate", "play", "neutral"),
        ("return", "Return to draft", "undo-2", "neutral"),
        ("archive", "Archive", "archive", "critical"),
    ):
        if ctx.may(LIFE[verb][1]):
            actions.append(Action(label, post=f"{LIST}/bulk", icon=icon, tone=tone, name="verb", value=verb))
    return actions


def _filters(query: ProductFilter, counts: ProductCounts, categories: list[Category]) -> list[Filter]:
    filters = [
        Filter(
            "status",
            "Status",
            options=[Option(one.value, one.label, str(counts.statuses.get(one.value, 0))) for one in STATUSES],
            value=[status.value for status in query.status],
        ),
        Filter(
            "kind",
            "Kind",
            options=[Option(one.value, one.label, str(counts.kinds.get(one.value, 0))) for one in KINDS],
            value=[kind.value for kind in query.kind],
        ),
    ]
    if categories:
        chosen = str(query.category) if query.category else None
        filters.append(Filter("category", "Category", "one", category_options(categories), chosen))
    filters.append(Filter("brand", "Brand", "text", value=query.brand, help="The whole name, as it is written."))
    return filters


def _views(query: ProductFilter, counts: ProductCounts) -> list[SavedView]:
    present = tuple(status.value for status in query.status)
    views = []
    for label, statuses in _VIEWS:
        count = sum(counts.statuses.get(status, 0) for status in statuses) if statuses else counts.total
        href = f"{LIST}?{urlencode([('status', status) for status in statuses])}" if statuses else LIST
        views.append(SavedView(label, href, present == statuses, count))
    return views


def _exports(present: str) -> list[Action]:
    return [
        Action("CSV", post=f"{LIST}/export?format=csv&{present}", icon="file-text"),
        Action("Excel", post=f"{LIST}/export?format=xlsx&{present}", icon="file-spreadsheet"),
    ]


async def export(ctx: Ctx, request: PageRequest) -> Redirect:
    """Have the file made, and go to where it will be."""
    values: dict[str, Any] = {}
    for name, value in request.web.query:
        if name in ExportProducts.__struct_fields__ and value:
            if name in ("status", "kind"):
                values.setdefault(name, []).append(value)
            else:
                values[name] = value
    made = await api.export_products(ctx, convert(values, ExportProducts, strict=False))
    return Redirect(f"{LIST}/exports/{made.id}", flash("The file is being made; you may leave this page", "info"))


async def export_page(ctx: Ctx, request: PageRequest) -> View:
    """How far an export is, and its file."""
    export_id = request.id("export_id", ProductExportId)
    made = await api.get_export(ctx, export_id)
    progress = await ctx.services.jobs.progress_of(ctx, export_id.uuid)
    context = {"made": made, "progress": progress, "root": f"{LIST}/exports/{export_id}"}
    view = View("catalog/export.html", context)
    view.block = "progress" if request.argument("poll") else None
    return view
