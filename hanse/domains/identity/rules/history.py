"""What happened to an account, in words for its owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

TEXTS: Final[Mapping[str, str]] = {
    "logged_in": "Logged in",
    "log_in_failed": "Log-in failed: wrong password",
    "log_in_refused": "Log-in refused",
    "second_factor_failed": "Log-in failed: wrong code",
    "recovery_code_used": "A recovery code was used",
    "logged_out": "Logged out",
    "confirmed": "Confirmed again that it is you",
    "confirm_failed": "Confirming that it is you failed",
    "session_ended": "A session was ended",
    "sessions_ended": "All other sessions were ended",
    "password_reset_requested": "A link for a new password was asked for",
    "password_reset": "Password set anew by a link from a mail",
    "password_changed": "Password changed",
    "totp_enabled": "Authenticator set up",
    "totp_removed": "Authenticator removed",
    "recovery_codes_created": "New recovery codes made",
    "passkey_added": "Passkey added",
    "passkey_removed": "Passkey removed",
    "passkey_refused": "A passkey was refused because its counter went back: it may have been copied",
    "email_verified": "E-mail address confirmed",
    "email_change_requested": "A new e-mail address was asked for",
    "email_changed": "E-mail address changed",
    "profile_changed": "Profile changed",
    "company_log_in_linked": "Company log-in connected",
    "company_log_in_unlinked": "Company log-in removed",
    "disabled": "Account disabled",
    "enabled": "Account enabled",
}
_ALARMING: Final = frozenset(
    {"log_in_failed", "second_factor_failed", "confirm_failed", "passkey_refused", "log_in_refused"}
)
_WAYS: Final = {
    "password": "with the password",
    "passkey": "with a passkey",
    "oidc": "through the company log-in",
    "sign_up": "by signing up",
    "invitation": "by an invitation",
}


def text_of(kind: str, details: Mapping[str, Any]) -> str:
    """One entry in words."""
    text = TEXTS.get(kind, kind.replace("_", " ").capitalize())
    way = _WAYS.get(str(details.get("method", ""))) if kind == "logged_in" else None
    name = details.get("name")
    if way:
        text = f"{text} {way}"
    return f"{text}: {name}" if name else text


def tone_of(kind: str) -> str:
    """How an entry is coloured in the timeline."""
    return "caution" if kind in _ALARMING else "neutral"
