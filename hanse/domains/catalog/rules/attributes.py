"""Values of attributes: what each kind accepts, how it is kept, and how it is read and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from hanse.domains.catalog.types import Attribute, AttributeKind
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.scaled import NotADecimal, OutOfRange, format_decimal, parse_decimal
from hanse.kit.text import clean_line, normalise

TEXT_LIMIT: Final = 1000
DECIMAL_PLACES: Final = 6
INTEGER_MAX: Final = 10**15


def merge_values(
    present: Mapping[str, Any], given: Mapping[str, Any], declared: Mapping[str, Attribute], path: str = "attributes"
) -> dict[str, Any]:
    """Present values with the given ones laid over them, each checked; null or empty takes one away.

    Raises Invalid with an error for each wrong value.
    """
    merged, errors = dict(present), []
    for key, value in given.items():
        attribute = declared.get(key)
        if attribute is None:
            errors.append(FieldError(f"{path}.{key}", f"There is no attribute {key}; declare it first", "not_found"))
        elif value is None or value == "" or value == []:
            merged.pop(key, None)
        else:
            try:
                merged[key] = clean_value(attribute, value)
            except ValueError as error:
                errors.append(FieldError(f"{path}.{key}", f"{attribute.label}: {error}", "bad_value"))
    if errors:
        raise Invalid(errors[0].message, fields=errors)
    return merged


def clean_value(attribute: Attribute, value: Any) -> Any:
    """A value as it is kept: text, a whole number, a decimal as text, true or false, a list, a date as text.

    Raises ValueError with a sentence.
    """
    return _CLEANERS[attribute.kind](attribute, value)


def _text(attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("write text")
    cleaned = clean_line(value)
    if len(cleaned) > TEXT_LIMIT:
        raise ValueError(f"at most {TEXT_LIMIT} characters fit")
    return cleaned


def _number(attribute: Attribute, value: Any) -> int:
    if isinstance(value, str):
        value = _whole(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > INTEGER_MAX:
        raise ValueError("write a whole number")
    return value


def _whole(text: str) -> int:
    try:
        return parse_decimal(text.strip(), 0)
    except (NotADecimal, OutOfRange):
        raise ValueError("write a whole number") from None


def _decimal(attribute: Attribute, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError('write a decimal in quotes, such as "2.5"')
    try:
        return format_decimal(parse_decimal(value.strip(), DECIMAL_PLACES), DECIMAL_PLACES, 0)
    except NotADecimal:
        raise ValueError(f"write a plain decimal such as 2.5, with at most {DECIMAL_PLACES} decimal places") from None
    except OutOfRange:
        raise ValueError("this number is too large") from None


def _boolean(attribute: Attribute, value: Any) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if isinstance(value, str):
        value = words.get(value.strip().casefold())
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _choice(attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("choose one of its values")
    found = _choices_by_key(tuple(attribute.choices)).get(normalise(value))
    if found is not None:
        return found
    shown = ", ".join(attribute.choices[:8])
    raise ValueError(f"{value[:40]!r} is not one of its values; choose from {shown}")


@lru_cache(maxsize=500)
def _choices_by_key(choices: tuple[str, ...]) -> dict[str, str]:
    """Values by the form in which they are compared; a file asks this for every row."""
    return {normalise(choice): choice for choice in reversed(choices)}


def _choices(attribute: Attribute, value: Any) -> list[str]:
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list):
        raise ValueError("give a list of its values")
    found = {_choice(attribute, text) for text in texts}
    return [choice for choice in attribute.choices if choice in found]


def _date(attribute: Attribute, value: Any) -> str:
    try:
        return date.fromisoformat(value.strip() if isinstance(value, str) else "").isoformat()
    except ValueError:
        raise ValueError("write a date such as 2026-03-31") from None


_CLEANERS: Final = {
    AttributeKind.TEXT: _text,
    AttributeKind.NUMBER: _number,
    AttributeKind.DECIMAL: _decimal,
    AttributeKind.BOOLEAN: _boolean,
    AttributeKind.CHOICE: _choice,
    AttributeKind.MULTI_CHOICE: _choices,
    AttributeKind.DATE: _date,
}


def words_of_value(value: Any) -> list[str]:
    """A kept value as the texts a facet or a cell shows."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]


def missing(values: Mapping[str, Any], required: Iterable[Attribute]) -> list[FieldError]:
    """One error for each required attribute that has no value."""
    return [
        FieldError(f"attributes.{attribute.key}", f"Give a value for {attribute.label}", "required")
        for attribute in required
        if attribute.key not in values
    ]
