"""Logging in: password, then the second factor when the account has one, then a session. Passkeys: passkeys.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec
import structlog

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.domains.identity.adapters.second_factor import matching_step, recovery_hash, unseal
from hanse.domains.identity.commands.proving import (
    CREATE_TOKEN,
    TRY_TOKEN,
    NewToken,
    current_session,
    forget_tries,
    limit_tries,
    note,
    note_apart,
    take_token,
)
from hanse.domains.identity.commands.sessions import NewSession, open_session
from hanse.domains.identity.errors import (
    ChallengeOver,
    EmailNotAccepted,
    LogInFailed,
    SecondFactorFailed,
)
from hanse.domains.identity.events import LoggedIn
from hanse.domains.identity.ports import PLACES, Places
from hanse.domains.identity.queries.rows import AccountRow, look_up_account, look_up_session, look_up_token
from hanse.domains.identity.rules import limits
from hanse.domains.identity.rules.people import normalise_email
from hanse.domains.identity.types import (
    AccountId,
    ConfirmSecondFactor,
    LogIn,
    LogInMethod,
    LogInOutcome,
    Place,
    SecondFactorChallenge,
    SessionToken,
    StepUp,
)
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import Invalid, Unauthenticated
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import SecretUnreadable, token_hash

CHALLENGE_LIFETIME: Final = timedelta(minutes=10)
CHALLENGE: Final = "second_factor"
REHASH: Final = "SELECT account_rehash_password(%(id)s, %(old)s, %(new)s)"
USE_STEP: Final = "SELECT account_totp_use(%(account)s, %(step)s, %(now)s) AS flag"
USE_RECOVERY: Final = "SELECT account_recovery_use(%(account)s, %(hash)s, %(now)s) AS flag"
FIND_TOTP: Final = "SELECT secret, confirmed_at FROM account_totp_find(%(account)s)"
log = structlog.get_logger("hanse.identity")


@command("account.log_in", access="public")
async def log_in(ctx: Ctx, data: LogIn) -> LogInOutcome:
    """Log in with e-mail and password.

    Gives a session, or a challenge for the second factor. An unknown e-mail, a wrong password and a disabled account
    answer alike and take alike. Raises LogInFailed, TooManyRequests.
    """
    ctx.authorize_anyone("account.log_in")
    email = _known_form(data.email)
    await limit_tries(
        ctx,
        "log-in",
        subject=email,
        limits={
            "pair": limits.LOG_IN_PAIR,
            "address": limits.LOG_IN_ADDRESS,
            "account": limits.LOG_IN_ACCOUNT,
        },
    )
    row = await look_up_account(ctx.services, email=email)
    matches = await passwords_of(ctx.services).verify(row.password_hash if row else None, data.password)
    if row is None or not matches or not row.is_active:
        kind = "log_in_refused" if matches else "log_in_failed"
        await note_apart(ctx, row.id if row else None, kind, method="password")
        log.info("log_in_failed", account_id=str(row.id) if row else None, ip=ctx.ip)
        raise LogInFailed
    await forget_tries(ctx, "log-in", email, limits.LOG_IN_PAIR)
    await _rehash(ctx, row, data.password)
    if row.has_totp:
        return await _challenge(ctx, row, data.business)
    session = await finish_log_in(ctx, row, LogInMethod.PASSWORD, data.business)
    return LogInOutcome(state="logged_in", account_id=row.id, session=session)


@command("account.confirm_second_factor", access="public")
async def confirm_second_factor(ctx: Ctx, data: ConfirmSecondFactor) -> LogInOutcome:
    """Finish a log-in with a code of the authenticator or a recovery code.

    Raises SecondFactorFailed for a wrong, old or used code, ChallengeOver after ten minutes or five tries.
    """
    ctx.authorize_anyone("account.confirm_second_factor")
    account, business = await try_challenge(ctx, data.challenge)
    await limit_tries(ctx, "second-factor", subject=str(account.id), limits={"account": limits.SECOND_FACTOR})
    await prove_code(ctx, account, data.code)
    await use_challenge(ctx, data.challenge)
    session = await finish_log_in(ctx, account, LogInMethod.PASSWORD, business)
    return LogInOutcome(state="logged_in", account_id=account.id, session=session)


@command("account.step_up", access="self")
async def step_up(ctx: Ctx, data: StepUp) -> SessionToken:
    """Prove again that it is you, with your password or a code, and get a new session that may do sensitive things.

    The old session ends. A person for whom a company vouched proves themselves as in a full log-in, and is then no
    longer limited to that company. Raises SecondFactorFailed, LogInFailed, TooManyRequests.
    """
    account_id = AccountId(ctx.authorize_self("account.step_up"))
    await limit_tries(ctx, "step-up", subject=str(account_id), limits={"account": limits.STEP_UP})
    account = await look_up_account(ctx.services, account_id=account_id)
    session = await look_up_session(ctx.services, ctx.principal.session_id)
    if account is None or session is None:
        raise Unauthenticated
    needs_password = data.code is None or session.limited_tenant_id is not None
    needs_code = account.has_totp and session.limited_tenant_id is not None
    if needs_password and data.password is None:
        raise Invalid.field("password", "Enter your password", "required")
    if needs_code and data.code is None:
        raise Invalid.field("code", "Enter a code of your authenticator as well", "required")
    if data.password is not None:
        await prove_password(ctx, account, data.password)
    if data.code is not None:
        await prove_code(ctx, account, data.code)
    await note(ctx, account_id, "confirmed")
    ctx.record("account", account_id, label=account.display_name)
    return await strengthened(ctx, account_id)


async def strengthened(ctx: Ctx, account_id: AccountId, method: LogInMethod | None = None) -> SessionToken:
    """Replace the session at hand by one that was proven just now, in the same place; `method` when it was stronger."""
    session = await current_session(ctx)
    new = NewSession(
        account_id=account_id,
        tenant_id=session.tenant_id,
        organization_id=session.organization_id,
        on_behalf_member_id=session.on_behalf_member_id,
        method=method or session.method,
        strong_at=ctx.now,
        # A fresh proof of oneself is no fresh hour in somebody else's name.
        expires_at=session.expires_at if session.on_behalf_member_id is not None else None,
    )
    return await open_session(ctx, new, replaces=session.id.uuid, reason="confirmed")


# ---- the second factor ---------------------------------------------------------------------------------------------


async def try_challenge(ctx: Ctx, text: str) -> tuple[AccountRow, str | None]:
    """Count a try against the challenge of a log-in; gives the account and the business. Raises ChallengeOver."""
    params = {"kind": CHALLENGE, "hash": token_hash(text), "most": limits.CHALLENGE_TRIES, "now": ctx.now}
    found = await look_up_token(ctx.services, TRY_TOKEN, params)
    account = None
    if found is not None and found.account_id is not None:
        account = await look_up_account(ctx.services, account_id=found.account_id)
    if found is None or account is None or not account.is_active:
        raise ChallengeOver
    return account, found.payload.get("business")


async def use_challenge(ctx: Ctx, text: str) -> None:
    """Use the challenge up together with the log-in. Raises ChallengeOver when another request was faster."""
    if await take_token(ctx, CHALLENGE, text) is None:
        raise ChallengeOver


async def prove_password(ctx: Ctx, account: AccountRow, password: str, field: str = "password") -> None:
    """Accept the account's password. Raises Invalid at `field`."""
    if not await passwords_of(ctx.services).verify(account.password_hash, password):
        await note_apart(ctx, account.id, "confirm_failed")
        raise Invalid.field(field, "This is not your password", "wrong_password")


