"""Accepting a version and ordering by it: rights, validity, stock, credit and tax are looked at again, the price never.

The order is placed in the transaction of the acceptance, with the version's own unit prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import msgspec

from hanse.domains.inventory.api import preview_allocation
from hanse.domains.inventory.types import AllocateStock, StockComponent, StockDemand
from hanse.domains.orders.api import place_order
from hanse.domains.orders.types import OrderLineInput, PlaceOrder
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Organization, Side
from hanse.domains.quotes.commands.expiring import EXPIRE
from hanse.domains.quotes.commands.freezing import Taxed, addresses_of, tax_of
from hanse.domains.quotes.commands.steps import Note, move
from hanse.domains.quotes.commands.telling import tell
from hanse.domains.quotes.commands.turns import lock_for
from hanse.domains.quotes.errors import (
    QuoteCreditExceeded,
    QuoteExpired,
    QuoteIncomplete,
    QuoteTaxChanged,
    QuoteVersionStale,
)
from hanse.domains.quotes.events import QuoteAccepted, QuoteOrdered
from hanse.domains.quotes.queries.quotes import Record, load_quote, shown
from hanse.domains.quotes.rules.choosing import Taken, choose
from hanse.domains.quotes.rules.comparing import compare, summary_of
from hanse.domains.quotes.rules.freezing import hash_of, read_content
from hanse.domains.quotes.rules.totals import PricedLine
from hanse.domains.quotes.rules.validity import is_over
from hanse.domains.quotes.types import (
    Acceptance,
    AcceptQuote,
    FrozenQuote,
    LineChoice,
    OrderQuote,
    PreviewAcceptance,
    Quote,
    QuoteId,
    QuoteVersionId,
    StockShortage,
)
from hanse.kit.errors import HanseError, NotFound
from hanse.kit.money import Money
from hanse.kit.structs import convert
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

VERSION: Final = """
SELECT v.id, v.number, v.hash, v.content FROM quote_versions v
JOIN quote_releases r ON r.tenant_id = v.tenant_id AND r.version_id = v.id
WHERE v.quote_id = %(quote)s AND v.id = %(id)s
"""
STOCK_FACTS: Final = """
SELECT id, variant_id, stock_unit, ratio_numerator, ratio_denominator, components FROM quote_lines
WHERE quote_id = %(quote)s AND id = ANY(%(ids)s)
"""
CHOICES: Final = "SELECT accepted_choices FROM quotes WHERE id = %(id)s"
# What the organization owes for orders that are not billed yet, in the currency of its limit.
OPEN_ORDERS: Final = """
SELECT coalesce(sum(gross_minor), 0)::bigint FROM orders
WHERE organization_id = %(organization)s AND currency = %(currency)s
    AND status IN ('placed', 'confirmed', 'in_fulfilment', 'on_hold')
