"""Attributes and sets of them: lists and forms."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import all_attributes
from hanse.domains.catalog.types import (
    Attribute,
    AttributeId,
    AttributeKind,
    AttributeSet,
    AttributeSetId,
    CreateAttribute,
    ListAttributeSets,
    SaveAttributeSet,
    UpdateAttribute,
)
from hanse.kit.units import list_units
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View

ROOT = "/admin/attributes"
LABELS = {
    "key": "Key",
    "label": "Name",
    "kind": "Kind",
    "unit": "Unit",
    "choices": "Values",
    "position": "Place",
    "name": "Name",
    "attributes": "Attributes",
}
KINDS = (
    Option(AttributeKind.TEXT, "Text"),
    Option(AttributeKind.NUMBER, "Whole number"),
    Option(AttributeKind.DECIMAL, "Decimal number"),
    Option(AttributeKind.BOOLEAN, "Yes or no"),
    Option(AttributeKind.CHOICE, "One of several values"),
    Option(AttributeKind.MULTI_CHOICE, "Several of several values"),
    Option(AttributeKind.DATE, "Date"),
)
COLUMNS = (
    Column("label", "Name", detail="key"),
    Column("kind", "Kind", "custom"),
    Column("is_filterable", "Narrows lists", "bool", priority=2),
    Column("is_searchable", "Found by search", "bool", priority=3),
)
SETS = (Column("name", "Name"), Column("attributes", "Attributes", "custom", priority=2))


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """All attributes, and the sets."""
    sets = (await api.list_attribute_sets(ctx, ListAttributeSets(limit=200))).items
    context = {
        "attributes": await all_attributes(ctx),
        "sets": sets,
        "columns": COLUMNS,
        "set_columns": SETS,
        "kinds": {option.value: option.label for option in KINDS},
        "may_manage": ctx.may("attribute.manage"),
    }
    return View("catalog/attributes.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form."""
    ctx.authorize("attribute.manage")
    return View("catalog/attribute.html", _context(Form({"kind": "text"}), None))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Declare the attribute."""
    form = _read(request, CreateAttribute)
    made = await attempt(form, lambda data: api.create_attribute(ctx, data))
    if made is None:
        return refused("catalog/attribute.html", form, _context(form, None))
    return Redirect(ROOT, flash(f"{made.label} is declared"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form with what is known."""
    ctx.authorize("attribute.manage")
    attribute = await api.get_attribute(ctx, request.id("attribute_id", AttributeId))
    return View("catalog/attribute.html", _context(_facts(attribute), attribute))


def _facts(attribute: Attribute) -> Form[Any]:
    """The form as it starts."""
    form = Form.of(attribute)
    form.values["choices"] = "\n".join(attribute.choices)
    return form


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the changes."""
    attribute = await api.get_attribute(ctx, request.id("attribute_id", AttributeId))
    form = _read(request, UpdateAttribute)
    saved = await attempt(form, lambda data: api.update_attribute(ctx, attribute.id, data))
    if saved is None:
        await show_conflict(ctx, form, _facts(attribute), "attribute", attribute.id)
        return refused("catalog/attribute.html", form, _context(form, attribute))
    return Redirect(ROOT, flash("The changes are saved"))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take the attribute away."""
    attribute_id = request.id("attribute_id", AttributeId)
    done = Redirect(ROOT, flash("The attribute is deleted"))
    return await press(ctx, request, lambda: api.delete_attribute(ctx, attribute_id), done, f"{ROOT}/{attribute_id}")


def _read(request: PageRequest, kind: type[Any]) -> Form[Any]:
    """The posted form; values to choose are lines of one field."""
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)]
    lines = [line.strip() for line in request.field("choices").splitlines() if line.strip()]
    kept = [(name, value) for name, value in pairs if name != "choices"]
    form = Form.read(kind, [*kept, *(("choices", line) for line in lines)])
    form.values["choices"] = request.field("choices")
    return form


def _context(form: Form[Any], attribute: Attribute | None) -> dict[str, Any]:
    return {
        "form": form,
        "attribute": attribute,
        "labels": LABELS,
        "kinds": KINDS,
        "kind_name": words(attribute.kind.value) if attribute else "",
        "units": [Option(unit.code, f"{unit.name} ({unit.code})") for unit in list_units()],
        "post": f"{ROOT}/{attribute.id}" if attribute else f"{ROOT}/new",
    }


async def new_set_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form of a set."""
    ctx.authorize("attribute.manage")
    return View("catalog/attribute_set.html", await _set_context(ctx, Form(), None))


async def create_set(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make the set."""
    form = _read_set(request)
    made = await attempt(form, lambda data: api.create_attribute_set(ctx, data))
    if made is None:
        return refused("catalog/attribute_set.html", form, await _set_context(ctx, form, None))
    return Redirect(ROOT, flash(f"{made.name} is made"))


async def edit_set_page(ctx: Ctx, request: PageRequest) -> View:
    """The form of a set with what is known."""
    ctx.authorize("attribute.manage")
    found = await api.get_attribute_set(ctx, request.id("attribute_set_id", AttributeSetId))
    values = {
        "name": found.name,
        "attributes": [str(item.attribute_id) for item in found.attributes],
        "required": [str(item.attribute_id) for item in found.attributes if item.is_required],
    }
    return View("catalog/attribute_set.html", await _set_context(ctx, Form(values), found))


async def save_set(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the set."""
    found = await api.get_attribute_set(ctx, request.id("attribute_set_id", AttributeSetId))
    form = _read_set(request)
    saved = await attempt(form, lambda data: api.update_attribute_set(ctx, found.id, data))
    if saved is None:
        return refused("catalog/attribute_set.html", form, await _set_context(ctx, form, found))
    return Redirect(ROOT, flash("The changes are saved"))


async def delete_set(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take the set away."""
    set_id = request.id("attribute_set_id", AttributeSetId)
    done = Redirect(ROOT, flash("The set is deleted"))
    return await press(ctx, request, lambda: api.delete_attribute_set(ctx, set_id), done, f"{ROOT}/sets/{set_id}")


def _read_set(request: PageRequest) -> Form[Any]:
    chosen = [one for one in request.field_list("attributes") if one]
    required = {one for one in request.field_list("required") if one}
    items = [{"attribute_id": one, "is_required": one in required} for one in dict.fromkeys([*chosen, *required])]
    form = Form.from_builtins(SaveAttributeSet, {"name": request.field("name").strip(), "attributes": items})
    form.values = {"name": request.field("name"), "attributes": chosen, "required": list(required)}
    return form


async def _set_context(ctx: Ctx, form: Form[Any], found: AttributeSet | None) -> dict[str, Any]:
    return {
        "form": form,
        "set": found,
        "labels": LABELS,
        "attributes": [Option(str(item.id), item.label) for item in await all_attributes(ctx)],
        "post": f"{ROOT}/sets/{found.id}" if found else f"{ROOT}/sets/new",
    }
