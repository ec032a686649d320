"""Carts over REST: lines by the thousand, a sentence for each wrong one, prices and stock as they are now."""

from __future__ import annotations

import pytest
import pytest_asyncio

from hanse.testing.installation import Business
from tests.domains.checkout.shop import Shop, made, open_shop


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)


async def test_a_cart_shows_todays_price_stock_and_total(shop: Shop) -> None:
    await shop.article("AB-1", "2.50")
    cart = await shop.cart(("ab-1", "4"))
    found = (await shop.buyer.get(f"/v1/carts/{cart}")).json()
    (line,) = found["lines"]
    assert (line["sku"], line["unit_price"]["amount"], line["total"]["amount"]) == ("AB-1", "2.50", "10.00")
    assert line["stock"] == "in_stock"
    assert found["total"] == {"amount": "10.00", "currency": "EUR"}
    await shop.reprice("AB-1", "3.00")
    again = (await shop.buyer.get(f"/v1/carts/{cart}")).json()
    assert again["total"]["amount"] == "12.00"


async def test_the_same_article_adds_up_and_other_units_stay_apart(shop: Shop) -> None:
    units = [{"unit": "C62", "is_default": True}, {"unit": "XBX", "ratio_numerator": 50}]
    await shop.article("AB-1", "1.00", units=units)
    await shop.price("AB-1", "45.00", "XBX")
    cart = await shop.cart(("AB-1", "4"), ("AB-1", "6"))
    await made(
        shop.buyer, f"/v1/carts/{cart}/lines", {"lines": [{"sku": "AB-1", "quantity": {"value": "2", "unit": "boxes"}}]}
    )
    found = (await shop.buyer.get(f"/v1/carts/{cart}")).json()
    assert [(line["quantity"]["value"], line["unit_name"]) for line in found["lines"]] == [("10", "unit"), ("2", "box")]
    assert found["total"]["amount"] == "100.00"


async def test_wrong_lines_say_what_would_be_accepted_and_good_ones_stay(shop: Shop) -> None:
    limits = {"minimum": {"value": "10", "unit": "C62"}, "step": {"value": "5", "unit": "C62"}}
    await shop.article("AB-1234", units=[{"unit": "C62", "is_default": True, **limits}])
    cart = await shop.cart()
    lines = [
        {"sku": "AB-1234", "quantity": {"value": "15"}},
        {"sku": "AB-1243", "quantity": {"value": "10"}},
        {"sku": "AB-1234", "quantity": {"value": "12"}},
        {"sku": "AB-1234", "quantity": {"value": "2", "unit": "pallet"}},
        {"sku": "nothing like it", "quantity": {"value": "1"}},
        {},
    ]
    answer = (await shop.buyer.post(f"/v1/carts/{cart}/lines", {"lines": lines})).json()
    assert (answer["added"], answer["refused"], answer["line_count"]) == (1, 5, 1)
    problems = [line["problem"] for line in answer["lines"]]
    assert problems[0] is None
    assert problems[1]["suggestions"] == ["AB-1234"]
    assert "did you mean AB-1234" in problems[1]["message"]
    assert [item["value"] for item in problems[2]["accepted"]] == ["10", "15"]
    assert "sold by unit" in problems[3]["message"]
    assert problems[4]["code"] == problems[5]["code"] == "unknown_article"


