"""What people see of their own account: who they are here, its protection, its sessions, and what happened to it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.identity.queries.rows import SessionRow, find_account_row, find_session_row
from hanse.domains.identity.rules.history import text_of, tone_of
from hanse.domains.identity.rules.people import device_of
from hanse.domains.identity.types import (
    Account,
    AccountEvent,
    AccountEventId,
    AccountId,
    ExternalIdentity,
    ListAccountEvents,
    Me,
    MeTenant,
    Passkey,
    Security,
    Session,
    SessionId,
)
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import Unauthenticated
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.platform.authz import Principal
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SESSIONS: Final = "SELECT * FROM session_list(%(account)s, %(now)s, %(idle)s)"
PASSKEYS: Final = "SELECT id, name, is_synced, created_at, last_used_at FROM account_passkey_list(%(account)s)"
OUTSIDE: Final = (
    "SELECT id, tenant_id, provider_id, label, created_at, last_used_at FROM external_identity_list(%(account)s)"
)
CODES_LEFT: Final = "SELECT account_recovery_left(%(account)s)"
EVENTS: Final = "SELECT * FROM account_event_list(%(account)s, %(before)s, %(limit)s)"


@query("me.get", access="self")
async def get_me(ctx: Ctx) -> Me:
    """Who asks, in which business, and for whom. Answered from the session alone."""
    ctx.checked.add("me.get")
    if not ctx.principal.is_authenticated:
        raise Unauthenticated
    return _me(ctx, ctx.principal)


def _me(ctx: Ctx, principal: Principal) -> Me:
    tenant = ctx.tenant_or_none
    known = None
    if tenant is not None:
        known = MeTenant(
            id=TenantId(tenant.id),
            handle=tenant.handle,
            name=tenant.name,
            locale=tenant.locale,
            timezone=tenant.timezone,
            currency=tenant.currency,
        )
    return Me(
        kind=principal.kind.value,
        account_id=AccountId(principal.account_id) if principal.account_id else None,
        display_name=principal.display_name,
        email=principal.email,
        locale=ctx.locale,
        timezone=principal.timezone or (tenant.timezone if tenant else "UTC"),
        tenant=known,
        member_id=principal.member_id,
        organization_id=principal.organization_id,
        organization_name=principal.organization_name,
        on_behalf_of=principal.on_behalf.display_name if principal.on_behalf else None,
        session_id=SessionId(principal.session_id) if principal.session_id else None,
        authenticated_strongly=principal.authenticated_strongly,
    )


@query("account.get", access="self")
async def get_my_account(ctx: Ctx) -> Account:
    """Your own account."""
    account_id = AccountId(ctx.authorize_self("account.get"))
    row = await find_account_row(ctx, account_id=account_id)
    if row is None:
        raise Unauthenticated
    return row.account()


@query("session.list", access="self")
async def list_sessions(ctx: Ctx) -> Page[Session]:
    """Where you are logged in, latest use first."""
    account_id = AccountId(ctx.authorize_self("session.list"))
    idle = ctx.services.settings.session_idle_minutes * 60
    rows = await ctx.db.all(SESSIONS, {"account": account_id, "now": ctx.now, "idle": idle}, into=SessionRow)
    present = next((row for row in rows if row.id.uuid == ctx.principal.session_id), None)
    limit = present.limited_tenant_id if present else None
    # A person for whom only a company vouches sees the sessions that company vouched for.
    visible = [row for row in rows if limit is None or row.limited_tenant_id == limit]
    return Page([_session(row, ctx.principal.session_id) for row in visible])


def _session(row: SessionRow, present: UUID | None) -> Session:
    return Session(
        id=row.id,
        device=device_of(row.user_agent),
        ip=None if row.ip is None else str(row.ip),
        method=row.method,
        is_current=row.id.uuid == present,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
    )


@query("account.get_security", access="self")
async def get_security(ctx: Ctx) -> Security:
    """How your account is protected: password, authenticator, recovery codes, passkeys, company log-ins."""
    account_id = AccountId(ctx.authorize_self("account.get_security"))
    row = await find_account_row(ctx, account_id=account_id)
    if row is None:
        raise Unauthenticated
    own = {"account": account_id}
    return Security(
        email=row.email,
        email_verified_at=row.email_verified_at,
        has_password=row.password_hash is not None,
        password_changed_at=row.password_changed_at,
        has_totp=row.has_totp,
        recovery_codes_left=int(await ctx.db.value(CODES_LEFT, own)),
        passkeys=tuple(await ctx.db.all(PASSKEYS, own, into=Passkey)),
        external_identities=tuple(await ctx.db.all(OUTSIDE, own, into=ExternalIdentity)),
        is_limited=await _is_limited(ctx),
    )


async def _is_limited(ctx: Ctx) -> bool:
    session_id = ctx.principal.session_id
    session = await find_session_row(ctx, SessionId(session_id)) if session_id is not None else None
    return session is not None and session.limited_tenant_id is not None


@query("account.list_events", access="self")
async def list_account_events(ctx: Ctx, query: ListAccountEvents) -> Page[AccountEvent]:
    """What happened to your account, latest first: log-ins, failed ones too, and changes of its protection."""
    account_id = AccountId(ctx.authorize_self("account.list_events"))
    before = decode_cursor(query.cursor, UUID)
    params = {"account": account_id, "before": before[0] if before else None, "limit": query.limit + 1}
    rows = await ctx.db.all(EVENTS, params, into=_event)
    return page_of(rows, query.limit, lambda row: encode_cursor(row.id.uuid))


def _event(row: dict[str, Any]) -> AccountEvent:
    return AccountEvent(
        id=AccountEventId(row["id"]),
        kind=row["kind"],
        text=text_of(row["kind"], row["details"]),
        tone=tone_of(row["kind"]),
        occurred_at=row["occurred_at"],
        ip=None if row["ip"] is None else str(row["ip"]),
        device=device_of(row["user_agent"]),
        details=row["details"],
    )
