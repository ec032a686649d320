"""The form of a product, new or existing: facts, categories, attributes, texts for search engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import (
    KINDS,
    LIST,
    all_attributes,
    all_categories,
    category_options,
    product_of,
    set_options,
    unit_options,
)
from hanse.domains.catalog.types import (
    Attribute,
    AttributeKind,
    CreateProduct,
    Product,
    ProductId,
    UpdateProduct,
    VariantInput,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, refused
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

LABELS = {
    "name": "Name",
    "handle": "Handle",
    "kind": "Kind",
    "brand": "Brand",
    "summary": "Summary",
    "description": "Description",
    "tax_class": "Tax class",
    "attribute_set_id": "Sort of product",
    "category_ids": "Categories",
    "seo_title": "Title",
    "seo_description": "Description for search engines",
    "variants.0.sku": "SKU",
    "sku": "SKU",
}
_OWN = ("attributes.", "sku", "stock_unit")


def _read(request: PageRequest, kind: type[Any], attributes: Sequence[Attribute]) -> Form[Any]:
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)]
    form = Form.read(kind, [(name, value) for name, value in pairs if not name.startswith(_OWN)])
    form.values.update({name: value for name, value in pairs if name.startswith(_OWN)})
    given: dict[str, Any] = {}
    for attribute in attributes:
        texts = [text.strip() for text in request.field_list(f"attributes.{attribute.key}")]
        if attribute.kind is AttributeKind.MULTI_CHOICE:
            form.values[f"attributes.{attribute.key}"] = [text for text in texts if text]
            given[attribute.key] = [text for text in texts if text] or None
        elif texts:
            given[attribute.key] = texts[-1] or None
    if form.data is not None:
        form.data = msgspec.structs.replace(form.data, attributes=given)
    return form


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form."""
    ctx.authorize("product.create")
    form: Form[Any] = Form({"kind": "simple", "tax_class": "standard", "stock_unit": "C62"})
    category = request.argument("category")
    if category:
        form.values["category_ids"] = [category]
    return View("catalog/edit.html", await _context(ctx, form, None))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Enter the product, with its first variant."""
    attributes = await all_attributes(ctx)
    form = _read(request, CreateProduct, attributes)
    sku = request.field("sku").strip()
    if form.data is not None and sku:
        try:
            first = convert({"sku": sku, "stock_unit": request.field("stock_unit") or "C62"}, VariantInput)
            form.data = msgspec.structs.replace(form.data, variants=[first])
        except Invalid as error:
            form.fail(error)
    made = await attempt(form, lambda data: api.create_product(ctx, data))
    if made is None:
        if "variants.0.sku" in form.errors:
            form.errors["sku"] = form.errors.pop("variants.0.sku")
        return refused("catalog/edit.html", form, await _context(ctx, form, None))
    return Redirect(f"{LIST}/{made.id}", flash(f"{made.name} is entered as a draft"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form with what is known."""
    product = await product_of(ctx, request)
    ctx.authorize("product.update", product)
    return View("catalog/edit.html", await _context(ctx, _facts(product), product))


def _facts(product: Product) -> Form[Any]:
    """The form as it starts."""
    form = Form.of(product)
    form.values["category_ids"] = [str(item.id) for item in product.categories]
    return form


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the changes, unless somebody else saved first."""
    product_id = request.id("product_id", ProductId)
    form = _read(request, UpdateProduct, await all_attributes(ctx))
    saved = await attempt(form, lambda data: api.update_product(ctx, product_id, data))
    if saved is not None:
        return Redirect(f"{LIST}/{product_id}", flash("The changes are saved"))
    product = await product_of(ctx, request)
    await show_conflict(ctx, form, _facts(product), "product", product_id)
    return refused("catalog/edit.html", form, await _context(ctx, form, product))


async def _context(ctx: Ctx, form: Form[Any], product: Product | None) -> dict[str, Any]:
    attributes = await all_attributes(ctx)
    return {
        "form": form,
        "product": product,
        "labels": {**LABELS, **{f"attributes.{item.key}": item.label for item in attributes}},
        "kinds": KINDS,
        "categories": category_options(await all_categories(ctx)),
        "sets": await set_options(ctx),
        "attributes": attributes,
        "units": unit_options(),
        "unit_symbols": {code: unit.symbol for code, unit in UNITS.items()},
        "post": f"{LIST}/{product.id}/edit" if product else f"{LIST}/new",
        "back": f"{LIST}/{product.id}" if product else LIST,
    }
