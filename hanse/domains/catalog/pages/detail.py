"""The page of one product for staff: overview, visibility, activity, and the actions of its life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import LIFE, LIST, all_attributes, frame, product_of, timeline
from hanse.domains.catalog.types import (
    ChangeProductStatus,
    ListMedia,
    Product,
    ProductId,
    ProductKind,
    ViewAs,
)
from hanse.kit.pagination import PageQuery
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, press
from hanse.platform.web.parts import Column
from hanse.platform.web.requests import PageRequest, Redirect, View

_CHANGES: dict[str, Callable[[Ctx, ProductId, ChangeProductStatus], Awaitable[Product]]] = {
    "submit": api.submit_for_review,
    "return": api.return_to_draft,
    "activate": api.activate_product,
    "archive": api.archive_product,
    "restore": api.restore_product,
}
VARIANTS = (
    Column("sku", "SKU", detail="name"),
    Column("status", "Status", "status"),
    Column("units", "Sold in", "custom"),
    Column("gtin", "GTIN", priority=2),
    Column("lead_time_days", "Lead time", "custom", priority=3),
)


async def overview(ctx: Ctx, request: PageRequest) -> View:
    """Facts, variants, pictures, options, and what happened last."""
    product = await product_of(ctx, request)
    entries = await ctx.services.audit.entries(ctx, "product", product.id, PageQuery(limit=6))
    media = (await api.list_media(ctx, product.id, ListMedia(limit=50))).items
    options = None
    if product.kind is ProductKind.CONFIGURABLE:
        options = await api.get_options(ctx, product.id, ViewAs())
    context = {
        **frame(product, ""),
        "columns": VARIANTS,
        "unit_names": {code: unit.name for code, unit in UNITS.items()},
        "pictures": [item for item in media if item.kind == "image"],
        "documents": [item for item in media if item.kind == "document"],
        "options": options,
        "said": await said(ctx, product.attributes),
        "entries": timeline(entries.items),
    }
    return View("catalog/overview.html", context)


async def said(ctx: Ctx, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Attribute values as facts, in their order."""
    pairs = []
    for attribute in await all_attributes(ctx):
        value = values.get(attribute.key)
        if value is None:
            continue
        if isinstance(value, bool):
            text = "Yes" if value else "No"
        else:
            text = ", ".join(value) if isinstance(value, list) else str(value)
        unit = f" {UNITS[attribute.unit].symbol}" if attribute.unit else ""
        pairs.append((attribute.label, text + unit))
    return pairs


async def activity(ctx: Ctx, request: PageRequest) -> View:
    """Everything that happened to it."""
    product = await product_of(ctx, request)
    query = PageQuery(limit=50, cursor=request.argument("cursor") or None)
    entries = await ctx.services.audit.entries(ctx, "product", product.id, query)
    context = {**frame(product, "activity"), "entries": timeline(entries.items), "next": entries.next}
    return View("catalog/activity.html", context)


def change_status(verb: str) -> Callable[[Ctx, PageRequest], Awaitable[Redirect]]:
    """The target of one button."""

    async def change(ctx: Ctx, request: PageRequest) -> Redirect:
        product_id = request.id("product_id", ProductId)
        done = Redirect(f"{LIST}/{product_id}", flash(f"{LIFE[verb][0]}: done"))
        return await press(ctx, request, lambda: _CHANGES[verb](ctx, product_id, ChangeProductStatus()), done)

    return change
