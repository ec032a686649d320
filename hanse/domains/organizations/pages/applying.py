"""The public page on which a business applies to become a partner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hanse.domains.identity.api import link_works, session_headers
from hanse.domains.identity.types import LinkKind, SessionToken
from hanse.domains.organizations import api
from hanse.domains.organizations.types import Apply, ConfirmApplication
from hanse.kit.errors import HanseError
from hanse.platform.context import Ctx
from hanse.platform.web.choices import country_options, guess_locale
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

T = TypeVar("T")
LABELS = {
    "template_id": "What you want to become",
    "organization_name": "Name of your business",
    "country": "Country",
    "display_name": "Your name",
    "email": "E-mail",
    "password": "Password",
    "website": "Website",
}
_FIELDS = ("template_id", "organization_name", "country", "website", "phone", "display_name", "email")


async def apply_page(ctx: Ctx, request: PageRequest) -> View:
    """What one can apply for, and the form."""
    country = guess_locale(request.web.headers.get("accept-language", "")).rpartition("-")[2]
    return await _view(ctx, request, Form({"country": country, "template_id": request.argument("for")}))


async def apply(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the application; its maker is logged in and goes on with the checklist."""
    values = {name: request.field(name).strip() for name in _FIELDS}
    form: Form[Apply] = Form(values)
    # A field people do not see and programs fill in.
    if request.field("company_fax"):
        return Redirect(f"/t/{request.text('handle')}")
    pairs = [(name, value) for name, value in values.items() if value or name in ("organization_name", "country")]
    read = Form.read(Apply, pairs)
    form.errors, form.message, form.data = read.errors, read.message, read.data
    password = request.field("password")
    if form.data is not None and password:
        form.data = _with_password(form.data, password)
    outcome = await _attempt(form, lambda data: api.apply(ctx, data))
    if outcome is None:
        return await _view(ctx, request, form)
    if outcome.application is None:
        context = {"email": form.values["email"], "handle": request.text("handle")}
        return View("organizations/apply_sent.html", context)
    return _go_on(ctx, outcome.application.session)


async def confirm_page(ctx: Ctx, request: PageRequest) -> View:
    """Where the mailed link leads to; the button sends the application."""
    token = request.argument("token")[:200]
    return _confirm_view(request, token, Form(), works=await link_works(ctx, LinkKind.ADDRESS_PROOF, token))


async def confirm(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Send the application of the link; its maker is logged in and goes on with the checklist."""
    token = request.field("token")[:200]
    form = Form.read(ConfirmApplication, [("token", token), ("password", "-")])
    if form.data is not None:
        # Exactly as it was typed, which forms trim.
        form.data = ConfirmApplication(token=token, password=request.field("password")[:1024])
    form.values.pop("password", None)
    applied = await _attempt(form, lambda data: api.confirm_application(ctx, data))
    if applied is None:
        return _confirm_view(request, token, form, works="password" in form.errors)
    return _go_on(ctx, applied.session)


def _confirm_view(request: PageRequest, token: str, form: Form[Any], *, works: bool) -> View:
    context = {"token": token, "form": form, "works": works, "handle": request.text("handle")}
    refused = form.status if form.status >= 400 else 410
    return View("organizations/apply_confirm.html", context, status=200 if works and form.status < 400 else refused)


def _go_on(ctx: Ctx, session: SessionToken) -> Redirect:
    return Redirect("/app/onboarding", headers=list(session_headers(ctx.services, session)))


async def _attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """As a form is sent, but every refusal stays on the page: visitors have no other place to go."""
    try:
        return await form.submit(action)
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status, form.message = error.status, error.message
        return None


def _with_password(data: Apply, password: str) -> Apply:
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    return Apply(**{**values, "password": password[:1024]})


async def _view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    offers = (await api.list_offers(ctx)).items
    if len(offers) == 1 and not form.values.get("template_id"):
        form.values["template_id"] = str(offers[0].id)
    context = {
        "form": form,
        "offers": offers,
        "options": [
            Option(str(item.id), item.name, f"{len(item.steps)} step{'s' if len(item.steps) != 1 else ''}")
            for item in offers
        ],
        "countries": country_options(),
        "handle": request.text("handle"),
        "known": ctx.principal.account_id is not None,
        "name": ctx.principal.display_name,
        "labels": LABELS,
    }
    return View("organizations/apply.html", context, status=form.status if form.status >= 400 else 200)
