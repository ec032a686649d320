"""Custom values against the fields a tenant declared: typed, required, from the choices. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from hanse.domains.organizations.types import CustomField, CustomFieldKind
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line

TEXT_MAXIMUM: Final = 1000
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_YES: Final = frozenset({"true", "yes", "1", "on"})
_NO: Final = frozenset({"false", "no", "0", "off"})


def merge_values(
    present: Mapping[str, Any], given: Mapping[str, Any], fields: Sequence[CustomField], *, partner: bool, demand: bool
) -> dict[str, Any]:
    """The custom values after a change: checked values of `given` over those present, None and "" take one away.

    With `partner`, only the fields shown to partners may be named. With `demand`, every required field must have a
    value in the end. Raises Invalid with a sentence for each field that is wrong.
    """
    known = {field.key: field for field in fields if field.is_partner_visible or not partner}
    wrong: list[FieldError] = []
    result = dict(present)
    for key, value in given.items():
        field = known.get(key)
        if field is None:
            wrong.append(FieldError(f"custom.{key}", f"There is no custom field named {key[:60]}", "unknown_field"))
            continue
        try:
            checked = check_value(field, value)
        except ValueError as error:
            wrong.append(FieldError(f"custom.{key}", f"{field.label}: {error}", "invalid"))
            continue
        if checked is None:
            result.pop(key, None)
        else:
            result[key] = checked
    if demand:
        wrong.extend(_missing(result, known.values()))
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return result


def _missing(values: Mapping[str, Any], fields: Iterable[CustomField]) -> list[FieldError]:
    return [
        FieldError(f"custom.{field.key}", f"{field.label} is required", "required")
        for field in fields
        if field.is_required and field.key not in values
    ]


def check_value(field: CustomField, value: Any) -> Any:
    """One value in its stored form; None for an empty one. Raises ValueError with a sentence."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _CHECKS[field.kind](field, value)


def _text(field: CustomField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("write text")
    text = clean_line(value)
    if len(text) > TEXT_MAXIMUM:
        raise ValueError(f"use at most {TEXT_MAXIMUM} characters")
    return text


def _number(field: CustomField, value: Any) -> str:
    """Numbers are kept as exact decimal text."""
    if isinstance(value, bool) or not isinstance(value, (int, str, float)):
        raise ValueError("write a number such as 12 or 12.5")
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("write a number such as 12 or 12.5, with at most 15 digits before and 6 after the point")
    plain = format(Decimal(text), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _date(field: CustomField, value: Any) -> str:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise ValueError("write a date as 2026-01-31") from None


def _boolean(field: CustomField, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError("answer yes or no")


def _choice(field: CustomField, value: Any) -> str:
    if value in field.choices:
        return str(value)
    shown = ", ".join(field.choices[:8]) + (" …" if len(field.choices) > 8 else "")
    raise ValueError(f"choose one of {shown}")


def _url(field: CustomField, value: Any) -> str:
    text = _text(field, value)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in text:
        raise ValueError("write a web address that starts with https://")
    return text


_CHECKS: Final = {
    CustomFieldKind.TEXT: _text,
    CustomFieldKind.NUMBER: _number,
    CustomFieldKind.DATE: _date,
    CustomFieldKind.BOOLEAN: _boolean,
    CustomFieldKind.CHOICE: _choice,
    CustomFieldKind.URL: _url,
}


def shown_values(values: Mapping[str, Any], fields: Sequence[CustomField], *, partner: bool) -> dict[str, Any]:
    """The values a reader sees: of declared fields, and for partners only of those shown to them."""
    return {
        field.key: values[field.key]
        for field in fields
        if field.key in values and (field.is_partner_visible or not partner)
    }


def check_declaration(kind: CustomFieldKind, choices: Sequence[str]) -> list[str]:
    """The choices in order without repeats. Raises Invalid when a choice field has none, or another kind has some."""
    kept = list(dict.fromkeys(clean_line(choice) for choice in choices if clean_line(choice)))
    if kind is CustomFieldKind.CHOICE and not kept:
        raise Invalid.field("choices", "List the choices people may pick from", "required")
    if kind is not CustomFieldKind.CHOICE and kept:
        raise Invalid.field("choices", "Only a field of kind choice has choices")
    return kept
