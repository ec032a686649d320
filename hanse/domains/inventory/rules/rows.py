"""Reading stock out of rows: which column is what, and what an amount means. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hanse.domains.inventory.types import RowProblem
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.tables import DecimalStyle, Row, read_number
from hanse.kit.text import normalise

NAMES: Final = {
    "sku": ("sku", "article", "article number", "article no", "item", "item number", "artikelnummer", "artikel"),
    "quantity": ("quantity", "qty", "amount", "on hand", "stock", "menge", "bestand", "anzahl"),
    "location": ("location", "warehouse", "place", "lager", "lagerort", "standort"),
}


def find_columns(columns: Sequence[str]) -> dict[str, str]:
    """Which column holds the SKU, the amount, and the place if any does. Raises Invalid naming what is missing."""
    known = {normalise(column.replace("_", " ").replace("-", " ")): column for column in columns}
    found = {key: known[name] for key, names in NAMES.items() for name in reversed(names) if name in known}
    for key, label in (("sku", "an SKU"), ("quantity", "an amount")):
        if key not in found:
            names = ", ".join(NAMES[key][:3])
            raise Invalid.field("content", f"No column holds {label}; name one of them {names}", "column_missing")
    return found


def sku_key(text: str) -> str:
    """An SKU as it is compared: upper case, without blanks."""
    return "".join(text.split()).upper()


def amount_of(row: Row, column: str, unit: str, style: DecimalStyle | None) -> Quantity:
    """The amount of a row in the stock unit, zero or more. Raises Invalid."""
    text = row.number_in(column, style)
    if text is None:
        raise Invalid("The amount is missing")
    quantity = Quantity.parse(text, unit)
    if quantity.units < 0:
        raise Invalid("An amount is zero or more")
    return quantity


def problem_of(row: Row, column: str, error: HanseError | str) -> RowProblem:
    """A refusal as a line of the report."""
    message = error if isinstance(error, str) else error.message
    return RowProblem(row=row.number, column=column, value=row.values.get(column, "")[:100], message=message)


def pasted(text: str) -> Iterable[tuple[int, str, str]]:
    """Pasted lines as (number, SKU, amount as typed); the amount is what stands last."""
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.replace("\t", " ").replace(";", " ").split()
        if parts:
            yield number, "".join(parts[:-1]), parts[-1]


def pasted_amount(text: str, unit: str) -> Quantity:
    """A pasted amount, with a decimal point or comma; may be negative. Raises Invalid."""
    return Quantity.parse(read_number(text), unit)
