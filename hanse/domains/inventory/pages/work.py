"""Booking stock by pasted lines: receipts, corrections, transfers; and the places themselves."""

from __future__ import annotations

from typing import Any

from hanse.domains.inventory import api
from hanse.domains.inventory.pages.parts import STOCK, by_line, places, read_lines, refused
from hanse.domains.inventory.types import (
    AdjustStock,
    ArriveReceipt,
    ExpectReceipt,
    ListLocations,
    ListReceipts,
    ListTransfers,
    LocationId,
    ReceiptId,
    ReceiveStock,
    ReceiveTransfer,
    SaveInventorySettings,
    SaveLocation,
    SendTransfer,
    TransferId,
)
from hanse.kit.structs import to_builtins
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column
from hanse.platform.web.requests import PageRequest, Redirect, View

TRANSFERS = "/admin/stock-transfers"
LOCATIONS = "/admin/locations"
RECEIPTS = "/admin/expected-receipts"
_BOOK: dict[str, tuple[str, str, str, Any]] = {
    "receive": (
        "Receive stock",
        "Book a delivery in. Whoever waits for it gets theirs at once.",
        "reference",
        ReceiveStock,
    ),
    "adjust": (
        "Correct stock",
        "Say how much more or, with a minus, less there is than the books say.",
        "reason",
        AdjustStock,
    ),
    "transfer": (
        "Move stock",
        "What leaves here is on its way, and promised to nobody, until it is booked in there.",
        "note",
        SendTransfer,
    ),
}
LOCATION_COLUMNS = (
    Column("name", "Place", detail="code"),
    Column("city", "Town", priority=2),
    Column("priority", "Taken from", "number", help="Stock is taken from the lowest number first"),
    Column("is_active", "In use", "bool"),
)
TRANSFER_COLUMNS = (
    Column("from_name", "From"),
    Column("to_name", "To"),
    Column("status", "State", "status"),
    Column("lines", "Articles", "custom", priority=2),
    Column("created_at", "Sent", "ago"),
)
RECEIPT_COLUMNS = (
    Column("sku", "Article", detail="name"),
    Column("location_name", "Place", priority=2),
    Column("quantity", "Awaited", "custom", width="end"),
    Column("expected_at", "Expected", "date"),
    Column("reference", "Reference", priority=3),
)


def _kind(request: PageRequest) -> str:
    return request.path.rpartition("/")[2]


async def book_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks where, why and what."""
    ctx.authorize(f"inventory.{_kind(request)}")
    lines = f"{request.argument('sku')[:80]} " if request.argument("sku") else ""
    return await _book_view(ctx, _kind(request), Form({"text": lines}))


async def _book_view(ctx: Ctx, kind: str, form: Form[Any]) -> View:
    title, lead, why, _ = _BOOK[kind]
    context = {"kind": kind, "title": title, "lead": lead, "why": why, "places": await places(ctx), "form": form}
    return View("inventory/book.html", context)


async def book(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Book the pasted lines."""
    kind = _kind(request)
    ctx.authorize(f"inventory.{kind}")
    why, struct = _BOOK[kind][2], _BOOK[kind][3]
    names = ("location_id", "from_location_id", "to_location_id", why)
    body: dict[str, Any] = {name: value for name in names if (value := request.field(name).strip())}
    form: Form[Any] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    lines = await read_lines(ctx, form, request.field("text"))
    if lines:
        form = Form.from_builtins(struct, {**body, "lines": [to_builtins(line) for line in lines]})
        form.values = {name: value for name, value in request.fields if isinstance(value, str)}
        actions: dict[str, Any] = {
            "receive": api.receive_stock,
            "adjust": api.adjust_stock,
            "transfer": api.send_transfer,
        }
        if await attempt(form, lambda data: actions[kind](ctx, data)) is not None:
            said = {"receive": "The delivery is booked in", "adjust": "The stock is corrected"}
            to = TRANSFERS if kind == "transfer" else STOCK
            return Redirect(to, flash(said.get(kind, "The stock is on its way")))
        by_line(form)
    return refused(await _book_view(ctx, kind, form), form)


async def locations(ctx: Ctx, request: PageRequest) -> View:
    """The places where stock lies."""
    page = await api.list_locations(ctx, request.query(ListLocations))
    settings = await api.get_inventory_settings(ctx)
    context = {
        "page": page,
        "columns": LOCATION_COLUMNS,
        "may_manage": ctx.may("inventory.manage"),
        "form": Form.of(settings),
    }
    return View("inventory/locations.html", context)


