"""The public page on which a business applies to become a partner."""

from __future__ import annotations

from typing import Any

from hanse.domains.identity.api import session_headers
from hanse.domains.organizations import api
from hanse.domains.organizations.errors import LogInToApply
from hanse.domains.organizations.types import Apply
from hanse.kit.errors import HanseError
from hanse.platform.context import Ctx
from hanse.platform.web.choices import country_options, guess_locale
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

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
    log_in = False
    try:
        applied = await form.submit(lambda data: api.apply(ctx, data))
        log_in = form.status == LogInToApply.status and form.message == LogInToApply.title
    except HanseError as error:
        if error.status >= 500:
            raise
        applied = None
        form.status, form.message = error.status, error.message
    if applied is None:
        return await _view(ctx, request, form, log_in=log_in)
    return Redirect("/app/onboarding", headers=list(session_headers(ctx.services, applied.session)))


def _with_password(data: Apply, password: str) -> Apply:
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    return Apply(**{**values, "password": password[:1024]})


async def _view(ctx: Ctx, request: PageRequest, form: Form[Any], *, log_in: bool = False) -> View:
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
        "log_in": log_in,
        "labels": LABELS,
    }
    return View("organizations/apply.html", context, status=form.status if form.status >= 400 else 200)
