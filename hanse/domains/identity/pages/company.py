"""Company log-ins: going to the provider and coming back, connecting one's account, and setting providers up."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.identity import api
from hanse.domains.identity.errors import ConfirmItIsYou, SessionLimitedToTenant
from hanse.domains.identity.pages.parts import ask_again, attempt, challenge_cookie, read_form, refused, with_next
from hanse.domains.identity.types import (
    BeginCompanyLogIn,
    CompanyLogInStart,
    ExternalIdentityId,
    FinishCompanyLogIn,
    ListProviders,
    Protocol,
    Provider,
    ProviderId,
    SaveProvider,
    SaveSamlProvider,
)
from hanse.kit.errors import Conflict, HanseError
from hanse.platform.context import Ctx
from hanse.platform.http.auth import is_secure
from hanse.platform.http.messages import HTML, Reply, cookie
from hanse.platform.services import Services
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

LIST: Final = "/admin/company-log-in"
SECURITY: Final = "/account/security"
_COOKIE: Final = "hanse_company"
_SECONDS: Final = 10 * 60


async def go(ctx: Ctx, request: PageRequest) -> Reply | Redirect:
    """Send the browser to the provider. Nothing is stored here: the browser keeps what it has to bring back."""
    provider_id = request.id("provider_id", ProviderId)
    data = BeginCompanyLogIn(next=request.next_path("/")[:2000])
    try:
        started = await api.begin_company_log_in(ctx, provider_id, data)
    except Conflict as error:
        return Redirect("/login", Flash(message=error.message, tone="caution"))
    headers = [("location", started.url), ("cache-control", "no-store"), _kept(ctx.services, started)]
    return Reply(status=303, headers=headers, content_type=HTML)


async def back(ctx: Ctx, request: PageRequest) -> View:
    """The provider's answer. It is only shown: the form on the page, which sends itself, acts on it."""
    fields = {name: request.argument(name)[:4000] for name in ("state", "code", "iss", "error")}
    return View("identity/company_back.html", {"fields": fields, "action": request.path, "message": ""})


async def back_by_post(ctx: Ctx, request: PageRequest) -> View:
    """A SAML provider's answer, which another site's page posts here. Shown to nobody in particular, and as above."""
    fields = {"saml_response": request.field("SAMLResponse")[:300_000], "state": request.field("RelayState")[:500]}
    return View("identity/company_back.html", {"fields": fields, "action": f"{request.path}/answer", "message": ""})


async def metadata(ctx: Ctx, request: PageRequest) -> Reply:
    """What a SAML provider has to know of us. It says nothing about any business, so it is there for every id."""
    provider_id = request.id("provider_id", ProviderId)
    document = api.describe_ourselves(ctx, provider_id)
    headers = [("content-disposition", 'attachment; filename="hanse-saml.xml"')]
    return Reply(document, content_type="application/samlmetadata+xml", headers=headers)


async def arrive(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Act on the provider's answer: log in, or connect the account."""
    data = FinishCompanyLogIn(
        keep=request.web.cookies.get(_name(ctx.services), "")[:6000],
        state=request.field("state")[:500],
        code=request.field("code")[:4000] or None,
        iss=request.field("iss")[:500] or None,
        error=request.field("error")[:500] or None,
        saml_response=request.field("saml_response")[:300_000] or None,
    )
    try:
        outcome = await api.finish_company_log_in(ctx, request.id("provider_id", ProviderId), data)
    except HanseError as error:
        if error.status >= 500:
            raise
        context = {"fields": {}, "action": request.path, "message": error.message}
        return View("identity/company_back.html", context, status=error.status)
    forget = cookie(_name(ctx.services), "", secure=is_secure(ctx.services), max_age=0)
    if outcome.session is None:
        return Redirect(SECURITY, Flash(message="Your company log-in is connected"), [forget])
    headers = [*api.session_headers(ctx.services, outcome.session), challenge_cookie(ctx.services, None), forget]
    return Redirect(outcome.next or "/", headers=headers)


async def connect(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Start connecting one's account; a link on the page leads to the provider."""
    provider_id = request.id("provider_id", ProviderId)
    try:
        started = await api.begin_company_log_in(ctx, provider_id, BeginCompanyLogIn(next=SECURITY, connect=True))
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, SECURITY)
    except HanseError as error:
        if error.status >= 500:
            raise
        return Redirect(SECURITY, Flash(message=error.message, tone="caution"))
    return View("identity/company_go.html", {"url": started.url}, headers=[_kept(ctx.services, started)])


async def disconnect(ctx: Ctx, request: PageRequest) -> Redirect:
    """Disconnect a company log-in from one's account."""
    try:
        await api.disconnect_company_log_in(ctx, request.id("external_identity_id", ExternalIdentityId))
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, SECURITY)
    except Conflict as error:
        return Redirect(SECURITY, Flash(message=error.message, tone="caution"))
    return Redirect(SECURITY, Flash(message="The company log-in is disconnected"))


