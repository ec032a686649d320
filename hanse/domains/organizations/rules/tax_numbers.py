"""The form and check digits of tax numbers (python-stdnum). Whether a register knows a number is not decided here."""

from __future__ import annotations

from typing import Any, Final

from stdnum import get_cc_module
from stdnum.eu import vat as european_vat
from stdnum.exceptions import ValidationError

from hanse.domains.organizations.types import TaxIdStatus
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line

EUROPEAN_UNION: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
NUMBERS_KIND: Final = "vat"
_WORDS: Final = {"vat": "VAT number", "ein": "employer number"}


def check_number(kind: str, country: str, number: str) -> tuple[str, TaxIdStatus]:
    """The number in compact form, and how far that proves it. Raises Invalid when a known form does not fit."""
    text = clean_line(number).upper()
    module = _module(kind, country)
    if module is None:
        return text, TaxIdStatus.UNCHECKED
    candidate = _with_country(kind, country, text)
    try:
        return str(module.validate(candidate)), TaxIdStatus.WELL_FORMED
    except ValidationError:
        word = _WORDS.get(kind, f"{kind} number")
        raise Invalid.field(
            "number", f"This is not a {word} of {country}: its length, letters or check digits do not fit"
        ) from None


def can_ask_register(kind: str, country: str) -> bool:
    """Whether the European register (VIES) answers for this number; it covers the Union and Northern Ireland."""
    return kind == NUMBERS_KIND and (country in EUROPEAN_UNION or country == "XI")


def register_parts(country: str, number: str) -> tuple[str, str]:
    """Country code and number as the register wants them; it calls Greece EL."""
    prefix = "EL" if country == "GR" else country
    return prefix, number.removeprefix(prefix)


def _module(kind: str, country: str) -> Any:
    if kind == "vat" and country in EUROPEAN_UNION:
        return european_vat
    module = get_cc_module(country.lower(), kind)
    return module if hasattr(module, "validate") else None


def _with_country(kind: str, country: str, text: str) -> str:
    """European VAT numbers begin with their country; people often leave it out."""
    if kind != "vat" or country not in EUROPEAN_UNION:
        return text
    prefix = "EL" if country == "GR" else country
    bare = "".join(letter for letter in text if letter.isalnum())
    if country == "GR" and bare.startswith("GR"):
        bare = bare[2:]
    return bare if bare.startswith(prefix) else f"{prefix}{bare}"
