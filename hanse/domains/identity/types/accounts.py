"""What identity is made of, as it is given and taken. Data only. Secrets are taken, never given back."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from hanse.domains.tenants.types import TenantId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=320, description="E-mail address")]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1024, description="Password; any characters, paste it")]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="One-time token, as it was given")]
DisplayName = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="Name people see")]
Code = Annotated[str, msgspec.Meta(min_length=6, max_length=40, description="Authenticator or recovery code")]
PasskeyAnswer = Annotated[
    dict[str, Any], msgspec.Meta(max_length=20, description="What the browser's passkey call returned, as JSON")
]
ScopeName = Annotated[str, msgspec.Meta(max_length=100)]


DEMO_LOG_INS = "demo_logins"  # `services.extras` key of the log-ins that the log-in page shows in demo mode


class AccountId(Id, prefix="acc"):
    """A person, in all businesses of the installation."""


class SessionId(Id, prefix="ses"):
    """One log-in on one device."""


class PasskeyId(Id, prefix="pky"):
    """A passkey of an account."""


class ProviderId(Id, prefix="idp"):
    """A company log-in a business has set up."""


class ExternalIdentityId(Id, prefix="xid"):
    """An account's link to a subject at a company log-in."""


class AccountEventId(Id, prefix="aev"):
    """One entry of an account's history."""


class LinkKind(enum.StrEnum):
    """What a link of a mail is for."""

    PASSWORD_RESET = "password_reset"
    EMAIL_VERIFICATION = "email_verification"
    EMAIL_CHANGE = "email_change"
    ADDRESS_PROOF = "address_proof"


class AccountStatus(enum.StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class LogInMethod(enum.StrEnum):
    """How a session began."""

    PASSWORD = "password"
    PASSKEY = "passkey"
    OIDC = "oidc"
    INVITATION = "invitation"
    SIGN_UP = "sign_up"
    RESET = "reset"
    SYSTEM = "system"


class Protocol(enum.StrEnum):
    """How a company log-in is spoken to."""

    OIDC = "oidc"
    SAML = "saml"


class AccountRef(Data, frozen=True, kw_only=True):
    """What other domains may know of an account."""

    id: AccountId
    email: str | None
    display_name: str
    status: AccountStatus
    email_verified_at: datetime | None = None
    has_password: bool = False
    is_new: bool = False


class Account(Data, frozen=True, kw_only=True):
    """A person, as they see themselves."""

    id: AccountId
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

    def subject(self) -> Subject:
        """What authorisation knows about it."""
        return Subject(kind="account", id=self.id)


class NewPerson(Data, frozen=True, kw_only=True):
    """Somebody who wants an account, as they introduce themselves."""

    email: str
    display_name: str
    password: str

    def __repr__(self) -> str:
        """Without the password: this ends up in messages of errors."""
        return f"NewPerson(email={self.email!r}, ...)"


class SessionToken(Data, frozen=True, kw_only=True):
    """A new session. The token stands here and nowhere else: only its hash is stored."""

    session_id: SessionId
    token: str
    csrf_token: str
    expires_at: datetime


class SecondFactorChallenge(Data, frozen=True, kw_only=True):
    """The password was right; one more proof is needed: `methods` are of totp, passkey, recovery_code."""

    token: str
    methods: tuple[str, ...]
    expires_at: datetime


class LogInOutcome(Data, frozen=True, kw_only=True):
    """Either a session, or the challenge for the second factor."""

    state: str  # logged_in | second_factor_needed | connected
    account_id: AccountId | None = None
    session: SessionToken | None = None
    challenge: SecondFactorChallenge | None = None
    next: str | None = None  # where the person wanted to go, when that was kept


class Place(Data, frozen=True, kw_only=True):
    """Where a session starts: a business, and for its partners the organization they act in."""

    tenant_id: TenantId
    organization_id: UUID | None = None


class LogIn(Input, frozen=True, kw_only=True):
    """E-mail and password."""

    email: Email
    password: Password
    business: Annotated[str, msgspec.Meta(max_length=40, description="Handle of the business to work in")] | None = None


class ConfirmSecondFactor(Input, frozen=True, kw_only=True):
    """The second proof: a code of the authenticator, or a recovery code."""

    challenge: Token
    code: Code


class BeginPasskey(Input, frozen=True, kw_only=True):
    """Ask for a challenge; for the second factor name the challenge of the log-in."""

    challenge: Token | None = None


class FinishPasskeyLogIn(Input, frozen=True, kw_only=True):
    """The browser's answer to a passkey challenge."""

    state: Token
    credential: PasskeyAnswer
    challenge: Token | None = None
    business: Annotated[str, msgspec.Meta(max_length=40, description="Handle of the business to work in")] | None = None


class PasskeyChallenge(Data, frozen=True, kw_only=True):
    """What the browser's passkey call takes (`publicKey`), and the one-time `state` to send back with its answer."""

    state: str
    options: dict[str, Any]


class FinishPasskeyRegistration(Input, frozen=True, kw_only=True):
    """The browser's answer, and a name to recognise the device by."""

    state: Token
    credential: PasskeyAnswer
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80, description="Such as Work laptop")] = "Passkey"