"""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """The version that is accepted, and what of it is taken."""

    id: QuoteVersionId
    number: int
    hash: str
    content: FrozenQuote
    taken: list[Taken]
    taxed: Taxed


@command("quote.accept")
async def accept_quote(ctx: Ctx, quote_id: QuoteId, data: AcceptQuote) -> Quote:
    """Accept a version by its id and hash, and order by it in the same transaction unless told otherwise.

    Raises QuoteVersionStale saying what changed, QuoteExpired, QuoteTaxChanged with the new totals,
    QuoteCreditExceeded, InsufficientStock by line, OrganizationCannotTrade, QuoteInvalidTransition.
    """
    record = await lock_for(ctx, quote_id, "accept")
    version = await _check_version(ctx, record, data)
    organization = await require_trading(ctx, record.quote.organization_id)
    offer = await _offer(ctx, record.quote, version, data.choices)
    _check_valid(ctx, record.quote)
    _check_total(offer, data.total)
    await _check_credit(ctx, organization, offer)
    if not data.order_now:
        await _check_stock(ctx, record.quote, offer, allow_backorder=data.allow_backorder)
    changes = {"accepted_version_id": offer.id, "accepted_choices": Json(data.choices)}
    note = Note(comment=data.comment, version_id=offer.id.uuid, version_number=offer.number)
    after = await move(ctx, record, "accept", changes, note)
    quote = after.quote
    accepted = QuoteAccepted(quote_id=quote_id, organization_id=quote.organization_id, version_id=offer.id)
    ctx.emit(accepted, subject=quote)
    if data.order_now:
        after = await _order(ctx, after, offer, data)
    else:
        await tell(ctx, quote, Side.SELLER, f"{quote.number} was accepted by {quote.organization_name}", data.comment)
    return shown(ctx, after)


@command("quote.order", permission="quote.accept")
async def order_quote(ctx: Ctx, quote_id: QuoteId, data: OrderQuote) -> Quote:
    """Order by an accepted quote while the offer is still valid.

    Raises QuoteExpired, QuoteTaxChanged, QuoteCreditExceeded, InsufficientStock, QuoteInvalidTransition.
    """
    record = await lock_for(ctx, quote_id, "order")
    organization = await require_trading(ctx, record.quote.organization_id)
    choices = convert(await ctx.db.value(CHOICES, {"id": quote_id}) or [], list[LineChoice])
    assert record.quote.accepted_version_id is not None, "an accepted quote names its version"
    asked = {"quote": quote_id, "id": record.quote.accepted_version_id}
    offer = await _offer(ctx, record.quote, await ctx.db.one(VERSION, asked), choices)
    _check_valid(ctx, record.quote)
    _check_total(offer, data.total)
    await _check_credit(ctx, organization, offer)
    return shown(ctx, await _order(ctx, record, offer, data))


@query("quote.preview_acceptance", permission="quote.view")
async def preview_acceptance(ctx: Ctx, quote_id: QuoteId, data: PreviewAcceptance) -> Acceptance:
    """What accepting the offer would mean now: totals with today's tax, and what stands in the way. Changes nothing.

    Raises NotFound when nothing is on offer.
    """
    record = await load_quote(ctx, quote_id, "quote.view")
    quote = record.quote
    version_id = quote.accepted_version_id or quote.offered_version_id
    if version_id is None:
        raise NotFound()
    version = await ctx.db.one(VERSION, {"quote": quote_id, "id": version_id})
    offer = await _offer(ctx, quote, version, data.choices)
    taxed = offer.taxed
    assert taxed.tax is not None, "an offer is checked with tax"
    assert taxed.gross is not None, "an offer is checked with tax"
    needs_total = offer.content.gross != taxed.gross
    return Acceptance(
        version_id=offer.id,
        version_number=offer.number,
        hash=offer.hash,
        net=taxed.net,
        tax=taxed.tax,
        gross=taxed.gross,
        offered_tax=offer.content.tax,
        offered_gross=offer.content.gross,
        is_tax_changed=not data.choices and offer.content.tax is not None and offer.content.tax != taxed.tax,
        needs_total=needs_total,
        is_valid=not is_over(quote.expires_at, ctx.now),
        expires_at=quote.expires_at,
        shortages=await _shortages(ctx, quote, offer, allow_backorder=False),
        problems=await _problems(ctx, quote, offer),
    )


async def _check_version(ctx: Ctx, record: Record, data: AcceptQuote) -> dict[str, Any]:
    """The version on offer: only that can be accepted, and only by who read exactly that. Raises QuoteVersionStale."""
    quote = record.quote
    named = await ctx.db.maybe(VERSION, {"quote": quote.id, "id": data.version_id})
    if named is None:
        raise NotFound()
    assert quote.offered_version_id is not None, "what is offered has a version"
    current = named
    if named["id"] != quote.offered_version_id.uuid:
        current = await ctx.db.one(VERSION, {"quote": quote.id, "id": quote.offered_version_id})
    extra = {
        "current_version_id": str(QuoteVersionId(current["id"])),
        "current_version": current["number"],
        "current_hash": current["hash"],
        "your_version": named["number"],
    }
    if named["id"] != current["id"]:
        changes = summary_of(compare(read_content(named["content"]), read_content(current["content"])))
        words = f"Version {named['number']} is no longer on offer; version {current['number']} is"
        raise QuoteVersionStale(f"{words}. {'; '.join(changes)}"[:1_000], extra={**extra, "changes": changes})
    if data.hash != current["hash"] or hash_of(current["content"]) != current["hash"]:
        raise QuoteVersionStale("The hash does not belong to this version; read the version again", extra=extra)
    return current


async def _offer(ctx: Ctx, quote: Quote, row: Mapping[str, Any], choices: Sequence[LineChoice]) -> Offer:
    """A version with what is taken of it, and its totals with today's tax."""
    content = read_content(row["content"])
    taken = choose(content, choices)
    lines = [PricedLine(one.quantity, one.price, None) for one in taken]
    shipping = await _shipping(ctx, quote, content)
    taxed = await tax_of(ctx, quote, lines, [one.line.tax_class for one in taken], shipping)
    identity = QuoteVersionId(row["id"])
    return Offer(id=identity, number=row["number"], hash=row["hash"], content=content, taken=taken, taxed=taxed)


