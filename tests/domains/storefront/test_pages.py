"""The pages of the catalogue, for buyers and for visitors; what JavaScript would do is not needed here."""

from __future__ import annotations

import re

from hanse.testing.installation import Business
from tests.domains.storefront.shop import category, made, partner, priced, sell

ROOT = "/app/catalogue"


async def test_buyers_find_and_narrow_products(business: Business) -> None:
    owner = business.owner
    bolts = await category(owner, "Bolts")
    bolt = await sell(owner, "Hex bolt", "HB-1", brand="Acme", category_ids=[bolts])
    await sell(owner, "Drill", "D-1", brand="Makers")
    await priced(business, {bolt["variants"][0]["id"]: "1.20"})
    buyer, _ = await partner(business)
    page = await buyer.page(ROOT)
    assert page.status_code == 200, page.text[:3000]
    for word in ("Hex bolt", "Drill", "1.20", "Price on request", "Acme", "Bolts"):
        assert word in page.text, word
    narrowed = (await buyer.page(f"{ROOT}?f.brand=Acme&category={bolts}&sort=price")).text
    assert "Hex bolt" in narrowed
    assert "Drill" not in narrowed
    assert (await buyer.page(f"{ROOT}?view=list")).status_code == 200
    assert "Nothing fits" in (await buyer.page(f"{ROOT}?q=submarine")).text
    for odd in ("sort=secret", "category=x", "cursor=x"):
        assert (await buyer.page(f"{ROOT}?{odd}")).status_code in (200, 422)


async def test_one_product_goes_into_cart_list_and_quote(business: Business) -> None:
    product = await sell(business.owner, "Hex bolt", "HB-1", description="Strong.")
    variant = product["variants"][0]["id"]
    await priced(business, {variant: "1.20"}, tiers={100: "0.99"})
    buyer, _ = await partner(business)
    address = f"{ROOT}/{product['handle']}"
    page = await buyer.page(address)
    assert page.status_code == 200, page.text[:3000]
    for word in ("Hex bolt", "1.20", "0.99", "Strong.", "Add to cart", "Put on a list", "Ask for a quote"):
        assert word in page.text, word
    fields = {"variant_id": variant, "quantity": "5", "unit": "C62", "next": address}
    for action in ("cart", "list", "quote"):
        done = await buyer.submit("/app/catalogue-lines", {**fields, "_action": action})
        assert (done.status_code, done.headers["location"]) == (303, address), done.text
    assert (await buyer.get("/v1/carts")).json()["items"][0]["line_count"] == 1
    assert len((await buyer.get("/v1/shopping-lists")).json()["items"]) == 1
    assert len((await buyer.get("/v1/quotes")).json()["items"]) == 1
    refused = await buyer.submit("/app/catalogue-lines", {**fields, "quantity": "-3", "next": "//elsewhere.example"})
    assert (refused.status_code, refused.headers["location"]) == (303, ROOT)
    assert (await buyer.get("/v1/carts")).json()["items"][0]["line_count"] == 1
    assert (await buyer.page(f"{ROOT}/nothing")).status_code == 404
    assert (await buyer.submit("/app/catalogue-lines", {**fields, "variant_id": "var_x"})).status_code == 404


async def test_a_cart_is_asked_for_by_a_button(business: Business) -> None:
    product = await sell(business.owner, "Hex bolt", "HB-1")
    buyer, _ = await partner(business)
    added = (await buyer.post("/v1/storefront/cart-lines", {"variant_id": product["variants"][0]["id"]})).json()
    asked = await buyer.submit("/app/quote-requests", {"cart_id": added["cart_id"], "empties_cart": "true"})
    assert asked.headers["location"].startswith("/app/quotes/quo_"), asked.text
    again = await buyer.submit("/app/quote-requests", {"cart_id": added["cart_id"], "next": "/app/carts"})
    assert again.headers["location"] == "/app/carts"
    assert (await buyer.submit("/app/quote-requests", {})).status_code == 303
    assert (await buyer.submit("/app/quote-requests", {"cart_id": "x"})).status_code == 422
    assert len((await buyer.get("/v1/quotes")).json()["items"]) == 1
    filled = (await buyer.post("/v1/storefront/cart-lines", {"variant_id": product["variants"][0]["id"]})).json()
    assert 'action="/app/quote-requests"' in (await buyer.page(f"/app/carts/{filled['cart_id']}")).text


