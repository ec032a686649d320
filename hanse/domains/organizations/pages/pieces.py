"""Forms of what belongs to an organization: addresses, contacts, tax numbers, bank details.

The same pages stand below /admin/organizations/{id} and /app/organization/{id}.
"""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations import api
from hanse.domains.organizations.types import (
    AddressId,
    ContactId,
    Organization,
    OrganizationId,
    SaveAddress,
    SaveBankAccount,
    SaveContact,
    SaveTaxId,
    TaxIdId,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.choices import country_options
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path

KINDS = (Option("vat", "VAT number"), Option("ein", "Employer number (US)"), Option("eori", "EORI number"))
ADDRESS_LABELS = {
    "line1": "Street",
    "postal_code": "Postal code",
    "city": "City",
    "region": "Region",
    "country": "Country",
}


def _id(request: PageRequest) -> OrganizationId:
    return request.id("organization_id", OrganizationId)


def _home(request: PageRequest) -> str:
    """The page of the organization these forms belong to; or where one came from, such as the checklist."""
    identity = request.text("organization_id")
    root = f"/app/organization/{identity}" if request.path.startswith("/app") else f"/admin/organizations/{identity}"
    return local_path(request.field("next") or request.argument("next"), root)


async def _context(ctx: Ctx, request: PageRequest, permission: str, form: Form[Any], **more: Any) -> dict[str, Any]:
    organization: Organization = await api.get_organization(ctx, _id(request))
    ctx.authorize(permission, organization)
    home = _home(request)
    return {
        "organization": organization,
        "home": home,
        "next": request.field("next") or request.argument("next"),
        "path": request.path,
        "form": form,
        "countries": country_options(),
        "staff": "organization.view_internal" in organization.allowed_actions,
        **more,
    }


def _again(template: str, form: Form[Any], context: dict[str, Any]) -> View:
    return View(template, context, status=form.status if form.status >= 400 else 422)


# ---- addresses -----------------------------------------------------------------------------------------------------


async def new_address(ctx: Ctx, request: PageRequest) -> View:
    """An empty address."""
    form: Form[Any] = Form({"country": request.argument("country")})
    return View("organizations/address.html", await _address(ctx, request, form))


async def create_address(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the address."""
    form = request.form(SaveAddress)
    if await attempt(form, lambda data: api.create_address(ctx, _id(request), data)) is None:
        return _again("organizations/address.html", form, await _address(ctx, request, form))
    return Redirect(_home(request), flash("The address is added"))


async def edit_address(ctx: Ctx, request: PageRequest) -> View:
    """An existing address."""
    address = await api.get_address(ctx, _id(request), request.id("address_id", AddressId))
    return View("organizations/address.html", await _address(ctx, request, Form.of(address), address))


async def save_address(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the address."""
    identity = request.id("address_id", AddressId)
    form = request.form(SaveAddress)
    if await attempt(form, lambda data: api.update_address(ctx, _id(request), identity, data)) is None:
        address = await api.get_address(ctx, _id(request), identity)
        await show_conflict(ctx, form, Form.of(address), "organization", _id(request))
        return _again("organizations/address.html", form, await _address(ctx, request, form, address))
    return Redirect(_home(request), flash("The address is saved"))


async def delete_address(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove the address."""
    identity = request.id("address_id", AddressId)
    done = Redirect(_home(request), flash("The address is removed"))
    return await press(ctx, request, lambda: api.delete_address(ctx, _id(request), identity), done)


async def _address(ctx: Ctx, request: PageRequest, form: Form[Any], address: Any = None) -> dict[str, Any]:
    return await _context(ctx, request, "organization.manage_addresses", form, address=address, labels=ADDRESS_LABELS)


# ---- contacts ------------------------------------------------------------------------------------------------------


async def new_contact(ctx: Ctx, request: PageRequest) -> View:
    """An empty contact."""
    return View("organizations/contact.html", await _contact(ctx, request, Form()))


async def create_contact(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the contact."""
    form = request.form(SaveContact)
    if await attempt(form, lambda data: api.create_contact(ctx, _id(request), data)) is None:
        return _again("organizations/contact.html", form, await _contact(ctx, request, form))
    return Redirect(_home(request), flash("The contact is added"))


async def edit_contact(ctx: Ctx, request: PageRequest) -> View:
    """An existing contact."""
    contact = await api.get_contact(ctx, _id(request), request.id("contact_id", ContactId))
    return View("organizations/contact.html", await _contact(ctx, request, Form.of(contact), contact))


async def save_contact(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the contact."""
    identity = request.id("contact_id", ContactId)
    form = request.form(SaveContact)
    if await attempt(form, lambda data: api.update_contact(ctx, _id(request), identity, data)) is None:
        contact = await api.get_contact(ctx, _id(request), identity)
        await show_conflict(ctx, form, Form.of(contact), "organization", _id(request))
        return _again("organizations/contact.html", form, await _contact(ctx, request, form, contact))
    return Redirect(_home(request), flash("The contact is saved"))


async def delete_contact(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove the contact."""
    identity = request.id("contact_id", ContactId)
    done = Redirect(_home(request), flash("The contact is removed"))
    return await press(ctx, request, lambda: api.delete_contact(ctx, _id(request), identity), done)


async def _contact(ctx: Ctx, request: PageRequest, form: Form[Any], contact: Any = None) -> dict[str, Any]:
    return await _context(ctx, request, "organization.manage_contacts", form, contact=contact)


# ---- tax numbers ---------------------------------------------------------------------------------------------------


async def new_tax_id(ctx: Ctx, request: PageRequest) -> View:
    """An empty tax number."""
    form: Form[Any] = Form({"kind": "vat", "country": request.argument("country")})
    return View("organizations/tax_id.html", await _tax_id(ctx, request, form))


async def create_tax_id(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the tax number."""
    form = request.form(SaveTaxId)
    if await attempt(form, lambda data: api.create_tax_id(ctx, _id(request), data)) is None:
        return _again("organizations/tax_id.html", form, await _tax_id(ctx, request, form))
    return Redirect(_home(request), flash("The tax number is added"))


async def check_tax_id(ctx: Ctx, request: PageRequest) -> Redirect:
    """Ask the register again."""
    identity = request.id("tax_id_id", TaxIdId)
    done = Redirect(_home(request), flash("The register is being asked; the answer appears here"))
    return await press(ctx, request, lambda: api.check_tax_id(ctx, _id(request), identity), done)


async def delete_tax_id(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove the tax number."""
    identity = request.id("tax_id_id", TaxIdId)
    done = Redirect(_home(request), flash("The tax number is removed"))
    return await press(ctx, request, lambda: api.delete_tax_id(ctx, _id(request), identity), done)


async def _tax_id(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    return await _context(ctx, request, "organization.manage_tax_ids", form, tax_kinds=KINDS)


# ---- bank details --------------------------------------------------------------------------------------------------


async def bank_page(ctx: Ctx, request: PageRequest) -> View:
    """Where the organization is paid; the number has to be typed anew to change anything."""
    return View("organizations/bank.html", await _bank(ctx, request, Form()))


async def save_bank(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set the bank details."""
    form = request.form(SaveBankAccount)
    if await attempt(form, lambda data: api.save_bank_account(ctx, _id(request), data)) is None:
        form.values.pop("account_number", None)
        return _again("organizations/bank.html", form, await _bank(ctx, request, form))
    return Redirect(_home(request), flash("The bank details are saved"))


async def _bank(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    present = None
    try:
        present = await api.get_bank_account(ctx, _id(request))
    except NotFound:
        await api.get_organization(ctx, _id(request))
    if present is not None and not form.values:
        form.values.update({"holder": present.holder, "country": present.country, "bank_name": present.bank_name})
    return await _context(ctx, request, "bank_account.save", form, present=present)
