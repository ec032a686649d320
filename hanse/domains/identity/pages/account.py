"""A person's own pages: profile, security, sessions, activity, and confirming that it is them."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.domains.identity import api
from hanse.domains.identity.pages.parts import (
    attempt,
    credential_of,
    json_answer,
    read_form,
    refused,
    secret_form,
    with_next,
)
from hanse.domains.identity.types import (
    BeginPasskey,
    ChangeEmail,
    FinishPasskeyLogIn,
    ListAccountEvents,
    SessionId,
    StepUp,
    UpdateProfile,
)
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply
from hanse.platform.web.choices import locale_options, timezone_options
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Tab, TimelineEntry
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


def tabs(active: str) -> list[Tab]:
    """The parts of the account."""
    parts = (
        ("profile", "Profile", "/account"),
        ("security", "Security", "/account/security"),
        ("sessions", "Sessions", "/account/sessions"),
        ("activity", "Activity", "/account/activity"),
    )
    return [Tab(label, href, active == key) for key, label, href in parts]


async def profile_page(ctx: Ctx, request: PageRequest) -> View:
    """Name, language, time zone and e-mail address."""
    account = await api.get_my_account(ctx)
    return View("identity/profile.html", _profile_context(account, Form.of(account), Form()))


async def save_profile(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save name, language and time zone."""
    form = read_form(request, UpdateProfile)
    # An empty choice means: follow the business.
    if form.data is not None:
        empty = {name: None for name in ("locale", "timezone") if not request.field(name)}
        form.data = msgspec.structs.replace(form.data, **empty)
    if await form.submit(lambda data: api.update_profile(ctx, data)) is None:
        account = await api.get_my_account(ctx)
        return refused("identity/profile.html", form, _profile_context(account, form, Form()))
    return Redirect("/account", Flash(message="Your profile is saved"))


async def change_email(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Ask for another log-in address."""
    form = read_form(request, ChangeEmail)

    async def ask(data: ChangeEmail) -> bool:
        await api.change_email(ctx, data)
        return True

    if not ctx.principal.authenticated_strongly:
        return Redirect(with_next("/account/confirm", "/account"))
    if await attempt(form, ask) is None:
        account = await api.get_my_account(ctx)
        return refused("identity/profile.html", form, _profile_context(account, Form.of(account), form))
    message = "We sent a mail to the new address; it counts once you confirm it there"
    return Redirect("/account", Flash(message=message, tone="info"))


async def resend_verification(ctx: Ctx, request: PageRequest) -> Redirect:
    """Send the mail that confirms the address again."""
    await api.request_email_verification(ctx)
    return Redirect("/account", Flash(message="We sent you a mail with a link", tone="info"))


def _profile_context(account: Any, form: Form[Any], email_form: Form[Any]) -> dict[str, Any]:
    return {
        "account": account,
        "form": form,
        "email_form": email_form,
        "tabs": tabs("profile"),
        "locales": locale_options(),
        "timezones": timezone_options(),
    }


# ---- confirming that it is you -------------------------------------------------------------------------------------


async def confirm_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Asks for a proof before something sensitive."""
    return View("identity/confirm.html", await _confirm_context(ctx, request, Form()))


async def confirm(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Check the proof and go back to what was wanted."""
    form = secret_form(request, StepUp, "password")
    session = await attempt(form, lambda data: api.step_up(ctx, data))
    if session is None:
        return refused("identity/confirm.html", form, await _confirm_context(ctx, request, form))
    return Redirect(request.next_path("/account/security"), headers=api.session_headers(ctx.services, session))


async def begin_confirm_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Give the page's script a challenge."""
    return json_answer(await api.begin_passkey_log_in(ctx, BeginPasskey()))


async def finish_confirm_passkey(ctx: Ctx, request: PageRequest) -> Reply:
    """Accept one of the person's own passkeys as the proof."""
    data = FinishPasskeyLogIn(state=request.field("state")[:200] or "-", credential=credential_of(request))
    session = await api.step_up_with_passkey(ctx, data)
    return json_answer({"next": request.next_path("/account/security")}, api.session_headers(ctx.services, session))


async def _confirm_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    return {
        "form": form,
        "next": request.next_path("/account/security"),
        "security": await api.get_security(ctx),
        "email": ctx.principal.email,
    }


# ---- sessions and activity -----------------------------------------------------------------------------------------


async def sessions_page(ctx: Ctx, request: PageRequest) -> View:
    """Where the person is logged in."""
    page = await api.list_sessions(ctx)
    return View("identity/sessions.html", {"sessions": page.items, "tabs": tabs("sessions")})


async def end_session(ctx: Ctx, request: PageRequest) -> Redirect:
    """End one session; one's own is a log-out."""
    session_id = request.id("session_id", SessionId)
    await api.end_session(ctx, session_id)
    if session_id.uuid == ctx.principal.session_id:
        return Redirect("/login", Flash(message="You are logged out"), api.session_headers(ctx.services, None))
    return Redirect("/account/sessions", Flash(message="That device is logged out"))


async def end_other_sessions(ctx: Ctx, request: PageRequest) -> Redirect:
    """Log every other device out."""
    ended = (await api.end_other_sessions(ctx)).ended
    words = (
        "No other device was logged in" if not ended else f"Logged out {ended} other device{'s' if ended > 1 else ''}"
    )
    return Redirect("/account/sessions", Flash(message=words))


async def activity_page(ctx: Ctx, request: PageRequest) -> View:
    """What happened to the account."""
    page = await api.list_account_events(ctx, request.query(ListAccountEvents))
    entries = [
        TimelineEntry(
            actor="",
            text=event.text,
            at=event.occurred_at,
            tone=event.tone,
            note=" · ".join(part for part in (event.device, event.ip or "") if part),
        )
        for event in page.items
    ]
    return View("identity/activity.html", {"entries": entries, "next": page.next, "tabs": tabs("activity")})
