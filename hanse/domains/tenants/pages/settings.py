"""The settings of a business: general, branding with a preview, features, domain, and its life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from hanse.domains.tenants import api
from hanse.domains.tenants.pages.preview import shades_of
from hanse.domains.tenants.types import (
    OfferParent,
    ParentRight,
    SetDomain,
    SetFeature,
    SettingValue,
    Suspend,
    Tenant,
    TenantKind,
    UpdateBranding,
    UpdateSettings,
    UpdateTenant,
)
from hanse.kit.errors import Conflict, Invalid
from hanse.platform.context import Ctx
from hanse.platform.web.actions import refused
from hanse.platform.web.choices import currency_options, locale_options, timezone_options
from hanse.platform.web.forms import TOUCHED, Form
from hanse.platform.web.parts import Option, Tab
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

T = TypeVar("T")
GENERAL, BRANDING, FEATURES, DOMAIN = (
    "/admin/settings",
    "/admin/settings/branding",
    "/admin/settings/features",
    "/admin/settings/domain",
)
DEFAULT_ACCENT = "#2f5bd7"
_PARTS = (("General", GENERAL), ("Branding", BRANDING), ("Features", FEATURES), ("Domain", DOMAIN))
_TRUE = ("true", "on", "1")


def tabs(active: str) -> list[Tab]:
    """The parts of the settings."""
    return [Tab(label, href, href == active) for label, href in _PARTS]


# ---- general -------------------------------------------------------------------------------------------------------


async def general_page(ctx: Ctx, request: PageRequest) -> View:
    """Name, handle, language, time zone, currency, what the public page says; and the life of the business."""
    tenant = await api.get_tenant(ctx)
    return View("tenants/general.html", await _general(ctx, tenant, Form.of(tenant)))


async def save_general(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the profile."""
    form = read(request, UpdateTenant)
    if await form.submit(lambda data: api.update_tenant(ctx, data)) is None:
        return refused("tenants/general.html", form, await _general(ctx, await api.get_tenant(ctx), form))
    return Redirect(GENERAL, Flash(message="The settings are saved"))


