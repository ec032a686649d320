"""WebAuthn (passkeys) through the library `webauthn`: options for the browser, and checking what it answers.

Which challenge was made for whom, and that it is used once, is the commands' part.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hanse.domains.identity.adapters.second_factor import decode
from hanse.domains.identity.errors import PasskeyFailed
from hanse.platform.settings import Settings

CHALLENGE_BYTES: Final = 32
TIMEOUT_MS: Final = 5 * 60 * 1000
_TRANSPORTS: Final = {item.value: item for item in AuthenticatorTransport}


class Known(msgspec.Struct, frozen=True):
    """A credential on record: what checking an answer needs."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...] = ()


class Registered(msgspec.Struct, frozen=True):
    """A new credential whose answer was right."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    is_synced: bool


class Used(msgspec.Struct, frozen=True):
    """A known credential that just signed."""

    sign_count: int
    is_synced: bool


def new_challenge() -> bytes:
    """A challenge nobody can foresee."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def registration_options(
    settings: Settings, challenge: bytes, account: bytes, names: tuple[str, str], known: Iterable[Known]
) -> dict[str, Any]:
    """What `navigator.credentials.create` takes; `names` are log-in name and display name."""
    options = generate_registration_options(
        rp_id=relying_party(settings),
        rp_name="Hanse",
        user_id=account,
        user_name=names[0],
        user_display_name=names[1],
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(item) for item in known],
    )
    return options_to_json_dict(options)


def log_in_options(settings: Settings, challenge: bytes, known: Iterable[Known] = ()) -> dict[str, Any]:
    """What `navigator.credentials.get` takes; without `known` the device offers whatever passkeys it has for us."""
    options = generate_authentication_options(
        rp_id=relying_party(settings),
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[_descriptor(item) for item in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def check_registration(settings: Settings, challenge: bytes, answer: dict[str, Any]) -> Registered:
    """Accept a new credential made for this challenge, on this site, by a verified user. Raises PasskeyFailed."""
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=settings.public_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyFailed from error
    return Registered(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports(answer),
        is_synced=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def check_log_in(settings: Settings, challenge: bytes, known: Known, answer: dict[str, Any]) -> Used:
    """Accept a signature over this challenge, on this site, by a verified user. Raises PasskeyFailed.

    A counter that did not move forward is accepted here and judged by the caller, who knows what to tell the owner.
    """
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=settings.public_url,
            credential_public_key=known.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyFailed from error
    return Used(
        sign_count=verified.new_sign_count,
        is_synced=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def credential_id_of(answer: dict[str, Any]) -> bytes:
    """The id of the credential an answer says it is from. Raises PasskeyFailed."""
    text = answer.get("id")
    if not isinstance(text, str) or not 1 <= len(text) <= 1_400:
        raise PasskeyFailed
    try:
        return decode(text)
    except ValueError:
        raise PasskeyFailed from None


def relying_party(settings: Settings) -> str:
    """The host people reach this installation by; passkeys are bound to it."""
    return urlsplit(settings.public_url).hostname or "localhost"


def _descriptor(item: Known) -> PublicKeyCredentialDescriptor:
    transports = [_TRANSPORTS[name] for name in item.transports if name in _TRANSPORTS]
    return PublicKeyCredentialDescriptor(id=item.credential_id, transports=transports or None)


def _transports(answer: dict[str, Any]) -> list[str]:
    response = answer.get("response")
    given = response.get("transports") if isinstance(response, dict) else None
    return [name for name in given if isinstance(name, str) and name in _TRANSPORTS] if isinstance(given, list) else []
