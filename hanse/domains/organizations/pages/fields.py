"""Custom fields in the settings: what the business wants to know of every partner besides."""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations import api
from hanse.domains.organizations.types import (
    CreateCustomField,
    CustomField,
    CustomFieldId,
    CustomFieldKind,
    ListCustomFields,
    UpdateCustomField,
)
from hanse.kit.text import slugify
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST = "/admin/settings/fields"
COLUMNS = (
    Column("label", "Field", detail="key"),
    Column("kind", "Kind", "tags"),
    Column("is_required", "Required", "bool", priority=2),
    Column("is_partner_visible", "Partners see it", "bool", priority=2),
    Column("position", "Order", "number", priority=3),
)
KINDS = (
    Option(CustomFieldKind.TEXT.value, "Text", "One line"),
    Option(CustomFieldKind.NUMBER.value, "Number", "Exact, with up to six decimals"),
    Option(CustomFieldKind.DATE.value, "Date", "A day"),
    Option(CustomFieldKind.BOOLEAN.value, "Yes or no", ""),
    Option(CustomFieldKind.CHOICE.value, "Choice", "One of a list"),
    Option(CustomFieldKind.URL.value, "Web address", "Shown as a link"),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The fields in their order."""
    page = await api.list_custom_fields(ctx, ListCustomFields(limit=200))
    context = {"page": page, "columns": COLUMNS, "may_manage": ctx.may("custom_field.manage")}
    return View("organizations/fields.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """An empty field."""
    ctx.authorize("custom_field.manage")
    return _view(Form({"kind": "text", "position": 0}), None)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Declare the field; the key is made of the label when none is given."""
    pairs = [(name, value) for name, value in _pairs(request)]
    if not request.field("key").strip():
        stem = slugify(request.field("label")).replace("-", "_")[:60].strip("_")
        pairs = [(name, value) for name, value in pairs if name != "key"]
        pairs.append(("key", stem if stem[:1].isalpha() else f"field_{stem}".rstrip("_")))
    form = Form.read(CreateCustomField, pairs)
    if await attempt(form, lambda data: api.create_custom_field(ctx, data)) is None:
        return _view(form, None)
    return Redirect(LIST, flash("The field is declared; it is in every form from now on"))


def _pairs(request: PageRequest) -> list[tuple[str, str]]:
    """The posted fields; choices are written one to a line."""
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str) and name != "choices"]
    lines = request.field("choices").replace("\r\n", "\n").split("\n")
    return [*pairs, *(("choices", line.strip()) for line in lines if line.strip())]


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """One field."""
    field = await api.get_custom_field(ctx, request.id("custom_field_id", CustomFieldId))
    return _view(Form.of(field), field)


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the field."""
    identity = request.id("custom_field_id", CustomFieldId)
    form = Form.read(UpdateCustomField, [pair for pair in _pairs(request) if pair[0] not in ("key", "kind")])
    if await attempt(form, lambda data: api.update_custom_field(ctx, identity, data)) is None:
        return _view(form, await api.get_custom_field(ctx, identity))
    return Redirect(LIST, flash("The field is saved"))


async def archive(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a field out of the forms."""
    identity = request.id("custom_field_id", CustomFieldId)
    done = Redirect(LIST, flash("The field is out of use; its values are kept"))
    return await press(ctx, request, lambda: api.archive_custom_field(ctx, identity), done)


def _view(form: Form[Any], field: CustomField | None) -> View:
    context = {
        "form": form,
        "field": field,
        "kinds": KINDS,
        "post": f"{LIST}/{field.id}" if field else f"{LIST}/new",
        "choices": "\n".join(form.values.get("choices") or []),
        "labels": {"label": "Label", "key": "Key", "kind": "Kind", "choices": "Choices"},
    }
    return View("organizations/field.html", context, status=form.status if form.status >= 400 else 200)