class Passkey(Data, frozen=True, kw_only=True):
    """A passkey of one's own account."""

    id: PasskeyId
    name: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None


class RenamePasskey(Input, frozen=True, kw_only=True):
    """A name to recognise the device by."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80, description="Such as Work laptop")]


class RequestPasswordReset(Input, frozen=True, kw_only=True):
    """Whose password was forgotten."""

    email: Email


class ResetPassword(Input, frozen=True, kw_only=True):
    """The token of the mail and the new password."""

    token: Token
    password: Password


class ChangePassword(Input, frozen=True, kw_only=True):
    """The present and the new password. An account that has none yet leaves the present one out."""

    current_password: Password | None = None
    new_password: Password


class StepUp(Input, frozen=True, kw_only=True):
    """Prove again that it is you: password, or a code of the authenticator."""

    password: Password | None = None
    code: Code | None = None


class TotpEnrolment(Data, frozen=True, kw_only=True):
    """What the authenticator needs: the key for typing, the address for scanning, and it as a picture (SVG)."""

    secret: str
    uri: str
    qr_svg: str


class ConfirmTotp(Input, frozen=True, kw_only=True):
    """The first code of the new authenticator."""

    code: Code


class RecoveryCodes(Data, frozen=True, kw_only=True):
    """Shown once. Each code logs in once when the authenticator is lost."""

    codes: tuple[str, ...]


class UpdateProfile(Input, frozen=True, kw_only=True):
    """What a person says about themselves; null follows the business."""

    display_name: DisplayName | msgspec.UnsetType = msgspec.UNSET
    locale: Annotated[str, msgspec.Meta(max_length=20, description="Such as de")] | msgspec.UnsetType | None = (
        msgspec.UNSET
    )
    timezone: (
        Annotated[str, msgspec.Meta(max_length=64, description="IANA time zone, such as Europe/Berlin")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET


class ChangeEmail(Input, frozen=True, kw_only=True):
    """The new log-in address; it counts once it is confirmed there."""

    email: Email


class ConfirmToken(Input, frozen=True, kw_only=True):
    """The token of the mail."""

    token: Token


class Session(Data, frozen=True, kw_only=True):
    """One log-in of one's own account."""

    id: SessionId
    device: str
    ip: str | None
    method: LogInMethod
    is_current: bool
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class EndedSessions(Data, frozen=True, kw_only=True):
    """How many sessions were ended."""

    ended: int


class AccountEvent(Data, frozen=True, kw_only=True):
    """One entry of an account's history."""

    id: AccountEventId
    kind: str
    text: str
    tone: str
    occurred_at: datetime
    ip: str | None
    device: str
    details: dict[str, Any] = {}


class ListAccountEvents(PageQuery, frozen=True, kw_only=True):
    """The latest entries first."""


class ExternalIdentity(Data, frozen=True, kw_only=True):
    """A company log-in one's own account is linked to."""

    id: ExternalIdentityId
    tenant_id: TenantId
    provider_id: ProviderId
    label: str
    created_at: datetime
    last_used_at: datetime | None


class Security(Data, frozen=True, kw_only=True):
    """How well one's own account is protected."""

    email: str | None
    email_verified_at: datetime | None
    has_password: bool
    password_changed_at: datetime | None
    has_totp: bool
    recovery_codes_left: int
    passkeys: tuple[Passkey, ...]
    external_identities: tuple[ExternalIdentity, ...]
    is_limited: bool  # only a company vouched for this session: nothing here can be changed from it


class DisableAccount(Input, frozen=True, kw_only=True):
    """Why an account is shut out."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500, description="Kept in the audit trail")]


class MeTenant(Data, frozen=True, kw_only=True):
    """The business at hand."""

    id: TenantId
    handle: str
    name: str
    locale: str
    timezone: str
    currency: str


class Me(Data, frozen=True, kw_only=True):
    """Who asks: account, business, membership, and what the present session may still do."""

    kind: str
    account_id: AccountId | None
    display_name: str
    email: str | None
    locale: str
    timezone: str
    tenant: MeTenant | None
    member_id: UUID | None
    organization_id: UUID | None
    organization_name: str | None
    on_behalf_of: str | None
    session_id: SessionId | None
    authenticated_strongly: bool
