"""A catalogue in the order of the buyer's own prices: always the resolver's, however old the book, whatever changed."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.catalog.types import VariantId
from hanse.domains.organizations.types import OrganizationId
from hanse.domains.pricing.api import resolve_prices
from hanse.domains.pricing.commands.books import write_book
from hanse.domains.pricing.types import PriceLine, ResolvePrices
from hanse.domains.storefront.errors import PricesNotReady
from hanse.domains.storefront.queries.products import list_for
from hanse.domains.storefront.queries.shopping import Shopper
from hanse.domains.storefront.rules import requests
from hanse.domains.storefront.rules.steps import MOST, next_edge, steps_of
from hanse.domains.storefront.types import ShopPage, ShopQuery
from hanse.kit.errors import Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.testing.installation import START, Business
from tests.domains.pricing.shop import open_shop
from tests.domains.pricing.test_model import imagine, write
from tests.domains.storefront.shop import partner, priced, sell, shown, uuid_of

INDEXED = """
INSERT INTO product_search (product_id, name_key, status, words, audience, categories, updated_at)
SELECT p.id, p.name_key, p.status, '', p.audience, '{}', p.updated_at FROM products p
"""


@given(st.dictionaries(st.integers(0, 10**18), st.integers(1, 10**6), max_size=40))
def test_steps_hold_every_price_once_and_are_few(prices: dict[int, int]) -> None:
    edges: dict[int, int] = {}
    for price, count in prices.items():
        edge = 0
        while next_edge(edge) <= price:
            edge = next_edge(edge)
        edges[edge] = edges.get(edge, 0) + count
    steps = steps_of(edges)
    assert len(steps) <= MOST
    assert all(left[1] == right[0] for left, right in itertools.pairwise(steps))
    for low, high, count in steps:
        assert count == sum(number for price, number in prices.items() if low <= price < high)


@dataclass
class Shelf:
    """What is for sale, and to whom it is shown."""

    shopper: Shopper
    products: dict[UUID, str]  # with the names they are sorted by


LINES = """
SELECT v.id, v.product_id, coalesce(u.unit, v.stock_unit) AS unit, coalesce(u.minimum, u.step, 10000) AS least
FROM variants v LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
WHERE v.status = 'active'
"""


async def resolved(ctx: Ctx, shelf: Shelf) -> dict[UUID, int | None]:
    """The least price of each product as the resolver gives it at this instant."""
    found: dict[UUID, int | None] = dict.fromkeys(shelf.products)
    assert shelf.shopper.organization is not None
    for row in await ctx.db.all(LINES):
        line = PriceLine(key=1, variant_id=VariantId(row["id"]), quantity=Quantity(row["least"], row["unit"]))
        place = OrganizationId(shelf.shopper.organization)
        asked = ResolvePrices(organization_id=place, currency="GBP", at=ctx.now, lines=[line], with_trace=False)
        price = (await resolve_prices(ctx, asked)).lines[0].unit_price
        if price is not None:
            known = found[row["product_id"]]
            found[row["product_id"]] = price.micros if known is None else min(known, price.micros)
    return found


def in_order(shelf: Shelf, truth: dict[UUID, int | None], *, downwards: bool) -> list[tuple[UUID, int | None]]:
    known = sorted(((price, one) for one, price in truth.items() if price is not None), reverse=downwards)
    rest = sorted((shelf.products[one], one) for one, price in truth.items() if price is None)
    return [(one, price) for price, one in known] + [(one, None) for _, one in rest]


def read(page: ShopPage) -> list[tuple[UUID, int | None]]:
    return [(item.id.uuid, item.price_from.micros if item.price_from else None) for item in page.items]


async def check(ctx: Ctx, shelf: Shelf) -> None:
    """Every order, and every range, is what the resolver says."""
    truth = await resolved(ctx, shelf)
    known = [price for price in truth.values() if price is not None]
    for sort, downwards in (("price", False), ("-price", True)):
        page = await list_for(ctx, shelf.shopper, convert({"sort": sort, "with_counts": True}, ShopQuery))
        assert read(page) == in_order(shelf, truth, downwards=downwards)
        assert page.prices is not None
        assert page.prices.on_request == len(truth) - len(known)
        assert sum(step.count for step in page.prices.steps) == len(known)
        assert (page.prices.least and page.prices.least.micros) == min(known, default=None)
    for low, high in ((0, 1), (1, 2), (2, 90)):
        page = await list_for(ctx, shelf.shopper, ShopQuery(price=f"{low}..{high}"))
        wanted = {one for one, price in truth.items() if price is not None and low <= price / 1_000_000 <= high}
        assert {product for product, _ in read(page)} == wanted


CHANGES = (
    "UPDATE variants SET status = 'archived' WHERE id = %(variant)s",
    "UPDATE variants SET status = 'active'",
    "UPDATE variant_units SET minimum = 50000 WHERE variant_id = %(variant)s AND is_default",
    "UPDATE variant_units SET minimum = NULL",
    "DELETE FROM price_entries WHERE id IN (SELECT id FROM price_entries LIMIT 2)",
    "UPDATE price_entries SET amount_micros = amount_micros + 1000000 WHERE amount_micros > 0",
    "UPDATE price_lists SET priority = 1 - priority",
    "UPDATE price_lists SET status = 'archived' WHERE id = (SELECT id FROM price_lists ORDER BY id LIMIT 1)",
    "UPDATE organizations SET price_group = CASE price_group WHEN 'gold' THEN 'iron' ELSE 'gold' END",
)
MOVE = """
WITH gone AS (DELETE FROM product_categories WHERE product_id = %(product)s)
UPDATE variants SET lineage = ARRAY[id, product_id] WHERE product_id = %(product)s
"""
STATES = """
SELECT count(*) FROM price_books b JOIN price_book_key(%(o)s, 'portal', 'GBP', %(at)s) k ON k.key = b.key
WHERE b.built_at <= %(at)s
"""


async def test_order_and_ranges_are_the_resolvers_whatever_changed_since(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worlds at random: a book, changes after it, time that passes; with a book, an old one, and none."""
    monkeypatch.setattr(requests, "FEW_SORTED", 0)
    monkeypatch.setattr(requests, "FEW_COUNTED", 0)
    shop = await open_shop(business)
    root = await shop.partner("Root", price_group="iron")
    buyer = await shop.partner("Buyer", root, price_group="gold")
    tree = [OrganizationId.parse(one).uuid for one in (buyer, root)]
    async with business.open() as ctx:
        await ctx.db.run(INDEXED)
        rows = await ctx.db.all("SELECT id, name_key FROM products")
    shelf = Shelf(
        Shopper(organization=tree[0], sees_prices=True, sees_amounts=False, currency="GBP"),
        {row["id"]: row["name_key"] for row in rows},
    )
    targets = [*shop.variants.values(), *shop.products.values(), *shop.categories.values()]
    rng = random.Random(11)
    with_book = 0
    for number in range(24):
        async with business.open() as ctx:
            await write(ctx, *imagine(rng, tree, tree[1], targets))
        if number % 5:
            async with business.open() as ctx:
                await write_book(ctx, tree[0], "portal", "GBP")
        for change in (*rng.sample(CHANGES, rng.randint(0, 3)), *([MOVE] if number == 18 else [])):
            async with business.open() as ctx:
                one = {"variant": rng.choice(list(shop.variants.values())), "product": shop.products["bolt"]}
                await ctx.db.run(change, one)
        async with business.open() as ctx:
            ctx.now = START + timedelta(days=rng.choice([0, 0, 1, 5, 20]))
            if number % 7 == 6:  # brought up to date, where little changed
                await write_book(ctx, tree[0], "portal", "GBP")
            fresh = await ctx.db.value(STATES, {"o": tree[0], "at": ctx.now})
            with_book += fresh
            if fresh:
                await check(ctx, shelf)
            else:
                with pytest.raises(PricesNotReady):
                    await list_for(ctx, shelf.shopper, ShopQuery(sort="price"))
                with monkeypatch.context() as few:
                    few.setattr(requests, "FEW_SORTED", 100)
                    few.setattr(requests, "FEW_COUNTED", 100)
                    await check(ctx, shelf)
    assert with_book > 10