async def _shipping(ctx: Ctx, quote: Quote, content: FrozenQuote) -> dict[str, Any]:
    """Where it goes: as the version says, else as the organization says now. Raises QuoteIncomplete without any."""
    shipping = content.shipping_address or (await addresses_of(ctx, quote))[0]
    if shipping is None:
        raise QuoteIncomplete.field(
            "shipping_address_id", "Say where to deliver to: add an address to the organization, or choose one"
        )
    return shipping


def _check_valid(ctx: Ctx, quote: Quote) -> None:
    if is_over(quote.expires_at, ctx.now):
        day = quote.valid_until.isoformat() if quote.valid_until else "its last day"
        raise QuoteExpired(f"The offer was valid until {day}; ask for it to be extended")


def _check_total(offer: Offer, agreed: Money | None) -> None:
    """A total that differs from the version's must have been seen before it is ordered. Raises QuoteTaxChanged."""
    gross = offer.taxed.gross
    if gross is None or gross in (offer.content.gross, agreed):
        return
    asked = f"The total is {gross} now; send it as `total` to confirm it"
    if offer.content.gross is not None:
        asked = f"The total was {offer.content.gross} and is {gross} now; send it as `total` to confirm it"
    raise QuoteTaxChanged(
        asked,
        extra={
            "net": offer.taxed.net.to_wire(),
            "tax": offer.taxed.tax.to_wire() if offer.taxed.tax else None,
            "gross": gross.to_wire(),
            "offered_gross": offer.content.gross.to_wire() if offer.content.gross else None,
        },
    )


async def _check_credit(ctx: Ctx, organization: Organization, offer: Offer) -> None:
    """Open orders and this one stay within the limit, where there is one in this currency."""
    limit, gross = organization.credit_limit, offer.taxed.gross
    if limit is None or gross is None or limit.currency != gross.currency:
        return
    asked = {"organization": organization.id, "currency": limit.currency}
    used = Money(await ctx.db.value(OPEN_ORDERS, asked), limit.currency)
    if used + gross > limit:
        raise QuoteCreditExceeded(
            f"The credit limit is {limit}; {used} is taken by open orders, and this order is {gross}. "
            "Ask the seller to raise the limit, or order less"
        )


async def _demand(ctx: Ctx, quote: Quote, offer: Offer) -> list[tuple[Taken, OrderLineInput]]:
    """The lines as orders take them, with stock quantities and parts of bundles."""
    ids = [one.line.id.uuid for one in offer.taken]
    facts = {row["id"]: row for row in await ctx.db.all(STOCK_FACTS, {"quote": quote.id, "ids": ids})}
    return [(one, _order_line(key, one, facts.get(one.line.id.uuid))) for key, one in enumerate(offer.taken, 1)]


