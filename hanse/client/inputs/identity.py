"""What Hanse takes: identity. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Any, Required, TypedDict


class UpdateProfile(TypedDict, total=False):
    """What a person says about themselves; null follows the business."""

    # Name people see
    display_name: str
    # Such as de
    locale: str | None
    # IANA time zone, such as Europe/Berlin
    timezone: str | None


class ChangeEmail(TypedDict, total=False):
    """The new log-in address; it counts once it is confirmed there."""

    # E-mail address
    email: Required[str]


class ConfirmToken(TypedDict, total=False):
    """The token of the mail."""

    # One-time token, as it was given
    token: Required[str]


class ChangePassword(TypedDict, total=False):
    """The present and the new password. An account that has none yet leaves the present one out."""

    # Password; any characters, paste it
    current_password: str | None
    # Password; any characters, paste it
    new_password: Required[str]


class ConfirmTotp(TypedDict, total=False):
    """The first code of the new authenticator."""

    # Authenticator or recovery code
    code: Required[str]


class FinishPasskeyRegistration(TypedDict, total=False):
    """The browser's answer, and a name to recognise the device by."""

    # One-time token, as it was given
    state: Required[str]
    # What the browser's passkey call returned, as JSON
    credential: Required[dict[str, Any]]
    # Such as Work laptop
    name: str


class RenamePasskey(TypedDict, total=False):
    """A name to recognise the device by."""

    # Such as Work laptop
    name: Required[str]


class RequestPasswordReset(TypedDict, total=False):
    """Whose password was forgotten."""

    # E-mail address
    email: Required[str]


class ResetPassword(TypedDict, total=False):
    """The token of the mail and the new password."""

    # One-time token, as it was given
    token: Required[str]
    # Password; any characters, paste it
    password: Required[str]


class SaveProvider(TypedDict, total=False):
    """A company log-in: discovery address and the client registered there. Without a secret the stored one stays."""

    # Name on the log-in button
    name: Required[str]
    # Issuer, as the provider states it
    issuer: Required[str]
    # Client id at the provider
    client_id: Required[str]
    # Client secret; stored encrypted
    client_secret: str | None
    # Scopes to ask for
    scopes: list[str]
    # Whether it can be used
    is_enabled: bool


class SaveSamlProvider(TypedDict, total=False):
    """A company log-in by SAML: what the provider says of itself. Without metadata what is stored stays."""

    # Name on the log-in button
    name: Required[str]
    # The provider's metadata, as XML
    metadata: str | None
    # Whether it can be used
    is_enabled: bool


class LogIn(TypedDict, total=False):
    """E-mail and password."""

    # E-mail address
    email: Required[str]
    # Password; any characters, paste it
    password: Required[str]
    # Handle of the business to work in
    business: str | None


class ConfirmSecondFactor(TypedDict, total=False):
    """The second proof: a code of the authenticator, or a recovery code."""

    # One-time token, as it was given
    challenge: Required[str]
    # Authenticator or recovery code
    code: Required[str]


class BeginPasskey(TypedDict, total=False):
    """Ask for a challenge; for the second factor name the challenge of the log-in."""

    # One-time token, as it was given
    challenge: str | None


class FinishPasskeyLogIn(TypedDict, total=False):
    """The browser's answer to a passkey challenge."""

    # One-time token, as it was given
    state: Required[str]
    # What the browser's passkey call returned, as JSON
    credential: Required[dict[str, Any]]
    # One-time token, as it was given
    challenge: str | None
    # Handle of the business to work in
    business: str | None


class StepUp(TypedDict, total=False):
    """Prove again that it is you: password, or a code of the authenticator."""

    # Password; any characters, paste it
    password: str | None
    # Authenticator or recovery code
    code: str | None


class AccountListEventsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class IdentityProviderListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
