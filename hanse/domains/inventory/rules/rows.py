"""Reading stock out of rows: what columns can be, what a row says, and what pasted lines say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.quantity import QUANTITY_PLACES, Quantity
from hanse.kit.scaled import format_decimal
from hanse.kit.tables import DecimalStyle, Row, read_number
from hanse.platform.imports import (
    FieldTable,
    FileStyle,
    ImportField,
    Need,
    Problem,
    fields_of,
    guess_mapping,
    plain_number,
    read_cells,
)

FIELDS: Final[FieldTable] = {
    "sku": ("SKU", "article;article number;article no;item;item number;artikelnummer;artikel"),
    "quantity": ("Quantity", "qty;amount;on hand;stock;menge;bestand;anzahl"),
    "location": ("Place", "location;warehouse;lager;lagerort;standort"),
}
_HELP: Final = {
    "quantity": "How much there is, in the unit the article is stocked in",
    "location": "Short name of a place",
}
NEEDS: Final = (
    Need(frozenset({"sku"}), "Say which column holds the SKU"),
    Need(frozenset({"quantity"}), "Say which column holds the quantity"),
)


def stock_fields() -> list[ImportField]:
    """Everything a column can be, in the order of exports."""
    return fields_of(FIELDS, _HELP)


def find_columns(columns: Sequence[str]) -> dict[str, str]:
    """What each column seems to be. Raises Invalid naming what is missing."""
    found = guess_mapping(columns, stock_fields(), FIELDS)
    for key, label in (("sku", "an SKU"), ("quantity", "an amount")):
        if key not in found.values():
            names = ", ".join((key, *FIELDS[key][1].split(";")[:2]))
            raise Invalid.field("content", f"No column holds {label}; name one of them {names}", "column_missing")
    return found


class StockRow(msgspec.Struct, frozen=True):
    """What a row says: an SKU, how much there is, and the short name of a place, as they are compared."""

    number: int
    sku: str
    amount: str
    place: str
    problems: list[Problem]


def read_stock_row(row: Row, style: FileStyle) -> StockRow:
    """Read one row; what cannot be read is among its problems."""
    cells, problems = read_cells(row, style, _read)
    if not problems and "sku" not in cells:
        problems.append(Problem("sku", "", "This row has no SKU"))
    elif not problems and "quantity" not in cells:
        problems.append(Problem("quantity", "", "The amount is missing"))
    return StockRow(row.number, cells.get("sku", ""), cells.get("quantity", ""), cells.get("location", ""), problems)


def _read(meaning: str, text: str, style: DecimalStyle | None) -> str:
    return plain_number(text, style) if meaning == "quantity" else sku_key(text)


def sku_key(text: str) -> str:
    """An SKU as it is compared: upper case, without blanks."""
    return "".join(text.split()).upper()


def amount_of(row: StockRow, unit: str) -> int:
    """The amount of a row in ten-thousandths of the stock unit, zero or more. Raises Invalid."""
    quantity = Quantity.parse(row.amount, unit)
    if quantity.units < 0:
        raise Invalid("An amount is zero or more")
    return quantity.units


def cells_of(row: Mapping[str, Any]) -> list[Any]:
    """A level as a row of an export, in the order of `FIELDS`; imported again it changes nothing."""
    return [row["sku"], format_decimal(row["on_hand"], QUANTITY_PLACES, 0), row["code"]]


def pasted(text: str) -> Iterable[tuple[int, str, str]]:
    """Pasted lines as (number, SKU, amount as typed); the amount is what stands last."""
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.replace("\t", " ").replace(";", " ").split()
        if parts:
            yield number, "".join(parts[:-1]), parts[-1]


def pasted_amount(text: str, unit: str) -> Quantity:
    """A pasted amount, with a decimal point or comma; may be negative. Raises Invalid."""
    return Quantity.parse(read_number(text), unit)
