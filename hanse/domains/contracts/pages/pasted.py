"""Prices as people paste them from a spreadsheet: lines to entries, or a sentence for each that cannot be read."""

from __future__ import annotations

import re
from typing import Any, Final

from hanse.kit.errors import Invalid
from hanse.kit.tables import AmbiguousNumber, read_number

_PLAIN: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_HEADER: Final = re.compile(r"^(sku|item|article|product|code)\b", re.IGNORECASE)
_TARGETS: Final = {"product:": "product", "category:": "category"}
_GONE: Final = ("-", "\u2013", "")


def read_lines(text: str) -> tuple[list[dict[str, Any]], list[int], list[str]]:
    """Entries of pasted lines (item, price, from quantity, unit, clause), the line of each, and what is wrong.

    An item is an SKU, or `product:handle` and `category:handle`. A price is an amount, a percentage off such as 10 %,
    a formula such as = base * 0.9, or - to take the price out. A first line of headings is skipped.
    """
    entries: list[dict[str, Any]] = []
    places: list[int] = []
    wrong: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or (number == 1 and _HEADER.match(line.strip())):
            continue
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split(";"))]
        try:
            entries.append(_entry(cells))
            places.append(number)
        except Invalid as error:
            wrong.append(f"Line {number}: {error.message}")
    return entries, places, wrong


def _entry(cells: list[str]) -> dict[str, Any]:
    item, price, minimum, unit, clause = [*cells, "", "", "", "", ""][:5]
    kind = next((name for prefix, name in _TARGETS.items() if item.casefold().startswith(prefix)), "sku")
    entry: dict[str, Any] = {kind: item.partition(":")[2].strip() if kind != "sku" else item, **_says(price)}
    if minimum:
        entry["minimum"] = number_of(minimum)
    if unit:
        entry["unit"] = unit.upper()
    return {**entry, "clause": clause} if clause else entry


def _says(price: str) -> dict[str, Any]:
    if price in _GONE:
        return {"remove": True}
    if price.startswith("="):
        return {"formula": price[1:].strip()}
    if price.endswith("%"):
        return {"percent_off": number_of(price.removesuffix("%").strip().removeprefix("-").strip())}
    return {"price": number_of(price)}


def number_of(text: str) -> str:
    """A number as typed, with a decimal point; 1,234 could be two. Raises Invalid."""
    if _PLAIN.fullmatch(text):
        return text
    try:
        return read_number(text)
    except AmbiguousNumber:
        raise Invalid(f"{text[:24]} can be read in two ways; write it with a decimal point, without grouping") from None
