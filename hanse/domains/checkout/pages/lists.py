"""Shopping lists: what is bought again and again."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout import api
from hanse.domains.checkout.pages.carts import CARTS, line_of
from hanse.domains.checkout.pages.parts import cart_options, open_carts, present_organization
from hanse.domains.checkout.types import (
    CartId,
    CreateShoppingList,
    ListId,
    ListToCart,
    QuickLine,
    QuickOrder,
    RemoveListLines,
    SaveListLines,
    ShoppingListFilter,
    UpdateShoppingList,
)
from hanse.kit.errors import HanseError, NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column
from hanse.platform.web.requests import PageRequest, Redirect, View

LISTS = "/app/lists"
COLUMNS = (
    Column("name", "List", detail="owner_name"),
    Column("line_count", "Articles", "number"),
    Column("is_shared", "Shared", "bool", priority=2),
    Column("updated_at", "Changed", "ago", priority=2),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The lists the reader sees."""
    return await _list_view(ctx, request, Form({}))


async def _list_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    page = await api.list_shopping_lists(ctx, request.query(ShoppingListFilter))
    may_edit = ctx.may_anywhere("shopping_list.edit")
    context = {"page": page, "columns": COLUMNS, "form": form, "may_edit": may_edit}
    return View("checkout/lists.html", context, status=form.status if form.status >= 400 else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make a list."""
    form: Form[CreateShoppingList] = Form.read(CreateShoppingList, [("name", request.field("name"))])
    if form.data is not None:
        form.data = CreateShoppingList(
            organization_id=await present_organization(ctx),
            name=form.data.name,
            is_shared=request.field("is_shared") == "true",
        )
    made = await attempt(form, lambda data: api.create_shopping_list(ctx, data))
    if made is None:
        return await _list_view(ctx, request, form)
    return Redirect(f"{LISTS}/{made.id}")


def _id(request: PageRequest) -> ListId:
    return request.id("list_id", ListId)


async def page(ctx: Ctx, request: PageRequest) -> View:
    """One list with today's prices and stock."""
    return await _view(ctx, _id(request))


async def _view(
    ctx: Ctx, identity: ListId, *, bad: list[QuickLine] | None = None, message: str = "", status: int = 200
) -> View:
    found = await api.get_shopping_list(ctx, identity)
    context = {
        "list": found,
        "root": f"{LISTS}/{found.id}",
        "carts": cart_options(await open_carts(ctx, found.organization_id)),
        "may_edit": "shopping_list.edit" in found.allowed_actions,
        "may_order": ctx.may_anywhere("cart.edit"),
        "bad": bad or [],
        "again": "\n".join(line.text for line in bad or []),
        "message": message,
        "form": Form(),
    }
    return View("checkout/list.html", context, status=status)


async def add(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Put pasted lines on the list."""
    identity = _id(request)
    head = await api.get_shopping_list(ctx, identity)
    try:
        wanted = QuickOrder(organization_id=head.organization_id, text=request.field("text"))
        read = await api.read_quick_order(ctx, wanted)
        good = [line for line in read.lines if line.problem is None]
        bad = [line for line in read.lines if line.problem is not None]
        if good:
            await api.save_list_lines(ctx, identity, SaveListLines(lines=[line_of(line) for line in good]))
    except HanseError as error:
        if error.status >= 500 or isinstance(error, NotFound):
            raise
        return await _view(ctx, identity, message=error.message, status=error.status)
    if bad:
        return await _view(ctx, identity, bad=bad, status=200 if good else 422)
    return Redirect(f"{LISTS}/{identity}", flash(f"{len(good)} on the list"))


async def remove(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take an article off the list."""
    identity = _id(request)
    try:
        variants = [VariantId.parse(request.field("variant"))]
    except ValueError:
        raise NotFound() from None
    done = Redirect(f"{LISTS}/{identity}", flash("It is off the list"))
    data = RemoveListLines(variant_ids=variants)
    return await press(ctx, request, lambda: api.remove_list_lines(ctx, identity, data), done)


async def order(ctx: Ctx, request: PageRequest) -> Redirect:
    """Put everything on the list into a cart."""
    identity = _id(request)
    cart = request.field("cart")
    try:
        wanted = ListToCart(cart_id=CartId.parse(cart))
    except ValueError:
        wanted = ListToCart()
    target = [LISTS]

    async def fill() -> None:
        done = await api.put_list_into_cart(ctx, identity, wanted)
        target[0] = f"{CARTS}/{done.cart_id}"

    filled = await press(ctx, request, fill, Redirect(f"{LISTS}/{identity}"))
    return Redirect(target[0], flash("The list is in the cart")) if target[0] != LISTS else filled


async def rename(ctx: Ctx, request: PageRequest) -> Redirect:
    """Another name, and who sees it."""
    identity = _id(request)
    data = UpdateShoppingList(
        name=request.field("name")[:120] or "List", is_shared=request.field("is_shared") == "true"
    )
    done = Redirect(f"{LISTS}/{identity}", flash("The changes are saved"))
    return await press(ctx, request, lambda: api.update_shopping_list(ctx, identity, data), done)


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Throw it away."""
    identity = _id(request)
    done = Redirect(LISTS, flash("The list is gone"))
    return await press(ctx, request, lambda: api.delete_shopping_list(ctx, identity), done, f"{LISTS}/{identity}")