def _order_line(key: int, one: Taken, facts: dict[str, Any] | None) -> OrderLineInput:
    line = one.line
    same = facts if facts is not None and facts["variant_id"] == ids_of(line) else None
    stock = None
    if same is not None and same["stock_unit"] is not None:
        ratio = Fraction(same["ratio_numerator"], same["ratio_denominator"])
        stock = one.quantity.convert(same["stock_unit"], ratio, "up")
    return OrderLineInput(
        key=key,
        variant_id=line.variant_id,
        sku=line.sku or "",
        name=line.name[:300],
        quantity=one.quantity,
        stock_quantity=stock,
        components=convert(same["components"], list[StockComponent]) if same is not None else [],
        unit_price=one.price,
        price_trace=line.trace,
        tax_class=line.tax_class,
        options=line.options,
        note=line.description[:1_000],
    )


def ids_of(line: Any) -> Any:
    """The plain id of a line's article."""
    return line.variant_id.uuid if line.variant_id is not None else None


async def _shortages(ctx: Ctx, quote: Quote, offer: Offer, *, allow_backorder: bool) -> list[StockShortage]:
    demand = [(one, line) for one, line in await _demand(ctx, quote, offer) if line.variant_id is not None]
    wanted = [
        StockDemand(
            line_key=line.key,
            variant_id=line.variant_id,
            quantity=line.stock_quantity or line.quantity,
            components=line.components,
        )
        for _, line in demand
        if line.variant_id is not None
    ]
    asked = AllocateStock(source_kind="quote", source_id=str(quote.id), lines=wanted, allow_backorder=allow_backorder)
    found = await preview_allocation(ctx.as_system("quote preview", ("availability.view",)), asked)
    short = []
    for error in found:
        one, _ = demand[int(error.path.split(".")[1])]
        short.append(StockShortage(line_id=one.line.id, name=one.line.sku or one.line.name, message=error.message))
    return short


async def _check_stock(ctx: Ctx, quote: Quote, offer: Offer, *, allow_backorder: bool) -> None:
    short = await _shortages(ctx, quote, offer, allow_backorder=allow_backorder)
    if short:
        raise QuoteIncomplete(short[0].message)


async def _problems(ctx: Ctx, quote: Quote, offer: Offer) -> list[str]:
    """Why it cannot be accepted now, in sentences."""
    problems = []
    try:
        _check_valid(ctx, quote)
    except HanseError as error:
        problems.append(error.message)
    try:
        await _check_credit(ctx, await require_trading(ctx, quote.organization_id), offer)
    except HanseError as error:
        problems.append(error.message)
    return problems


async def _order(ctx: Ctx, record: Record, offer: Offer, data: AcceptQuote | OrderQuote) -> Record:
    """Place the order of an accepted version; its prices are the version's, whatever the price lists say now."""
    quote, content = record.quote, offer.content
    shipping = await _shipping(ctx, quote, content)
    order = await place_order(
        ctx,
        PlaceOrder(
            source_kind="quote",
            source_id=str(quote.id),
            organization_id=quote.organization_id,
            buyer_member_id=quote.buyer_member_id,
            currency=quote.currency,
            country=shipping["country"],
            region=shipping.get("region", ""),
            lines=[line for _, line in await _demand(ctx, quote, offer)],
            billing_address=content.billing_address or shipping,
            shipping_address=shipping,
            po_number=data.po_number or quote.reference or None,
            cost_centre=data.cost_centre or None,
            requested_date=content.needed_by,
            payment_terms=content.payment_terms,
            note=content.delivery,
            allow_backorder=data.allow_backorder,
            is_tax_inclusive=quote.is_tax_inclusive,
        ),
    )
    assert order.total == offer.taxed.gross, "an order costs what was confirmed"
    changes = {"order_id": order.id, "order_number": order.number}
    after = await move(ctx, record, "order", changes, Note(version_id=offer.id.uuid, version_number=offer.number))
    await ctx.services.timers.cancel(ctx, EXPIRE, "quote", quote.id)
    await tell(ctx, quote, Side.SELLER, f"{quote.organization_name} ordered by {quote.number}: {order.number}")
    ordered = QuoteOrdered(
        quote_id=quote.id, organization_id=quote.organization_id, version_id=offer.id, order_id=order.id
    )
    ctx.emit(ordered, subject=quote)
    return after
