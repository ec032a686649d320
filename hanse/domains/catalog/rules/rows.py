"""One row of a file to the facts of a product and its variant, with a sentence for each cell that is wrong. Pure.

A blank cell says nothing: it changes nothing and clears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import msgspec

from hanse.domains.catalog.rules.attributes import clean_value
from hanse.domains.catalog.rules.codes import check_gtin, sku_key
from hanse.domains.catalog.rules.columns import ATTRIBUTE
from hanse.domains.catalog.rules.options import check_definition
from hanse.domains.catalog.rules.wording import read_options, read_parts
from hanse.domains.catalog.types import Attribute, AttributeKind, ProductKind, ProductStatus, SaveOptions
from hanse.kit.quantity import QUANTITY_PLACES
from hanse.kit.scaled import parse_decimal
from hanse.kit.tables import DateOrder, DecimalStyle, Row, read_date, read_flag
from hanse.kit.text import check_slug, clean_line, normalise
from hanse.kit.units import UNITS
from hanse.platform.imports import FileStyle, Problem, plain_number, read_cells, read_line, read_text

PRODUCT_FACTS: Final = ("name", "brand", "summary", "description", "tax_class", "seo_title", "seo_description")
VARIANT_FACTS: Final = ("gtin", "weight", "lead_time_days", "stock_unit", "is_stocked")
UNIT_FACTS: Final = ("sale_unit", "units_per", "minimum", "maximum", "step")
_LENGTHS: Final = {
    "sku": 80,
    "name": 200,
    "variant_name": 200,
    "brand": 120,
    "seo_title": 200,
    "seo_description": 400,
}
_LEVELS: Final = 10
_COUNT_LIMIT: Final = 10**12
_RATIO_LIMIT: Final = 10**9
_UNIT_WORDS: Final[Mapping[str, str]] = {
    normalise(word): code
    for code, unit in reversed(list(UNITS.items()))
    for word in (code, unit.name, unit.symbol, f"{unit.name}s")
    if normalise(word)
} | {"stk": "H87", "stuck": "H87", "st": "H87", "pcs": "H87", "mtr": "MTR", "karton": "XCT", "paar": "PR"}


class ProductReader(FileStyle, frozen=True, kw_only=True):
    """How a file is read: its columns and styles, and the declared attributes."""

    attributes: Mapping[str, Attribute]


class ProductRow(msgspec.Struct, kw_only=True):
    """What a row says: cells by meaning, in the form in which they are stored."""

    row_number: int
    cells: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    problems: list[Problem] = []

    @property
    def sku_key(self) -> str:
        return sku_key(self.cells.get("sku", ""))


def read_product_row(row: Row, reader: ProductReader) -> ProductRow:
    """Read one row; what cannot be read is among its problems."""

    def read(meaning: str, text: str, style: DecimalStyle | None) -> Any:
        if not meaning.startswith(ATTRIBUTE):
            return _READERS[meaning](text, style)
        return _attribute(reader.attributes[meaning.removeprefix(ATTRIBUTE)], text, style, reader.date_order)

    cells, problems = read_cells(row, reader, read)
    said = {meaning.removeprefix(ATTRIBUTE): cells.pop(meaning) for meaning in list(cells) if ATTRIBUTE in meaning}
    parsed = ProductRow(row_number=row.number, cells=cells, attributes=said, problems=problems)
    if not parsed.sku_key and not problems:
        problems.append(Problem("", "", "This row has no SKU"))
    return parsed


def _attribute(attribute: Attribute, text: str, style: DecimalStyle | None, order: DateOrder | None) -> Any:
    if attribute.kind in (AttributeKind.NUMBER, AttributeKind.DECIMAL):
        return clean_value(attribute, _number(text, style))
    if attribute.kind is AttributeKind.BOOLEAN:
        return read_flag(text)
    if attribute.kind is AttributeKind.DATE:
        return read_date(text, order).isoformat()
    if attribute.kind is AttributeKind.MULTI_CHOICE:
        return clean_value(attribute, [part.strip() for part in text.split(";") if part.strip()])
    return clean_value(attribute, text)


def _number(text: str, style: DecimalStyle | None) -> str:
    """A number as typed, as a plain decimal."""
    return _plain(plain_number(text, style))


def _plain(number: str) -> str:
    """Without zeros after the point, so that 40.00 is a whole number."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _line(longest: int) -> Callable[[str, DecimalStyle | None], str]:
    return lambda text, style: read_line(text, longest)


