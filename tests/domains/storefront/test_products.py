"""Lists of products as buyers get them: their own catalogue, prices and stock, and nothing of anybody else's."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.domains.storefront.queries.products import list_for
from hanse.domains.storefront.queries.shopping import Shopper
from hanse.domains.storefront.types import ShopQuery
from hanse.testing.installation import Business, names
from tests.domains.storefront.shop import category, partner, place, priced, receive, sell, shown, uuid_of

LIST = "/v1/storefront/products"


def first(product: dict[str, Any]) -> str:
    return str(product["variants"][0]["id"])


async def test_a_buyer_sees_products_with_own_prices_and_stock(business: Business) -> None:
    owner = business.owner
    bolt, nut = await sell(owner, "Hex bolt", "HB-1"), await sell(owner, "Hex nut", "HN-1")
    await sell(owner, "Washer", "W-1")
    buyer, north = await partner(business)
    other, _ = await partner(business, "South Works")
    await priced(business, {first(bolt): "1.20", first(nut): "0.0450"})
    await priced(business, {first(bolt): "0.99"}, north)
    await receive(owner, await place(owner), {first(bolt): "500"})
    page = await shown(buyer)
    assert names(page["items"]) == ["Hex bolt", "Hex nut", "Washer"]
    assert page["currency"] == business.tenant.currency
    prices = [item["price_from"] and item["price_from"]["amount"] for item in page["items"]]
    assert prices == ["0.99", "0.045", None]
    variant = page["items"][0]["variants"][0]
    assert (variant["sku"], variant["stock"], variant["available"]) == ("HB-1", "in_stock", None)
    assert page["items"][1]["variants"][0]["stock"] == "out"
    assert (await shown(other))["items"][0]["price_from"]["amount"] == "1.20"
    staff = await shown(owner, organization_id=north)
    assert staff["items"][0]["price_from"]["amount"] == "0.99"
    assert staff["items"][0]["variants"][0]["available"] == {"value": "500", "unit": "C62"}


async def test_pages_go_on_in_every_order(business: Business) -> None:
    products = [await sell(business.owner, f"Product {number:02}", f"P-{number}") for number in range(7)]
    await priced(business, {first(item): f"{10 - number}.00" for number, item in enumerate(products[:6])})
    buyer, _ = await partner(business)
    expected = [f"Product {number:02}" for number in range(7)]
    wanted = {
        "name": expected,
        "-name": expected[::-1],
        "price": [*expected[:6][::-1], expected[6]],
        "-price": expected,
    }
    for sort, order in wanted.items():
        seen: list[str] = []
        cursor = None
        while True:
            page = await shown(buyer, sort=sort, limit=3, **({"cursor": cursor} if cursor else {}))
            seen += names(page["items"])
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == order, sort
    assert len((await shown(buyer, sort="-updated"))["items"]) == 7
    for wrong in ("nonsense", "W10"):
        assert (await buyer.get(LIST, params={"cursor": wrong})).status_code == 422
    assert (await buyer.get(LIST, params={"limit": 101})).status_code == 422
    assert (await buyer.get(LIST, params={"sort": "secret"})).status_code == 422


async def test_search_categories_and_facets_are_counted(business: Business) -> None:
    owner = business.owner
    fasteners = await category(owner, "Fasteners")
    bolts = await category(owner, "Bolts", fasteners)
    await sell(owner, "Hex bolt M8", "HB-8", category_ids=[bolts], brand="Acme")
    await sell(owner, "Hex bolt M10", "HB-10", category_ids=[bolts], brand="Bolton")
    await sell(owner, "Drill", "D-1", brand="Acme")
    buyer, _ = await partner(business)
    page = await shown(buyer, q="hex", with_counts="true")
    assert (names(page["items"]), page["total"]) == (["Hex bolt M10", "Hex bolt M8"], 2)
    assert {one["name"]: one["count"] for one in page["categories"]} == {"Fasteners": 2, "Bolts": 2}
    assert page["facets"][0]["label"] == "Brand"
    assert names((await shown(buyer, category=fasteners, facets="brand=Acme"))["items"]) == ["Hex bolt M8"]
    mistyped = await shown(buyer, q="bollt")
    assert mistyped["corrected"] is True
    assert len(mistyped["items"]) == 2
    nothing = await shown(buyer, q="submarine", with_counts="true")
    assert (nothing["items"], nothing["total"]) == ([], 0)
    assert names((await shown(buyer, q="HB-10"))["items"])[0] == "Hex bolt M10"
    assert names((await shown(buyer, q="hex", sort="price"))["items"]) == ["Hex bolt M10", "Hex bolt M8"]


async def test_what_one_may_not_see_does_not_exist(business: Business, other_business: Business) -> None:
    owner = business.owner
    buyer, north = await partner(business)
    other, _ = await partner(business, "South Works")
    secret = await sell(owner, "Special bolt", "SB-1")
    await sell(owner, "Hex bolt", "HB-1")
    made = await owner.post(
        "/v1/catalogue-assignments",
        {"audience": "organization", "organization_id": north, "product_id": secret["id"]},
    )
    assert made.status_code == 201, made.text
    for sort in ("name", "-updated", "price"):
        assert "Special bolt" in names((await shown(buyer, sort=sort))["items"])
        assert names((await shown(other, sort=sort))["items"]) == ["Hex bolt"]
    hidden = await shown(other, q="special", with_counts="true")
    assert (hidden["total"], hidden["facets"], hidden["categories"]) == (0, [], [])
    assert (await other.get(LIST, params={"organization_id": north})).status_code == 404
    stranger, _ = await partner(other_business)
    assert (await shown(stranger))["items"] == []
    assert (await other_business.owner.get(LIST, params={"organization_id": north})).status_code == 404
    assert (await business.installation.visitor().get(LIST)).status_code == 401


async def test_drafts_and_archived_variants_are_not_sold(business: Business) -> None:
    owner = business.owner
    await owner.post("/v1/products", {"name": "Draft", "variants": [{"sku": "DR-1"}]})
    product = await sell(owner, "Bolt", "B-1", variants=[{"sku": "B-1"}, {"sku": "B-2"}])
    gone = await owner.post(f"/v1/products/{product['id']}/variants/{product['variants'][1]['id']}/archive")
    assert gone.status_code == 200, gone.text
    buyer, _ = await partner(business)
    (item,) = (await shown(buyer))["items"]
    assert names(item["variants"], "sku") == ["B-1"]
    assert item["variant_count"] == 1


async def test_a_page_is_one_statement_however_it_is_found(business: Business) -> None:
    for number in range(3):
        await sell(business.owner, f"Product {number}", f"P-{number}")
    _, north = await partner(business)
    shopper = Shopper(organization=uuid_of(north), sees_prices=True, sees_amounts=True, currency="EUR")
    queries = (
        (ShopQuery(), 1),
        (ShopQuery(sort="-updated"), 1),
        (ShopQuery(q="product"), 1),
        (ShopQuery(sort="price"), 1),
        (ShopQuery(q="product", with_counts=True), 2),
    )
    for query, most in queries:
        async with business.open() as ctx:
            before = ctx.db.statements
            assert len((await list_for(ctx, shopper, query)).items) == 3
            assert ctx.db.statements - before <= most, query


@pytest.mark.parametrize("text", ["%", "'; DROP TABLE products; --", "{{ 7*7 }}", "\u202e", "a" * 200, "= & | ! :*"])
async def test_hostile_texts_find_nothing_and_break_nothing(business: Business, text: str) -> None:
    await sell(business.owner, "Hex bolt", "HB-1")
    buyer, _ = await partner(business)
    for query in ({"q": text}, {"facets": text}, {"q": text, "sort": "price"}):
        answer = await buyer.get(LIST, params=query)
        assert answer.status_code == 200, answer.text
