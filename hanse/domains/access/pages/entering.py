"""Ways in: the start address, founding a business, accepting an invitation. A GET here changes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from hanse.domains.access import api
from hanse.domains.access.errors import InvitationInvalid
from hanse.domains.access.pages.parts import is_staff
from hanse.domains.access.types import (
    AcceptInvitation,
    ConfirmSignUp,
    InvitationPreview,
    PreviewInvitation,
    SignedUp,
    SignUp,
)
from hanse.domains.identity.api import link_works, session_headers
from hanse.domains.identity.types import LinkKind
from hanse.domains.tenants.types import TenantKind
from hanse.kit.errors import NotFound
from hanse.platform.context import SECOND_FACTOR, Ctx
from hanse.platform.web.actions import attempt, refused
from hanse.platform.web.choices import currency_options, guess_locale, locale_options, timezone_options, usual_currency
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


async def start(ctx: Ctx, request: PageRequest) -> Redirect:
    """The installation's first address: everybody's own home, or the way in."""
    ctx.authorize_anyone("start.open")
    if not ctx.principal.is_authenticated:
        host = request.web.headers.get("host", "")
        business = await ctx.services.tenants.by_host(ctx.services, host) if host else None
        return Redirect(f"/t/{business.handle}" if business else "/login")
    if ctx.tenant_or_none is None:
        return Redirect(SECOND_FACTOR if ctx.principal.second_factor_for else "/switch")
    return Redirect("/admin" if is_staff(ctx) else "/app")


# ---- founding ------------------------------------------------------------------------------------------------------


async def sign_up_page(ctx: Ctx, request: PageRequest) -> View:
    """The form for a new business; whoever is logged in founds it with their account."""
    locale = guess_locale(request.web.headers.get("accept-language", ""))
    form: Form[SignUp] = Form({"locale": locale, "currency": usual_currency(locale), "timezone": "UTC"})
    return View("access/sign_up.html", {"form": form, **_choices()})


async def sign_up(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Found the business and go in; a visitor is told to read their mail first."""
    form = request.form(SignUp)
    _keep_secret(form, request)
    outcome = await attempt(form, lambda data: api.sign_up(ctx, data))
    if outcome is None:
        return refused("access/sign_up.html", form, _choices())
    if outcome.business is None:
        return View("access/sign_up_sent.html", {"email": form.values.get("email", "")})
    return _into(ctx, outcome.business)


async def confirm_page(ctx: Ctx, request: PageRequest) -> View:
    """Where the mailed link leads to; the button founds the business."""
    token = request.argument("token")[:200]
    works = await link_works(ctx, LinkKind.ADDRESS_PROOF, token)
    context = {"token": token, "form": Form(), "works": works}
    return View("access/sign_up_confirm.html", context, status=200 if works else 410)


async def confirm_sign_up(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Found the business of the link and go in."""
    form = request.form(ConfirmSignUp)
    _keep_secret(form, request)
    token = request.field("token")[:200]
    try:
        founded = await attempt(form, lambda data: api.confirm_sign_up(ctx, data))
    except NotFound:
        founded = None
    if founded is None:
        # A slip in a field can be mended; any other refusal ends the link.
        return refused("access/sign_up_confirm.html", form, {"token": token, "works": bool(form.errors)})
    return _into(ctx, founded)


def _into(ctx: Ctx, founded: SignedUp) -> Redirect:
    flash = Flash(
        message="Your business is ready. Invite your colleagues next.", href="/admin/invitations/new", link="Invite"
    )
    return Redirect("/admin", flash, session_headers(ctx.services, founded.session))


def _choices() -> dict[str, Any]:
    return {
        "locales": locale_options(),
        "timezones": timezone_options(),
        "currencies": currency_options(),
        "kinds": [Option(kind.value, words(kind.value)) for kind in TenantKind],
    }


def _keep_secret(form: Form[Any], request: PageRequest) -> None:
    """The password exactly as it was typed, which forms trim; it is never shown again."""
    form.values.pop("password", None)
    typed = request.field("password")
    if form.data is not None and typed:
        form.data = msgspec.structs.replace(form.data, password=typed)


# ---- invitations ---------------------------------------------------------------------------------------------------


async def invitation_page(ctx: Ctx, request: PageRequest) -> View:
    """What an invitation offers; the button accepts it."""
    token = request.text("token")[:200]
    offer = await _offer(ctx, token)
    return View("access/invitation.html", _invitation(ctx, token, offer, Form()), status=200 if offer else 410)


async def accept_invitation(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Join and go in."""
    token = request.text("token")[:200]
    form = Form.read(AcceptInvitation, [("token", token), ("display_name", request.field("display_name"))])
    _keep_secret(form, request)
    joined = await attempt(form, lambda data: api.accept_invitation(ctx, data))
    if joined is None:
        offer = await _offer(ctx, token)
        return refused("access/invitation.html", form, _invitation(ctx, token, offer, form))
    flash = Flash(message=f"Welcome to {ctx.tenant.name}")
    return Redirect("/", flash, session_headers(ctx.services, joined.session))


async def _offer(ctx: Ctx, token: str) -> InvitationPreview | None:
    try:
        return await api.preview_invitation(ctx, PreviewInvitation(token=token or "-"))
    except InvitationInvalid:
        return None


def _invitation(ctx: Ctx, token: str, offer: InvitationPreview | None, form: Form[Any]) -> dict[str, Any]:
    path = f"/invitations/{quote(token, safe='')}"
    return {
        "offer": offer,
        "form": form,
        "action": path,
        "log_in": f"/login?next={quote(path, safe='')}",
        "reader": ctx.principal.email if ctx.principal.is_authenticated else None,
    }