async def offer_parent(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Let a parent see something."""
    form = read(request, OfferParent)
    if await form.submit(lambda data: api.offer_parent(ctx, data)) is None:
        tenant = await api.get_tenant(ctx)
        context = await _general(ctx, tenant, Form.of(tenant))
        return View("tenants/general.html", {**context, "parent_form": form}, status=form.status)
    return Redirect(GENERAL, Flash(message="The business above sees from now on what you chose"))


async def withdraw_parent(ctx: Ctx, request: PageRequest) -> Redirect:
    """Stand alone again."""
    await api.withdraw_parent(ctx)
    return Redirect(GENERAL, Flash(message="The business above sees nothing any more"))


async def suspend(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Pause the business."""
    return await _with_reason(ctx, request, api.suspend_tenant, "The business is paused")


async def reactivate(ctx: Ctx, request: PageRequest) -> Redirect:
    """End the pause."""
    try:
        await api.reactivate_tenant(ctx)
    except Conflict as error:
        return Redirect(GENERAL, Flash(message=error.message, tone="caution"))
    return Redirect(GENERAL, Flash(message="Business goes on"))


async def close(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Close the business for good; its name has to be typed, because nothing brings it back."""
    if request.field("typed").strip() != ctx.tenant.name:
        return Redirect(GENERAL, Flash(message="Type the name of the business exactly to close it", tone="caution"))
    return await _with_reason(ctx, request, api.close_tenant, "The business is closed", to="/login")


async def _with_reason(
    ctx: Ctx, request: PageRequest, action: Callable[[Ctx, Suspend], Awaitable[Tenant]], done: str, to: str = GENERAL
) -> View | Redirect:
    form = read(request, Suspend)
    if await form.submit(lambda data: action(ctx, data)) is None:
        tenant = await api.get_tenant(ctx)
        context = await _general(ctx, tenant, Form.of(tenant))
        return View("tenants/general.html", {**context, "life_form": form}, status=form.status)
    return Redirect(to, Flash(message=done))


async def _general(ctx: Ctx, tenant: Tenant, form: Form[Any]) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "form": form,
        "parent_form": Form(),
        "life_form": Form(),
        "grants": (await api.list_parent_grants(ctx)).items,
        "tabs": tabs(GENERAL),
        "kinds": [Option(kind.value, kind.value.capitalize()) for kind in TenantKind],
        "locales": locale_options(),
        "timezones": timezone_options(),
        "currencies": currency_options(),
        "rights": [Option(right.value, right.value.capitalize()) for right in ParentRight],
    }


# ---- branding ------------------------------------------------------------------------------------------------------


async def branding_page(ctx: Ctx, request: PageRequest) -> View:
    """Colour and logo with a preview; a colour in the address is only shown, not saved."""
    tenant = await api.get_tenant(ctx)
    wanted = request.argument("accent") or tenant.accent or DEFAULT_ACCENT
    view = View("tenants/branding.html", _branding(tenant, Form.of(tenant), wanted))
    view.block = "preview"
    return view


async def save_branding(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save colour and logo."""
    form: Form[Any] = Form({"accent": request.field("accent")})
    logo_key: Any = msgspec.UNSET
    try:
        chosen = request.file("logo")
        if chosen is not None:
            logo_key = await api.upload_logo(ctx, chosen.filename, chosen.content_type, chosen.content)
        elif request.field("remove_logo") in _TRUE:
            logo_key = None
        form.data = UpdateBranding(accent=request.field("accent").strip() or None, logo_key=logo_key)
    except Invalid as error:
        form.fail(error)
    if await form.submit(lambda data: api.update_branding(ctx, data)) is None:
        tenant = await api.get_tenant(ctx)
        return refused("tenants/branding.html", form, _branding(tenant, form, tenant.accent or DEFAULT_ACCENT))
    return Redirect(BRANDING, Flash(message="The branding is saved"))


def _branding(tenant: Tenant, form: Form[Any], wanted: str) -> dict[str, Any]:
    try:
        shades, advice = shades_of(wanted), api.colour_advice(wanted)
    except ValueError as error:
        shades, advice = shades_of(tenant.accent or DEFAULT_ACCENT), str(error)
    return {
        "tenant": tenant,
        "form": form,
        "shades": shades,
        "advice": advice,
        "accent": wanted,
        "tabs": tabs(BRANDING),
    }


# ---- features and typed settings -----------------------------------------------------------------------------------


async def features_page(ctx: Ctx, request: PageRequest) -> View:
    """Every feature with its switch, and every typed setting with its value."""
    return View("tenants/features.html", await _features(ctx, Form()))


async def save_feature(ctx: Ctx, request: PageRequest) -> Redirect:
    """Turn one feature on or off, or back to its default."""
    wanted = {"on": True, "off": False}.get(request.field("state"))
    state = await api.set_feature(ctx, SetFeature(name=request.field("name")[:100], is_on=wanted))
    return Redirect(FEATURES, Flash(message=f"{state.label} is {'on' if state.is_on else 'off'}"))


async def save_settings(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save all typed settings of the page."""
    known = (await api.list_settings(ctx)).items
    values = {item.name: _typed(item, request) for item in known}
    form: Form[Any] = Form({f"values.{name}": value for name, value in values.items()}, UpdateSettings(values=values))
    if await form.submit(lambda data: api.update_settings(ctx, data)) is None:
        return refused("tenants/features.html", form, await _features(ctx, form))
    return Redirect(FEATURES, Flash(message="The settings are saved"))


def _typed(item: SettingValue, request: PageRequest) -> Any:
    """What was typed, in the type a setting has; empty text brings back the default."""
    text = request.field(f"values.{item.name}").strip()
    if item.kind == "yes_no":
        return text in _TRUE
    if item.kind == "number":
        return int(text) if text.lstrip("-").isdigit() and text.isascii() else text or None
    if item.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()] or None
    return text or None


async def _features(ctx: Ctx, form: Form[Any]) -> dict[str, Any]:
    tenant = await api.get_tenant(ctx)
    values = (await api.list_settings(ctx)).items
    if not form.values:
        form.values = {f"values.{item.name}": item.value for item in values}
    return {
        "tenant": tenant,
        "features": (await api.list_features(ctx)).items,
        "settings": values,
        "choices": {item.name: [Option(choice, choice.capitalize()) for choice in item.choices] for item in values},
        "form": form,
        "tabs": tabs(FEATURES),
    }


# ---- domain --------------------------------------------------------------------------------------------------------


async def domain_page(ctx: Ctx, request: PageRequest) -> View:
    """The business's own domain and how to prove it."""
    tenant = await api.get_tenant(ctx)
    form: Form[Any] = Form({"domain": tenant.domain.name if tenant.domain else ""})
    return View("tenants/domain.html", {"tenant": tenant, "form": form, "tabs": tabs(DOMAIN)})


async def save_domain(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Name another domain, or none."""
    form = read(request, SetDomain)
    if form.data is None and not request.field("domain").strip():
        form = Form({}, SetDomain(domain=None))
    tenant = await form.submit(lambda data: api.set_domain(ctx, data))
    if tenant is None:
        present = await api.get_tenant(ctx)
        return refused("tenants/domain.html", form, {"tenant": present, "tabs": tabs(DOMAIN)})
    message = "Add the record below at your domain's provider" if tenant.domain else "The domain is given up"
    return Redirect(DOMAIN, Flash(message=message, tone="info"))


async def check_domain(ctx: Ctx, request: PageRequest) -> Redirect:
    """Look for the proof now."""
    try:
        await api.check_domain(ctx)
    except Conflict as error:
        return Redirect(DOMAIN, Flash(message=error.message, tone="caution"))
    return Redirect(DOMAIN, Flash(message="We are looking; load this page again in a moment", tone="info"))


# ---- inside --------------------------------------------------------------------------------------------------------


def read(request: PageRequest, kind: type[T]) -> Form[T]:
    """The posted fields that the form has."""
    known = {TOUCHED, *kind.__struct_encode_fields__}  # type: ignore[attr-defined]
    return Form.read(
        kind, [(name, value) for name, value in request.fields if name in known and isinstance(value, str)]
    )