async def save_settings(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Decide what buyers see."""
    form = request.form(SaveInventorySettings)
    if await attempt(form, lambda data: api.save_inventory_settings(ctx, data)) is None:
        view = await locations(ctx, request)
        return refused(View(view.template, {**view.context, "form": form}), form)
    return Redirect(LOCATIONS, flash("Kept: buyers see stock like this from now on"))


async def new_location(ctx: Ctx, request: PageRequest) -> View:
    """Asks for a new place."""
    ctx.authorize("inventory.manage")
    return View("inventory/location.html", {"location": None, "form": Form({"is_active": True, "priority": 100})})


async def create_location(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add it."""
    form = request.form(SaveLocation)
    if await attempt(form, lambda data: api.create_location(ctx, data)) is None:
        return refused(View("inventory/location.html", {"location": None, "form": form}), form)
    return Redirect(LOCATIONS, flash("The place is added"))


async def edit_location(ctx: Ctx, request: PageRequest) -> View:
    """Shows a place to be changed."""
    ctx.authorize("inventory.manage")
    location = await api.get_location(ctx, request.id("location_id", LocationId))
    return View("inventory/location.html", {"location": location, "form": Form.of(location)})


async def save_location(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Change it."""
    identity = request.id("location_id", LocationId)
    form = request.form(SaveLocation)
    if await attempt(form, lambda data: api.update_location(ctx, identity, data)) is None:
        location = await api.get_location(ctx, identity)
        return refused(View("inventory/location.html", {"location": location, "form": form}), form)
    return Redirect(LOCATIONS, flash("The place is changed"))


async def transfers(ctx: Ctx, request: PageRequest) -> View:
    """What is on its way, and what was."""
    page = await api.list_transfers(ctx, request.query(ListTransfers))
    context = {"page": page, "columns": TRANSFER_COLUMNS, "may_transfer": ctx.may("inventory.transfer")}
    return View("inventory/transfers.html", context)


async def transfer(ctx: Ctx, request: PageRequest) -> View:
    """One transfer."""
    found = await api.get_transfer(ctx, request.id("transfer_id", TransferId))
    context = {"transfer": found, "may_transfer": ctx.may("inventory.transfer"), "root": f"{TRANSFERS}/{found.id}"}
    return View("inventory/transfer.html", context)


async def receive_transfer(ctx: Ctx, request: PageRequest) -> Redirect:
    """Everything arrived."""
    identity = request.id("transfer_id", TransferId)
    done = Redirect(f"{TRANSFERS}/{identity}", flash("Everything is booked in"))
    return await press(ctx, request, lambda: api.receive_transfer(ctx, identity, ReceiveTransfer()), done)


async def cancel_transfer(ctx: Ctx, request: PageRequest) -> Redirect:
    """It comes back."""
    identity = request.id("transfer_id", TransferId)
    done = Redirect(f"{TRANSFERS}/{identity}", flash("The stock is back where it left"))
    return await press(ctx, request, lambda: api.cancel_transfer(ctx, identity), done)


async def receipts(ctx: Ctx, request: PageRequest) -> View:
    """The deliveries that are awaited."""
    page = await api.list_receipts(ctx, request.query(ListReceipts))
    context = {"page": page, "columns": RECEIPT_COLUMNS, "may_receive": ctx.may("inventory.receive")}
    return View("inventory/receipts.html", context)


async def new_receipt(ctx: Ctx, request: PageRequest) -> View:
    """Asks what is to come, and when."""
    ctx.authorize("inventory.receive")
    return await _receipt_view(ctx, Form({}))


async def _receipt_view(ctx: Ctx, form: Form[Any]) -> View:
    return View("inventory/receipt.html", {"places": await places(ctx), "form": form})


async def expect(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Announce what was pasted, all for one day."""
    form: Form[Any] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    lines = await read_lines(ctx, form, request.field("text"))
    day = request.field("expected_on").strip()
    if lines and not day:
        form.errors["expected_on"] = ["Say when it is to come"]
    for position, line in enumerate(lines if day else []):
        body = {
            "variant_id": str(line.variant_id),
            "quantity": line.quantity.to_wire(),
            "location_id": request.field("location_id"),
            "expected_at": f"{day}T12:00:00Z",
            "reference": request.field("reference").strip(),
        }
        one: Form[ExpectReceipt] = Form.from_builtins(ExpectReceipt, body)
        if await attempt(one, lambda data: api.expect_receipt(ctx, data)) is None:
            said = [*one.errors.values(), [one.message]] if one.message else list(one.errors.values())
            form.errors.setdefault("text", []).extend(
                f"Line {position + 1}: {text}" for texts in said for text in texts
            )
    if form.errors or not lines:
        return refused(await _receipt_view(ctx, form), form)
    return Redirect(RECEIPTS, flash("The delivery is awaited; back-orders are told its date"))


async def arrive(ctx: Ctx, request: PageRequest) -> Redirect:
    """What was awaited came, all of it."""
    identity = request.id("receipt_id", ReceiptId)
    done = Redirect(RECEIPTS, flash("The delivery is booked in"))
    return await press(ctx, request, lambda: api.arrive_receipt(ctx, identity, ArriveReceipt()), done)
