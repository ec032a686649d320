"""One row of a file to an entry, with a sentence for each cell that is wrong; and what columns can be. Pure.

A million rows pass through here, so a row is read straight into what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, tzinfo
from functools import lru_cache
from typing import Any, Final

from hanse.domains.pricing.rules.entries import ReadEntry, percent_text, sku_key
from hanse.domains.pricing.rules.formulas import parse_formula
from hanse.domains.pricing.types import EntryKind, Layer, TargetKind
from hanse.kit.errors import Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import format_decimal, parse_decimal
from hanse.kit.tables import DecimalStyle, Row, read_date, read_flag
from hanse.kit.text import normalise
from hanse.kit.units import UNITS
from hanse.platform.imports import FieldTable, FileStyle, ImportField, Need, Problem, fields_of, plain_number

COLUMNS: Final[FieldTable] = {
    "sku": ("SKU", "article;article number;item;item number;artikel;artikelnummer;part number;variant"),
    "product": ("Product", "product handle;handle"),
    "category": ("Category", "category handle"),
    "unit": ("Unit", "uom;unit of measure;einheit"),
    "minimum": ("From quantity", "quantity;minimum;min;tier;staffel;ab menge;menge;moq"),
    "price": ("Price", "unit price;net price;preis;nettopreis;amount;cost"),
    "percent_off": ("Percent off", "discount;discount percent;rabatt"),
    "formula": ("Formula", ""),
    "sums_variants": ("Sums variants", ""),
    "starts_at": ("Starts", "valid from;from date;start;gueltig ab"),
    "ends_at": ("Ends", "valid to;until;end;gueltig bis"),
}
_HELP: Final = {
    "product": "Handle of a product, for all its variants",
    "category": "Handle of a category, for all below it",
    "unit": "Code such as C62 or MTR, or its name; the usual one when blank",
    "price": "In the currency of the list",
    "formula": "Such as base * 0.85 + 0.10",
    "sums_variants": "Whether the tier counts all variants of a product together",
    "ends_at": "The first instant or day on which it no longer holds",
}
_TARGETS: Final = ("sku", "product", "category")
_SAYS: Final = ("price", "percent_off", "formula")
_KINDS: Final = {"sku": TargetKind.VARIANT, "product": TargetKind.PRODUCT, "category": TargetKind.CATEGORY}
_ENTRY_KINDS: Final = {"price": EntryKind.FIXED, "percent_off": EntryKind.PERCENT, "formula": EntryKind.FORMULA}
_UNITS: Final = {
    normalise(name): code for code, unit in UNITS.items() for name in (unit.symbol, unit.name, code) if name
}


class Reader(FileStyle, frozen=True, kw_only=True):
    """How a file is read: the column of each meaning, styles, the layer of the list, and where a day begins."""

    columns: Mapping[str, str]
    layer: Layer
    zone: tzinfo


NEEDS: Final = (
    Need(frozenset(_TARGETS), "Say which column holds the SKU, the product or the category"),
    Need(
        frozenset({"price", "percent_off", "formula"}),
        "Say which column holds the price, the percentage or the formula",
    ),
)


def import_columns() -> list[ImportField]:
    """Everything a column can be, in the order of exports."""
    return fields_of(COLUMNS, _HELP)


def read_row(row: Row, reader: Reader, position: int) -> tuple[ReadEntry | None, list[Problem]]:
    """Read one row; None with at least one problem, or for a row that says nothing."""
    if row.problems:
        return None, [Problem("", "", text[:500]) for text in row.problems]
    cells = _Cells(row, reader)
    said = cells.texts
    target = cells.one_of(_TARGETS, "Name one SKU, product or category")
    says = cells.one_of(_SAYS, "Give a price, a percentage or a formula")
    unit = cells.unit() if "unit" in said else ""
    minimum = cells.number("minimum", 4) or 0
    amount = cells.number("price", 6) if says == "price" else None
    percent = cells.number("percent_off", 4) if says == "percent_off" else None
    factors: dict[str, int] | None = None
    if percent is not None and (percent > 1_000_000 or reader.layer in (Layer.COST, Layer.BASE)):
        cells.fault("percent_off", "A percentage is between 0 and 100, and needs a layer below the list")
    if says == "formula":
        factors, amount = cells.formula()
    starts = cells.instant("starts_at") if "starts_at" in said else None
    ends = cells.instant("ends_at") if "ends_at" in said else None
    if starts is not None and ends is not None and ends <= starts:
        cells.fault("ends_at", "The end is after the start")
    sums = "sums_variants" in said and cells.flag("sums_variants")
    if cells.problems or not target or not says:
        return None, cells.problems
    text = said[target]
    kind = _ENTRY_KINDS[says]
    key = sku_key(text) if target == "sku" else text.casefold()
    formula = cells.text("formula") if says == "formula" else None
    usual = unit if unit else (None if kind is EntryKind.FIXED else "")
    entry = ReadEntry(
        position, _KINDS[target], None, key, usual, minimum, kind, amount, percent, factors, formula, sums, starts, ends
    )
    return entry, []


@lru_cache(maxsize=20_000)
def _number(text: str, style: DecimalStyle | None, places: int) -> int:
    """The same quantities, and often prices, come back in row after row. Raises Invalid."""
    return parse_decimal(plain_number(text, style), places)


class _Cells:
    """The cells of one row by meaning, without blank ones, and what was found wrong in them."""

    __slots__ = ("columns", "problems", "reader", "row", "texts")

    def __init__(self, row: Row, reader: Reader) -> None:
        self.row = row
        self.reader = reader
        self.columns = reader.columns
        self.problems: list[Problem] = []
        values = row.values
        self.texts = {meaning: text for meaning, column in reader.columns.items() if (text := values[column].strip())}

    def text(self, meaning: str) -> str:
        return self.texts.get(meaning, "")

    def fault(self, meaning: str, message: str) -> None:
        self.problems.append(
            Problem(meaning if meaning in self.columns else "", self.text(meaning)[:200], message[:500])
        )

    def one_of(self, meanings: Sequence[str], otherwise: str) -> str:
        found = [meaning for meaning in meanings if meaning in self.texts]
        if len(found) != 1:
            self.fault(found[0] if found else next((one for one in meanings if one in self.columns), ""), otherwise)
            return ""
        return found[0]

    def number(self, meaning: str, places: int) -> int | None:
        text = self.text(meaning)
        if not text:
            return None
        try:
            style = "point" if self.columns[meaning] in self.row.native else self.reader.decimal_style
            number = _number(text, style, places)
        except Invalid as error:
            self.fault(meaning, error.message)
            return None
        if number < 0:
            self.fault(meaning, "This cannot be below zero")
        return number

    def unit(self) -> str:
        text = self.text("unit")
        if not text or text in UNITS:
            return text
        code = _UNITS.get(normalise(text), "")
        if not code:
            self.fault("unit", f"{text[:24]} is not a unit; use a code such as C62 or MTR")
        return code

    def flag(self, meaning: str) -> bool:
        text = self.text(meaning)
        try:
            return bool(text) and read_flag(text)
        except Invalid as error:
            self.fault(meaning, error.message)
            return False

    def formula(self) -> tuple[dict[str, int] | None, int | None]:
        try:
            found = parse_formula(self.text("formula")[:200], self.reader.layer)
        except Invalid as error:
            self.fault("formula", error.message)
            return None, None
        return found.factors, found.amount_micros

    def instant(self, meaning: str) -> datetime | None:
        text = self.text(meaning)
        if not text:
            return None
        try:
            if "T" in text:
                moment = datetime.fromisoformat(text)
                return moment if moment.tzinfo else moment.replace(tzinfo=self.reader.zone)
            return datetime.combine(read_date(text, self.reader.date_order), time(), tzinfo=self.reader.zone)
        except Invalid as error:
            self.fault(meaning, error.message)
        except ValueError:
            self.fault(meaning, f"{text[:30]} is not a day or an instant; write it like 2026-01-31")
        return None


def cells_of(row: Mapping[str, Any]) -> list[Any]:
    """An entry as a row of an export, in the order of `COLUMNS`; imported again it changes nothing."""
    target = {"variant": 0, "product": 1, "category": 2}[row["target"]]
    names: list[Any] = [None, None, None]
    names[target] = row["code"]
    amount = row["amount_micros"] if row["kind"] == "fixed" else None
    return [
        *names,
        row["unit"] or None,
        Quantity(row["minimum"], "C62").value,
        format_decimal(amount, 6, 2) if amount is not None else None,
        percent_text(row["percent_micros"]) if row["percent_micros"] is not None else None,
        row["formula"],
        "yes" if row["sums_variants"] else None,
        row["starts_at"].isoformat() if row["starts_at"] else None,
        row["ends_at"].isoformat() if row["ends_at"] else None,
    ]
