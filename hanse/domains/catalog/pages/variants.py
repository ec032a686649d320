"""Variants of a product: a grid to change many at once, and the form of one with its units and what a bundle holds."""

from __future__ import annotations

from functools import partial
from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import LIST, frame, product_of, unit_options
from hanse.domains.catalog.types import (
    FindSellables,
    Product,
    ProductKind,
    UpdateVariant,
    Variant,
    VariantId,
    VariantInput,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.structs import convert, to_builtins
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

GRID = ("sku", "name", "gtin", "lead_time_days")
EMPTY_UNITS = 2
LABELS = {"sku": "SKU", "name": "Name", "gtin": "GTIN", "weight": "Weight", "lead_time_days": "Lead time"}
_LIMITS = ("minimum", "maximum", "step")


async def grid_page(ctx: Ctx, request: PageRequest) -> View:
    """Every variant as a row of fields."""
    product = await product_of(ctx, request)
    values = {
        f"{variant.id}.{name}": getattr(variant, name) if getattr(variant, name) is not None else ""
        for variant in product.variants
        for name in GRID
    }
    return View("catalog/variants.html", await _grid(product, Form(values)))


async def _grid(product: Product, form: Form[Any]) -> dict[str, Any]:
    return {
        **frame(product, "variants"),
        "form": form,
        "labels": {f"{item.id}.{name}": f"{item.sku}, {LABELS[name]}" for item in product.variants for name in GRID},
    }


async def save_grid(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save every row that changed; one wrong cell keeps all of them on the page."""
    product = await product_of(ctx, request)
    form: Form[Any] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    changes: list[tuple[VariantId, dict[str, Any]]] = []
    for variant in product.variants:
        changed = {
            name: value
            for name in GRID
            if (value := request.field(f"{variant.id}.{name}", "\0").strip()) != "\0"
            and value != str(getattr(variant, name) if getattr(variant, name) is not None else "")
        }
        if changed:
            changes.append((variant.id, changed))
    for variant_id, values in changes:
        row: Form[Any] = Form()
        try:
            row.data = convert(
                {name: value or None if name != "name" else value for name, value in values.items()},
                UpdateVariant,
                strict=False,
            )
        except Invalid as error:
            row.fail(error)
        await attempt(row, partial(api.update_variant, ctx, product.id, variant_id))
        form.errors.update({f"{variant_id}.{name}": texts for name, texts in row.errors.items()})
        form.message = form.message or row.message
    if form.errors or form.message:
        return refused("catalog/variants.html", form, await _grid(product, form))
    said = f"{len(changes)} variant{'s' if len(changes) != 1 else ''} changed" if changes else "Nothing was changed"
    return Redirect(f"{LIST}/{product.id}/variants", flash(said))


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form of a variant."""
    product = await product_of(ctx, request)
    ctx.authorize("product.update", product)
    form: Form[Any] = Form({"stock_unit": "C62", "is_stocked": True})
    return View("catalog/variant.html", _context(product, form, None))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the variant."""
    product = await product_of(ctx, request)
    form = await _read(ctx, request, VariantInput)
    made = await attempt(form, lambda data: api.create_variant(ctx, product.id, data))
    if made is None:
        return refused("catalog/variant.html", form, _context(product, form, None))
    return Redirect(f"{LIST}/{product.id}/variants", flash(f"{made.sku} is added"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form with what is known."""
    product = await product_of(ctx, request)
    ctx.authorize("product.update", product)
    variant = _variant(product, request)
    return View("catalog/variant.html", _context(product, _facts(variant), variant))


def _facts(variant: Variant) -> Form[Any]:
    """The form as it starts."""
    form = Form.of(variant)
    form.values["weight"] = variant.weight.value if variant.weight else ""
    for place, unit in enumerate(variant.units):
        for name, value in to_builtins(unit).items():
            form.values[f"units.{place}.{name}"] = value["value"] if isinstance(value, dict) else value
        whole = unit.ratio_denominator == 1
        holds = unit.ratio_numerator if whole else f"{unit.ratio_numerator}/{unit.ratio_denominator}"
        form.values[f"units.{place}.holds"] = holds
    form.values["components"] = "\n".join(f"{part.sku} {part.quantity.value}" for part in variant.components)
    return form


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the variant, unless somebody else saved first."""
    product = await product_of(ctx, request)
    variant = _variant(product, request)
    form = await _read(ctx, request, UpdateVariant)
    saved = await attempt(form, lambda data: api.update_variant(ctx, product.id, variant.id, data))
    if saved is None:
        await show_conflict(ctx, form, _facts(variant), "product", product.id)
        return refused("catalog/variant.html", form, _context(product, form, variant))
    return Redirect(f"{LIST}/{product.id}/variants", flash(f"{saved.sku} is saved"))


async def archive(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take it out of sale."""
    product = await product_of(ctx, request)
    variant = _variant(product, request)
    done = Redirect(f"{LIST}/{product.id}/variants", flash(f"{variant.sku} is archived"))
    return await press(ctx, request, lambda: api.archive_variant(ctx, product.id, variant.id), done)


async def restore(ctx: Ctx, request: PageRequest) -> Redirect:
    """Bring it back."""
    product = await product_of(ctx, request)
    variant = _variant(product, request)
    done = Redirect(f"{LIST}/{product.id}/variants", flash(f"{variant.sku} is sold again"))
    return await press(ctx, request, lambda: api.restore_variant(ctx, product.id, variant.id), done)


def _variant(product: Product, request: PageRequest) -> Variant:
    wanted = request.id("variant_id", VariantId)
    found = next((item for item in product.variants if item.id == wanted), None)
    if found is None:
        raise NotFound()
    return found


async def _read(ctx: Ctx, request: PageRequest, kind: type[Any]) -> Form[Any]:
    """The posted form; quantities of the units are in these units, the weight in kilograms."""
    typed = {name: value for name, value in request.fields if isinstance(value, str)}
    body: dict[str, Any] = {name: typed.get(name, "").strip() for name in ("sku", "name", "stock_unit")}
    body["gtin"] = typed.get("gtin", "").strip() or None
    body["lead_time_days"] = typed.get("lead_time_days", "").strip() or None
    body["is_stocked"] = typed.get("is_stocked") == "true"
    weight = typed.get("weight", "").strip().replace(",", ".")
    body["weight"] = {"value": weight, "unit": "KGM"} if weight else None
    body["units"] = _units(typed)
    form: Form[Any] = Form(typed)
    form.values["is_stocked"] = body["is_stocked"]
    try:
        if "components" in typed:
            body["components"] = await _components(ctx, typed["components"])
        form.data = convert(body, kind, strict=False)
    except Invalid as error:
        form.fail(error)
    return form


def _units(typed: dict[str, str]) -> list[dict[str, Any]]:
    places = sorted({name.split(".")[1] for name in typed if name.startswith("units.")}, key=int)
    units = []
    for place in places:
        unit = typed.get(f"units.{place}.unit", "")
        if not unit:
            continue
        numerator, _, denominator = typed.get(f"units.{place}.holds", "").partition("/")
        row: dict[str, Any] = {
            "unit": unit,
            "ratio_numerator": numerator.strip() or "1",
            "ratio_denominator": denominator.strip() or "1",
            "is_default": typed.get("default_unit") == place,
        }
        for name in _LIMITS:
            value = typed.get(f"units.{place}.{name}", "").strip().replace(",", ".")
            row[name] = {"value": value, "unit": unit} if value else None
        units.append(row)
    return units


async def _components(ctx: Ctx, text: str) -> list[dict[str, Any]]:
    """Lines of SKU and amount, as parts in their stock units. Raises Invalid naming the line."""
    lines = [line.rsplit(maxsplit=1) for line in text.splitlines() if line.strip()]
    wrong = [number for number, parts in enumerate(lines, 1) if len(parts) != 2]
    if wrong:
        raise Invalid.field("components", f"Line {wrong[0]}: write the SKU, a space and the amount")
    found = {
        item.sku_key: item for item in await api.find_sellables(ctx, FindSellables(skus=[one for one, _ in lines]))
    }
    parts = []
    for number, (sku, amount) in enumerate(lines, 1):
        item = found.get("".join(sku.upper().split()))
        if item is None:
            raise Invalid.field("components", f"Line {number}: {sku[:40]} is not sold; only what is sold can be held")
        quantity = {"value": amount.replace(",", "."), "unit": item.stock_unit}
        parts.append({"variant_id": str(item.variant_id), "quantity": quantity})
    return parts


def _context(product: Product, form: Form[Any], variant: Variant | None) -> dict[str, Any]:
    count = len(variant.units) if variant else 0
    root = f"{LIST}/{product.id}/variants"
    return {
        "product": product,
        "variant": variant,
        "form": form,
        "labels": {**LABELS, "components": "What the bundle holds"},
        "units": unit_options(),
        "rows": range(count + EMPTY_UNITS),
        "default_place": next((place for place, unit in enumerate(variant.units) if unit.is_default), 0)
        if variant
        else 0,
        "is_bundle": product.kind is ProductKind.BUNDLE,
        "post": f"{root}/{variant.id}" if variant else f"{root}/new",
        "back": root,
    }
