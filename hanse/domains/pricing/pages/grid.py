"""The prices of one list as a grid that is edited in place, and a field to paste many at once.

Both are plain forms; a script adds walking with the keyboard and pasting from a spreadsheet.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import LIST, cell_of, head_of, line_errors, number_of, pasted, says
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.lists import FilterPriceEntries, PriceEntry, PriceList, SavedEntries, SaveEntries
from hanse.kit.errors import Invalid
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Filter, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

EMPTY_ROWS = 5
ROWS_MAXIMUM = 1_000
TARGETS = (Option("sku", "SKU"), Option("product", "Product"), Option("category", "Category"))
_CELL = re.compile(r"row\.([0-9]{1,4})\.([a-z_]+)")
_TARGET_FIELD = {"variant": "sku", "product": "product", "category": "category"}


class Cell(msgspec.Struct, kw_only=True):
    """One row of the grid as it is shown: an entry, or a new one being typed."""

    code: str = ""
    name: str = ""
    target: str = "sku"
    unit: str = ""
    minimum: str = ""
    value: str = ""
    was: str | None = None
    starts_at: str = ""
    ends_at: str = ""
    sums: str = ""
    remove: bool = False
    errors: list[str] = []


def _id(request: PageRequest) -> PriceListId:
    return request.id("price_list_id", PriceListId)


async def grid_page(ctx: Ctx, request: PageRequest) -> View:
    """The prices, a page at a time."""
    item = await api.get_price_list(ctx, _id(request))
    query = request.query(FilterPriceEntries)
    page = await api.list_price_entries(ctx, item.id, query)
    cells = [_shown(entry) for entry in page.items]
    return _view(ctx, item, query, cells + [Cell() for _ in range(EMPTY_ROWS)], page.next)


def _shown(entry: PriceEntry) -> Cell:
    return Cell(
        code=entry.code,
        name=entry.name,
        target=_TARGET_FIELD[entry.target.value],
        unit=entry.unit,
        minimum=entry.minimum,
        value=cell_of(entry),
        was=cell_of(entry),
        starts_at=entry.starts_at.isoformat() if entry.starts_at else "",
        ends_at=entry.ends_at.isoformat() if entry.ends_at else "",
        sums="true" if entry.sums_variants else "",
    )


def _view(
    ctx: Ctx, item: PriceList, query: FilterPriceEntries, cells: list[Cell], following: str | None, status: int = 200
) -> View:
    options = [Option("variant", "Variants"), Option("product", "Products"), Option("category", "Categories")]
    context = {
        **head_of(ctx, item, ""),
        "query": query,
        "cells": cells,
        "next": following,
        "shown": sum(cell.was is not None for cell in cells),
        "targets": TARGETS,
        "filters": [Filter("target", "Price of", "one", options, query.target.value if query.target else None)],
        "wrong": sum(bool(cell.errors) for cell in cells),
    }
    return View("pricing/grid.html", context, status=status)


def _typed(request: PageRequest) -> list[Cell]:
    """The posted rows in their order."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in request.fields:
        match = _CELL.fullmatch(name)
        if match and isinstance(value, str):
            rows.setdefault(int(match[1]), {})[match[2]] = value.strip()
    return [_cell(row) for _, row in sorted(rows.items())[:ROWS_MAXIMUM]]


def _cell(row: dict[str, str]) -> Cell:
    texts = ("code", "name", "target", "unit", "minimum", "value", "starts_at", "ends_at", "sums")
    cell = Cell(was=row.get("was"), remove=bool(row.get("remove")))
    for name in texts:
        setattr(cell, name, row.get(name, ""))
    return cell


def _entry(cell: Cell) -> dict[str, Any] | None:
    """A row to what is sent; None for one that says nothing new. Raises Invalid."""
    if cell.was is None and not (cell.code or cell.value):
        return None
    if cell.was is not None and not cell.remove and cell.value == cell.was:
        return None
    entry: dict[str, Any] = {
        cell.target if cell.target in ("sku", "product", "category") else "sku": cell.code,
        "minimum": number_of(cell.minimum) if cell.minimum else "0",
        "starts_at": cell.starts_at or None,
        "ends_at": cell.ends_at or None,
        "sums_variants": bool(cell.sums),
    }
    if cell.was is not None or cell.unit:
        entry["unit"] = cell.unit.upper()
    if cell.remove or (cell.was is not None and not cell.value):
        return {**entry, "remove": True}
    if not cell.value:
        raise Invalid("Give a price, a percentage or a formula")
    return {**entry, **says(cell.value)}


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write what was changed in the grid; with one wrong row nothing is written, and every cell stays as typed."""
    item = await api.get_price_list(ctx, _id(request))
    cells = _typed(request)
    entries, places = [], []
    for place, cell in enumerate(cells):
        try:
            entry = _entry(cell)
        except Invalid as error:
            cell.errors = [error.message]
            continue
        if entry is not None:
            entries.append(entry)
            places.append(place)
    back = request.next_path(f"{LIST}/{item.id}")
    if not any(cell.errors for cell in cells):
        if not entries:
            return Redirect(back, flash("Nothing was changed", "info"))
        form = Form.from_builtins(SaveEntries, {"entries": entries})
        saved = await attempt(form, lambda data: api.save_entries(ctx, item.id, data))
        if saved is not None:
            return Redirect(back, flash(_said(saved)))
        _spread(form, cells, places)
    return _view(ctx, item, FilterPriceEntries(), cells, None, 422)


def _spread(form: Form[Any], cells: list[Cell], places: list[int]) -> None:
    """Put each refusal to the row it is about."""
    for path, messages in form.errors.items():
        parts = path.split(".")
        at = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
        cells[places[at]].errors = [*cells[places[at]].errors, *messages]
    if form.message and not form.errors:
        cells[places[0]].errors = [form.message]


def _said(saved: SavedEntries) -> str:
    parts = [
        text
        for number, text in ((saved.written, f"{saved.written} written"), (saved.removed, f"{saved.removed} removed"))
        if number
    ]
    return f"Prices: {', '.join(parts)}" if parts else "The prices are as they were"


async def paste_page(ctx: Ctx, request: PageRequest) -> View:
    """A field to paste lines into."""
    item = await api.get_price_list(ctx, _id(request))
    return View("pricing/paste.html", {**head_of(ctx, item, "paste"), "form": Form(), "errors": []})


async def paste(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write every pasted line, or none and say what to mend in which line."""
    item = await api.get_price_list(ctx, _id(request))
    text = request.field("lines")
    entries, places, wrong = pasted(text)
    form: Form[Any] = Form({"lines": text})
    if not entries and not wrong:
        wrong = ["Paste some lines first"]
    if not wrong:
        form = Form.from_builtins(SaveEntries, {"entries": entries})
        saved = await attempt(form, lambda data: api.save_entries(ctx, item.id, data))
        if saved is not None:
            return Redirect(f"{LIST}/{item.id}", flash(_said(saved)))
        wrong = line_errors(form, places)
        form.values = {"lines": text}
        form.errors = {}
        form.message = ""
    context = {**head_of(ctx, item, "paste"), "form": form, "errors": wrong}
    return View("pricing/paste.html", context, status=422)
