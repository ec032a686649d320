"""What accounts and their log-ins are named by: ids, words and bounds of texts."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec

from hanse.kit.ids import Id

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
