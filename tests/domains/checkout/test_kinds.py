"""What is not bought by the piece in euros: made to choice, by the metre, in bundles, in yen and dinars."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from hanse.kit.ids import uuid7
from hanse.kit.money import UnitPrice
from hanse.testing.installation import Business
from tests.domains.checkout.shop import NEW_ENTRY, NEW_LIST, Shop, made, open_shop, uuid_of


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)


async def test_a_fabric_is_ordered_by_the_metre_with_what_was_chosen(shop: Shop) -> None:
    variant = {"sku": "VELVET", "stock_unit": "MTR", "units": [metres()], "is_stocked": False}
    product = await made(shop.owner, "/v1/products", {"name": "Velvet", "kind": "configurable", "variants": [variant]})
    shop.articles["VELVET"] = product["variants"][0]["id"]
    choices = [
        {"key": "plain", "label": "Plain"},
        {"key": "fire", "label": "Fire retardant", "prices": [money("1.5", "EUR"), money("1.2", "GBP")]},
    ]
    options = {"options": [{"key": "finish", "label": "Finish", "choices": choices}]}
    saved = await shop.owner.put(f"/v1/products/{product['id']}/options", options)
    assert saved.status_code == 200, saved.text
    await made(shop.owner, f"/v1/products/{product['id']}/activate")
    await shop.price("VELVET", "20.00", "MTR")
    cart = await shop.cart()
    without = await shop.buyer.post(f"/v1/carts/{cart}/lines", {"lines": [{"sku": "VELVET"}]})
    assert without.status_code == 422
    assert without.json()["errors"][0]["path"] == "lines.0.options"
    body = {
        "lines": [
            {"sku": "VELVET", "quantity": {"value": "2.5", "unit": "m"}, "options": {"finish": "fire"}},
            {"sku": "VELVET", "quantity": {"value": "1.5"}, "options": {"finish": "plain"}},
            {"sku": "VELVET", "quantity": {"value": "0.5"}, "options": {"finish": "fire"}},
            {"sku": "VELVET", "quantity": {"value": "1"}, "options": {"finish": "gold"}},
        ]
    }
    added = await made(shop.buyer, f"/v1/carts/{cart}/lines", body)
    assert (added["added"], added["refused"], added["line_count"]) == (3, 1, 2)
    lines = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    assert [(line["quantity"]["value"], line["total"]["amount"]) for line in lines] == [
        ("3", "64.50"),
        ("1.5", "30.00"),
    ]
    assert "Fire retardant" in lines[0]["options_label"]
    placed = (await shop.submit(cart)).json()
    assert placed["total"]["amount"] == "94.50"
    assert "Fire retardant" in placed["lines"][0]["options_label"]
    order = (await shop.owner.get(f"/v1/orders/{placed['order_id']}")).json()
    assert order["lines"][0]["unit_price"]["amount"] == "21.50"
    assert "Fire retardant" in order["lines"][0]["options"]


def money(amount: str, currency: str) -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def metres() -> dict[str, Any]:
    return {"unit": "MTR", "is_default": True, "step": {"value": "0.5", "unit": "MTR"}}


async def test_a_bundle_takes_what_it_is_made_of_and_says_when_it_cannot(shop: Shop) -> None:
    bolt = await shop.article("BOLT", "1.00", stock="10")
    components = [{"variant_id": bolt, "quantity": {"value": "4", "unit": "C62"}}]
    body = {"name": "Set", "kind": "bundle", "variants": [{"sku": "SET", "components": components}]}
    product = await made(shop.owner, "/v1/products", body)
    shop.articles["SET"] = product["variants"][0]["id"]
    await made(shop.owner, f"/v1/products/{product['id']}/activate")
    await shop.price("SET", "9.00")
    cart = await shop.cart(("SET", "2"), ("BOLT", "3"))
    tag = (await shop.buyer.get(f"/v1/carts/{cart}")).headers["etag"]
    change = {"allows_backorder": False}
    await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json=change, headers={"if-match": tag})
    preview = await shop.preview(cart)
    assert preview["outcome"] == "blocked"
    assert preview["problems"]
    assert (await shop.submit(cart)).status_code == 409
    line = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"][1]["id"]
    await shop.buyer.patch(f"/v1/carts/{cart}/lines/{line}", {"quantity": {"value": "2"}})
    done = await shop.submit(cart)
    assert done.status_code == 200, done.text
    stock = (await shop.owner.get(f"/v1/stock/{bolt}")).json()
    assert sum(float(place["allocated"]["value"]) for place in stock["places"]) == 10


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "total"), [("JPY", "33.4", "5", "167"), ("KWD", "0.0125", "5", "0.063")]
)
async def test_currencies_without_and_with_three_places(
    business: Business, currency: str, price: str, quantity: str, total: str
) -> None:
    """Attack 20: a line is rounded once, half away from zero, to what the currency has."""
    shop = await open_shop(business, currency=currency)
    variant = await shop.article("AB-1", price=None)
    prices = {"id": uuid7(), "list": uuid7(), "variant": uuid_of(variant), "unit": "C62"}
    async with shop.business.open() as ctx:
        await ctx.db.run(NEW_LIST, {"id": prices["list"], "name": currency, "currency": currency, "now": ctx.now})
        micros = UnitPrice.parse(price, currency).micros
        await ctx.db.run(NEW_ENTRY, {**prices, "micros": micros, "now": ctx.now})
    cart = await shop.cart(("AB-1", quantity))
    assert (await shop.buyer.get(f"/v1/carts/{cart}")).json()["total"] == {"amount": total, "currency": currency}
    sent = (await shop.submit(cart)).json()
    assert sent["total"] == {"amount": total, "currency": currency}


async def test_what_is_no_longer_sold_is_named_and_does_not_stop_the_rest(shop: Shop) -> None:
    await shop.article("AB-1")
    variant = await shop.article("AB-2")
    cart = await shop.cart(("AB-1", "1"), ("AB-2", "1"))
    product = (await shop.owner.get("/v1/products", params={"q": "AB-2"})).json()["items"]
    target = next(item for item in product if item["sku"] == "AB-2")
    archived = await shop.owner.post(f"/v1/products/{target['id']}/archive", {"reason": "gone"})
    assert archived.status_code == 200, archived.text
    lines = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    assert [bool(line["problems"]) for line in lines] == [False, True]
    assert (lines[1]["name"], lines[1]["variant_id"]) == ("No longer available", variant)
    assert (await shop.submit(cart)).status_code == 409
    await made(shop.buyer, f"/v1/carts/{cart}/remove-lines", {"line_ids": [lines[1]["id"]]})
    assert (await shop.submit(cart)).status_code == 200
