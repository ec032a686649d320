"""Authenticator codes (TOTP, RFC 6238) and recovery codes: making and checking. What was used is in the database."""

from __future__ import annotations

import base64
import hashlib
import io
import secrets
from datetime import datetime
from typing import Final

import pyotp
import segno

from hanse.platform.crypto import Vault, same

STEP_SECONDS: Final = 30
WINDOW: Final = 1
RECOVERY_CODES: Final = 10
TOTP_PURPOSE: Final = "identity.totp"
_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: nothing that is read two ways
_CODE_LENGTH: Final = 16  # 80 bits: too many to try even with the hashes at hand


def new_secret() -> str:
    """A key of 160 bits in base32, as RFC 4226 section 4 recommends."""
    return pyotp.random_base32(32)


def seal(vault: Vault, secret: str, account: bytes) -> bytes:
    """Encrypt a key for its row; it opens only there."""
    return vault.encrypt(TOTP_PURPOSE, secret.encode(), account)


def unseal(vault: Vault, sealed: bytes, account: bytes) -> str:
    """The key of a row. Raises SecretUnreadable."""
    return vault.decrypt(TOTP_PURPOSE, sealed, account).decode()


def address_of(secret: str, account_name: str, issuer: str) -> str:
    """The otpauth:// address an authenticator scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=account_name, issuer_name=issuer)


def picture_of(address: str) -> str:
    """A QR code as inline SVG, in the colour of the text around it and with a white ground that scanners need."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", xmldecl=False, svgns=True, scale=4, border=3, dark="#16181d", light="#ffffff",
        svgclass=None, lineclass=None, omitsize=True,
    )  # fmt: skip
    return drawing.getvalue().decode()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step a code belongs to, of the present one and one before and after; None when it fits none."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    found = None
    # Every step is computed, so that the time taken says nothing.
    for step in range(present - WINDOW, present + WINDOW + 1):
        if same(generator.generate_otp(step), digits):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 80 random bits, in groups of four."""
    return tuple(_group("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))) for _ in range(RECOVERY_CODES))


def recovery_hash(code: str, account: bytes) -> bytes | None:
    """Under what a recovery code is stored; None for a text that cannot be one. Case and hyphens do not matter."""
    plain = "".join(code.lower().replace("-", "").split()).replace("o", "0").replace("i", "1").replace("l", "1")
    if len(plain) != _CODE_LENGTH or any(letter not in _LETTERS for letter in plain):
        return None
    return hashlib.sha256(b"hanse recovery code\0" + account + plain.encode()).digest()


def _group(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def encode(data: bytes) -> str:
    """Bytes as base64url without padding, for JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """What `encode` wrote."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
