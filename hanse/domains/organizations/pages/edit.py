"""The form of an organization, new or existing, with what somebody else saved meanwhile shown as a difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from hanse.domains.organizations import api
from hanse.domains.organizations.pages.parts import TYPES, manager_options
from hanse.domains.organizations.types import (
    CreateOrganization,
    CustomField,
    CustomFieldKind,
    ListCustomFields,
    Organization,
    OrganizationFilter,
    OrganizationId,
    UpdateOrganization,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.choices import currency_options, locale_options
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

T = TypeVar("T")
ROOT = "/admin/organizations"
LABELS = {
    "name": "Name",
    "number": "Number",
    "legal_name": "Legal name",
    "types": "Types",
    "parent_id": "Below",
    "website": "Website",
    "email": "E-mail",
    "phone": "Telephone",
    "currency": "Currency",
    "locale": "Language",
    "payment_terms.days": "Payment days",
    "payment_terms.discount_days": "Discount days",
    "payment_terms.discount_percent": "Discount",
    "payment_terms.discount_basis_points": "Discount",
    "credit_limit": "Credit limit",
    "price_group": "Price group",
    "manager_member_id": "Manager",
    "tags": "Tags",
    "notes": "Notes",
}
_PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
_STRUCTURED = ("payment_terms.", "credit_limit.", "custom.")


def read_form(request: PageRequest, kind: type[T], fields: Sequence[CustomField]) -> Form[T]:
    """The posted form. Terms and limits left blank are taken away, as are custom values."""
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)]
    typed = dict(pairs)
    sent = {name.partition(".")[0] for name, _ in pairs}
    pairs = [_in_basis_points(name, value) for name, value in pairs]
    days, amount = typed.get("payment_terms.days", "").strip(), typed.get("credit_limit.amount", "").strip()
    kept = [
        (name, value)
        for name, value in pairs
        if not (name.startswith("payment_terms.") and not days)
        and not (name.startswith("credit_limit.") and not amount)
        and not name.startswith("custom.")
    ]
    form = Form.read(kind, kept)
    form.values.update({name: value for name, value in typed.items() if name.startswith(_STRUCTURED)})
    if "payment_terms.discount_percent" in form.errors:
        form.errors["payment_terms.discount_percent"] = ["Write a percentage such as 2 or 2.5"]
    if form.data is not None:
        changes: dict[str, Any] = {}
        if "payment_terms" in sent and not days:
            changes["payment_terms"] = None
        if "credit_limit" in sent and not amount:
            changes["credit_limit"] = None
        if "custom" in sent:
            changes["custom"] = _custom(typed, fields, new=kind is CreateOrganization)
        form.data = msgspec.structs.replace(form.data, **changes)  # type: ignore[type-var]
    return form


def _in_basis_points(name: str, value: str) -> tuple[str, str]:
    """A discount as people write it ("2.5") becomes basis points; what is no number stays, and is refused as such."""
    if name != "payment_terms.discount_percent" or not _PERCENT.fullmatch(value.strip()):
        return name, value
    whole, _, places = value.strip().replace(",", ".").partition(".")
    return "payment_terms.discount_basis_points", str(int(whole) * 100 + int(places.ljust(2, "0")))


def _custom(typed: dict[str, str], fields: Sequence[CustomField], *, new: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        text = typed.get(f"custom.{field.key}")
        if text is None or (new and not text.strip()):
            continue
        values[field.key] = text.strip() or None
    return values


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form."""
    ctx.authorize("organization.create")
    form: Form[Any] = Form(
        {"parent_id": request.argument("parent"), "types": ["buyer"], "currency": ctx.tenant.currency}
    )
    return View("organizations/edit.html", await _context(ctx, form, None))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Enter the organization."""
    fields = await _fields(ctx)
    form = read_form(request, CreateOrganization, fields)
    made = await attempt(form, lambda data: api.create_organization(ctx, data))
    if made is None:
        return _again(form, await _context(ctx, form, None))
    return Redirect(f"{ROOT}/{made.id}", flash(f"{made.name} is entered under number {made.number}"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form with what is known."""
    organization = await api.get_organization(ctx, request.id("organization_id", OrganizationId))
    ctx.authorize("organization.update", organization)
    return View("organizations/edit.html", await _context(ctx, form_of(organization), organization))


def form_of(organization: Organization) -> Form[Any]:
    """A form that starts from what is there."""
    form = Form.of(organization)
    form.values["credit_limit"] = organization.credit_limit
    terms = organization.payment_terms
    if terms is not None and terms.discount_basis_points is not None:
        whole, places = divmod(terms.discount_basis_points, 100)
        form.values["payment_terms.discount_percent"] = f"{whole}.{places:02d}".rstrip("0").rstrip(".")
    if organization.credit_limit is not None:
        form.values["credit_limit.amount"] = organization.credit_limit.amount
        form.values["credit_limit.currency"] = organization.credit_limit.currency
    return form


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the changes, unless somebody else saved first."""
    identity = request.id("organization_id", OrganizationId)
    form = read_form(request, UpdateOrganization, await _fields(ctx))
    saved = await attempt(form, lambda data: api.update_organization(ctx, identity, data))
    if saved is not None:
        return Redirect(f"{ROOT}/{identity}", flash("The changes are saved"))
    organization = await api.get_organization(ctx, identity)
    await show_conflict(ctx, form, form_of(organization), "organization", identity)
    return _again(form, await _context(ctx, form, organization))


def _again(form: Form[Any], context: dict[str, Any]) -> View:
    return View("organizations/edit.html", context, status=form.status if form.status >= 400 else 422)


async def _fields(ctx: Ctx) -> list[CustomField]:
    return (await api.list_custom_fields(ctx, ListCustomFields(limit=200))).items


async def _context(ctx: Ctx, form: Form[Any], organization: Organization | None) -> dict[str, Any]:
    parents = []
    if organization is None:
        page = await api.list_organizations(ctx, OrganizationFilter(limit=100))
        parents = [Option(str(item.id), item.name, item.number) for item in page.items]
    fields = await _fields(ctx)
    return {
        "form": form,
        "organization": organization,
        "labels": {**LABELS, **{f"custom.{field.key}": field.label for field in fields}},
        "types": TYPES,
        "parents": parents,
        "managers": await manager_options(ctx),
        "currencies": currency_options(),
        "currency_codes": [option.value for option in currency_options()],
        "locales": locale_options(),
        "usual_currency": form.values.get("currency") or ctx.tenant.currency,
        "fields": fields,
        "kinds": CustomFieldKind,
        "may_manage": ctx.may("organization.manage", organization),
        "may_set_terms": ctx.may("organization.set_terms", organization),
        "may_activate": ctx.may("organization.activate"),
        "post": f"{ROOT}/{organization.id}/edit" if organization else f"{ROOT}/new",
        "back": f"{ROOT}/{organization.id}" if organization else ROOT,
    }
