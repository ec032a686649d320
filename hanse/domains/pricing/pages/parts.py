"""What the pages of pricing share: refusals in place, messages, and prices as people type them into cells."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hanse.domains.pricing.types import Layer, PriceListStatus
from hanse.domains.pricing.types.lists import PriceEntry, PriceList
from hanse.kit.errors import Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.tables import AmbiguousNumber, read_number
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Option, Tab, words

_PLAIN: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
LIST: Final = "/admin/price-lists"
LAYER_WORDS: Final = {
    Layer.COST: ("Costs", "What things cost the business; never a price"),
    Layer.BASE: ("Base", "For everybody"),
    Layer.CHANNEL: ("Channel", "For one place of sale, such as the portal"),
    Layer.GROUP: ("Price group", "For customers of a group"),
    Layer.ORGANIZATION: ("Organization", "For organizations and all below them"),
    Layer.CONTRACT: ("Contract", "What was agreed with organizations; above everything"),
}
LAYER_OPTIONS: Final = tuple(Option(layer.value, label, detail) for layer, (label, detail) in LAYER_WORDS.items())
STATUS_OPTIONS: Final = tuple(Option(status.value, words(status.value)) for status in PriceListStatus)


def layer_label(layer: Layer) -> str:
    """The word for a layer."""
    return LAYER_WORDS[layer][0]


def unit_name(code: str) -> str:
    """The word for a unit."""
    return UNITS[code].name if code in UNITS else code


def quantity_words(quantity: Quantity) -> str:
    """A quantity with its unit as people write it; single pieces need no word."""
    unit = UNITS.get(quantity.unit)
    if unit is None or quantity.unit == "C62":
        return quantity.value
    return f"{quantity.value} {unit.symbol or unit.name}"


def tabs_of(item: PriceList, active: str) -> list[Tab]:
    """The parts of the page of one list."""
    root = f"{LIST}/{item.id}"
    parts = [("Prices", "")]
    if "price_list.update" in item.allowed_actions:
        parts.append(("Paste", "paste"))
    parts += [("Planned changes", "changes"), ("Compare", "compare")]
    if "price_list.import" in item.allowed_actions:
        parts.append(("Import", "import"))
    return [Tab(label, f"{root}/{path}" if path else root, path == active) for label, path in parts]


def more_of(item: PriceList) -> list[Action]:
    """What else can be done with a list."""
    root = f"{LIST}/{item.id}"
    actions = []
    if "price_list.update" in item.allowed_actions:
        actions.append(Action("Edit facts", f"{root}/edit", icon="pencil"))
    if "price_list.export" in item.allowed_actions:
        actions.append(Action("Export as CSV", post=f"{root}/export?format=csv", icon="file-text"))
        actions.append(Action("Export as Excel", post=f"{root}/export?format=xlsx", icon="file-spreadsheet"))
    return actions


def head_of(ctx: Ctx, item: PriceList, active: str) -> dict[str, Any]:
    """What every part of the page of a list shows above."""
    return {
        "item": item,
        "root": f"{LIST}/{item.id}",
        "tabs": tabs_of(item, active),
        "more": more_of(item),
        "layer": layer_label(item.layer),
        "unit_name": unit_name,
        "may_update": "price_list.update" in item.allowed_actions,
        "may_activate": "price_list.activate" in item.allowed_actions,
    }


def cell_of(entry: PriceEntry) -> str:
    """What an entry says, as it is typed into a cell."""
    if entry.unit_price is not None:
        return entry.unit_price.amount
    return f"{entry.percent_off} %" if entry.percent_off is not None else f"= {entry.formula}"


def says(text: str) -> dict[str, str]:
    """A cell to the field it fills: `12.50`, `10 %` off, or a formula. Raises Invalid."""
    typed = text.strip()
    if typed.startswith("=") or any(character.isalpha() for character in typed):
        return {"formula": typed.removeprefix("=").strip()}
    if typed.endswith("%"):
        return {"percent_off": number_of(typed.removesuffix("%").strip().removeprefix("-").strip())}
    return {"price": number_of(typed)}


def number_of(text: str) -> str:
    """A number as typed, with a decimal point, as these pages write them; 1,234 could be two. Raises Invalid."""
    if _PLAIN.fullmatch(text):
        return text
    try:
        return read_number(text)
    except AmbiguousNumber:
        raise Invalid(
            f"{text[:24]} can be read in two ways; write it with a decimal point and without grouping"
        ) from None


def lines_of(text: str) -> list[tuple[int, list[str]]]:
    """Pasted lines with their numbers: cells are separated by tabs, or by semicolons; empty lines are skipped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [
        (number, [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split(";"))])
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def pasted(text: str) -> tuple[list[dict[str, Any]], list[int], list[str]]:
    """Entries of pasted lines (SKU, price, from quantity, unit), the line of each, and what cannot be read.

    A line whose price is `-` removes the entry.
    """
    entries: list[dict[str, Any]] = []
    places: list[int] = []
    wrong: list[str] = []
    for number, cells in lines_of(text):
        sku, price, minimum, unit = [*cells, "", "", ""][:4]
        try:
            entry: dict[str, Any] = {"sku": sku, "minimum": number_of(minimum) if minimum else "0"}
            entry.update({"remove": True} if price in ("-", "\u2013") else says(price))
            entries.append({**entry, "unit": unit.upper()} if unit else entry)
            places.append(number)
        except Invalid as error:
            wrong.append(f"Line {number}: {error.message}")
    return entries, places, wrong


def line_errors(form: Form[Any], places: list[int]) -> list[str]:
    """The errors of entries as sentences that name the pasted line."""
    found: list[str] = []
    for path, messages in form.errors.items():
        parts = path.split(".")
        if len(parts) > 1 and parts[0] == "entries" and parts[1].isdigit():
            found.extend(f"Line {places[int(parts[1])]}: {message}" for message in messages)
        else:
            found.extend(messages)
    return [*found, *([form.message] if form.message and not found else [])]


def instant_of(ctx: Ctx, text: str) -> str | None:
    """A local day and time of a form field as an instant; None when empty. Raises Invalid."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Choose a day and a time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ctx.tenant.timezone))).isoformat()


def local_text(ctx: Ctx, moment: datetime | None) -> str:
    """An instant as a field for local day and time holds it."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(ctx.tenant.timezone)).strftime("%Y-%m-%dT%H:%M")