@pytest.mark.parametrize("value", ["-1", "0", "1e18", "0.0001", "1000000000000", "NaN", ""])
async def test_hostile_quantities_change_nothing(shop: Shop, value: str) -> None:
    """Attack 20."""
    await shop.article("AB-1", units=[{"unit": "C62", "is_default": True, "step": {"value": "1", "unit": "C62"}}])
    cart = await shop.cart()
    body = {"lines": [{"sku": "AB-1", "quantity": {"value": value}}]}
    answer = await shop.buyer.post(f"/v1/carts/{cart}/lines", body)
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["path"] == "lines.0.quantity"
    assert (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"] == []


async def test_adding_again_and_again_stops_at_the_maximum(shop: Shop) -> None:
    maximum = {"unit": "C62", "is_default": True, "maximum": {"value": "10", "unit": "C62"}}
    await shop.article("AB-1", units=[maximum])
    cart = await shop.cart(("AB-1", "8"))
    answer = await shop.buyer.post(f"/v1/carts/{cart}/lines", {"lines": [{"sku": "AB-1", "quantity": {"value": "3"}}]})
    assert answer.status_code == 422
    assert "maximum is 10" in answer.text
    twice = {"lines": [{"sku": "AB-1", "quantity": {"value": "6"}}] * 2}
    other = await shop.cart()
    assert (await shop.buyer.post(f"/v1/carts/{other}/lines", twice)).status_code == 422
    for identity, quantity in ((cart, ["8"]), (other, [])):
        found = (await shop.buyer.get(f"/v1/carts/{identity}")).json()
        assert [line["quantity"]["value"] for line in found["lines"]] == quantity


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [{"sku": "AB-1", "unit_price": {"amount": "0.01", "currency": "EUR"}}]},
        {"lines": [{"sku": "AB-1", "total": "0"}]},
        {"lines": [{"sku": "AB-1"}], "currency": "JPY"},
        {"lines": [{"sku": "AB-1"}], "status": "ordered"},
    ],
)
async def test_prices_currencies_and_states_are_not_taken_from_a_body(shop: Shop, body: dict[str, object]) -> None:
    """Attacks 20 and 39."""
    await shop.article("AB-1")
    cart = await shop.cart()
    assert (await shop.buyer.post(f"/v1/carts/{cart}/lines", body)).status_code == 422
    for name, value in (("status", "ordered"), ("owner_member_id", None), ("currency", "JPY"), ("request_id", "x")):
        answer = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json={name: value}, headers={"if-match": '"1"'})
        assert answer.status_code == 422
    assert (await shop.buyer.post("/v1/carts", {"currency": "JPY"})).status_code == 422


async def test_a_line_changes_moves_to_another_unit_and_goes(shop: Shop) -> None:
    units = [{"unit": "C62", "is_default": True}, {"unit": "XBX", "ratio_numerator": 50}]
    await shop.article("AB-1", "1.00", units=units)
    await shop.price("AB-1", "45.00", "XBX")
    cart = await shop.cart(("AB-1", "4"))
    lines = [{"sku": "AB-1", "quantity": {"value": "2", "unit": "XBX"}}]
    await made(shop.buyer, f"/v1/carts/{cart}/lines", {"lines": lines})
    first = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"][0]["id"]
    path = f"/v1/carts/{cart}/lines/{first}"
    assert (await shop.buyer.patch(path, {"quantity": {"value": "5"}, "note": "  soon "})).status_code == 200
    assert (await shop.buyer.patch(path, {"quantity": {"value": "-5"}})).status_code == 422
    merged = await shop.buyer.patch(path, {"quantity": {"value": "1", "unit": "box"}})
    assert merged.json()["line_count"] == 1
    (line,) = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    assert (line["quantity"], line["note"]) == ({"value": "3", "unit": "XBX"}, "soon")
    gone = await shop.buyer.post(f"/v1/carts/{cart}/remove-lines", {"line_ids": [first]})
    assert gone.json()["line_count"] == 0
    assert (await shop.buyer.post(f"/v1/carts/{cart}/remove-lines", {"line_ids": [first]})).status_code == 404


async def test_many_amounts_change_at_once_and_wrong_ones_stay_as_they_were(shop: Shop) -> None:
    for number in range(3):
        await shop.article(f"AB-{number}")
    cart = await shop.cart(*((f"AB-{number}", "1") for number in range(3)))
    lines = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    body = [{"line_id": line["id"], "quantity": {"value": value}} for line, value in zip(lines, "205", strict=True)]
    changed = (await shop.buyer.patch(f"/v1/carts/{cart}/lines", {"lines": body})).json()
    assert (changed["added"], changed["refused"]) == (2, 1)
    found = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    assert [line["quantity"]["value"] for line in found] == ["2", "1", "5"]


async def test_what_has_no_price_is_on_request_and_never_nothing(shop: Shop) -> None:
    await shop.article("AB-1", price=None)
    cart = await shop.cart(("AB-1", "4"))
    found = (await shop.buyer.get(f"/v1/carts/{cart}")).json()
    assert found["lines"][0]["unit_price"] is None
    assert found["on_request_count"] == 1
    preview = await shop.preview(cart)
    assert preview["outcome"] == "blocked"
    assert "ask for a quote" in " ".join(check["sentence"] for check in preview["checks"])
    assert (await shop.submit(cart)).status_code == 409


