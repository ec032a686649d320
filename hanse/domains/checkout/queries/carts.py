"""Reads of carts: lists of them, and one with every line at today's price and stock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import Sellable, VariantId
from hanse.domains.checkout.queries.articles import Articles, availability_of, choices_of, find_articles, limits_of
from hanse.domains.checkout.queries.heads import CartHead, actions_on, load_head
from hanse.domains.checkout.queries.prices import LinePrice, PricedLines, WantedPrice, add_options, price_rows
from hanse.domains.checkout.queries.visibility import OWNED, PATH, SHARED, shared_parameters, within_parameters
from hanse.domains.checkout.rules.quantities import QuantityRefused, check, unit_name
from hanse.domains.checkout.rules.wording import availability_words
from hanse.domains.checkout.types import Cart, CartFilter, CartId, CartLine, CartLineId, CartProblem, CartSummary
from hanse.domains.inventory.types import Availability
from hanse.domains.pricing.types import PriceLine
from hanse.kit.money import Money, UnitPrice, line_total
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked

SELECT_SUMMARIES: Final = """
SELECT x.id, x.organization_id, x.owner_member_id, x.name, x.is_shared, x.status, x.currency, x.request_id,
    x.returned_reason, x.version, x.created_at, x.updated_at,
    (SELECT o.name FROM organizations o WHERE o.tenant_id = x.tenant_id AND o.id = x.organization_id)
        AS organization_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.owner_member_id), '')
        AS owner_name,
    (SELECT count(*) FROM cart_lines l WHERE l.tenant_id = x.tenant_id AND l.cart_id = x.id) AS line_count, :path
