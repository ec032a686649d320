"""One row of a file to the facts of an organization, with a sentence for each cell that is wrong. Pure.

A blank cell says nothing: it changes nothing and clears nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from hanse.domains.organizations.rules.columns import CUSTOM
from hanse.domains.organizations.rules.fields import check_value
from hanse.domains.organizations.rules.places import check_address
from hanse.domains.organizations.types import (
    CustomField,
    CustomFieldKind,
    OrganizationStatus,
    OrganizationType,
    PaymentTermsInput,
    SaveAddress,
    SaveTaxId,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import Money
from hanse.kit.tables import DateOrder, DecimalStyle, Row, read_date, read_number
from hanse.kit.text import clean_line
from hanse.platform.imports import FileStyle, Problem, read_cells, read_line, read_text

_LENGTHS: Final = {
    "number": 40,
    "name": 200,
    "legal_name": 200,
    "website": 300,
    "email": 320,
    "phone": 60,
    "locale": 20,
    "price_group": 60,
    "parent_number": 40,
    "manager_email": 320,
}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ADDRESS: Final = "address_"


class Reader(FileStyle, frozen=True, kw_only=True):
    """How a file is read: its columns and styles, the declared fields, the usual currency."""

    custom: Mapping[str, CustomField]
    currency: str


class ParsedRow(msgspec.Struct, kw_only=True):
    """What a row says. `facts` are fields of an organization as `UpdateOrganization` names them."""

    row_number: int
    number: str | None = None
    status: OrganizationStatus | None = None
    parent_number: str | None = None
    manager_email: str | None = None
    facts: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    address: SaveAddress | None = None
    tax_id: SaveTaxId | None = None
    problems: list[Problem] = []


def read_row(row: Row, reader: Reader) -> ParsedRow:
    """Read one row; what cannot be read is among its problems."""

    def read(meaning: str, text: str, style: DecimalStyle | None) -> Any:
        return _cell(meaning, text, style, reader)

    cells, problems = read_cells(row, reader, read)
    parsed = ParsedRow(row_number=row.number, facts={}, custom={}, problems=problems)
    if not row.problems:
        _sort_out(parsed, cells, reader)
    return parsed


def _cell(meaning: str, text: str, style: DecimalStyle | None, reader: Reader) -> Any:
    if meaning.startswith(CUSTOM):
        return _custom(reader.custom[meaning.removeprefix(CUSTOM)], text, style, reader.date_order)
    if meaning in _READERS:
        return _READERS[meaning](text, style)
    if meaning.startswith(_ADDRESS) and meaning != "address_country":
        return clean_line(text)
    if meaning in _LENGTHS:
        return read_line(text, _LENGTHS[meaning])
    return clean_line(text)


def _email(text: str, style: DecimalStyle | None) -> str:
    line = read_line(text, 320)
    if not _EMAIL.fullmatch(line):
        raise ValueError("This is not an e-mail address")
    return line


def _locale(text: str, style: DecimalStyle | None) -> str:
    line = read_line(text, 20)
    if not _LOCALE.fullmatch(line):
        raise ValueError("Write a locale such as de-DE")
    return line


def _letters(count: int, what: str) -> Callable[[str, DecimalStyle | None], str]:
    def read(text: str, style: DecimalStyle | None) -> str:
        line = clean_line(text).upper()
        if len(line) != count or not line.isascii() or not line.isalpha():
            raise ValueError(f"Write {what}")
        return line

    return read


def _status(text: str, style: DecimalStyle | None) -> OrganizationStatus:
    word = clean_line(text).casefold().replace(" ", "_")
    if word not in tuple(OrganizationStatus):
        raise ValueError("There is no such status; write prospect or active")
    return OrganizationStatus(word)


def _types(text: str, style: DecimalStyle | None) -> list[OrganizationType]:
    words = [clean_line(word).casefold() for word in re.split(r"[;,|/]", text) if word.strip()]
    unknown = [word for word in words if word not in tuple(OrganizationType)]
    if unknown:
        raise ValueError(f"There is no type {unknown[0][:40]}; there are {', '.join(OrganizationType)}")
    return sorted({OrganizationType(word) for word in words})


def _tags(text: str, style: DecimalStyle | None) -> list[str]:
    tags = [clean_line(tag) for tag in text.split(";") if tag.strip()]
    if len(tags) > 50 or any(len(tag) > 40 for tag in tags):
        raise ValueError("At most 50 tags of 40 characters each")
    return tags


def _days(text: str, style: DecimalStyle | None) -> int:
    number = read_number(text, style)
    if "." in number and number.rstrip("0").endswith("."):
        number = number.partition(".")[0]
    if not number.isdigit() or int(number) > 365:
        raise ValueError("Write whole days from 0 to 365")
    return int(number)


def _percent(text: str, style: DecimalStyle | None) -> int:
    """Percent with up to two places, in basis points."""
    whole, _, places = read_number(text.rstrip("% "), style).partition(".")
    if not whole.isdigit() or len(places.rstrip("0")) > 2 or len(whole) > 3:
        raise ValueError("Write a percentage from 0 to 100 with at most two decimals")
    points = int(whole) * 100 + int(places[:2].ljust(2, "0"))
    if points > 10_000:
        raise ValueError("Write a percentage from 0 to 100")
    return points


def _amount(text: str, style: DecimalStyle | None) -> str:
    return read_number(text, style)


_READERS: Final[Mapping[str, Callable[[str, DecimalStyle | None], Any]]] = {
    "email": _email,
    "manager_email": _email,
    "locale": _locale,
    "currency": _letters(3, "a currency of three letters, such as EUR"),
    "credit_currency": _letters(3, "a currency of three letters, such as EUR"),
    "address_country": _letters(2, "a country of two letters, such as DE"),
    "tax_country": _letters(2, "a country of two letters, such as DE"),
    "status": _status,
    "types": _types,
    "tags": _tags,
    "payment_days": _days,
    "discount_days": _days,
    "discount_percent": _percent,
    "credit_limit": _amount,
    "notes": lambda text, style: read_text(text, 10_000),
}


def _custom(field: CustomField, text: str, style: DecimalStyle | None, order: DateOrder | None) -> Any:
    if field.kind is CustomFieldKind.NUMBER:
        text = read_number(text, style)
    elif field.kind is CustomFieldKind.DATE:
        text = read_date(text, order).isoformat()
    return check_value(field, text)


def _sort_out(parsed: ParsedRow, cells: dict[str, Any], reader: Reader) -> None:
    """Put single cells together into what they are part of."""
    parsed.number = cells.pop("number", None)
    parsed.status = cells.pop("status", None)
    parsed.parent_number = cells.pop("parent_number", None)
    parsed.manager_email = cells.pop("manager_email", None)
    parsed.custom = {name.removeprefix(CUSTOM): cells.pop(name) for name in list(cells) if name.startswith(CUSTOM)}
    parts = {name.removeprefix(_ADDRESS): cells.pop(name) for name in list(cells) if name.startswith(_ADDRESS)}
    for part, make in (
        ("payment_days", _terms),
        ("credit_limit", _credit),
        ("tax_number", _tax_id),
    ):
        try:
            make(parsed, cells, reader, parts)
        except Invalid as error:
            parsed.problems.append(Problem(part, "", error.message[:500]))
    if parts:
        _address(parsed, parts)
    parsed.facts = cells


def _terms(parsed: ParsedRow, cells: dict[str, Any], reader: Reader, parts: Mapping[str, Any]) -> None:
    days, discount_days, points = (
        cells.pop(name, None) for name in ("payment_days", "discount_days", "discount_percent")
    )
    if days is None:
        if discount_days is not None or points is not None:
            raise Invalid("A discount needs the payment days as well")
        return
    cells["payment_terms"] = PaymentTermsInput(days=days, discount_days=discount_days, discount_basis_points=points)


def _credit(parsed: ParsedRow, cells: dict[str, Any], reader: Reader, parts: Mapping[str, Any]) -> None:
    amount, currency = cells.pop("credit_limit", None), cells.pop("credit_currency", None)
    if amount is None:
        return
    cells["credit_limit"] = Money.parse(amount, currency or cells.get("currency") or reader.currency)


def _tax_id(parsed: ParsedRow, cells: dict[str, Any], reader: Reader, parts: Mapping[str, Any]) -> None:
    number, country = cells.pop("tax_number", None), cells.pop("tax_country", None)
    if number is None:
        return
    country = country or parts.get("country")
    if country is None:
        raise Invalid("A VAT number needs its country, in a column of its own or from the address")
    parsed.tax_id = SaveTaxId(country=country, number=number[:60])


def _address(parsed: ParsedRow, parts: Mapping[str, Any]) -> None:
    if "country" not in parts or "line1" not in parts:
        parsed.problems.append(Problem("", "", "An address needs its street and its country"))
        return
    try:
        parsed.address = check_address(SaveAddress(**parts, is_billing_default=True))
    except Invalid as error:
        for item in error.fields or (FieldError("", error.message),):
            meaning = f"{_ADDRESS}{item.path}" if item.path else ""
            parsed.problems.append(Problem(meaning, str(parts.get(item.path, ""))[:200], item.message[:500]))
