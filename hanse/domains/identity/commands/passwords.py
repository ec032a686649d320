"""Passwords: changing one's own, and setting a forgotten one anew through a link in a mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.domains.identity.commands.log_in import prove_password
from hanse.domains.identity.commands.proving import limit_tries, note, own_account, take_token
from hanse.domains.identity.commands.sessions import NewSession, end_all_sessions, open_session
from hanse.domains.identity.errors import (
    ConfirmItIsYou,
    LinkNotValid,
    PasswordNotAccepted,
    SessionLimitedToTenant,
)
from hanse.domains.identity.queries.rows import PEEK_TOKEN, AccountRow, look_up_account, look_up_session, look_up_token
from hanse.domains.identity.rules import limits
from hanse.domains.identity.rules.passwords import is_long, normalise, problem_of
from hanse.domains.identity.rules.people import normalise_email
from hanse.domains.identity.types import (
    AccountId,
    ChangePassword,
    LinkKind,
    RequestPasswordReset,
    ResetPassword,
    SessionToken,
)
from hanse.kit.errors import FieldError, Unauthenticated
from hanse.platform.breached import BreachedPasswords
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token_hash

RESET: Final = "password_reset"
STOLEN: Final = (
    "This password was stolen from another site and stands in the lists that attackers try first; choose another, and"
    " change it wherever you use it"
)
RESET_JOB: Final = "identity.send_password_reset"
NOTICE_JOB: Final = "identity.send_notice"
SET_PASSWORD: Final = "SELECT account_set_password(%(id)s, %(hash)s, %(long)s, %(now)s)"
SET_VERIFIED: Final = "SELECT account_set_verified(%(id)s, %(email)s, %(now)s)"
CANCEL: Final = "SELECT account_tokens_cancel(%(account)s, %(kinds)s, %(now)s)"


def check_new_password(
    text: str, context: Iterable[str] = (), *, has_second_factor: bool = False, field: str = "password"
) -> None:
    """Refuse a new password that is too short or would be guessed; `context` is what others know about the person.

    Raises PasswordNotAccepted with the reason at `field`.
    """
    problem = problem_of(text, context, has_second_factor=has_second_factor)
    if problem is not None:
        raise PasswordNotAccepted(problem, fields=(FieldError(field, problem, "password_not_accepted"),))


async def accept_password(
    ctx: Ctx, text: str, context: Iterable[str] = (), *, has_second_factor: bool = False, field: str = "password"
) -> None:
    """Check a new password by the rules, then by the installation's lists of stolen ones.

    May wait for another system: call it before anything is read. Raises PasswordNotAccepted with the reason at `field`.
    """
    check_new_password(text, context, has_second_factor=has_second_factor, field=field)
    settings = ctx.services.settings
    lists = BreachedPasswords(ctx.services.http, settings.breached_passwords_url, settings.breached_passwords_file)
    if await lists.knows(normalise(text)):
        raise PasswordNotAccepted(STOLEN, fields=(FieldError(field, STOLEN, "password_stolen"),))


@command("account.request_password_reset", access="public")
async def request_password_reset(ctx: Ctx, data: RequestPasswordReset) -> None:
    """Ask for a mail with a link to set the password anew. The answer is the same whether or not there is an account.

    Raises TooManyRequests, EmailNotAccepted.
    """
    ctx.authorize_anyone("account.request_password_reset")
    email = normalise_email(data.email)
    counted = {"account": limits.MAIL_ACCOUNT, "address": limits.MAIL_ADDRESS}
    await limit_tries(ctx, "mail", subject=email, limits=counted)
    # A job finds out whether there is an account, so that this answer costs the same either way.
    handle = ctx.tenant_or_none.handle if ctx.tenant_or_none else None
    await ctx.services.jobs.enqueue(ctx, RESET_JOB, {"email": email, "business": handle, "ip": ctx.ip}, priority=10)


@command("account.reset_password", access="public")
async def reset_password(ctx: Ctx, data: ResetPassword) -> None:
    """Set a new password with the token of the mail. Ends every session; the second factor is still needed afterwards.

    Raises LinkNotValid, PasswordNotAccepted, TooManyRequests.
    """
    ctx.authorize_anyone("account.reset_password")
    await limit_tries(ctx, "link", limits={"address": limits.LINK})
    account = await _account_of_link(ctx, data.token)
    await accept_password(ctx, data.password, account.known_words(), has_second_factor=account.has_totp)
    fresh = await passwords_of(ctx.services).hash(data.password)
    if await take_token(ctx, RESET, data.token) is None:
        raise LinkNotValid
    await _store(ctx, account, data.password, fresh)
    # Whoever has the link reads the mail of this address.
    await ctx.db.value(SET_VERIFIED, {"id": account.id, "email": account.email, "now": ctx.now})
    await end_all_sessions(ctx, account.id, "password_reset")
    await note(ctx, account.id, "password_reset")
    await tell(ctx, account, "password_changed")
    ctx.record("account", account.id, label=account.display_name)


@command("account.change_password", access="self")
async def change_password(ctx: Ctx, data: ChangePassword) -> SessionToken:
    """Change your password. Every session ends; the answer holds a new one for this device.

    The present password is the proof; an account without one needs a fresh proof of another kind. Raises
    PasswordNotAccepted, ConfirmItIsYou, SessionLimitedToTenant, Invalid.
    """
    account_id = AccountId(ctx.authorize_self("account.change_password"))
    await limit_tries(ctx, "step-up", subject=str(account_id), limits={"account": limits.STEP_UP})
    row = await look_up_account(ctx.services, account_id=account_id)
    session = await look_up_session(ctx.services, ctx.principal.session_id)
    if row is None or session is None:
        raise Unauthenticated
    if session.limited_tenant_id is not None:
        raise SessionLimitedToTenant
    await _prove_present(ctx, row, data.current_password)
    words = row.known_words()
    await accept_password(ctx, data.new_password, words, has_second_factor=row.has_totp, field="new_password")
    fresh = await passwords_of(ctx.services).hash(data.new_password)
    account = await own_account(ctx, "account.change_password", strong=False)
    await _store(ctx, account, data.new_password, fresh)
    await end_all_sessions(ctx, account.id, "password_changed")
    new = NewSession(
        account_id=account.id,
        tenant_id=session.tenant_id,
        organization_id=session.organization_id,
        method=session.method,
        strong_at=ctx.now,
    )
    started = await open_session(ctx, new)
    await note(ctx, account.id, "password_changed")
    await tell(ctx, account, "password_changed")
    ctx.record("account", account.id, label=account.display_name)
    return started


async def link_works(ctx: Ctx, kind: LinkKind, text: str) -> bool:
    """Whether a link of a mail still works; looking does not use it."""
    ctx.authorize_anyone("account.look_at_link")
    params = {"kind": kind.value, "hash": token_hash(text), "now": ctx.now}
    return bool(text) and await look_up_token(ctx.services, PEEK_TOKEN, params) is not None


async def tell(ctx: Ctx, account: AccountRow, what: str) -> None:
    """Mail the owner that something about the account's protection changed."""
    if account.email is not None:
        payload = {
            "email": account.email,
            "name": account.display_name,
            "what": what,
            "ip": ctx.ip,
            "agent": ctx.origin.user_agent,
        }
        await ctx.services.jobs.enqueue(ctx, NOTICE_JOB, payload)


async def _prove_present(ctx: Ctx, account: AccountRow, password: str | None) -> None:
    if account.password_hash is None:
        if not ctx.principal.authenticated_strongly:
            raise ConfirmItIsYou
        return
    await prove_password(ctx, account, password or "", field="current_password")


async def _account_of_link(ctx: Ctx, text: str) -> AccountRow:
    params = {"kind": RESET, "hash": token_hash(text), "now": ctx.now}
    found = await look_up_token(ctx.services, PEEK_TOKEN, params)
    account = None
    if found is not None and found.account_id is not None:
        account = await look_up_account(ctx.services, account_id=found.account_id)
    if account is None or not account.is_active:
        raise LinkNotValid
    return account


async def _store(ctx: Ctx, account: AccountRow, password: str, fresh: str) -> None:
    await ctx.db.run(SET_PASSWORD, {"id": account.id, "hash": fresh, "long": is_long(password), "now": ctx.now})
    kinds = ["password_reset", "second_factor", "email_change"]
    await ctx.db.run(CANCEL, {"account": account.id, "kinds": kinds, "now": ctx.now})
