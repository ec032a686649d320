"""Builds what is going on: carts, lists, orders in every state over the last months, and quotes in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from hanse.demo.world import World, having_read
from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog import api as catalog
from hanse.domains.catalog.types import FindSellables
from hanse.domains.checkout import api as checkout
from hanse.domains.checkout.types import (
    AddCartLines,
    CartId,
    CreateCart,
    CreateShoppingList,
    CreateStandingOrder,
    OrderRequest,
    ShoppingListFilter,
    SubmitCart,
    UpdateCart,
)
from hanse.domains.orders import api as orders
from hanse.domains.orders.types import AddMessage, CancelOrder, HoldOrder, OrderId, RecordShipment
from hanse.domains.quotes import api as quotes
from hanse.domains.quotes.types import (
    AcceptQuote,
    CreateQuote,
    EndQuote,
    ListLines,
    ListVersions,
    MoveQuote,
    PostMessage,
    PostNote,
    Quote,
    RepriceLines,
    UpdateLines,
    UpdateQuote,
)
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

Basket = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """An order: who orders, how long ago, what, and how far it went."""

    buyer: str
    days_ago: float
    basket: Basket
    state: str = "completed"  # placed | confirmed | part | completed | cancelled | held


@dataclass(frozen=True, slots=True)
class Talk:
    """A quote: who asks for what, and how far it went."""

    buyer: str
    title: str
    basket: Basket
    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """What goes on at one business."""

    deals: tuple[Deal, ...]
    talks: tuple[Talk, ...]
    waiting: tuple[str, Basket] | None  # somebody's cart that waits for an approval
    open_cart: tuple[str, Basket]
    regular: tuple[str, str, Basket]  # who, name, what they order again and again


DECK: Final[Basket] = (("HB-08-040", "200"), ("HN-08", "200"), ("WA-08", "400"), ("GL-003", "24"))
DOCK: Final[Basket] = (("HZ-16-120", "80"), ("ML-24", "110"), ("SH-004", "6"), ("EP-001", "4"))
SHOP: Final[Basket] = (("DB-004", "12"), ("DB-006", "8"), ("GR-001", "20"), ("VB-002", "4"))
HOSES: Final[Basket] = (("HO2-12", "24.5"), ("QC-002", "10"), ("BV-003", "6"))
SAFETY: Final[Basket] = (("GL-002", "60"), ("GL-003", "60"), ("SHM-003", "15"))
NORDHAVEN: Final = Trade(
    deals=(
        Deal("buyer", 84, DECK),
        Deal("ferries", 79, SAFETY),
        Deal("buyer", 71, DOCK),
        Deal("ferries", 63, HOSES),
        Deal("buyer", 58, SHOP, "cancelled"),
        Deal("ferries", 49, DECK),
        Deal("buyer", 43, SAFETY),
        Deal("buyer", 36, HOSES),
        Deal("ferries", 30, DOCK),
        Deal("buyer", 22, SHOP),
        Deal("ferries", 17, SAFETY),
        Deal("buyer", 12, DECK),
        Deal("ferries", 8, HOSES, "part"),
        Deal("buyer", 5, DOCK, "part"),
        Deal("ferries", 4, SHOP, "held"),
        Deal("buyer", 2, SAFETY, "confirmed"),
        Deal("ferries", 0.4, DECK, "placed"),
    ),
    talks=(
        Talk("buyer", "Deck fittings, newbuild 214", DECK, "submitted", "Delivery in two parts would suit us."),
        Talk("buyer", "Mooring equipment, pier 3", (("ML-40", "880"), ("SH-006", "12"), ("RS-005", "8")), "in_review"),
        Talk("ferries", "Hydraulic overhaul, MF Solstad", HOSES, "offered", "Prices hold until the end of the month."),
        Talk("ferries", "Immersion suits for the season", (("IS-001", "40"), ("IS-002", "16")), "countered"),
        Talk("buyer", "Coating of hull 214", (("EP-002", "180"), ("AF-003", "96")), "internal_approval"),
        Talk("buyer", "Bolts for crane rails", (("HZ-20-080", "600"), ("HN-20", "600")), "ordered"),
        Talk("ferries", "Spare bearings 2026", SHOP, "declined"),
        Talk("buyer", "Shackles, trial lot", (("SH-002", "40"),), "withdrawn"),
        Talk("ferries", "Work gloves, yearly need", (("GL-003", "1200"),), "draft"),
    ),
    waiting=("buyer", (("AF-001", "24"), ("EP-001", "20"), ("DB-008", "40"))),
    open_cart=("buyer", (("HB-10-060", "150"), ("HN-10", "150"), ("HO2-10", "12.5"), ("BV-007", "2"))),
    regular=("buyer", "Yard consumables", (("GL-003", "48"), ("GR-001", "30"), ("WA-10", "600"))),
)
ROOMS: Final[Basket] = (("NIG-02", "86.5"), ("VEI-01", "140"))
LOOM: Final = Trade(
    deals=(),
    talks=(
        Talk("hotel", "Rooms 201 to 240, curtains", (("PC-001", "120"), ("BOOK-26", "2")), "offered"),
        Talk("hotel", "Lobby seating", (("PC-002", "60"),), "submitted", "We should like to see a cutting first."),
    ),
    waiting=None,
    open_cart=("hotel", (("PC-001", "25"), ("BOOK-26", "1"))),
    regular=("hotel", "Trimmings for the workshop", (("PC-001", "50"), ("PC-003", "20"))),
)
TRADES: Final = {"nordhaven": NORDHAVEN, "loom-and-weft": LOOM}


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether anybody keeps a shopping list yet."""
    return bool((await checkout.list_shopping_lists(ctx, ShoppingListFilter(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """Let the people of both sides trade for three months, up to now."""
    trade = TRADES[world.plan.handle]
    for deal in trade.deals:
        await _deal(world, ctx, deal)
    for number, talk in reversed(list(enumerate(trade.talks))):  # the oldest first, as it happened
        await _talk(world, ctx, talk, days_ago=3 * number + 1)
    if trade.waiting is not None:
        buyer, basket = trade.waiting
        await _order(await world.acting(ctx, buyer, 0.2), world, buyer, basket, "Refit of the slipway")
    await _unfinished(world, ctx, trade)


# ---- baskets and orders ----------------------------------------------------------------------------------------------


def _lines(basket: Basket) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": {"value": value}} for sku, value in basket]


def _place(world: World, buyer: str) -> OrganizationId:
    person = next(one for one in world.plan.people if one.key == buyer)
    assert person.at is not None
    return world.organizations[person.at]


async def _cart(ctx: Ctx, world: World, buyer: str, basket: Basket, name: str) -> CartId:
    cart = await checkout.create_cart(ctx, CreateCart(organization_id=_place(world, buyer), name=name))
    added = await checkout.add_lines(ctx, cart.id, convert({"lines": _lines(basket)}, AddCartLines))
    assert not added.refused, added
    return cart.id


async def _order(ctx: Ctx, world: World, buyer: str, basket: Basket, name: str) -> OrderRequest:
    cart_id = await _cart(ctx, world, buyer, basket, name)
    number = f"PO-{ctx.now:%y%m}-{100 + ctx.now.day}"
    await checkout.update_cart(ctx, cart_id, UpdateCart(po_number=number, allows_backorder=True))
    preview = await checkout.preview_checkout(ctx, cart_id)
    return await checkout.submit_checkout(
        ctx, cart_id, SubmitCart(fingerprint=preview.fingerprint, is_terms_accepted=True)
    )


async def _deal(world: World, ctx: Ctx, deal: Deal) -> None:
    buyer = await world.acting(ctx, deal.buyer, deal.days_ago)
    placed = await _order(buyer, world, deal.buyer, deal.basket, "Order")
    assert placed.order_id is not None, placed.status
    await _fulfil(world, ctx, deal, OrderId.parse(placed.order_id))


async def _fulfil(world: World, ctx: Ctx, deal: Deal, order_id: OrderId) -> None:
    desk = await world.acting(ctx, "sales", max(deal.days_ago - 0.5, 0))
    if deal.state == "placed":
        return
    if deal.state == "held":
        await orders.hold_order(desk, order_id, HoldOrder(reason="The credit limit is being raised"))
        return
    await orders.confirm_order(desk, order_id)
    if deal.state == "cancelled":
        await orders.cancel_order(desk, order_id, CancelOrder(reason="Ordered twice by mistake"))
        return
    if deal.state == "confirmed":
        await orders.add_message(desk, order_id, AddMessage(body="Your order leaves tomorrow with the morning lorry."))
        return
    lorry = await world.acting(ctx, "sales", max(deal.days_ago - 2, 0))
    parcel = {"carrier": "Kiel Express Freight", "tracking_number": f"KEX{int(deal.days_ago * 1371):07}"}
    if deal.state == "part":
        first = (await orders.get_order(lorry, order_id)).lines[0]
        parcel["lines"] = [{"order_line_id": str(first.id)}]  # type: ignore[assignment]
    await orders.record_shipment(lorry, order_id, convert(parcel, RecordShipment))


async def _unfinished(world: World, ctx: Ctx, trade: Trade) -> None:
    buyer, basket = trade.open_cart
    acting = await world.acting(ctx, buyer)
    await _cart(acting, world, buyer, basket, "Next week")
    who, name, regular = trade.regular
    regulars = await world.acting(ctx, who)
    cart_id = await _cart(regulars, world, who, regular, name)
    await checkout.create_shopping_list(
        regulars,
        CreateShoppingList(organization_id=_place(world, who), name=name, is_shared=True, from_cart_id=cart_id),
    )
    first = ctx.now.date() + timedelta(days=7)
    monthly = {
        "organization_id": str(_place(world, who)),
        "name": f"{name}, every month",
        "timing": {"every": "month", "month_day": min(first.day, 28), "starts_on": first.isoformat()},
        "from_cart_id": str(cart_id),
    }
    await checkout.create_standing_order(regulars, convert(monthly, CreateStandingOrder))
    await checkout.discard_cart(regulars, cart_id)


# ---- quotes ----------------------------------------------------------------------------------------------------------


async def _talk(world: World, ctx: Ctx, talk: Talk, days_ago: int) -> None:
    """Lead one quote to its state; what happens later in it happens later in time too."""
    buyer = await world.acting(ctx, talk.buyer, days_ago)
    units = await _units(buyer, world, talk)
    wanted = {
        "organization_id": str(_place(world, talk.buyer)),
        "title": talk.title,
        "note": talk.words,
        "lines": [{"sku": sku, "quantity": {"value": value, "unit": units[sku]}} for sku, value in talk.basket],
    }
    quote = await quotes.create_quote(buyer, convert(wanted, CreateQuote))
    if talk.state == "draft":
        return
    quote = await quotes.submit_quote(buyer, quote.id, MoveQuote())
    if talk.state == "submitted":
        return
    if talk.state == "withdrawn":
        await quotes.withdraw_quote(buyer, quote.id, EndQuote(reason="The need has gone"))
        return
    seller = await world.acting(ctx, "sales", max(days_ago - 0.5, 0))
    quote = await quotes.review_quote(seller, quote.id, MoveQuote())
    await quotes.post_note(seller, quote.id, PostNote(body="Asked the mill for a delivery date; answer by Friday."))
    if talk.state == "declined":
        await quotes.decline_quote(seller, quote.id, EndQuote(reason="Not in our range any more; see the new series"))
        return
    await _price(seller, quote)
    if talk.state == "in_review":
        return
    await _offer(world, ctx, talk, quote, days_ago)


async def _units(ctx: Ctx, world: World, talk: Talk) -> dict[str, str]:
    wanted = FindSellables(organization_id=_place(world, talk.buyer), skus=[sku for sku, _ in talk.basket])
    found = await catalog.find_sellables(ctx, wanted)
    return {one.sku: next(unit.unit for unit in one.units if unit.is_default) for one in found}


async def _price(seller: Ctx, quote: Quote) -> None:
    """Today's list prices where there are any; for the rest what was agreed on the telephone."""
    await quotes.reprice_lines(seller, quote.id, RepriceLines())
    lines = (await quotes.list_lines(seller, quote.id, ListLines())).items
    changes = [
        {
            "id": str(line.id),
            "unit_price": {"amount": "319.00", "currency": quote.currency},
            "cost": {"amount": "228.00", "currency": quote.currency},
        }
        for line in lines
        if line.unit_price is None
    ]
    if changes:
        read = await quotes.get_quote(seller, quote.id)
        await quotes.update_lines(having_read(seller, read.version), quote.id, convert({"lines": changes}, UpdateLines))
    until = seller.now.date() + timedelta(days=45)
    read = await quotes.get_quote(seller, quote.id)
    await quotes.update_quote(
        having_read(seller, read.version),
        quote.id,
        UpdateQuote(valid_until=until, terms="30 days net", delivery="Free to your gate"),
    )


async def _offer(world: World, ctx: Ctx, talk: Talk, quote: Quote, days_ago: int) -> None:
    seller = await world.acting(ctx, "sales", max(days_ago - 0.6, 0))
    quote = await quotes.send_offer(seller, quote.id, MoveQuote(comment="Please find our offer."))
    if talk.state in ("offered", "internal_approval"):
        return
    buyer = await world.acting(ctx, talk.buyer, max(days_ago - 0.8, 0))
    if talk.state == "countered":
        await quotes.post_message(buyer, quote.id, PostMessage(body="Could you do better on the large size?"))
        await quotes.counter_quote(buyer, quote.id, MoveQuote(comment="We had 10 % less in mind."))
        return
    version = (await quotes.list_versions(buyer, quote.id, ListVersions())).items[0]
    accepted = AcceptQuote(version_id=version.id, hash=version.hash, po_number="PO-2214")
    await quotes.accept_quote(buyer, quote.id, accepted)
