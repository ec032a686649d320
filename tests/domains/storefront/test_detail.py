"""One product as its buyer gets it: variants, ladder, stock, facts, options, documents."""

from __future__ import annotations

from hanse.domains.storefront.queries.detail import read_detail
from hanse.domains.storefront.queries.shopping import Shopper
from hanse.testing.installation import Business, names
from tests.domains.storefront.shop import made, partner, place, priced, receive, sell, uuid_of

ONE = "/v1/storefront/product"


async def test_a_buyer_reads_everything_needed_to_decide(business: Business) -> None:
    owner = business.owner
    await made(owner, "/v1/attributes", {"key": "length", "label": "Length", "kind": "number", "unit": "MMT"})
    await made(owner, "/v1/attributes", {"key": "coated", "label": "Coated", "kind": "boolean"})
    wanted = [{"sku": "HB-20", "name": "20 mm", "attributes": {"length": 20}}, {"sku": "HB-30", "name": "30 mm"}]
    product = await sell(owner, "Hex bolt", "HB", variants=wanted, attributes={"coated": True}, description="Strong.")
    buyer, north = await partner(business)
    other, _ = await partner(business, "South Works")
    first, second = (variant["id"] for variant in product["variants"])
    await priced(business, {first: "1.00", second: "1.50"}, tiers={100: "0.80"})
    await priced(business, {first: "0.90"}, north)
    await receive(owner, await place(owner), {first: "500"})
    answer = await buyer.get(ONE, params={"handle": product["handle"]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["name"], found["description"]) == ("Hex bolt", "Strong.")
    assert found["facts"] == [{"label": "Coated", "value": "Yes"}]
    assert names(found["variants"], "sku") == ["HB-20", "HB-30"]
    bolt, long_bolt = found["variants"]
    assert bolt["facts"] == [{"label": "Length", "value": "20 mm"}]
    assert bolt["price"]["amount"] == "0.90"
    assert bolt["stock"] == "in_stock"
    assert long_bolt["price"]["amount"] == "1.50"
    assert [(step["quantity"]["value"], step["price"]["amount"]) for step in long_bolt["ladder"]][-1] == ("100", "0.80")
    same = await buyer.get(f"/v1/storefront/products/{product['id']}")
    assert same.json()["variants"] == found["variants"]
    assert (await other.get(ONE, params={"handle": product["handle"]})).json()["variants"][0]["price"][
        "amount"
    ] == "1.00"


async def test_one_product_is_two_statements(business: Business) -> None:
    wanted = [{"sku": f"HB-{number}"} for number in range(5)]
    product = await sell(business.owner, "Hex bolt", "HB", variants=wanted)
    _, north = await partner(business)
    await priced(business, {variant["id"]: "1.00" for variant in product["variants"]})
    shopper = Shopper(organization=uuid_of(north), sees_prices=True, sees_amounts=True, currency="EUR")
    async with business.open() as ctx:
        before = ctx.db.statements
        found = await read_detail(ctx, shopper, {"id": uuid_of(product["id"]), "handle": None})
        assert len(found.variants) == 5
        assert ctx.db.statements - before == 2


async def test_what_is_not_sold_to_one_is_not_there(business: Business, other_business: Business) -> None:
    owner = business.owner
    buyer, north = await partner(business)
    other, _ = await partner(business, "South Works")
    secret = await sell(owner, "Special bolt", "SB-1")
    await made(
        owner,
        "/v1/catalogue-assignments",
        {"audience": "organization", "organization_id": north, "product_id": secret["id"]},
    )
    draft = await made(owner, "/v1/products", {"name": "Draft", "variants": [{"sku": "DR-1"}]})
    stranger, _ = await partner(other_business)
    assert (await buyer.get(ONE, params={"handle": secret["handle"]})).status_code == 200
    for person in (other, stranger, other_business.owner):
        for address in (f"/v1/storefront/products/{secret['id']}", f"{ONE}?handle={secret['handle']}"):
            assert (await person.get(address)).status_code == 404
    for person in (buyer, owner):
        assert (await person.get(f"/v1/storefront/products/{draft['id']}")).status_code == 404
    assert (await owner.get(ONE, params={"handle": secret["handle"], "organization_id": north})).status_code == 200
    for handle in ("nothing", "' OR 1=1 --", "../etc"):
        assert (await buyer.get(ONE, params={"handle": handle})).status_code == 404


async def test_options_and_bundles_are_shown(business: Business) -> None:
    owner = business.owner
    table = await made(owner, "/v1/products", {"name": "Table", "kind": "configurable", "variants": [{"sku": "T-1"}]})
    options = {
        "options": [
            {
                "key": "wood",
                "label": "Wood",
                "choices": [{"key": "oak", "label": "Oak"}, {"key": "ash", "label": "Ash", "basis_points": 500}],
            }
        ]
    }
    assert (await owner.put(f"/v1/products/{table['id']}/options", options)).status_code == 200
    await made(owner, f"/v1/products/{table['id']}/activate", {})
    buyer, _ = await partner(business)
    found = (await buyer.get(f"/v1/storefront/products/{table['id']}")).json()
    assert found["needs_options"] is True
    assert [choice["label"] for choice in found["options"][0]["choices"]] == ["Oak", "Ash"]
    assert found["variants"][0]["price"] is None
