"""What Hanse returns: identity. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.words import Word


class AccountStatus(Word):
    """The words of AccountStatus."""

    ACTIVE = "active"
    DISABLED = "disabled"


AccountStatusWord: TypeAlias = AccountStatus | Literal["active", "disabled"]


class Protocol(Word):
    """How a company log-in is spoken to."""

    OIDC = "oidc"
    SAML = "saml"


ProtocolWord: TypeAlias = Protocol | Literal["oidc", "saml"]


class LogInMethod(Word):
    """How a session began."""

    INVITATION = "invitation"
    OIDC = "oidc"
    PASSKEY = "passkey"
    PASSWORD = "password"
    RESET = "reset"
    SIGN_UP = "sign_up"
    SYSTEM = "system"


LogInMethodWord: TypeAlias = (
    LogInMethod | Literal["invitation", "oidc", "passkey", "password", "reset", "sign_up", "system"]
)


class MeTenant(Struct, frozen=True, kw_only=True):
    """The business at hand."""

    id: str
    handle: str
    name: str
    locale: str
    timezone: str
    currency: str


class Me(Struct, frozen=True, kw_only=True):
    """Who asks: account, business, membership, and what the present session may still do."""

    kind: str
    account_id: str | None
    display_name: str
    email: str | None
    locale: str
    timezone: str
    tenant: MeTenant | None
    member_id: UUID | None
    organization_id: UUID | None
    organization_name: str | None
    on_behalf_of: str | None
    session_id: str | None
    authenticated_strongly: bool


class Account(Struct, frozen=True, kw_only=True):
    """A person, as they see themselves."""

    id: str
    email: str | None
    display_name: str
    locale: str | None
    timezone: str | None
    status: AccountStatus
    email_verified_at: datetime | None
    password_changed_at: datetime | None
    has_password: bool
    has_totp: bool
    version: int
    created_at: datetime


class Passkey(Struct, frozen=True, kw_only=True):
    """A passkey of one's own account."""

    id: str
    name: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None


class ExternalIdentity(Struct, frozen=True, kw_only=True):
    """A company log-in one's own account is linked to."""

    id: str
    tenant_id: str
    provider_id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


class Security(Struct, frozen=True, kw_only=True):
    """How well one's own account is protected."""

    email: str | None
    email_verified_at: datetime | None
    has_password: bool
    password_changed_at: datetime | None
    has_totp: bool
    recovery_codes_left: int
    passkeys: list[Passkey]
    external_identities: list[ExternalIdentity]
    is_limited: bool


class AccountEvent(Struct, frozen=True, kw_only=True):
    """One entry of an account's history."""

    id: str
    kind: str
    text: str
    tone: str
    occurred_at: datetime
    ip: str | None
    device: str
    details: dict[str, Any]


class SessionToken(Struct, frozen=True, kw_only=True):
    """A new session. The token stands here and nowhere else: only its hash is stored."""

    session_id: str
    token: str
    csrf_token: str
    expires_at: datetime


class TotpEnrolment(Struct, frozen=True, kw_only=True):
    """What the authenticator needs: the key for typing, the address for scanning, and it as a picture (SVG)."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Shown once. Each code logs in once when the authenticator is lost."""

    codes: list[str]


class PasskeyChallenge(Struct, frozen=True, kw_only=True):
    """What the browser's passkey call takes (`publicKey`), and the one-time `state` to send back with its answer."""

    state: str
    options: dict[str, Any]


class Provider(Struct, frozen=True, kw_only=True):
    """A company log-in of the business, by OpenID Connect or SAML. The client secret is never given back."""

    id: str
    name: str
    protocol: Protocol
    issuer: str
    client_id: str
    sso_url: str | None
    has_client_secret: bool
    scopes: list[str]
    is_enabled: bool
    redirect_uri: str
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class Session(Struct, frozen=True, kw_only=True):
    """One log-in of one's own account."""

    id: str
    device: str
    ip: str | None
    method: LogInMethod
    is_current: bool
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class SecondFactorChallenge(Struct, frozen=True, kw_only=True):
    """The password was right; one more proof is needed: `methods` are of totp, passkey, recovery_code."""

    token: str
    methods: list[str]
    expires_at: datetime


class LogInOutcome(Struct, frozen=True, kw_only=True):
    """Either a session, or the challenge for the second factor."""

    state: str
    account_id: str | None
    session: SessionToken | None
    challenge: SecondFactorChallenge | None
    next: str | None


class EndedSessions(Struct, frozen=True, kw_only=True):
    """How many sessions were ended."""

    ended: int
