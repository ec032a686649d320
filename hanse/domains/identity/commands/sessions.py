"""Sessions: starting, replacing, listing for their owner, ending. A token is made here and only its hash is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hanse.domains.identity.commands.proving import current_session, note
from hanse.domains.identity.errors import AccountDisabled, SessionLimitedToTenant
from hanse.domains.identity.queries.rows import SessionRow, find_session_row
from hanse.domains.identity.types import AccountId, EndedSessions, LogInMethod, SessionId, SessionToken
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import NotFound
from hanse.kit.ids import Id
from hanse.kit.structs import Data
from hanse.platform.audit.rows import plain_address
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token, token_hash
from hanse.platform.http.auth import Identity, csrf_token, is_secure, session_cookie
from hanse.platform.http.messages import cookie
from hanse.platform.services import Services

START: Final = (
    "SELECT * FROM session_start(%(id)s, %(account)s, %(hash)s, %(tenant)s, %(organization)s, %(on_behalf)s,"
    " %(provider)s, %(limited)s, %(method)s, %(strong_at)s, %(expires_at)s, %(ip)s::inet, %(agent)s, %(now)s)"
)
ACTING_LASTS: Final = timedelta(hours=1)
END: Final = "SELECT session_end(%(account)s, %(id)s, %(reason)s, %(now)s)"
END_ALL: Final = "SELECT session_end_all(%(account)s, %(except)s, %(reason)s, %(now)s)"


class NewSession(Data, frozen=True, kw_only=True):
    """What a session starts as. `strong_at`: when the person last proved who they are, with every factor they have."""

    account_id: AccountId
    tenant_id: TenantId | None = None
    organization_id: UUID | None = None
    on_behalf_member_id: UUID | None = None
    method: LogInMethod = LogInMethod.PASSWORD
    strong_at: datetime | None = None
    provider_id: UUID | None = None
    limited_tenant_id: TenantId | None = None
    expires_at: datetime | None = None  # sooner than a log-in usually ends


async def open_session(ctx: Ctx, new: NewSession, *, replaces: UUID | None = None, reason: str = "") -> SessionToken:
    """Start a session under a fresh token; the one it replaces ends in the same moment.

    Raises AccountDisabled when the account may not log in.
    """
    text = token()
    now = ctx.now
    expires_at = now + timedelta(hours=ctx.services.settings.session_lifetime_hours)
    if new.expires_at is not None:
        expires_at = min(expires_at, new.expires_at)
    session_id = SessionId.new()
    row = await ctx.db.maybe(
        START,
        {
            "id": session_id,
            "account": new.account_id,
            "hash": token_hash(text),
            "tenant": new.tenant_id,
            "organization": new.organization_id,
            "on_behalf": new.on_behalf_member_id,
            "provider": new.provider_id,
            "limited": new.limited_tenant_id,
            "method": new.method.value,
            "strong_at": new.strong_at,
            "expires_at": expires_at,
            "ip": plain_address(ctx.ip),
            "agent": ctx.origin.user_agent,
            "now": now,
        },
    )
    if row is None:
        raise AccountDisabled
    if replaces is not None:
        await ctx.db.run(END, {"account": new.account_id, "id": replaces, "reason": reason or "replaced", "now": now})
    identity = Identity(csrf_secret=token_hash(text).hex())
    return SessionToken(
        session_id=session_id, token=text, csrf_token=csrf_token(ctx.services, identity), expires_at=expires_at
    )


async def start_session(
    ctx: Ctx,
    account_id: AccountId,
    tenant_id: Id | UUID | None,
    organization_id: Id | UUID | None = None,
    on_behalf_member_id: Id | UUID | None = None,
    strong: bool = False,
) -> SessionToken:
    """Start a session for an account in a business: after sign-up, an accepted invitation, or a switch.

    A session of the same account that makes the request ends, and hands on how the person logged in and when they last
    proved themselves, and when that log-in ends. Acting for a member lasts an hour, whatever one switches to meanwhile.
    The caller has made sure that the account may work there. `strong`: a proof was just given.

    Raises SessionLimitedToTenant when only another company vouched for the person, AccountDisabled.
    """
    tenant = _typed(tenant_id)
    present = await _session_of(ctx, account_id)
    new = NewSession(
        account_id=account_id,
        tenant_id=tenant,
        organization_id=_plain(organization_id),
        on_behalf_member_id=_plain(on_behalf_member_id),
        method=present.method if present else LogInMethod.SIGN_UP,
        strong_at=ctx.now if strong else (present.strong_at if present else None),
        provider_id=present.provider_id if present else None,
        limited_tenant_id=present.limited_tenant_id if present else None,
        expires_at=_end_of(ctx, present, _plain(on_behalf_member_id)),
    )
    if new.limited_tenant_id is not None and new.limited_tenant_id != tenant:
        raise SessionLimitedToTenant
    return await open_session(ctx, new, replaces=present.id.uuid if present else None, reason="switched")


def _end_of(ctx: Ctx, present: SessionRow | None, on_behalf: UUID | None) -> datetime | None:
    """When a session ends that takes the place of another; None for the usual time."""
    acted_for = present.on_behalf_member_id if present else None
    if on_behalf is not None and on_behalf != acted_for:
        return ctx.now + ACTING_LASTS
    # Going back to oneself begins the usual time again: what one had before the hour is not known any more.
    return present.expires_at if present is not None and on_behalf == acted_for else None


async def end_all_sessions(
    ctx: Ctx, account_id: AccountId, reason: str, *, keep: SessionId | UUID | None = None
) -> int:
    """End every session of an account (but `keep`); returns how many. They are refused from the next request on."""
    params = {"account": account_id, "except": keep, "reason": reason[:40], "now": ctx.now}
    return int(await ctx.db.value(END_ALL, params))


def session_headers(services: Services, session: SessionToken | None) -> list[tuple[str, str]]:
    """The Set-Cookie header that hands a session to a browser; None takes it away."""
    secure = is_secure(services)
    name = session_cookie(services)
    if session is None:
        return [cookie(name, "", secure=secure, max_age=0)]
    return [cookie(name, session.token, secure=secure, max_age=services.settings.session_lifetime_hours * 3600)]


@command("account.log_out", access="self")
async def log_out(ctx: Ctx) -> None:
    """End the session at hand."""
    account_id = AccountId(ctx.authorize_self("account.log_out"))
    session = await current_session(ctx)
    await ctx.db.run(END, {"account": account_id, "id": session.id, "reason": "logged_out", "now": ctx.now})
    await note(ctx, account_id, "logged_out")
    ctx.record("session", session.id, label=ctx.principal.display_name)


@command("session.end", access="self")
async def end_session(ctx: Ctx, session_id: SessionId) -> None:
    """End one of your own sessions; it is refused from its next request on. Raises NotFound."""
    account_id = AccountId(ctx.authorize_self("session.end"))
    await _not_limited(ctx, session_id)
    ended = await ctx.db.value(END, {"account": account_id, "id": session_id, "reason": "revoked", "now": ctx.now})
    if not ended:
        raise NotFound
    await note(ctx, account_id, "session_ended")
    ctx.record("session", session_id, label=ctx.principal.display_name)


@command("session.end_others", access="self")
async def end_other_sessions(ctx: Ctx) -> EndedSessions:
    """End all of your own sessions but the one at hand."""
    account_id = AccountId(ctx.authorize_self("session.end_others"))
    session = await current_session(ctx)
    if session.limited_tenant_id is not None:
        raise SessionLimitedToTenant
    ended = await end_all_sessions(ctx, account_id, "revoked", keep=session.id)
    await note(ctx, account_id, "sessions_ended", count=ended)
    ctx.record("account", account_id, label=ctx.principal.display_name, after={"ended_sessions": ended})
    return EndedSessions(ended=ended)


async def _not_limited(ctx: Ctx, session_id: SessionId) -> None:
    """A person for whom only a company vouches may end sessions inside it, no others."""
    session = await current_session(ctx)
    if session.limited_tenant_id is None or session.id == session_id:
        return
    other = await find_session_row(ctx, session_id)
    if other is None or other.limited_tenant_id != session.limited_tenant_id:
        raise NotFound


async def _session_of(ctx: Ctx, account_id: AccountId) -> SessionRow | None:
    """The session that makes this request, when it belongs to the account."""
    if ctx.principal.session_id is None:
        return None
    session = await find_session_row(ctx, SessionId(ctx.principal.session_id))
    return session if session is not None and session.account_id == account_id else None


def _typed(value: Id | UUID | None) -> TenantId | None:
    plain = _plain(value)
    return None if plain is None else TenantId(plain)


def _plain(value: Any) -> UUID | None:
    if value is None or isinstance(value, UUID):
        return value
    return UUID(int=value.uuid.int)
