"""The security page and its forms: password, authenticator, recovery codes, passkeys.

What needs a fresh proof leads to /account/confirm and back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from hanse.domains.identity import api
from hanse.domains.identity.errors import ConfirmItIsYou, SessionLimitedToTenant
from hanse.domains.identity.pages.account import tabs
from hanse.domains.identity.pages.parts import (
    ask_again,
    attempt,
    credential_of,
    json_answer,
    read_form,
    refused,
    secret_form,
)
from hanse.domains.identity.types import (
    ChangePassword,
    ConfirmTotp,
    FinishPasskeyRegistration,
    PasskeyId,
    RecoveryCodes,
    RenamePasskey,
    TotpEnrolment,
)
from hanse.kit.errors import Conflict
from hanse.platform.context import SECOND_FACTOR, Ctx
from hanse.platform.http.messages import Reply
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

SECURITY = "/account/security"


async def security_page(ctx: Ctx, request: PageRequest) -> View:
    """How the account is protected, and what to do about it."""
    return View("identity/security.html", await _context(ctx, Form()))


async def demanded_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Leads through what a business demands; whoever gave it goes on."""
    onward = request.next_path("/")
    if not ctx.principal.second_factor_for:
        return Redirect(onward)
    context = {"security": await api.get_security(ctx), "business": ctx.principal.second_factor_for, "next": onward}
    return View("identity/second_factor_demanded.html", context)


async def change_password(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Change the password; every other device is logged out."""
    form = secret_form(request, ChangePassword, "current_password", "new_password")
    try:
        session = await attempt(form, lambda data: api.change_password(ctx, data))
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, SECURITY)
    if session is None:
        return refused("identity/security.html", form, await _context(ctx, form))
    flash = Flash(message="Your password is changed; every other device was logged out")
    return Redirect(SECURITY, flash, api.session_headers(ctx.services, session))


# ---- authenticator -------------------------------------------------------------------------------------------------


async def begin_totp(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make a key and show it."""
    try:
        enrolment = await api.enrol_totp(ctx)
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, _home(ctx))
    except Conflict as error:
        return Redirect(SECURITY, Flash(message=error.message, tone="caution"))
    return View("identity/totp.html", _totp_context(enrolment, Form()))


async def confirm_totp(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the first code and show the recovery codes."""
    form = read_form(request, ConfirmTotp)
    try:
        codes = await attempt(form, lambda data: api.confirm_totp(ctx, data))
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, _home(ctx))
    if codes is None:
        # The key stands on the page the person came from; it is shown again, not read from anywhere.
        shown = api.draw_enrolment(ctx, request.field("secret"))
        return refused("identity/totp.html", form, _totp_context(shown, form))
    return _codes_view(codes, is_new=True, onward="/" if ctx.principal.second_factor_for else SECURITY)


async def disable_totp(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove the authenticator."""
    return await _change(ctx, lambda: api.disable_totp(ctx), "Your authenticator is removed")


async def create_recovery_codes(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make new recovery codes and show them."""
    try:
        return _codes_view(await api.create_recovery_codes(ctx), is_new=False)
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, SECURITY)
    except Conflict as error:
        return Redirect(SECURITY, Flash(message=error.message, tone="caution"))


# ---- passkeys ------------------------------------------------------------------------------------------------------


async def begin_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Give the page's script what the browser needs to make a passkey."""
    return json_answer(await api.begin_passkey_registration(ctx))


async def finish_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Keep the passkey the browser made."""
    data = FinishPasskeyRegistration(
        state=request.field("state")[:200] or "-",
        credential=credential_of(request),
        name=request.field("name").strip()[:80] or "Passkey",
    )
    await api.finish_passkey_registration(ctx, data)
    return json_answer({"next": _home(ctx)})


async def rename_passkey(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Give a passkey another name."""
    form = read_form(request, RenamePasskey)
    passkey_id = request.id("passkey_id", PasskeyId)
    if await attempt(form, lambda data: api.rename_passkey(ctx, passkey_id, data)) is None:
        return refused("identity/security.html", form, await _context(ctx, form))
    return Redirect(SECURITY, Flash(message="The passkey has its new name"))


async def remove_passkey(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove a passkey."""
    passkey_id = request.id("passkey_id", PasskeyId)
    return await _change(ctx, lambda: api.remove_passkey(ctx, passkey_id), "The passkey is removed")


# ---- inside --------------------------------------------------------------------------------------------------------


async def _change(ctx: Ctx, action: Callable[[], Awaitable[Any]], done: str) -> Redirect:
    try:
        await action()
    except (ConfirmItIsYou, SessionLimitedToTenant) as error:
        return ask_again(error, SECURITY)
    except Conflict as error:
        return Redirect(SECURITY, Flash(message=error.message, tone="caution"))
    return Redirect(SECURITY, Flash(message=done))


async def _context(ctx: Ctx, form: Form[Any]) -> dict[str, Any]:
    security = await api.get_security(ctx)
    connected = {item.provider_id for item in security.external_identities}
    return {
        "security": security,
        "providers": [item for item in await api.list_public_providers(ctx) if item.id not in connected],
        "form": form,
        "tabs": tabs("security"),
        "is_strong": ctx.principal.authenticated_strongly,
    }


def _totp_context(enrolment: TotpEnrolment, form: Form[Any]) -> dict[str, Any]:
    return {"enrolment": enrolment, "form": form, "tabs": tabs("security")}


def _home(ctx: Ctx) -> str:
    """Where a person goes on who sets something up: where it was demanded, else their security page."""
    return SECOND_FACTOR if ctx.principal.second_factor_for else SECURITY


def _codes_view(codes: RecoveryCodes, *, is_new: bool, onward: str = SECURITY) -> View:
    context = {"codes": codes.codes, "is_new": is_new, "onward": onward, "tabs": tabs("security")}
    return View("identity/recovery_codes.html", context)
