"""The form of bank accounts: IBAN where the country has it, else an account number with a bank code. Pure."""

from __future__ import annotations

import re
from typing import Final

from stdnum import bic, iban
from stdnum.exceptions import ValidationError

from hanse.kit.errors import Invalid

# Countries whose accounts are written as IBAN (SWIFT registry): those of the Single Euro Payments Area.
IBAN_COUNTRIES: Final = frozenset(
    [
        "AD",
        "AL",
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GI",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "MD",
        "ME",
        "MK",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "RS",
        "SE",
        "SI",
        "SK",
        "SM",
        "VA",
    ]
)
_ACCOUNT: Final = re.compile(r"[0-9A-Z]{4,34}")


def check_account(country: str, number: str, bank_code: str | None) -> str:
    """The account number without spaces. Raises Invalid when it cannot be an account of this country."""
    compact = re.sub(r"[\s.-]", "", number).upper()
    if compact[:2].isalpha() and country in IBAN_COUNTRIES:
        return _iban(country, compact)
    if country in IBAN_COUNTRIES and country != "GB":
        raise Invalid.field("account_number", f"Give the IBAN; in this country it starts with {country}")
    if not _ACCOUNT.fullmatch(compact):
        raise Invalid.field("account_number", "An account number has 4 to 34 letters and digits")
    if not (bank_code or "").strip():
        raise Invalid.field(
            "bank_code", "Without an IBAN, the bank's code is needed (sort code, routing number or BIC)"
        )
    return compact


def check_bank_code(code: str | None) -> str | None:
    """A bank code as typed, checked when it looks like a BIC. Raises Invalid."""
    text = re.sub(r"[\s-]", "", code or "").upper()
    if len(text) in (8, 11) and text[:6].isalpha():
        try:
            return str(bic.validate(text))
        except ValidationError:
            raise Invalid.field("bank_code", "This is not a BIC; compare it with your bank statement") from None
    return text or None


def _iban(country: str, compact: str) -> str:
    try:
        valid = str(iban.validate(compact))
    except ValidationError:
        raise Invalid.field("account_number", "This is not an IBAN: its length or check digits do not fit") from None
    if valid[:2] != country:
        raise Invalid.field("country", f"The IBAN is one of {valid[:2]}; choose that country")
    return valid