async def prove_code(ctx: Ctx, account: AccountRow, code: str) -> None:
    """Accept a code of the authenticator whose step is newer than any used before, or an unused recovery code.

    A code that was accepted is used up, whatever becomes of the request. Raises SecondFactorFailed.
    """
    if account.has_totp:
        recovery = recovery_hash(code, account.id.uuid.bytes)
        if recovery is None:
            if await use_totp_step(ctx, account.id, code):
                return
        elif await _flag(ctx, USE_RECOVERY, {"account": account.id, "hash": recovery, "now": ctx.now}):
            await note_apart(ctx, account.id, "recovery_code_used")
            return
    await note_apart(ctx, account.id, "second_factor_failed")
    raise SecondFactorFailed


async def use_totp_step(ctx: Ctx, account_id: AccountId, code: str, *, inside: bool = False) -> bool:
    """Use up the time step of a code; False for a wrong code and for one used before (RFC 6238, section 5.2).

    `inside` does it in the request's transaction, together with what the code allows.
    """
    ask = ctx.db.maybe if inside else ctx.services.database.lookup
    row = await ask(FIND_TOTP, {"account": account_id})
    if row is None:
        return False
    try:
        secret = unseal(ctx.services.crypto, row["secret"], account_id.uuid.bytes)
    except SecretUnreadable:
        log.error("totp_secret_unreadable", account_id=str(account_id))
        return False
    step = matching_step(secret, code, ctx.now)
    if step is None:
        return False
    used = await ask(USE_STEP, {"account": account_id, "step": step, "now": ctx.now})
    return used is not None and bool(used["flag"])


