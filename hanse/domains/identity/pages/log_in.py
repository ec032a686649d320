"""Logging in and out, the second factor, forgotten passwords, and the links of mails. A GET here changes nothing."""

from __future__ import annotations

from typing import Any

from hanse.domains.identity import api
from hanse.domains.identity.pages.parts import (
    attempt,
    challenge_cookie,
    challenge_of,
    credential_of,
    json_answer,
    read_form,
    refused,
    secret_form,
    with_next,
)
from hanse.domains.identity.types import (
    DEMO_LOG_INS,
    BeginPasskey,
    ConfirmSecondFactor,
    ConfirmToken,
    FinishPasskeyLogIn,
    LinkKind,
    LogIn,
    LogInOutcome,
    RequestPasswordReset,
    ResetPassword,
)
from hanse.platform.context import Ctx
from hanse.platform.http.auth import is_secure
from hanse.platform.http.messages import Reply, cookie
from hanse.platform.web.forms import Form
from hanse.platform.web.pages import THEME_COOKIE
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path
from hanse.platform.web.shell import Flash, Theme

_YEAR = 365 * 24 * 3600


async def log_in_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The log-in form; whoever is logged in already goes on."""
    if ctx.principal.is_authenticated:
        return Redirect(request.next_path("/"))
    return View("identity/log_in.html", await _log_in_context(ctx, request, Form()))


async def log_in(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Check e-mail and password, then go on to the second factor or in."""
    form = secret_form(request, LogIn, "password")
    outcome = await attempt(form, lambda data: api.log_in(ctx, data))
    if outcome is None:
        form.errors.pop("password", None) if form.message else None
        return refused("identity/log_in.html", form, await _log_in_context(ctx, request, form))
    target = request.next_path("/")
    if outcome.challenge is not None:
        path = with_next("/login/second-factor", target)
        return Redirect(path, headers=[challenge_cookie(ctx.services, outcome.challenge.token)])
    return _enter(ctx, outcome, target)


async def second_factor_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Asks for the code of the authenticator."""
    return _second_factor(ctx, request, "identity/second_factor.html")


async def recovery_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Asks for a recovery code."""
    return _second_factor(ctx, request, "identity/recovery.html")


def _second_factor(ctx: Ctx, request: PageRequest, template: str) -> View | Redirect:
    target = request.next_path("/")
    if not challenge_of(ctx, request):
        return Redirect(with_next("/login", target))
    return View(template, {"form": Form(), "next": target})


