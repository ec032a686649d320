"""What every proof of identity shares: the account at hand, the rate of tries, one-time tokens, the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hanse.domains.identity.errors import ConfirmItIsYou, EmailNotConfirmed, SessionLimitedToTenant
from hanse.domains.identity.queries.rows import (
    AccountRow,
    SessionRow,
    TokenRow,
    find_account_row,
    find_session_row,
    look_up_token,
)
from hanse.domains.identity.rules.limits import key_of
from hanse.domains.identity.types import AccountEventId, AccountId, SessionId
from hanse.kit.errors import Unauthenticated
from hanse.kit.ids import uuid7
from hanse.platform.audit.rows import plain_address
from hanse.platform.context import Ctx
from hanse.platform.crypto import token, token_hash
from hanse.platform.limits import Limit, enforce_all, network_of

ADD_EVENT: Final = (
    "SELECT account_event_add(%(id)s, %(account)s, %(kind)s, %(session)s, %(tenant)s, %(ip)s::inet, %(agent)s,"
    " %(details)s, %(now)s)"
)
CREATE_TOKEN: Final = (
    "SELECT account_token_create(%(id)s, %(account)s, %(kind)s, %(hash)s, %(payload)s, %(expires_at)s, %(now)s)"
)
TAKE_TOKEN: Final = "SELECT * FROM account_token_take(%(kind)s, %(hash)s, %(now)s)"
TRY_TOKEN: Final = "SELECT * FROM account_token_try(%(kind)s, %(hash)s, %(most)s, %(now)s)"
CANCEL_TOKENS: Final = "SELECT account_tokens_cancel(%(account)s, %(kinds)s, %(now)s)"


async def own_account(ctx: Ctx, action: str, *, strong: bool = True) -> AccountRow:
    """The account of the person at hand, for changing how it is protected.

    Raises Unauthenticated, ConfirmItIsYou when `strong` and the last proof is old, SessionLimitedToTenant when only a
    company vouched for the person: a company must never come to own an account that works elsewhere too.
    """
    account_id = AccountId(ctx.authorize_self(action))
    if strong and not ctx.principal.authenticated_strongly:
        raise ConfirmItIsYou
    session = await current_session(ctx)
    if session.limited_tenant_id is not None:
        raise SessionLimitedToTenant
    return await existing_account(ctx, account_id)


def require_strong(ctx: Ctx) -> None:
    """Go on only when the person proved who they are within the last ten minutes. Raises ConfirmItIsYou.

    Programs with an API key and the system itself have no such proof to give; their rights decide.
    """
    is_person = ctx.principal.session_id is not None
    if is_person and not ctx.principal.authenticated_strongly:
        raise ConfirmItIsYou


def require_confirmed(account: AccountRow) -> None:
    """Go on only when the person reads mail at the account's address. Raises EmailNotConfirmed.

    Asked before a way in is added: who registers somebody else's address must not keep one once its owner comes.
    """
    if account.email is not None and account.email_verified_at is None:
        raise EmailNotConfirmed


async def existing_account(ctx: Ctx, account_id: AccountId) -> AccountRow:
    """The account of an open session. Raises Unauthenticated when it is gone or disabled."""
    row = await find_account_row(ctx, account_id=account_id)
    if row is None or not row.is_active:
        raise Unauthenticated
    return row


async def current_session(ctx: Ctx) -> SessionRow:
    """The session at hand. Raises Unauthenticated when it ended since it was looked up."""
    session_id = ctx.principal.session_id
    session = await find_session_row(ctx, SessionId(session_id)) if session_id is not None else None
    if session is None:
        raise Unauthenticated
    return session


# ---- how often -----------------------------------------------------------------------------------------------------


async def limit_tries(ctx: Ctx, what: str, *, subject: str = "", limits: Mapping[str, Limit]) -> None:
    """Count one try; `limits` by what they count: pair, account or address. Raises TooManyRequests."""
    network = network_of(ctx.ip)
    keys = {
        "pair": f"{what}:pair:{key_of(subject + ' ' + network)}",
        "account": f"{what}:account:{key_of(subject)}",
        "address": f"{what}:address:{network}",
    }
    await enforce_all(ctx.services.limits, [(keys[name], limit) for name, limit in limits.items()])


async def forget_tries(ctx: Ctx, what: str, subject: str, limit: Limit) -> None:
    """Give a person who proved themselves their tries back."""
    await ctx.services.limits.reset(f"{what}:pair:{key_of(subject + ' ' + network_of(ctx.ip))}", limit)


# ---- one-time tokens -----------------------------------------------------------------------------------------------


class NewToken:
    """A one-time token about to be stored: the text goes out once, the hash stays."""

    __slots__ = ("expires_at", "params", "text")

    def __init__(
        self, kind: str, account_id: AccountId | None, lifetime: timedelta, now: datetime, payload: dict[str, Any]
    ) -> None:
        self.text = token()
        self.expires_at = now + lifetime
        self.params = {
            "id": uuid7(),
            "account": account_id,
            "kind": kind,
            "hash": token_hash(self.text),
            "payload": payload,
            "expires_at": self.expires_at,
            "now": now,
        }


async def take_apart(ctx: Ctx, kind: str, text: str) -> TokenRow | None:
    """Use a token up for good, whatever becomes of the request; None when it is over or was never made."""
    return await look_up_token(ctx.services, TAKE_TOKEN, {"kind": kind, "hash": token_hash(text), "now": ctx.now})


async def take_token(ctx: Ctx, kind: str, text: str) -> TokenRow | None:
    """Use a token up together with the change it allows: when the change fails, the token still works."""
    return await ctx.db.maybe(TAKE_TOKEN, {"kind": kind, "hash": token_hash(text), "now": ctx.now}, into=TokenRow)


# ---- what happened -------------------------------------------------------------------------------------------------


async def note(ctx: Ctx, account_id: AccountId, kind: str, **details: Any) -> None:
    """Add an entry to the account's history, together with the change."""
    await ctx.db.run(ADD_EVENT, _entry(ctx, account_id, kind, details))


async def note_apart(ctx: Ctx, account_id: AccountId | None, kind: str, **details: Any) -> None:
    """Add an entry although the request fails; without an account it still costs the same."""
    await ctx.services.database.lookup(ADD_EVENT, _entry(ctx, account_id, kind, details))


def _entry(ctx: Ctx, account_id: AccountId | None, kind: str, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": AccountEventId.new(),
        "account": account_id,
        "kind": kind,
        "session": ctx.principal.session_id,
        "tenant": ctx.tenant_or_none.id if ctx.tenant_or_none else None,
        "ip": plain_address(ctx.ip),
        "agent": ctx.origin.user_agent,
        "details": details,
        "now": ctx.now,
    }
