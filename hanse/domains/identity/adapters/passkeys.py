"""WebAuthn (passkeys) through the library `webauthn`: options for the browser, and checking what it answers.

Which challenge was made for whom, and that it is used once, is the commands' part.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from hanse.domains.identity.adapters.second_factor import decode
from hanse.domains.identity.errors import PasskeyFailed
from hanse.platform.loading import later
from hanse.platform.settings import Settings

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions, structs
else:
    webauthn, helpers = later("webauthn"), later("webauthn.helpers")
    exceptions, structs = later("webauthn.helpers.exceptions"), later("webauthn.helpers.structs")

CHALLENGE_BYTES: Final = 32
TIMEOUT_MS: Final = 5 * 60 * 1000


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
    options = webauthn.generate_registration_options(
        rp_id=relying_party(settings),
        rp_name="Hanse",
        user_id=account,
        user_name=names[0],
        user_display_name=names[1],
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(item) for item in known],
    )
    return helpers.options_to_json_dict(options)


def log_in_options(settings: Settings, challenge: bytes, known: Iterable[Known] = ()) -> dict[str, Any]:
    """What `navigator.credentials.get` takes; without `known` the device offers whatever passkeys it has for us."""
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(settings),
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[_descriptor(item) for item in known] or None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return helpers.options_to_json_dict(options)


def check_registration(settings: Settings, challenge: bytes, answer: dict[str, Any]) -> Registered:
    """Accept a new credential made for this challenge, on this site, by a verified user. Raises PasskeyFailed."""
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=settings.public_url,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyFailed from error
    return Registered(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports(answer),
        is_synced=verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE,
    )


def check_log_in(settings: Settings, challenge: bytes, known: Known, answer: dict[str, Any]) -> Used:
    """Accept a signature over this challenge, on this site, by a verified user. Raises PasskeyFailed.

    A counter that did not move forward is accepted here and judged by the caller, who knows what to tell the owner.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=settings.public_url,
            credential_public_key=known.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PasskeyFailed from error
    return Used(
        sign_count=verified.new_sign_count,
        is_synced=verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE,
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


def _descriptor(item: Known) -> structs.PublicKeyCredentialDescriptor:
    kinds = _kinds_of_transport()
    transports = [kinds[name] for name in item.transports if name in kinds]
    return structs.PublicKeyCredentialDescriptor(id=item.credential_id, transports=transports or None)


def _transports(answer: dict[str, Any]) -> list[str]:
    response = answer.get("response")
    given = response.get("transports") if isinstance(response, dict) else None
    kinds = _kinds_of_transport()
    return [name for name in given if isinstance(name, str) and name in kinds] if isinstance(given, list) else []


def _kinds_of_transport() -> dict[str, structs.AuthenticatorTransport]:
    return {item.value: item for item in structs.AuthenticatorTransport}
