"""A basket becomes a request for a quote. Checkout and quotes know nothing of each other; here they meet."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.api import find_sellables
from hanse.domains.catalog.types import FindSellables, Sellable
from hanse.domains.checkout.api import get_cart, get_shopping_list, remove_lines
from hanse.domains.checkout.types import Cart, CartId, CartLine, CartStatus, ListId, RemoveCartLines, ShoppingListLine
from hanse.domains.quotes.api import create_quote, submit_quote
from hanse.domains.quotes.types import CreateQuote, MoveQuote, Quote, QuoteLineInput
from hanse.domains.storefront.commands.baskets import place_of
from hanse.domains.storefront.errors import NothingToQuote
from hanse.domains.storefront.types import QuoteProduct, RequestQuote
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.quantity import Quantity
from hanse.platform.commands import command
from hanse.platform.context import Ctx

Lines = Sequence[CartLine] | Sequence[ShoppingListLine]


@command("storefront.request_quote", permission="quote.create")
async def request_quote(ctx: Ctx, data: RequestQuote) -> Quote:
    """Ask for a quote of a cart or a shopping list; everything in one transaction.

    Raises NothingToQuote for an empty one, Invalid with a field error for each line that cannot be asked for, NotFound,
    and what creating and submitting a quote raise.
    """
    if (data.cart_id is None) == (data.list_id is None):
        raise Invalid.field("cart_id", "Name a cart or a shopping list, one of both", "required")
    organization, title, lines = await _wanted(ctx, data.cart_id, data.list_id)
    if not lines:
        raise NothingToQuote()
    wanted = CreateQuote(
        organization_id=organization,
        title=data.title or title,
        lines=[_line(line) for line in lines],
        note=data.note,
        reference=data.reference,
        needed_by=data.needed_by,
    )
    quote = await create_quote(ctx, wanted)
    ctx.record("quote", quote.id, label=quote.number, after={"lines": quote.line_count})
    if data.empties_cart and data.cart_id is not None:
        await remove_lines(ctx, data.cart_id, RemoveCartLines())
    return await submit_quote(ctx, quote.id, MoveQuote()) if data.submits else quote


@command("storefront.quote_product", permission="quote.create")
async def quote_product(ctx: Ctx, data: QuoteProduct) -> Quote:
    """Begin a request for a quote with one article; it stays a draft to be completed and sent.

    Raises NotFound for what the organization may not see, Invalid for quantity or options that cannot be asked for.
    """
    place = place_of(ctx, data.organization_id)
    found = await find_sellables(ctx, FindSellables(organization_id=place, variant_ids=[data.variant_id]))
    if not found:
        raise NotFound()
    article = found[0]
    line = QuoteLineInput(variant_id=article.variant_id, quantity=_quantity(article, data), options=dict(data.options))
    wanted = CreateQuote(organization_id=place, title=article.name[:200], lines=[line], note=data.note)
    quote = await create_quote(ctx, wanted)
    ctx.record("quote", quote.id, label=quote.number, after={"article": article.sku})
    return quote


def _quantity(article: Sellable, data: QuoteProduct) -> Quantity:
    """What was typed, in the unit that is usual unless one was named; without any, the least that is sold."""
    usual = next((unit for unit in article.units if unit.is_default), None)
    code = usual.unit if usual else article.stock_unit
    if data.quantity is None:
        return (usual and (usual.minimum or usual.step)) or Quantity.whole(1, code)
    return Quantity.parse(data.quantity.value, data.quantity.unit or code)


async def _wanted(ctx: Ctx, cart_id: CartId | None, list_id: ListId | None) -> tuple[OrganizationId, str, Lines]:
    """For whom, under which title, and what."""
    if cart_id is not None:
        cart: Cart = await get_cart(ctx, cart_id)
        if cart.status is not CartStatus.OPEN:
            raise NothingToQuote("This cart was sent already; ask for a quote of an open one")
        return cart.organization_id, cart.name, cart.lines
    assert list_id is not None
    found = await get_shopping_list(ctx, list_id)
    return found.organization_id, found.name, found.lines


def _line(line: CartLine | ShoppingListLine) -> QuoteLineInput:
    """A line of a basket as a line of a request, with the options that were chosen."""
    options = line.options if isinstance(line, CartLine) else {}
    return QuoteLineInput(variant_id=line.variant_id, quantity=line.quantity, options=dict(options), note=line.note)
