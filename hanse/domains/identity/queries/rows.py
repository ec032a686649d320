"""Rows of identity's tables as commands need them. Never returned to anybody: they hold hashes and sealed secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from hanse.domains.identity.types import (
    Account,
    AccountId,
    AccountRef,
    AccountStatus,
    LogInMethod,
    SessionId,
)
from hanse.domains.tenants.types import TenantId
from hanse.kit.structs import Data, from_row
from hanse.platform.context import Ctx
from hanse.platform.services import Services

FIND_ACCOUNT: Final = "SELECT * FROM account_find(%(id)s, %(email)s)"
FIND_SESSION: Final = "SELECT * FROM session_find(%(id)s)"
PEEK_TOKEN: Final = "SELECT * FROM account_token_peek(%(kind)s, %(hash)s, %(now)s)"


class AccountRow(Data, frozen=True, kw_only=True):
    """An account with its password's hash."""

    id: AccountId
    email: str | None
    display_name: str
    password_hash: str | None
    has_long_password: bool
    has_totp: bool
    locale: str | None
    timezone: str | None
    status: AccountStatus
    disabled_reason: str | None
    email_verified_at: datetime | None
    password_changed_at: datetime | None
    last_tenant_id: TenantId | None
    last_organization_id: Any
    version: int
    created_at: datetime
    updated_at: datetime

    def __repr__(self) -> str:
        return f"AccountRow({self.id})"

    @property
    def is_active(self) -> bool:
        return self.status is AccountStatus.ACTIVE

    def ref(self, *, is_new: bool = False) -> AccountRef:
        """What other domains may know."""
        return AccountRef(
            id=self.id,
            email=self.email,
            display_name=self.display_name,
            status=self.status,
            email_verified_at=self.email_verified_at,
            has_password=self.password_hash is not None,
            is_new=is_new,
        )

    def account(self) -> Account:
        """What its owner sees."""
        return Account(
            id=self.id,
            email=self.email,
            display_name=self.display_name,
            locale=self.locale,
            timezone=self.timezone,
            status=self.status,
            email_verified_at=self.email_verified_at,
            password_changed_at=self.password_changed_at,
            has_password=self.password_hash is not None,
            has_totp=self.has_totp,
            version=self.version,
            created_at=self.created_at,
        )

    def known_words(self) -> tuple[str, ...]:
        """What an attacker knows of this person when guessing the password."""
        return (self.display_name, self.email or "")


class SessionRow(Data, frozen=True, kw_only=True):
    """An open session."""

    id: SessionId
    account_id: AccountId
    tenant_id: TenantId | None
    organization_id: Any
    on_behalf_member_id: Any
    provider_id: Any
    limited_tenant_id: TenantId | None
    method: LogInMethod
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    strong_at: datetime | None
    ip: Any
    user_agent: str | None


class TokenRow(Data, frozen=True, kw_only=True):
    """A one-time token that still works."""

    id: Any
    account_id: AccountId | None
    payload: dict[str, Any]
    attempts: int
    expires_at: datetime


async def find_account_row(
    ctx: Ctx, *, account_id: AccountId | None = None, email: str | None = None
) -> AccountRow | None:
    """One account inside the transaction, by id or normalised e-mail."""
    return await ctx.db.maybe(FIND_ACCOUNT, {"id": account_id, "email": email}, into=AccountRow)


async def look_up_account(
    services: Services, *, account_id: AccountId | None = None, email: str | None = None
) -> AccountRow | None:
    """One account without a transaction, for checks that take long: nobody holds a connection while hashing."""
    row = await services.database.lookup(FIND_ACCOUNT, {"id": account_id, "email": email})
    return None if row is None else from_row(row, AccountRow)


async def find_session_row(ctx: Ctx, session_id: SessionId) -> SessionRow | None:
    """One open session inside the transaction."""
    return await ctx.db.maybe(FIND_SESSION, {"id": session_id}, into=SessionRow)


async def look_up_session(services: Services, session_id: UUID | None) -> SessionRow | None:
    """One open session without a transaction."""
    row = await services.database.lookup(FIND_SESSION, {"id": session_id})
    return None if row is None else from_row(row, SessionRow)


async def look_up_token(services: Services, sql: LiteralString, params: dict[str, Any]) -> TokenRow | None:
    """Peek at, try or take a token at once and for good, whatever becomes of the request."""
    row = await services.database.lookup(sql, params)
    return None if row is None else from_row(row, TokenRow)