async def test_search_results_lead_each_reader_to_their_own_page(business: Business) -> None:
    product = await sell(business.owner, "Hex bolt", "HB-1")
    buyer, _ = await partner(business)
    found = f"/products/{product['id']}"
    assert (await business.owner.page(found)).headers["location"] == f"/admin/products/{product['id']}"
    own = (await buyer.page(found)).headers["location"]
    assert (await buyer.page(own)).headers["location"] == f"{ROOT}/{product['handle']}"


async def test_options_variants_and_hostile_names_are_shown(business: Business) -> None:
    owner = business.owner
    hostile = "<script>alert(1)</script>"
    wanted = [{"sku": "T-1", "name": hostile}, {"sku": "T-2"}]
    await sell(owner, hostile, "T", variants=wanted, handle="hostile", description=hostile, brand=hostile)
    buyer, _ = await partner(business)
    for address in (ROOT, f"{ROOT}?view=list", f"{ROOT}/hostile", f"{ROOT}?q={hostile}"):
        page = await buyer.page(address)
        assert page.status_code == 200, page.text[:3000]
        assert hostile not in page.text
    table = await made(owner, "/v1/products", {"name": "Table", "kind": "configurable", "variants": [{"sku": "T-9"}]})
    choices = [{"key": "oak", "label": "Oak"}, {"key": "ash", "label": "Ash", "basis_points": 500}]
    options = {"options": [{"key": "wood", "label": "Wood", "choices": choices}]}
    assert (await owner.put(f"/v1/products/{table['id']}/options", options)).status_code == 200
    await made(owner, f"/v1/products/{table['id']}/activate", {})
    shown = (await buyer.page(f"{ROOT}/{table['handle']}")).text
    assert "Ash (+5 %)" in shown
    fields = {"variant_id": table["variants"][0]["id"], "quantity": "2", "o.wood": "ash", "_action": "quote"}
    assert (await buyer.submit("/app/catalogue-lines", fields)).status_code == 303
    quote = (await buyer.get("/v1/quotes")).json()["items"][0]
    lines = (await buyer.get(f"/v1/quotes/{quote['id']}/lines")).json()["items"]
    assert "Ash" in str(lines[0])


async def test_visitors_see_only_what_the_business_opens(business: Business) -> None:
    owner = business.owner
    bolt = await sell(owner, "Hex bolt", "HB-1")
    secret = await sell(owner, "Special bolt", "SB-1")
    buyer, north = await partner(business)
    await made(
        owner,
        "/v1/catalogue-assignments",
        {"audience": "organization", "organization_id": north, "product_id": secret["id"]},
    )
    await priced(business, {bolt["variants"][0]["id"]: "1.20"})
    await priced(business, {bolt["variants"][0]["id"]: "0.55"}, north)
    visitor, root = business.installation.visitor(), f"/t/{business.tenant.handle}/catalogue"
    assert (await visitor.page(root)).status_code == 404
    assert (await visitor.page(f"{root}/{bolt['handle']}")).status_code == 404
    landing = f"/t/{business.tenant.handle}"
    assert f"{landing}/catalogue" not in (await business.installation.visitor().page(landing)).text
    await open_up(business, is_public=True)
    assert f"{landing}/catalogue" in (await business.installation.visitor().page(landing)).text
    page = (await visitor.page(root)).text
    assert "Hex bolt" in page
    assert "Special bolt" not in page
    assert not re.search(r"1\.20|0\.55", page)
    assert (await visitor.page(f"{root}/{secret['handle']}")).status_code == 404
    assert (await visitor.page(f"{root}?q=special")).text.count("Special bolt") == 0
    one = await visitor.page(f"{root}/{bolt['handle']}")
    assert one.status_code == 200, one.text[:2000]
    assert "Add to cart" not in one.text
    await open_up(business, shows_prices=True)
    for address in (root, f"{root}/{bolt['handle']}"):
        priced_page = (await visitor.page(address)).text
        assert "1.20" in priced_page
        assert "0.55" not in priced_page
    assert (await buyer.page(ROOT)).text.count("Special bolt") >= 1


async def open_up(business: Business, **settings: bool) -> None:
    """Change what visitors may see."""
    values = {f"storefront.{name}": value for name, value in settings.items()}
    answer = await business.owner.patch("/v1/tenant/settings", {"values": values})
    assert answer.status_code == 200, answer.text