async def test_a_change_that_is_not_committed_when_a_book_is_written_is_known_to_readers(business: Business) -> None:
    """The book is written between a change and its end: neither the old price nor a missing one may stay in it."""
    bolt = await sell(business.owner, "Hex bolt", "HB-1")
    buyer, north = await partner(business)
    await priced(business, {bolt["variants"][0]["id"]: "2.00"})
    async with business.open() as changing:
        await changing.db.run("UPDATE price_entries SET amount_micros = 5000000")
        async with business.open() as ctx:
            await write_book(ctx, uuid_of(north), "portal", business.tenant.currency)
    page = await shown(buyer, sort="price", price="4..6", with_counts="true")
    assert [item["price_from"]["amount"] for item in page["items"]] == ["5.00"]
    assert (await shown(buyer, price="1..3"))["items"] == []


async def test_prices_are_counted_in_ranges_and_hidden_from_those_who_see_none(business: Business) -> None:
    made = [await sell(business.owner, f"Product {number}", f"P-{number}") for number in range(4)]
    buyer, _ = await partner(business)
    amounts = zip(made, ("3.00", "4.99", "700.00"), strict=False)
    await priced(business, {item["variants"][0]["id"]: amount for item, amount in amounts})
    page = await shown(buyer, with_counts="true")
    prices = page["prices"]
    assert (prices["least"]["amount"], prices["most"]["amount"], prices["on_request"]) == ("3.00", "700.00", 1)
    counted = {step["least"]["amount"]: step["count"] for step in prices["steps"]}
    assert counted == {"2.00": 2, "5.00": 1}
    chosen = await shown(buyer, price="..4.99", with_counts="true")
    assert [item["name"] for item in chosen["items"]] == ["Product 0", "Product 1"]
    assert (chosen["total"], chosen["prices"]["most"]["amount"]) == (2, "700.00")
    for wrong in ("10", "a..b", "1..2..3", "-1..2", "..' OR 1=1", "9999999999999..", "\u0661..\u0662"):
        answer = await buyer.get("/v1/storefront/products", params={"price": wrong})
        assert answer.status_code == 422, wrong
    async with business.open() as ctx:
        blind = Shopper(organization=None, sees_prices=False, sees_amounts=False, currency="GBP")
        plain = await list_for(ctx, blind, ShopQuery(sort="-price", with_counts=True))
        assert plain.prices is None
        assert [item.name for item in plain.items] == [f"Product {number}" for number in range(4)]
        with pytest.raises(Invalid):
            await list_for(ctx, blind, ShopQuery(price="1..5"))
