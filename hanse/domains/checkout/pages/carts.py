"""Carts as a list, and one cart as a grid to order in."""

from __future__ import annotations

from typing import Any

from hanse.domains.checkout import api
from hanse.domains.checkout.pages.parts import present_organization
from hanse.domains.checkout.types import (
    AddCartLines,
    AddedLine,
    Cart,
    CartFilter,
    CartId,
    CartLineId,
    CartLineInput,
    CartProblem,
    CartStatus,
    ChangeCartLines,
    ChangedCartLine,
    CreateCart,
    CreateShoppingList,
    OrderRequest,
    QuantityText,
    QuickLine,
    QuickOrder,
    RemoveCartLines,
    ReorderCart,
    UpdateCart,
)
from hanse.domains.orders.types import OrderId
from hanse.kit.errors import HanseError, Invalid
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Tab
from hanse.platform.web.requests import PageRequest, Redirect, View

CARTS = "/app/carts"
SHOWN = 500
COLUMNS = (
    Column("name", "Cart", detail="owner_name"),
    Column("status", "State", "status"),
    Column("line_count", "Lines", "number"),
    Column("is_shared", "Shared", "bool", priority=3),
    Column("updated_at", "Changed", "ago", priority=2),
)
_TABS = (("Open", CartStatus.OPEN), ("Waiting for approval", CartStatus.SUBMITTED), ("Ordered", CartStatus.ORDERED))


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The carts of the reader's organization."""
    return await _list_view(ctx, request, Form({"name": "Cart"}))