async def test_prices_are_narrowed_and_products_compared(business: Business, other_business: Business) -> None:
    made_products = [
        await sell(business.owner, name, f"N-{number}", brand=f"Brand {number}")
        for number, name in enumerate(("Bolt", "Drill", "<b>Saw</b>", "Hidden"))
    ]
    hidden = made_products[3]
    _, south = await partner(business, "South Works")
    assignment = {"audience": "organization", "organization_id": south, "product_id": hidden["id"]}
    assert (await business.owner.post("/v1/catalogue-assignments", assignment)).status_code == 201
    amounts = ("3.00", "40.00", "40.00", "3.00")
    await priced(
        business, {one["variants"][0]["id"]: amount for one, amount in zip(made_products, amounts, strict=True)}
    )
    buyer, _ = await partner(business)
    page = (await buyer.page(ROOT)).text
    for word in ("Your price", "2.00 to under 5.00", "20.00 to under 50.00", "price_to=4.999999"):
        assert word in page, word
    narrowed = (await buyer.page(f"{ROOT}?price_from=2&price_to=4.999999")).text
    assert "2.00 to under 5.00" in narrowed
    assert "Bolt</a>" in narrowed
    assert "Drill</a>" not in narrowed
    assert "up to 7" in (await buyer.page(f"{ROOT}?price_to=7")).text
    for odd in ("price_from=x", "price_from=-1", "price_to=1e9", "price_from=5&price_to=1"):
        assert (await buyer.page(f"{ROOT}?{odd}")).status_code in (200, 422), odd
    asked = "&".join(f"p={one['handle']}" for one in made_products)
    compared = (await buyer.page(f"/app/catalogue-compare?{asked}&p=nothing")).text
    for word in (
        "Brand 0",
        "Brand 1",
        "Only what differs",
        "is left out",
        "&lt;b&gt;Saw",
        "3.00",
    ):
        assert word in compared, word
    assert "Hidden" not in compared
    assert "Nothing to compare" in (await buyer.page("/app/catalogue-compare")).text
    stranger, _ = await partner(other_business)
    assert "Nothing to compare" in (await stranger.page(f"/app/catalogue-compare?{asked}")).text


async def test_a_choice_says_its_price_before_it_is_ordered(business: Business) -> None:
    wanted = {"name": "Cloth", "kind": "configurable", "variants": [{"sku": "C-1"}]}
    cloth = await made(business.owner, "/v1/products", wanted)
    variant = cloth["variants"][0]["id"]
    await priced(business, {variant: "10.00"})
    options = [
        {
            "key": "width",
            "label": "Width",
            "choices": [{"key": "w1", "label": "Narrow"}, {"key": "w2", "label": "Wide"}],
        },
        {"key": "finish", "label": "Finish", "is_required": False, "choices": [{"key": "fire", "label": "Fire safe"}]},
    ]
    options[0]["choices"][1]["basis_points"] = 2_500  # type: ignore[index]
    rule = {
        "kind": "excludes",
        "if_option": "width",
        "if_choice": "w2",
        "then_option": "finish",
        "then_choices": ["fire"],
    }
    saved = await business.owner.put(
        f"/v1/products/{cloth['id']}/options", {"options": options, "rules": [{**rule, "message": "Not when wide"}]}
    )
    assert saved.status_code == 200, saved.text
    await made(business.owner, f"/v1/products/{cloth['id']}/activate", {})
    buyer, _ = await partner(business)
    address = f"{ROOT}/{cloth['handle']}"
    assert re.search(r'id="configured".*?10\.00', (await buyer.page(address)).text, re.DOTALL)
    fields = {"variant_id": variant, "next": address, "o.width": "w2", "o.finish": "", "_action": "price"}
    asked = await buyer.submit("/app/catalogue-lines", fields)
    assert asked.status_code == 303
    assert re.search(r'id="configured".*?12\.50', (await buyer.page(asked.headers["location"])).text, re.DOTALL)
    assert "Not when wide" in (await buyer.page(f"{address}?o.width=w2&o.finish=fire")).text
    for odd in ("o.width=none", "variant=x", "o.width=%3Cscript%3E&o.x=y"):
        assert (await buyer.page(f"{address}?{odd}")).status_code == 200, odd