async def confirm_second_factor(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Check the code and go in. When the challenge is over, start again."""
    return await _confirm_code(ctx, request, "identity/second_factor.html")


async def use_recovery_code(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Check a recovery code and go in."""
    return await _confirm_code(ctx, request, "identity/recovery.html")


async def _confirm_code(ctx: Ctx, request: PageRequest, template: str) -> View | Redirect:
    target = request.next_path("/")
    challenge = challenge_of(ctx, request)
    if not challenge:
        return Redirect(with_next("/login", target))
    code = request.field("code").strip()
    form: Form[Any] = Form({}, ConfirmSecondFactor(challenge=challenge, code=code[:40]))
    outcome = await attempt(form, lambda data: api.confirm_second_factor(ctx, data))
    if outcome is None:
        return refused(template, form, {"next": target})
    return _enter(ctx, outcome, target)


async def begin_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Give the page's script a challenge."""
    return json_answer(await api.begin_passkey_log_in(ctx, BeginPasskey()))


async def finish_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Log in with what the browser answered, and say where to go."""
    challenge = challenge_of(ctx, request) if request.field("second_factor") else ""
    data = FinishPasskeyLogIn(
        state=request.field("state")[:200] or "-",
        credential=credential_of(request),
        challenge=challenge or None,
        business=_business(ctx, request),
    )
    outcome = await api.finish_passkey_log_in(ctx, data)
    headers = [*api.session_headers(ctx.services, outcome.session), challenge_cookie(ctx.services, None)]
    return json_answer({"next": request.next_path("/")}, headers)


async def log_out(ctx: Ctx, request: PageRequest) -> Redirect:
    """End the session and forget its cookie."""
    await api.log_out(ctx)
    return Redirect("/login", Flash(message="You are logged out"), api.session_headers(ctx.services, None))


async def set_theme(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remember light, dark or the system's choice in this browser."""
    ctx.authorize_anyone("theme.set")
    wanted = request.field("theme")
    theme = wanted if wanted in tuple(Theme) else Theme.SYSTEM.value
    header = cookie(THEME_COOKIE, theme, secure=is_secure(ctx.services), max_age=_YEAR, http_only=False)
    return Redirect(local_path(request.field("back"), "/"), headers=[header])


# ---- forgotten passwords -------------------------------------------------------------------------------------------


async def forgot_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks for the e-mail address."""
    return View("identity/forgot.html", {"form": Form(), "sent": False})


async def forgot(ctx: Ctx, request: PageRequest) -> View:
    """Ask for the mail; the page says the same for every address."""
    form = read_form(request, RequestPasswordReset)

    async def send(data: RequestPasswordReset) -> bool:
        await api.request_password_reset(ctx, data)
        return True

    if await attempt(form, send) is None:
        return refused("identity/forgot.html", form, {"sent": False})
    return View("identity/forgot.html", {"form": form, "sent": True})


async def reset_page(ctx: Ctx, request: PageRequest) -> View:
    """The form for the new password; looking at it does not use the link."""
    token = request.argument("token")[:200]
    works = await api.link_works(ctx, LinkKind.PASSWORD_RESET, token)
    return View("identity/reset.html", {"form": Form(), "token": token, "works": works}, status=200 if works else 410)


async def reset(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set the new password; the log-in comes after, with the second factor when there is one."""
    form = secret_form(request, ResetPassword, "password")

    async def change(data: ResetPassword) -> bool:
        await api.reset_password(ctx, data)
        return True

    if await attempt(form, change) is None:
        works = form.status != 410
        return refused("identity/reset.html", form, {"token": request.field("token")[:200], "works": works})
    headers = [*api.session_headers(ctx.services, None), challenge_cookie(ctx.services, None)]
    return Redirect("/login", Flash(message="Your new password is set; log in with it"), headers)


# ---- e-mail addresses ----------------------------------------------------------------------------------------------


async def verify_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Asks to confirm the address; the button does it. Whoever is not logged in does that first, and comes back."""
    page = await _link_page(ctx, request, LinkKind.EMAIL_VERIFICATION, _VERIFY)
    if page.context["works"] and not ctx.principal.is_authenticated:
        flash = Flash(message="Log in, and your e-mail address can be confirmed", tone="info")
        return Redirect(with_next("/login", f"{request.path}?token={page.context['token']}"), flash)
    return page


async def verify(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Confirm the address."""
    return await _use_link(ctx, request, api.verify_email, _VERIFY)


async def confirm_email_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks to confirm the new address; the button does it."""
    return await _link_page(ctx, request, LinkKind.EMAIL_CHANGE, _CHANGE)


async def confirm_email(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the new address over."""
    return await _use_link(ctx, request, api.confirm_email_change, _CHANGE)


_VERIFY = {
    "heading": "Confirm your e-mail address",
    "lead": "This tells us that you read mail at this address.",
    "label": "Confirm the address",
    "done": "Your e-mail address is confirmed",
}
_CHANGE = {
    "heading": "Confirm your new e-mail address",
    "lead": "From then on you log in with this address.",
    "label": "Use this address",
    "done": "You now log in with your new e-mail address",
}


async def _link_page(ctx: Ctx, request: PageRequest, kind: LinkKind, words: dict[str, str]) -> View:
    token = request.argument("token")[:200]
    works = await api.link_works(ctx, kind, token)
    context = {"form": Form(), "token": token, "works": works, "words": words, "action": request.path}
    return View("identity/link.html", context, status=200 if works else 410)


async def _use_link(ctx: Ctx, request: PageRequest, action: Any, words: dict[str, str]) -> View | Redirect:
    form = read_form(request, ConfirmToken)

    async def use(data: ConfirmToken) -> bool:
        await action(ctx, data)
        return True

    if await attempt(form, use) is None:
        context = {
            "token": request.field("token")[:200],
            "works": form.status not in (409, 410),
            "words": words,
            "action": request.path,
        }
        return refused("identity/link.html", form, context)
    target = "/account" if ctx.principal.is_authenticated else "/login"
    return Redirect(target, Flash(message=words["done"]))


# ---- inside --------------------------------------------------------------------------------------------------------


async def _log_in_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    business = _business(ctx, request)
    demo = ctx.services.extras.get(DEMO_LOG_INS, ()) if ctx.services.settings.demo else ()
    return {
        "form": form,
        "next": request.next_path("/"),
        "business": business,
        "demo_log_ins": demo,
        "providers": await api.list_public_providers(ctx),
        "action": request.path,
    }


def _business(ctx: Ctx, request: PageRequest) -> str | None:
    """The business whose log-in page this is."""
    if ctx.tenant_or_none is not None:
        return ctx.tenant_or_none.handle
    return (request.field("business") or request.argument("business"))[:40] or None


def _enter(ctx: Ctx, outcome: LogInOutcome, target: str) -> Redirect:
    headers = [*api.session_headers(ctx.services, outcome.session), challenge_cookie(ctx.services, None)]
    return Redirect(target, headers=headers)
