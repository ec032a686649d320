"""Lines as people paste and upload them: SKU, quantity, unit, target price, remark, in any of the usual shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from hanse.domains.quotes.types import QuoteLineInput
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.tables.rows import Row
from hanse.kit.tables.values import read_number
from hanse.kit.text import clean_line, normalise
from hanse.kit.units import list_units

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "sku": (
        "sku",
        "article",
        "article number",
        "item",
        "item number",
        "part number",
        "code",
        "artikel",
        "artikelnummer",
        "referenz",
        "reference",
        "product",
    ),
    "quantity": ("quantity", "qty", "menge", "anzahl", "pieces", "amount", "quantite"),
    "unit": ("unit", "uom", "einheit", "unite"),
    "target_price": ("target price", "target", "price", "wunschpreis", "zielpreis", "preis"),
    "name": ("name", "description", "text", "bezeichnung", "beschreibung", "designation"),
    "note": ("note", "remark", "comment", "bemerkung", "notiz", "remarque"),
}
# What separates the columns of a pasted line: the first of these that is there, so that a decimal comma stays one.
_SPLIT: Final = tuple(map(re.compile, (r"\t", r";", r"\|", r"\s{2,}", r",")))
_SIMPLE: Final = re.compile(r"(?P<sku>\S+)(?:\s+(?:x\s*)?(?P<quantity>[0-9][0-9.,]*)\s*(?P<unit>[A-Za-z]{1,8})?)?")
_UNITS: Final[dict[str, str]] = {}


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was understood: where it stood, what it said, and the line it means."""

    row: int
    text: str
    line: QuoteLineInput
    is_default_unit: bool = False  # no unit was named: it is the one the article is sold in


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not understood, and what would be."""

    row: int
    field: str
    text: str
    message: str
    code: str


def columns_of(columns: Sequence[str]) -> dict[str, str]:
    """Which column of a file holds what. Raises Invalid when there is none for the article or for its name."""
    found: dict[str, str] = {}
    plain = {normalise(column): column for column in columns}
    for field, names in HEADINGS.items():
        match = next((plain[normalise(name)] for name in names if normalise(name) in plain), None)
        if match is not None and match not in found.values():
            found[field] = match
    if "sku" not in found and "name" not in found:
        raise Invalid.field("content", "Name a column SKU (or Article number), and one Quantity, in the first row")
    return found


def read_table(rows: Iterable[Row], columns: Mapping[str, str], currency: str) -> list[Parsed | Refused]:
    """The lines of a file, each alone."""
    found: list[Parsed | Refused] = []
    for row in rows:
        if row.problems:
            found.append(_refused(row.number, "", "", row.problems[0], "bad_row"))
            continue
        texts = {field: row.cells[column].strip() for field, column in columns.items()}
        native = {field for field, column in columns.items() if column in row.native}
        found.append(_line(row.number, texts, native, currency))
    return found


def read_paste(text: str, currency: str) -> list[Parsed | Refused]:
    """The lines of pasted text: columns by tab, semicolon or bar in the order SKU, quantity, unit, price, remark, or
    plain "SKU 12 pcs"."""
    found: list[Parsed | Refused] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not raw.strip():
            continue
        texts = _columns(raw)
        if number == 1 and _is_heading(texts):
            continue
        found.append(_line(number, texts, set(), currency))
    return found


def _columns(raw: str) -> dict[str, str]:
    line = raw.strip(" ")
    separator = next((pattern for pattern in _SPLIT if pattern.search(line)), _SPLIT[0])
    parts = [part.strip() for part in separator.split(line)]
    if len(parts) == 1:
        match = _SIMPLE.fullmatch(raw.strip())
        return {name: value or "" for name, value in match.groupdict().items()} if match else {"sku": raw.strip()}
    texts = dict(zip(("sku", "quantity", "unit", "target_price", "note"), parts, strict=False))
    shape = re.fullmatch(r"([0-9][0-9.,]*)\s*([A-Za-z]+)", texts["quantity"])
    if shape and "unit" not in texts:
        texts |= {"quantity": shape[1], "unit": shape[2]}
    return texts


def _is_heading(texts: Mapping[str, str]) -> bool:
    return normalise(texts.get("sku", "")) in map(normalise, HEADINGS["sku"])


def _line(number: int, texts: Mapping[str, str], native: set[str], currency: str) -> Parsed | Refused:
    sku, name = clean_line(texts.get("sku", "")), clean_line(texts.get("name", ""))
    shown = (sku or name)[:120]
    if not sku and not name:
        return _refused(number, "sku", shown, "There is no article number in this row", "required")
    try:
        quantity = _quantity(texts, native)
    except HanseError as error:
        return _refused(number, "quantity", shown, error.message, error.code)
    price = None
    if texts.get("target_price"):
        try:
            number_text = read_number(texts["target_price"], "point" if "target_price" in native else None)
            price = UnitPrice.parse(number_text, currency)
        except HanseError as error:
            return _refused(number, "target_price", shown, error.message, error.code)
    line = QuoteLineInput(
        sku=sku[:120] or None,
        name=None if sku else name[:500],
        quantity=quantity,
        target_price=price,
        note=clean_line(texts.get("note", ""))[:2_000],
    )
    return Parsed(row=number, text=shown, line=line, is_default_unit=not texts.get("unit", ""))


def _quantity(texts: Mapping[str, str], native: set[str]) -> Quantity:
    text = texts.get("quantity", "")
    if not text:
        raise Invalid("Give a quantity, such as 12")
    number = read_number(text, "point" if "quantity" in native else None)
    quantity = Quantity.parse(number, _unit(texts.get("unit", "")))
    if not quantity.is_positive:
        raise Invalid("A quantity must be more than zero")
    return quantity


def _unit(text: str) -> str:
    """The code of a unit as people write it; a piece when none is named."""
    if not text:
        return "C62"
    if not _UNITS:
        for unit in list_units():
            for word in (unit.name, unit.symbol, unit.code):
                _UNITS.setdefault(normalise(word), unit.code)
        _UNITS.update(dict.fromkeys(("pcs", "pieces", "stk", "stuck", "units"), "C62"))
        _UNITS.update(dict.fromkeys(("meter", "meters", "metres"), "MTR"))
    code = _UNITS.get(normalise(text))
    if code is None:
        raise Invalid(f"There is no unit {text[:20]!r}; write it like pcs, m, kg or box")
    return code


def _refused(number: int, field: str, text: str, message: str, code: str) -> Refused:
    return Refused(row=number, field=field, text=text, message=message, code=code)