async def _list_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    query = request.query(CartFilter)
    status = query.status[0] if query.status else CartStatus.OPEN
    page = await api.list_carts(ctx, CartFilter(status=[status], cursor=query.cursor, limit=query.limit))
    tabs = [Tab(label, f"{CARTS}?status={one.value}", one is status) for label, one in _TABS]
    context = {"page": page, "columns": COLUMNS, "tabs": tabs, "form": form, "may_edit": ctx.may_anywhere("cart.edit")}
    return View("checkout/carts.html", context, status=form.status if form.status >= 400 else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Start a cart."""
    form: Form[CreateCart] = Form.read(
        CreateCart, [(name, request.field(name)) for name in ("name", "is_shared") if request.field(name)]
    )
    if form.data is not None:
        form.data = CreateCart(
            organization_id=await present_organization(ctx), name=form.data.name, is_shared=form.data.is_shared
        )
    made = await attempt(form, lambda data: api.create_cart(ctx, data))
    if made is None:
        return await _list_view(ctx, request, form)
    return Redirect(f"{CARTS}/{made.id}")


def cart_id(request: PageRequest) -> CartId:
    """The cart of the address."""
    return request.id("cart_id", CartId)


async def cart_page(ctx: Ctx, request: PageRequest) -> View:
    """One cart with its lines at today's prices and stock, five hundred to a page."""
    first = request.argument("from")
    return await cart_view(ctx, cart_id(request), first=int(first) if first.isascii() and first.isdigit() else 0)


async def cart_view(  # noqa: PLR0913 - what a page keeps of a refused post
    ctx: Ctx,
    identity: CartId,
    *,
    wrong: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    bad: list[QuickLine] | None = None,
    added: int = 0,
    message: str = "",
    status: int = 200,
    first: int = 0,
) -> View:
    """The grid: `wrong` are sentences by line, `typed` what stood in their fields, `bad` pasted lines to mend."""
    cart = await api.get_cart(ctx, identity)
    may_edit = "cart.edit" in cart.allowed_actions and cart.status is CartStatus.OPEN
    first = first if 0 <= first < len(cart.lines) else 0
    context = {
        "cart": cart,
        "lines": [line for line in cart.lines if str(line.id) in wrong] if wrong else cart.lines[first : first + SHOWN],
        "parts": _parts(cart, first) if not wrong else [],
        "root": f"{CARTS}/{cart.id}",
        "may_edit": may_edit,
        "may_submit": "cart.submit" in cart.allowed_actions and cart.status is CartStatus.OPEN,
        "blocked": _blocked(cart),
        "wrong": wrong or {},
        "typed": typed or {},
        "bad": bad or [],
        "added": added,
        "message": message,
        "again": "\n".join(line.text for line in bad or []),
        "form": Form(),
        "totals": _totals(cart),
        "waiting": await _waiting(ctx, cart),
    }
    return View("checkout/cart.html", context, status=status)


async def _waiting(ctx: Ctx, cart: Cart) -> OrderRequest | None:
    """The request that a cart went out with and that somebody has to decide about."""
    if cart.status is not CartStatus.SUBMITTED or cart.request_id is None or not ctx.may_anywhere("order_request.view"):
        return None
    return await api.get_order_request(ctx, cart.request_id)


def _parts(cart: Cart, first: int) -> list[Tab]:
    """The pages of a long grid."""
    if len(cart.lines) <= SHOWN:
        return []
    return [
        Tab(
            f"{start + 1}–{min(start + SHOWN, len(cart.lines))}",  # noqa: RUF001 - a range has an en dash
            f"{CARTS}/{cart.id}?from={start}",
            start == first,
        )
        for start in range(0, len(cart.lines), SHOWN)
    ]


def _blocked(cart: Cart) -> str:
    """Why one cannot go on to checkout; empty when one can."""
    if not cart.lines:
        return "Add lines first"
    if cart.problem_count:
        return f"{cart.problem_count} line{'s' if cart.problem_count != 1 else ''} cannot be ordered like this"
    return ""


def _totals(cart: Cart) -> list[tuple[str, Any]]:
    return [("Total with tax" if cart.is_tax_inclusive else "Total before tax", cart.total)]


async def change(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep the changed amounts of the grid; wrong ones come back with a sentence each."""
    identity = cart_id(request)
    before = await api.get_cart(ctx, identity)
    changes: list[ChangedCartLine] = []
    for line in before.lines:
        value = request.field(f"quantity.{line.id}", line.quantity.value).strip()
        unit = request.field(f"unit.{line.id}", line.quantity.unit)
        if (value, unit) != (line.quantity.value, line.quantity.unit):
            wanted = QuantityText(value=value[:40] or "0", unit=unit[:60])
            changes.append(ChangedCartLine(line_id=line.id, quantity=wanted))
    if not changes:
        return Redirect(f"{CARTS}/{identity}")
    typed = {str(one.line_id): one.quantity.value for one in changes}
    try:
        done = await api.change_lines(ctx, identity, ChangeCartLines(lines=changes))
    except Invalid as error:
        wrong = {
            str(changes[int(item.path.split(".")[1])].line_id): item.message
            for item in error.fields
            if item.path.startswith("lines.")
        }
        return await cart_view(ctx, identity, wrong=wrong, typed=typed, message=error.message, status=422)
    except HanseError as error:
        if error.status >= 500:
            raise
        return await cart_view(ctx, identity, message=error.message, status=error.status)
    if not done.refused:
        return Redirect(f"{CARTS}/{identity}", flash(f"{done.added} line{'s' if done.added != 1 else ''} changed"))
    # Some were kept: this page must not be rolled back, so it is a good answer that shows what is left to mend.
    return await cart_view(ctx, identity, wrong=_sentences(done.lines), typed=typed)


def _sentences(lines: list[AddedLine]) -> dict[str, str]:
    return {str(line.line_id): line.problem.message for line in lines if line.problem is not None}


async def paste(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Put pasted lines into the cart; those that cannot be ordered stay in the field, each with its sentence."""
    identity = cart_id(request)
    cart = await api.get_cart(ctx, identity)
    text = request.field("text")
    upload = request.file("file")
    try:
        content = upload.content if upload else b""
        wanted = QuickOrder(
            organization_id=cart.organization_id, text=text, file=content, file_name=upload.filename if upload else ""
        )
        read = await api.read_quick_order(ctx, wanted)
    except HanseError as error:
        if error.status >= 500:
            raise
        return await cart_view(ctx, identity, message=error.message, status=error.status)
    good = [line for line in read.lines if line.problem is None]
    bad = [line for line in read.lines if line.problem is not None]
    if good:
        try:
            done = await api.add_lines(ctx, identity, AddCartLines(lines=[line_of(line) for line in good]))
        except HanseError as error:
            if error.status >= 500:
                raise
            return await cart_view(ctx, identity, bad=bad, message=error.message, status=error.status)
        bad += [_again(good[line.index], line.problem) for line in done.lines if line.problem is not None]
        if not bad:
            return Redirect(f"{CARTS}/{identity}", flash(f"{done.added} line{'s' if done.added != 1 else ''} added"))
    added = len(read.lines) - len(bad)
    return await cart_view(ctx, identity, bad=bad, added=added, status=200 if added else 422)


def _again(line: QuickLine, problem: CartProblem) -> QuickLine:
    return QuickLine(
        number=line.number,
        text=line.text,
        sku=line.sku,
        name=line.name,
        variant_id=line.variant_id,
        quantity=line.quantity,
        problem=problem,
    )


def line_of(line: QuickLine) -> CartLineInput:
    """An understood line as one to add."""
    quantity = line.quantity
    text = QuantityText(value=quantity.value, unit=quantity.unit) if quantity is not None else None
    return CartLineInput(variant_id=line.variant_id, sku=line.sku, quantity=text)


async def remove(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take one line out, or all."""
    identity = cart_id(request)
    line = request.field("line")
    ids = [request_line(line)] if line else []
    done = Redirect(f"{CARTS}/{identity}", flash("The line is gone" if line else "The cart is empty"))
    return await press(ctx, request, lambda: api.remove_lines(ctx, identity, RemoveCartLines(line_ids=ids)), done)


def request_line(text: str) -> CartLineId:
    """A line's id as a form sends it. Raises Invalid."""
    try:
        return CartLineId.parse(text)
    except ValueError:
        raise Invalid.field("line", "There is no such line") from None


async def rename(ctx: Ctx, request: PageRequest) -> Redirect:
    """Another name, and whether colleagues see it."""
    identity = cart_id(request)
    data = UpdateCart(name=request.field("name")[:120] or "Cart", is_shared=request.field("is_shared") == "true")
    done = Redirect(f"{CARTS}/{identity}", flash("The changes are saved"))
    return await press(ctx, request, lambda: api.update_cart(ctx, identity, data), done)


async def discard(ctx: Ctx, request: PageRequest) -> Redirect:
    """Throw it away."""
    identity = cart_id(request)
    done = Redirect(CARTS, flash("The cart is discarded"))
    return await press(ctx, request, lambda: api.discard_cart(ctx, identity), done, f"{CARTS}/{identity}")


async def keep(ctx: Ctx, request: PageRequest) -> Redirect:
    """Make a shopping list of it."""
    cart = await api.get_cart(ctx, cart_id(request))
    made = await api.create_shopping_list(ctx, CreateShoppingList(name=cart.name, from_cart_id=cart.id))
    return Redirect(f"/app/lists/{made.id}", flash("The lines are kept on this list"))


async def check(ctx: Ctx, request: PageRequest) -> Redirect:
    """On to checkout: from here on the prices count as shown."""
    identity = cart_id(request)
    done = Redirect(f"{CARTS}/{identity}/checkout")
    return await press(ctx, request, lambda: api.preview_checkout(ctx, identity), done, f"{CARTS}/{identity}")


async def reorder(ctx: Ctx, request: PageRequest) -> Redirect:
    """Put the lines of an order into a new cart."""
    order_id = request.id("order_id", OrderId)
    made = await api.create_cart(ctx, CreateCart(organization_id=await present_organization(ctx), name="Ordered again"))
    done = Redirect(f"{CARTS}/{made.id}", flash("The lines are in this cart, at today's prices"))

    async def fill() -> None:
        await api.reorder(ctx, made.id, ReorderCart(order_id=order_id))

    return await press(ctx, request, fill, done, f"/app/orders/{order_id}")
