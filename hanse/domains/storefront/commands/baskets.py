"""From the catalogue into a basket or onto a list, without choosing one first."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.checkout.api import (
    add_lines,
    create_cart,
    create_shopping_list,
    get_shopping_list,
    list_carts,
    list_shopping_lists,
    save_list_lines,
)
from hanse.domains.checkout.types import (
    AddCartLines,
    CartFilter,
    CartId,
    CartLineInput,
    CartStatus,
    CartSummary,
    CreateCart,
    CreateShoppingList,
    ListId,
    SaveListLines,
    ShoppingListFilter,
)
from hanse.domains.storefront.types import AddedToCart, AddedToList, AddToCart, AddToList
from hanse.kit.errors import Invalid
from hanse.platform.commands import command
from hanse.platform.context import Ctx

CART = "Cart"
LIST = "Shopping list"


@command("storefront.add_to_cart", permission="cart.edit")
async def add_to_cart(ctx: Ctx, data: AddToCart) -> AddedToCart:
    """Put one article into a cart: the named one, else one's own newest, else a new one.

    Raises LinesRefused when it cannot be ordered like this, with what could be; NotFound, Conflict, Forbidden.
    """
    place = place_of(ctx, data.organization_id)
    cart = None if data.cart_id else await own_cart(ctx, place)
    is_new = data.cart_id is None and cart is None
    if is_new:
        cart = await create_cart(ctx, CreateCart(organization_id=place, name=CART))
    cart_id: CartId = data.cart_id or cart.id  # type: ignore[union-attr]
    line = CartLineInput(variant_id=data.variant_id, quantity=data.quantity, options=data.options)
    added = await add_lines(ctx, cart_id, AddCartLines(lines=[line]))
    first = added.lines[0]
    ctx.record("cart", cart_id, label=cart.name if cart else CART, after={"article": first.sku})
    return AddedToCart(
        cart_id=cart_id,
        cart_name=cart.name if cart else CART,
        sku=first.sku,
        quantity=first.quantity,
        line_count=added.line_count,
        is_new_cart=is_new,
    )


@command("storefront.add_to_list", permission="shopping_list.edit")
async def add_to_list(ctx: Ctx, data: AddToList) -> AddedToList:
    """Put one article onto a shopping list: the named one, else one's own newest, else a new one.

    Raises LinesRefused when it cannot be ordered like this, NotFound, Forbidden.
    """
    place = place_of(ctx, data.organization_id)
    list_id = data.list_id or await _own_list(ctx, place)
    if list_id is None:
        list_id = (await create_shopping_list(ctx, CreateShoppingList(organization_id=place, name=LIST))).id
    line = CartLineInput(variant_id=data.variant_id, quantity=data.quantity)
    await save_list_lines(ctx, list_id, SaveListLines(lines=[line]))
    found = await get_shopping_list(ctx, list_id)
    ctx.record("shopping_list", list_id, label=found.name, after={"lines": len(found.lines)})
    return AddedToList(list_id=list_id, list_name=found.name)


def place_of(ctx: Ctx, named: OrganizationId | None) -> OrganizationId:
    """The organization that buys: the named one, else the one the reader works for. Raises Invalid without any."""
    place = named or place_now(ctx)
    if place is None:
        raise Invalid.field("organization_id", "Say which organization this is bought for", "required")
    return place


def place_now(ctx: Ctx) -> OrganizationId | None:
    """The organization the reader works for: the chosen one, else the only one they belong to."""
    behalf = ctx.principal.on_behalf
    chosen = behalf.organization_id if behalf else ctx.principal.organization_id
    if chosen is None and behalf is None:
        places = {grant.organization_id for grant in ctx.principal.grants if grant.organization_id is not None}
        chosen = next(iter(places)) if len(places) == 1 else None
    return OrganizationId(chosen) if chosen is not None else None


async def own_cart(ctx: Ctx, place: OrganizationId) -> CartSummary | None:
    """One's own open cart of an organization that was changed last."""
    page = await list_carts(ctx, CartFilter(organization=place, status=[CartStatus.OPEN], mine=True, limit=1))
    return page.items[0] if page.items else None


async def _own_list(ctx: Ctx, place: OrganizationId) -> ListId | None:
    """One's own list of an organization that was changed last."""
    behalf = ctx.principal.on_behalf
    me = behalf.member_id if behalf else ctx.principal.member_id
    page = await list_shopping_lists(ctx, ShoppingListFilter(organization=place, limit=100))
    own = (one.id for one in page.items if one.owner_member_id is not None and one.owner_member_id.uuid == me)
    return next(own, None)