FROM carts x
""".replace(":path", PATH)
GET_SUMMARY: Final = SELECT_SUMMARIES + "WHERE x.id = %(id)s"
LIST: Final = (
    SELECT_SUMMARIES
    + "WHERE "
    + OWNED
    + " AND "
    + SHARED
    + """
  AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s)
  AND (%(statuses)s::text[] IS NULL OR x.status = ANY(%(statuses)s))
  AND (NOT %(mine)s OR x.owner_member_id = %(me)s)
  AND (%(after_id)s::uuid IS NULL OR (x.updated_at, x.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY x.updated_at DESC, x.id DESC LIMIT %(limit)s
"""
)
LINES: Final = """
SELECT l.id, l.variant_id, l.unit, l.quantity, l.option_key, l.options, l.options_label, l.note, l.shown_price_micros,
    l.shown_currency, v.sku
FROM cart_lines l JOIN variants v ON v.tenant_id = l.tenant_id AND v.id = l.variant_id
WHERE l.cart_id = %(cart)s ORDER BY l.position, l.id
"""


@query("cart.list", permission="cart.view")
async def list_carts(ctx: Ctx, query: CartFilter) -> Page[CartSummary]:
    """List the carts the reader may see, newest change first; without discarded ones unless asked for."""
    scope = ctx.scope("cart.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {
        **within_parameters(scope),
        **shared_parameters(ctx, "cart.view_all"),
        "organization": query.organization,
        "statuses": [status.value for status in query.status] or ["open", "submitted", "ordered"],
        "mine": query.mine,
        "after_at": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST, wanted, into=CartSummary)
    page = page_of(rows, query.limit, lambda one: encode_cursor(one.updated_at, one.id.uuid))
    return Page([msgspec.structs.replace(one, allowed_actions=actions_on(ctx, one)) for one in page.items], page.next)


async def load_summary(ctx: Ctx, cart_id: CartId) -> CartSummary:
    """One cart as lists show it, for who was asked about it before."""
    found = await ctx.db.one(GET_SUMMARY, {"id": cart_id}, into=CartSummary)
    return msgspec.structs.replace(found, allowed_actions=actions_on(ctx, found))


@query("cart.get", permission="cart.view")
async def get_cart(ctx: Ctx, cart_id: CartId) -> Cart:
    """Read a cart with its lines at today's prices and stock, and everything that is wrong with each. Raises NotFound.

    Prices of all lines come from one statement, however many there are.
    """
    head = await load_head(ctx, cart_id, "cart.view")
    basket = await read_basket(ctx, head)
    return build_cart(ctx, head, basket)


class Basket(msgspec.Struct, kw_only=True):
    """The lines of a cart with what is known of each: article, price and availability."""

    rows: list[dict[str, Any]]
    articles: Articles
    priced: PricedLines
    stock: dict[VariantId, Availability]
    is_ordered: bool = False  # nobody chooses units any more

    @property
    def currency(self) -> str:
        return self.priced.currency

    def quantity(self, key: int) -> Quantity:
        """The quantity of a line."""
        return Quantity(self.rows[key]["quantity"], self.rows[key]["unit"])


async def read_basket(ctx: Ctx, head: CartHead, *, to_order: bool = False, asked: Asked | None = None) -> Basket:
    """Lines, articles, prices and stock of a cart: four statements, however many lines.

    `asked` are the lines of `ask_lines`, for whoever holds the cart since.
    """
    rows = await (asked or await ask_lines(ctx, head.id)).all()
    return await look_up(ctx, head, rows, to_order=to_order)


async def ask_lines(ctx: Ctx, cart_id: CartId) -> Asked:
    """Let the lines of a cart travel with what is asked next."""
    return await ctx.db.soon(LINES, {"cart": cart_id})


async def look_up(ctx: Ctx, head: CartHead, rows: list[dict[str, Any]], *, to_order: bool = False) -> Basket:
    """What is known of lines now; `to_order` wants the prices' traces, and no stock, which ordering asks itself."""
    ids = [VariantId(row["variant_id"]) for row in rows]
    asked = [
        PriceLine(key=key, variant_id=variant_id, quantity=Quantity(row["quantity"], row["unit"]))
        for key, (row, variant_id) in enumerate(zip(rows, ids, strict=True))
    ]
    articles, found = await ctx.db.side_by_side(
        find_articles(ctx.branch(), head.organization_id, ids),
        price_rows(ctx.branch(), head.organization_id, head.currency, asked, to_order=to_order),
    )
    wanted = []
    for key, (row, variant_id) in enumerate(zip(rows, ids, strict=True)):
        article = articles.by_id.get(variant_id)
        if article is not None and any(unit.unit == row["unit"] for unit in article.units):
            wanted.append(WantedPrice(key, article, Quantity(row["quantity"], row["unit"]), row["options"]))
    priced = await add_options(ctx, head.organization_id, wanted, found)
    stock = await availability_of(ctx, articles.by_id) if articles.by_id and not to_order else {}
    return Basket(rows=rows, articles=articles, priced=priced, stock=stock, is_ordered=to_order)


def build_cart(ctx: Ctx, head: CartHead, basket: Basket) -> Cart:
    """A cart with its lines as the reader sees it."""
    lines = [build_line(basket, key) for key in range(len(basket.rows))]
    facts = {name: getattr(head, name) for name in Cart.__struct_fields__ if name in CartHead.__struct_fields__}
    cart = Cart(
        **{**facts, "currency": basket.currency, "owner_name": head.owner_name or "", "line_count": len(lines)},
        lines=lines,
        total=Money.sum((line.total for line in lines if line.total is not None), basket.currency),
        is_tax_inclusive=basket.priced.is_tax_inclusive,
        on_request_count=sum(line.unit_price is None and not line.problems for line in lines),
        problem_count=sum(bool(line.problems) for line in lines),
        price_change_count=sum(line.previous_price is not None for line in lines),
    )
    return msgspec.structs.replace(cart, allowed_actions=actions_on(ctx, head))


def build_line(basket: Basket, key: int) -> CartLine:
    """One line as it stands now."""
    row = basket.rows[key]
    variant_id = VariantId(row["variant_id"])
    article, price = basket.articles.by_id.get(variant_id), basket.priced.by_key.get(key)
    stock = basket.stock.get(variant_id)
    quantity = Quantity(row["quantity"], row["unit"])
    unit_price = price.unit_price if price else None
    return CartLine(
        id=CartLineId(row["id"]),
        variant_id=variant_id,
        product_id=article.product_id if article else None,
        sku=row["sku"],
        name=article.name if article else "No longer available",
        product_handle=article.product_handle if article else "",
        image=article.image if article else None,
        quantity=quantity,
        unit_name=unit_name(row["unit"]),
        units=choices_of(article) if article and not basket.is_ordered else [],
        options=row["options"],
        options_label=row["options_label"],
        note=row["note"],
        unit_price=unit_price,
        total=line_total(quantity, unit_price) if unit_price else None,
        previous_price=_previous(row, unit_price),
        price_source=price.source if price else "",
        next_tier=price.next_tier if price else "",
        stock=stock.state.value if stock else "",
        stock_text=availability_words(stock) if stock else "",
        expected_at=stock.expected_at if stock else None,
        problems=_problems(article, quantity, price),
    )


def _previous(row: dict[str, Any], now: UnitPrice | None) -> UnitPrice | None:
    """The price that was shown, where it was another one."""
    if row["shown_price_micros"] is None or row["shown_currency"] is None:
        return None
    shown = UnitPrice(row["shown_price_micros"], row["shown_currency"])
    return None if shown == now else shown


def _problems(article: Sellable | None, quantity: Quantity, price: LinePrice | None) -> list[CartProblem]:
    if article is None:
        message = "This article can no longer be ordered; take the line out or choose another article"
        return [CartProblem(code="not_available", message=message, field="variant_id")]
    try:
        check(quantity, limits_of(article))
    except QuantityRefused as error:
        return [CartProblem(code=error.reason, message=error.message, field="quantity", accepted=error.accepted)]
    if price is not None and price.problem:
        return [CartProblem(code="options_refused", message=price.problem, field="options")]
    return []
