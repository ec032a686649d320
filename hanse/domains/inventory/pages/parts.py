"""What the pages of inventory share: refusals in place, choices of places, words of movements."""

from __future__ import annotations

from typing import Any

from hanse.domains.inventory import api
from hanse.domains.inventory.types import ListLocations, ReadStockLines, StockChange
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import View

STOCK = "/admin/stock"
KINDS = {
    "receipt": "Received",
    "adjustment": "Corrected",
    "count": "Counted",
    "import": "Set by file",
    "transfer_out": "Sent elsewhere",
    "transfer_in": "Arrived from elsewhere",
    "allocation": "Promised",
    "release": "Given back",
    "shipment": "Shipped",
    "reservation": "Reserved",
    "reservation_end": "Reservation ended",
}


async def places(ctx: Ctx) -> list[Option]:
    """The active places to choose from."""
    page = await api.list_locations(ctx, ListLocations(is_active=True, limit=200))
    return [Option(str(one.id), one.name, one.code) for one in page.items]


async def read_lines(ctx: Ctx, form: Form[Any], text: str) -> list[StockChange]:
    """The pasted lines; what cannot be read is said at the field `text`."""
    reading: Form[Any] = Form({"text": text}, ReadStockLines(text=text[:100_000] or " "))
    found = await attempt(reading, lambda data: api.read_stock_lines(ctx, data))
    if found is None:
        form.errors |= reading.errors
        form.message = reading.message
        form.status = 422
        return []
    return found.lines


def by_line(form: Form[Any]) -> None:
    """What is wrong with the n-th line is said at the field it was pasted into."""
    for path in list(form.errors):
        parts = path.split(".")
        if parts[0] == "lines":
            where = f"Line {int(parts[1]) + 1}: " if len(parts) > 1 and parts[1].isdigit() else ""
            form.errors.setdefault("text", []).extend(f"{where}{said}" for said in form.errors.pop(path))


def refused(view: View, form: Form[Any]) -> View:
    """The page again with what has to be mended."""
    view.status = form.status if form.status >= 400 else 422
    return view