async def _flag(ctx: Ctx, sql: LiteralString, params: dict[str, Any]) -> bool:
    """The yes or no of one statement that stands for itself."""
    row = await ctx.services.database.lookup(sql, params)
    return row is not None and bool(row["flag"])


# ---- the session ---------------------------------------------------------------------------------------------------


async def finish_log_in(
    ctx: Ctx, account: AccountRow, method: LogInMethod, business: str | None, strong: bool = True
) -> SessionToken:
    """Start the session of a person who proved who they are, in the business asked for or where they worked last."""
    place = await place_in(ctx, account, business)
    new = NewSession(
        account_id=account.id,
        tenant_id=place.tenant_id if place else None,
        organization_id=place.organization_id if place else None,
        method=method,
        strong_at=ctx.now if strong else None,
    )
    return await begin(ctx, account, new)


async def begin(ctx: Ctx, account: AccountRow, new: NewSession) -> SessionToken:
    """Start a session after a log-in and say so: to the account's history, the audit trail, and subscribers."""
    replaced = ctx.principal.session_id if ctx.principal.account_id == account.id.uuid else None
    session = await open_session(ctx, new, replaces=replaced)
    _become(ctx, account, session)
    await note(ctx, account.id, "logged_in", method=new.method.value)
    if new.tenant_id is not None and ctx.db.tenant_id is None:
        await ctx.db.enter_tenant(new.tenant_id.uuid)
    ctx.record("account", account.id, label=account.display_name, after={"method": new.method.value})
    if new.tenant_id is not None and ctx.db.tenant_id == new.tenant_id.uuid:
        ctx.emit(LoggedIn(account_id=account.id, session_id=session.session_id, method=new.method.value))
    return session


def _become(ctx: Ctx, account: AccountRow, session: SessionToken) -> None:
    """From here on the request speaks for the account, so that the audit trail names it."""
    ctx.principal = msgspec.structs.replace(
        ctx.principal,
        kind=PrincipalKind.ACCOUNT,
        display_name=account.display_name,
        email=account.email,
        account_id=account.id.uuid,
        session_id=session.session_id.uuid,
    )


async def place_in(ctx: Ctx, account: AccountRow, business: str | None) -> Place | None:
    """Where the account works: in the business named, else where it was last, else anywhere; None when nowhere."""
    chooser: Places | None = ctx.services.extras.get(PLACES)
    if chooser is None:
        return None
    last = None
    if account.last_tenant_id is not None:
        last = Place(
            tenant_id=TenantId(account.last_tenant_id.uuid), organization_id=_uuid(account.last_organization_id)
        )
    return await chooser.place_for(ctx, account.id, business=business, last=last)


async def _challenge(ctx: Ctx, account: AccountRow, business: str | None) -> LogInOutcome:
    made = NewToken(CHALLENGE, account.id, CHALLENGE_LIFETIME, ctx.now, {"business": business} if business else {})
    await ctx.db.run(CREATE_TOKEN, made.params)
    passkeys = await ctx.db.all("SELECT id FROM account_passkey_list(%(account)s)", {"account": account.id})
    methods = ("totp", "recovery_code", *(("passkey",) if passkeys else ()))
    challenge = SecondFactorChallenge(token=made.text, methods=methods, expires_at=made.expires_at)
    return LogInOutcome(state="second_factor_needed", challenge=challenge)


async def _rehash(ctx: Ctx, account: AccountRow, password: str) -> None:
    """Keep up with stronger parameters while the password is at hand."""
    stored = account.password_hash
    hasher = passwords_of(ctx.services)
    if stored is not None and hasher.is_outdated(stored):
        fresh = await hasher.hash(password)
        await ctx.services.database.lookup(REHASH, {"id": account.id, "old": stored, "new": fresh})


def _known_form(email: str) -> str:
    """The normalised e-mail; a text that is none is looked up as it is, so that it fails like any unknown one."""
    try:
        return normalise_email(email)
    except EmailNotAccepted:
        return email.strip().lower()[:320]


def _uuid(value: Any) -> UUID | None:
    return value if isinstance(value, UUID) else None
