"""From the catalogue into carts, onto lists, and into requests for quotes."""

from __future__ import annotations

from typing import Any

from hanse.domains.identity.api import find_account, start_session
from hanse.domains.tenants.types import TenantId
from hanse.testing.installation import Business, Person, names
from tests.domains.storefront.shop import partner, priced, sell

CARTS, LISTS, QUOTES = (f"/v1/storefront/{one}" for one in ("cart-lines", "list-lines", "quote-requests"))


async def article(business: Business, name: str = "Hex bolt", sku: str = "HB-1") -> str:
    product = await sell(business.owner, name, sku)
    variant = str(product["variants"][0]["id"])
    await priced(business, {variant: "1.20"})
    return variant


async def add(person: Person, variant: str, **body: Any) -> dict[str, Any]:
    answer = await person.post(CARTS, {"variant_id": variant, **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_an_article_goes_into_ones_own_newest_cart(business: Business) -> None:
    variant = await article(business)
    buyer, _ = await partner(business)
    first = await add(buyer, variant, quantity={"value": "5"})
    assert first["is_new_cart"] is True
    second = await add(buyer, variant, quantity={"value": "2"})
    assert (second["cart_id"], second["is_new_cart"], second["line_count"]) == (first["cart_id"], False, 1)
    cart = (await buyer.get(f"/v1/carts/{first['cart_id']}")).json()
    assert cart["lines"][0]["quantity"]["value"] == "7"
    colleague, _ = await partner(business, "South Works")
    assert (await add(colleague, variant))["is_new_cart"] is True
    foreign = await colleague.post(CARTS, {"variant_id": variant, "cart_id": first["cart_id"]})
    assert foreign.status_code == 404


async def test_who_belongs_to_one_organization_alone_need_not_choose_it(business: Business) -> None:
    """A log-in leaves the organization open; nobody has to choose where there is one."""
    variant = await article(business)
    buyer, place = await partner(business)
    async with business.open() as ctx:
        account = await find_account(ctx, buyer.email)
        assert account is not None
        session = await start_session(ctx, account.id, TenantId(business.tenant.id), None, strong=True)
    fresh = Person(business.installation.app, session, buyer.member_id, buyer.email)
    page = await fresh.page("/app/catalogue/hex-bolt")
    assert "Add to cart" in page.text
    cart = (await add(fresh, variant, quantity={"value": "5"}))["cart_id"]
    assert (await fresh.get(f"/v1/carts/{cart}")).json()["organization_id"] == place


async def test_what_cannot_be_ordered_says_what_can(business: Business) -> None:
    product = await sell(
        business.owner,
        "Fabric",
        "F-1",
        variants=[
            {"sku": "F-1", "stock_unit": "MTR", "units": [{"unit": "MTR", "step": {"value": "0.5", "unit": "MTR"}}]}
        ],
    )
    buyer, _ = await partner(business)
    variant = product["variants"][0]["id"]
    for value in ("0.3", "-1", "0", "1e18", "many"):
        refused = await buyer.post(CARTS, {"variant_id": variant, "quantity": {"value": value}})
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"]
    assert (await buyer.get("/v1/carts")).json()["items"] == []
    hidden = await business.owner.post("/v1/products", {"name": "Draft", "variants": [{"sku": "DR-1"}]})
    for unknown in (hidden.json()["variants"][0]["id"], variant[:-4] + "0000"):
        assert (await buyer.post(CARTS, {"variant_id": unknown})).status_code == 422
    priced_by_buyer = await buyer.post(CARTS, {"variant_id": variant, "unit_price": "0.01"})
    assert priced_by_buyer.status_code == 422


async def test_an_article_goes_onto_a_list(business: Business) -> None:
    variant = await article(business)
    buyer, _ = await partner(business)
    made = await buyer.post(LISTS, {"variant_id": variant, "quantity": {"value": "10"}})
    assert made.status_code == 201, made.text
    again = await buyer.post(LISTS, {"variant_id": variant, "quantity": {"value": "20"}})
    assert again.json()["list_id"] == made.json()["list_id"]
    found = (await buyer.get(f"/v1/shopping-lists/{made.json()['list_id']}")).json()
    assert [line["quantity"]["value"] for line in found["lines"]] == ["20"]


async def test_a_cart_becomes_a_request_for_a_quote(business: Business) -> None:
    variant, other = await article(business), await article(business, "Hex nut", "HN-1")
    buyer, _ = await partner(business)
    added = await add(buyer, variant, quantity={"value": "500"})
    await add(buyer, other, quantity={"value": "500"})
    asked = await buyer.post(
        QUOTES, {"cart_id": added["cart_id"], "note": "Best price?", "submits": True, "empties_cart": True}
    )
    assert asked.status_code == 201, asked.text
    quote = asked.json()
    assert (quote["status"], quote["line_count"], quote["buyer_note"]) == ("submitted", 2, "Best price?")
    lines = (await business.owner.get(f"/v1/quotes/{quote['id']}/lines")).json()["items"]
    assert names(lines, "sku") == ["HB-1", "HN-1"]
    assert [line["quantity"]["value"] for line in lines] == ["500", "500"]
    assert (await buyer.get(f"/v1/carts/{added['cart_id']}")).json()["lines"] == []
    empty = await buyer.post(QUOTES, {"cart_id": added["cart_id"]})
    assert empty.json()["code"] == "nothing_to_quote"


async def test_a_list_becomes_a_request_and_strangers_learn_nothing(business: Business) -> None:
    variant = await article(business)
    buyer, _ = await partner(business)
    other, _ = await partner(business, "South Works")
    kept = (await buyer.post(LISTS, {"variant_id": variant, "quantity": {"value": "10"}})).json()
    asked = await buyer.post(QUOTES, {"list_id": kept["list_id"], "title": "Yearly need"})
    assert asked.status_code == 201, asked.text
    assert (asked.json()["title"], asked.json()["status"]) == ("Yearly need", "draft")
    assert (await other.post(QUOTES, {"list_id": kept["list_id"]})).status_code == 404
    added = await add(buyer, variant)
    assert (await other.post(QUOTES, {"cart_id": added["cart_id"]})).status_code == 404
    for wrong in ({}, {"cart_id": added["cart_id"], "list_id": kept["list_id"]}, {"cart_id": "crt_x"}):
        assert (await buyer.post(QUOTES, wrong)).status_code == 422
    assert len((await other.get("/v1/quotes")).json()["items"]) == 0
