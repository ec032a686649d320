"""Decisions about businesses without any I/O: what a locale, colour or domain may be, and which states follow which."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import idna

from hanse.domains.tenants.errors import (
    DomainNotAccepted,
    SuspendedByOperator,
    TenantInvalidTransition,
    UnreadableColour,
)
from hanse.domains.tenants.types import SuspendedBy, TenantStatus
from hanse.kit.currencies import UnknownCurrency, get_currency
from hanse.kit.errors import FieldError, Invalid
from hanse.platform.files import FilePurpose
from hanse.platform.files.kinds import IMAGES
from hanse.platform.web.contrast import FILL_CONTRAST, LIGHT, WHITE, contrast, derive, from_hex

_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TRANSITIONS: Final = {
    TenantStatus.SUSPENDED: (TenantStatus.ACTIVE,),
    TenantStatus.ACTIVE: (TenantStatus.SUSPENDED,),
    TenantStatus.CLOSED: (TenantStatus.ACTIVE, TenantStatus.SUSPENDED),
}
LOGO: Final = FilePurpose(name="logo", types=IMAGES, max_bytes=1_000_000, image_side=800)
CHALLENGE_LABEL: Final = "_hanse-challenge"
CHALLENGE_PREFIX: Final = "hanse-verification="


def check_transition(present: TenantStatus, wanted: TenantStatus) -> None:
    """Refuse a change of state that does not exist. Raises TenantInvalidTransition."""
    if present not in _TRANSITIONS[wanted]:
        raise TenantInvalidTransition(f"The business is {present.value}; it cannot become {wanted.value} from there")


def check_reactivation(suspended_by: SuspendedBy | None, *, is_operator: bool) -> None:
    """Only the operator ends a pause the operator began. Raises SuspendedByOperator."""
    if suspended_by is SuspendedBy.OPERATOR and not is_operator:
        raise SuspendedByOperator


def check_currency(text: str, field: str = "currency") -> None:
    """Refuse a currency that is not in ISO 4217. Raises Invalid at `field`."""
    try:
        is_usable = not get_currency(text).is_withdrawn
    except UnknownCurrency:
        is_usable = False
    if not is_usable:
        raise Invalid.field(field, "Choose a currency such as EUR or GBP", "unknown_currency")


def check_colour(text: str, field: str = "accent") -> str:
    """Give a colour as `#rrggbb` in lower case. Raises UnreadableColour at `field`."""
    try:
        from_hex(text)
    except ValueError as error:
        raise UnreadableColour(str(error), fields=(FieldError(field, str(error), UnreadableColour.code),)) from None
    digits = text.lstrip("#").lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def colour_advice(colour: str) -> str | None:
    """What Hanse changes about a brand colour so that it can be read and seen; None when it stays as it is."""
    brand = from_hex(colour)
    accent = derive(brand, LIGHT)
    if contrast(brand, LIGHT.surfaces[0]) < FILL_CONTRAST:
        return "This colour can hardly be seen on white; buttons use a darker shade of it"
    if accent.fill != brand and accent.on_fill == WHITE:
        return "White text could not be read on this colour; buttons use a slightly darker shade of it"
    if accent.ink != brand:
        return "Text in this colour could not be read on white; links use a darker shade of it"
    return None


def check_website(text: str, field: str = "website") -> str:
    """Give a web address with its scheme. Raises Invalid at `field`."""
    address = text if "://" in text else f"https://{text}"
    scheme, _, rest = address.partition("://")
    host = rest.partition("/")[0].partition(":")[0]
    if scheme not in ("http", "https") or "@" in rest.partition("/")[0] or re.search(r"[\s<>\"\\\x00-\x1f]", address):
        raise Invalid.field(field, "Write a web address such as https://www.example.com", "bad_address")
    try:
        normal_domain(host)
    except DomainNotAccepted:
        raise Invalid.field(field, "Write a web address such as https://www.example.com", "bad_address") from None
    return address


def normal_domain(text: str, own_host: str = "") -> str:
    """Give an internet domain in lower-case ASCII. Raises DomainNotAccepted, also for this installation's own host."""
    plain = text.strip().rstrip(".").lower()
    if not plain.isascii():
        try:
            plain = idna.encode(plain, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            plain = ""
    labels = plain.split(".")
    fits = 3 < len(plain) <= 253 and len(labels) >= 2 and all(_LABEL.fullmatch(label) for label in labels)
    is_number = labels[-1].isdigit()
    is_ours = bool(own_host) and (plain == own_host or plain.endswith(f".{own_host}"))
    if not fits or is_number or is_ours or labels[-1] in ("localhost", "local", "internal", "invalid", "test", "onion"):
        message = DomainNotAccepted.title
        raise DomainNotAccepted(message, fields=(FieldError("domain", message, DomainNotAccepted.code),))
    return plain


def logo_path(handle: str, logo_key: str | None) -> str | None:
    """Where a business's logo is served; the address changes with the picture, so it may be cached."""
    if logo_key is None:
        return None
    return logo_url(handle, hashlib.sha256(logo_key.encode()).hexdigest()[:16])


def logo_url(handle: str, digest: str) -> str:
    """The address of a logo by the digest of its key."""
    return f"/t/{handle}/logo/{digest}"
