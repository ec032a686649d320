"""Quick order: paste lines or give a file, see what was understood, put it into a cart."""

from __future__ import annotations

from typing import Any

from hanse.domains.checkout import api
from hanse.domains.checkout.pages.carts import CARTS, line_of
from hanse.domains.checkout.pages.parts import cart_options, open_carts, present_organization
from hanse.domains.checkout.types import AddCartLines, CartId, CreateCart, QuickOrder, QuickOrderRead
from hanse.kit.errors import HanseError, NotFound
from hanse.kit.quantity import Quantity
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

QUICK = "/app/quick-order"


async def page(ctx: Ctx, request: PageRequest) -> View:
    """The empty field."""
    return await _view(ctx, request.argument("cart"))


async def _view(
    ctx: Ctx, cart: str, *, read: QuickOrderRead | None = None, text: str = "", message: str = "", status: int = 200
) -> View:
    organization_id = await present_organization(ctx)
    lines = read.lines if read else []
    good = [line for line in lines if line.problem is None]
    context: dict[str, Any] = {
        "read": read,
        "good": good,
        "bad": [line for line in lines if line.problem is not None],
        "text": text,
        "bad_text": "\n".join(line.text for line in lines if line.problem is not None),
        "kept": "\n".join(f"{line.sku}\t{_plain(line.quantity)}" for line in good if line.quantity),
        "message": message,
        "carts": cart_options(await open_carts(ctx, organization_id)),
        "form": Form({"cart": cart}),
        "may_edit": ctx.may_anywhere("cart.edit"),
    }
    return View("checkout/quick.html", context, status=status)


def _plain(quantity: Quantity) -> str:
    """Quantity and unit as text that is read in one way only: three places could be thousands."""
    value = quantity.value
    return f"{value}0\t{quantity.unit}" if len(value.partition(".")[2]) == 3 else f"{value}\t{quantity.unit}"


async def read(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Say what the lines mean, or put the understood ones into the chosen cart."""
    cart, text = request.field("cart"), request.field("text")
    upload = request.file("file")
    try:
        content = upload.content if upload else b""
        wanted = QuickOrder(
            organization_id=await present_organization(ctx),
            text=text,
            file=content,
            file_name=upload.filename if upload else "",
        )
        found = await api.read_quick_order(ctx, wanted)
        if request.field("_action") == "add" and not found.bad:
            return await _add(ctx, found, cart)
    except HanseError as error:
        if error.status >= 500 or isinstance(error, NotFound):
            raise
        return await _view(ctx, cart, text=text, message=error.message, status=error.status)
    return await _view(ctx, cart, read=found, text=text)


async def _add(ctx: Ctx, found: QuickOrderRead, cart: str) -> Redirect:
    try:
        cart_id = CartId.parse(cart)
    except ValueError:
        made = await api.create_cart(ctx, CreateCart(organization_id=found.organization_id, name="Quick order"))
        cart_id = made.id
    lines = [line_of(line) for line in found.lines if line.problem is None]
    done = await api.add_lines(ctx, cart_id, AddCartLines(lines=lines))
    return Redirect(f"{CARTS}/{cart_id}", flash(f"{done.added} line{'s' if done.added != 1 else ''} added"))