async def test_own_carts_are_private_and_shared_ones_are_not(shop: Shop) -> None:
    colleague, head = await shop.colleague(), await shop.colleague("company_admin")
    own, shared = await shop.cart(name="Own"), await shop.cart(name="Ours", is_shared=True)
    listed = {item["name"] for item in (await colleague.get("/v1/carts")).json()["items"]}
    assert listed == {"Ours"}
    assert (await colleague.get(f"/v1/carts/{own}")).status_code == 404
    assert (await colleague.get(f"/v1/carts/{shared}")).status_code == 200
    assert {item["name"] for item in (await head.get("/v1/carts")).json()["items"]} == {"Own", "Ours"}
    viewer = await shop.colleague("viewer")
    assert (await viewer.post(f"/v1/carts/{shared}/lines", {"lines": [{"sku": "x"}]})).status_code == 403


async def test_ids_of_another_organization_are_no_ids(shop: Shop) -> None:
    """Attack 3, inside one business and across two."""
    await shop.article("AB-1")
    other = await open_shop(await shop.business.installation.found())
    foreign_variant = await other.article("ZZ-1")
    cart, foreign_cart = await shop.cart(("AB-1", "1")), await other.cart()
    lines = {"lines": [{"variant_id": foreign_variant}]}
    assert (await shop.buyer.post(f"/v1/carts/{cart}/lines", lines)).status_code == 422
    assert (await shop.buyer.get(f"/v1/carts/{foreign_cart}")).status_code == 404
    stranger = await made(shop.owner, "/v1/organizations", {"name": "Strangers", "is_active": True})
    assert (await shop.buyer.post("/v1/carts", {"organization_id": stranger["id"]})).status_code in (403, 404)
    address = {"line1": "Elsewhere 1", "city": "Bremen", "postal_code": "28195", "country": "DE"}
    foreign = await made(shop.owner, f"/v1/organizations/{stranger['id']}/addresses", address)
    centre = await made(
        shop.owner, "/v1/cost-centres", {"organization_id": stranger["id"], "code": "1", "name": "Theirs"}
    )
    version = (await shop.buyer.get(f"/v1/carts/{cart}")).headers["etag"]
    for body in ({"shipping_address_id": foreign["id"]}, {"cost_centre_id": centre["id"]}):
        answer = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json=body, headers={"if-match": version})
        assert answer.status_code == 422, body


async def test_a_stale_change_of_a_cart_is_refused(shop: Shop) -> None:
    """Attack 39."""
    cart = await shop.cart()
    first = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json={"name": "A"}, headers={"if-match": '"1"'})
    assert first.status_code == 200, first.text
    stale = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json={"name": "B"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412


async def test_a_list_is_kept_shared_and_put_into_a_cart(shop: Shop) -> None:
    await shop.article("AB-1")
    await shop.article("AB-2")
    cart = await shop.cart(("AB-1", "4"), ("AB-2", "2"))
    kept = await made(shop.buyer, "/v1/shopping-lists", {"name": "Weekly", "is_shared": True, "from_cart_id": cart})
    assert kept["line_count"] == 2
    lines = {"lines": [{"sku": "AB-1", "quantity": {"value": "7"}}, {"sku": "XX", "quantity": {"value": "7"}}]}
    saved = await made(shop.buyer, f"/v1/shopping-lists/{kept['id']}/lines", lines)
    assert (saved["saved"], saved["refused"]) == (1, 1)
    colleague = await shop.colleague()
    shown = (await colleague.get(f"/v1/shopping-lists/{kept['id']}")).json()
    assert [(line["sku"], line["quantity"]["value"]) for line in shown["lines"]] == [("AB-1", "7"), ("AB-2", "2")]
    filled = await made(colleague, f"/v1/shopping-lists/{kept['id']}/to-cart")
    assert (await colleague.get(f"/v1/carts/{filled['cart_id']}")).json()["line_count"] == 2
    assert (await shop.buyer.get(f"/v1/carts/{filled['cart_id']}")).status_code == 404