def _text(longest: int) -> Callable[[str, DecimalStyle | None], str]:
    return lambda text, style: read_text(text, longest)


def _count(text: str, style: DecimalStyle | None) -> int:
    """A decimal in ten-thousandths."""
    units = parse_decimal(_number(text, style), QUANTITY_PLACES)
    if not 0 < units <= _COUNT_LIMIT:
        raise ValueError("This must be more than zero, and not larger than anything sold")
    return units


def _weight(text: str, style: DecimalStyle | None) -> int:
    units = parse_decimal(_number(text, style), QUANTITY_PLACES)
    if not 0 <= units <= _COUNT_LIMIT:
        raise ValueError("A weight is zero or more kilograms")
    return units


def _ratio(text: str, style: DecimalStyle | None) -> tuple[int, int]:
    ratio = Fraction(_count(text, style), 10**QUANTITY_PLACES)
    if ratio.numerator > _RATIO_LIMIT:
        raise ValueError("This is more than one unit can hold")
    return ratio.numerator, ratio.denominator


def _days(text: str, style: DecimalStyle | None) -> int:
    days = parse_decimal(_number(text, style), 0)
    if not 0 <= days <= 3650:
        raise ValueError("Days are between 0 and 3650")
    return days


@lru_cache(maxsize=1_000)
def _unit(text: str, style: DecimalStyle | None) -> str:
    code = _UNIT_WORDS.get(normalise(text))
    if code is None:
        raise ValueError(f"{text[:24]!r} is not a known unit; write a code such as C62 or MTR, or a name")
    return code


@lru_cache(maxsize=5_000)
def _paths(text: str, style: DecimalStyle | None) -> tuple[tuple[str, ...], ...]:
    """Paths of category names, from the root down; the same come back in row after row."""
    paths: list[tuple[str, ...]] = []
    for part in text.split(";"):
        path = tuple(filter(None, map(clean_line, part.split(">"))))
        if len(path) > _LEVELS:
            raise ValueError(f"A path has {_LEVELS} levels at most")
        if any(len(name) > 120 or not normalise(name) for name in path):
            raise ValueError("The name of a category is text of at most 120 characters")
        if path and path not in paths:
            paths.append(path)
    return tuple(paths)


@lru_cache(maxsize=200)
def _options(text: str, style: DecimalStyle | None) -> SaveOptions:
    """The same options stand in the row of every variant."""
    options = read_options(text)
    check_definition(options.options, options.rules)
    return options


def _tax_class(text: str) -> str:
    word = normalise(text).replace(" ", "_")[:40]
    if not word.isascii() or not word[:1].isalpha():
        raise ValueError("Write the code of a tax class, such as standard or reduced")
    return word


def _word(words: type[ProductStatus | ProductKind]) -> Callable[[str, DecimalStyle | None], str]:
    def read(text: str, style: DecimalStyle | None) -> str:
        word = normalise(text).replace(" ", "_")
        if word not in set(words):
            raise ValueError(f"Write one of {', '.join(words)}")
        return word

    return read


_READERS: Final[Mapping[str, Callable[[str, DecimalStyle | None], Any]]] = {
    **{name: _line(longest) for name, longest in _LENGTHS.items()},
    "tax_class": lambda text, style: _tax_class(text),
    "product": lambda text, style: check_slug(text.strip()),
    "summary": _text(500),
    "description": _text(20_000),
    "kind": _word(ProductKind),
    "status": _word(ProductStatus),
    "categories": _paths,
    "gtin": lambda text, style: check_gtin(text),
    "weight": _weight,
    "lead_time_days": _days,
    "stock_unit": _unit,
    "is_stocked": lambda text, style: read_flag(text),
    "sale_unit": _unit,
    "units_per": _ratio,
    "minimum": _count,
    "maximum": _count,
    "step": _count,
    "options": _options,
    "parts": read_parts,
}