# ---- for administrators --------------------------------------------------------------------------------------------


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The company log-ins of the business."""
    page = await api.list_providers(ctx, request.query(ListProviders))
    return View("identity/providers.html", {"page": page, "may_create": ctx.may("identity_provider.create")})


async def new_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The form for another company log-in. The proof that it is you comes before the typing."""
    if not ctx.principal.authenticated_strongly:
        return Redirect(with_next("/account/confirm", request.path))
    form: Form[Any] = Form({"scopes": "openid, profile, email", "is_enabled": True})
    return View("identity/provider.html", _context(None, form))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set up a company log-in."""
    form = _provider_form(request)
    try:
        provider = await attempt(form, lambda data: api.create_provider(ctx, data))
    except ConfirmItIsYou as error:
        return ask_again(error, f"{LIST}/new")
    if provider is None:
        return refused("identity/provider.html", form, _context(None, form))
    flash = Flash(message="The company log-in is set up; register the address below at the provider")
    return Redirect(f"{LIST}/{provider.id}", flash)


async def new_saml_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The form for another company log-in by SAML."""
    if not ctx.principal.authenticated_strongly:
        return Redirect(with_next("/account/confirm", request.path))
    return View("identity/saml.html", _context(None, Form({"is_enabled": True})))


async def create_saml(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set up a company log-in by SAML."""
    form = read_form(request, SaveSamlProvider)
    try:
        provider = await attempt(form, lambda data: api.create_saml_provider(ctx, data))
    except ConfirmItIsYou as error:
        return ask_again(error, f"{LIST}/new-saml")
    if provider is None:
        return refused("identity/saml.html", form, _context(None, form))
    flash = Flash(message="The company log-in is set up; give the provider what stands below")
    return Redirect(f"{LIST}/{provider.id}", flash)


async def save_saml(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Change a company log-in by SAML."""
    provider_id = request.id("provider_id", ProviderId)
    form = read_form(request, SaveSamlProvider)
    try:
        provider = await attempt(form, lambda data: api.update_saml_provider(ctx, provider_id, data))
    except ConfirmItIsYou as error:
        return ask_again(error, f"{LIST}/{provider_id}")
    if provider is None:
        return refused("identity/saml.html", form, _context(await api.get_provider(ctx, provider_id), form))
    return Redirect(f"{LIST}/{provider_id}", Flash(message="The company log-in is saved"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """One company log-in with what the provider has to know."""
    provider = await api.get_provider(ctx, request.id("provider_id", ProviderId))
    form = Form.of(provider)
    if provider.protocol is Protocol.SAML:
        return View("identity/saml.html", _context(provider, form))
    form.values["scopes"] = ", ".join(provider.scopes)
    return View("identity/provider.html", _context(provider, form))


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Change a company log-in."""
    provider_id = request.id("provider_id", ProviderId)
    form = _provider_form(request)
    try:
        provider = await attempt(form, lambda data: api.update_provider(ctx, provider_id, data))
    except ConfirmItIsYou as error:
        return ask_again(error, f"{LIST}/{provider_id}")
    if provider is None:
        present = await api.get_provider(ctx, provider_id)
        return refused("identity/provider.html", form, _context(present, form))
    return Redirect(f"{LIST}/{provider_id}", Flash(message="The company log-in is saved"))


async def remove(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove a company log-in."""
    provider_id = request.id("provider_id", ProviderId)
    try:
        await api.delete_provider(ctx, provider_id)
    except ConfirmItIsYou as error:
        return ask_again(error, f"{LIST}/{provider_id}")
    return Redirect(LIST, Flash(message="The company log-in is removed; its sessions ended"))


# ---- inside --------------------------------------------------------------------------------------------------------


def _provider_form(request: PageRequest) -> Form[SaveProvider]:
    """The form with its scopes, which may come as one text with commas or as several fields."""
    form = read_form(request, SaveProvider)
    scopes = [part.strip() for text in request.field_list("scopes") for part in text.split(",") if part.strip()]
    if form.data is not None:
        form.data = msgspec.structs.replace(form.data, scopes=tuple(scopes))
    form.values["scopes"] = ", ".join(scopes)
    form.values.pop("client_secret", None)
    return form


def _context(provider: Provider | None, form: Form[Any]) -> dict[str, Any]:
    return {"provider": provider, "form": form}


def _kept(services: Services, started: CompanyLogInStart) -> tuple[str, str]:
    return cookie(_name(services), started.keep, secure=is_secure(services), max_age=_SECONDS)


def _name(services: Services) -> str:
    return f"__Host-{_COOKIE}" if is_secure(services) else _COOKIE
