"""Prices as section 4 of the domains says, over HTTP: layers, tiers, targets, units, formulas, windows, currencies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hanse.testing.installation import START, Business
from tests.domains.pricing.shop import Shop, open_shop

SOON = (START + timedelta(days=10)).isoformat()
PAST = (START - timedelta(days=10)).isoformat()


async def test_no_price_is_on_request_and_never_zero(shop: Shop) -> None:
    found = await shop.ask("M6")
    assert (found["unit_price"], found["problem"], found["trace"]["candidates"]) == (None, None, [])


async def test_the_highest_layer_that_has_a_price_wins(shop: Shop) -> None:
    group = await shop.partner("Group", price_group="gold")
    buyer = await shop.partner("Buyer", group, price_group="gold")
    org = {"organization_id": buyer}
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M8", "price": "20"}])
    assert await shop.price("M6", **org) == "10.00"
    await shop.price_list("Web", "channel", [{"sku": "M6", "price": "9.5"}], targets=[{"channel": "portal"}])
    assert await shop.price("M6", **org) == "9.50"
    assert await shop.price("M6", channel="edi", **org) == "10.00"
    await shop.price_list(
        "Gold", "group", [{"product": "bolt", "percent_off": "10"}], targets=[{"price_group": "gold"}]
    )
    assert await shop.price("M6", **org) == "8.55"
    assert await shop.price("M6") == "9.50"
    upper = {"targets": [{"organization_id": group}]}
    await shop.price_list("Group's", "organization", [{"sku": "M6", "price": "8"}], **upper)
    assert await shop.price("M6", **org) == "8.00"
    own = {"targets": [{"organization_id": buyer}], "priority": -5}
    await shop.price_list("Buyer's", "organization", [{"sku": "M6", "price": "8.20"}], **own)
    assert await shop.price("M6", **org) == "8.20"
    assert await shop.price("M6", organization_id=group) == "8.00"
    await shop.price_list("Contract", "contract", [{"category": "fasteners", "price": "12", "unit": "C62"}], **upper)
    found = await shop.ask("M6", **org)
    assert (found["unit_price"]["amount"], found["layer"], found["list_name"]) == ("12.00", "contract", "Contract")
    reasons = {item["list_name"]: item["reason"] for item in found["trace"]["candidates"]}
    assert reasons["Contract"] == "This is the price"
    assert reasons["Group's"] == "A list of a nearer organization goes first"
    assert reasons["Base"] == "The contract layer stands above this one and has a price"
    assert len(reasons) == 6


async def test_inside_a_layer_target_tier_and_priority_decide_in_this_order(shop: Shop) -> None:
    await shop.price_list(
        "First",
        "base",
        [
            {"category": "fasteners", "unit": "C62", "price": "1"},
            {"category": "bolts", "unit": "C62", "price": "2"},
            {"product": "bolt", "price": "3"},
            {"sku": "M6", "price": "4"},
            {"sku": "M6", "price": "3.9", "minimum": "10"},
            {"sku": "M6", "price": "3.95", "minimum": "100"},
        ],
    )
    assert [await shop.price("M6", quantity) for quantity in ("9.9999", "10", "100")] == ["4.00", "3.90", "3.95"]
    assert await shop.price("M8") == "3.00"
    found = await shop.ask("M6", "50", with_ladder=True)
    assert found["tier_quantity"]["value"] == "10"
    assert found["next_tier"] == {
        "quantity": {"value": "100", "unit": "C62"},
        "unit_price": {"amount": "3.95", "currency": "GBP"},
    }
    assert [step["unit_price"]["amount"] for step in found["ladder"]] == ["3.90", "3.95"]
    outcomes = [item["outcome"] for item in found["trace"]["candidates"]]
    assert (outcomes.count("won"), outcomes.count("not_reached"), len(outcomes)) == (1, 1, 6)
    await shop.price_list("Second", "base", [{"category": "fasteners", "unit": "C62", "price": "9"}], priority=1)
    assert await shop.price("M6", "100") == "9.00"


async def test_equal_standing_goes_to_the_narrowest_window_then_the_lowest(shop: Shop) -> None:
    await shop.price_list("A", "base", [{"sku": "M6", "price": "5"}])
    await shop.price_list("B", "base", [{"sku": "M6", "price": "4.5"}])
    assert await shop.price("M6") == "4.50"
    await shop.price_list("C", "base", [{"sku": "M6", "price": "6", "starts_at": PAST, "ends_at": SOON}])
    assert await shop.price("M6") == "6.00"
    assert await shop.price("M6", at=SOON) == "4.50"


async def test_a_list_that_competes_takes_the_lower(shop: Shop) -> None:
    buyer = await shop.partner("Buyer")
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M8", "price": "20"}])
    both = [{"sku": "M6", "price": "11"}, {"sku": "M8", "price": "19"}]
    targets = {"targets": [{"organization_id": buyer}], "mode": "compete"}
    await shop.price_list("Contract", "contract", both, **targets)
    found = await shop.ask("M6", organization_id=buyer)
    assert (found["unit_price"]["amount"], found["layer"]) == ("10.00", "base")
    lost = next(item for item in found["trace"]["candidates"] if item["list_name"] == "Contract")
    assert lost["reason"] == "This list competes, and a layer below is lower with 10.00 GBP"
    assert await shop.price("M8", organization_id=buyer) == "19.00"


async def test_units_convert_and_the_one_asked_for_goes_first(shop: Shop) -> None:
    boxes = await shop.price_list("Base", "base", [{"sku": "M6", "price": "9", "unit": "XBX"}])
    assert [await shop.price("M6"), await shop.price("M6", unit="XBX")] == ["0.09", "9.00"]
    await shop.say(boxes, [{"sku": "M6", "price": "0.12"}, {"sku": "M6", "price": "8", "unit": "XBX", "minimum": "5"}])
    assert await shop.price("M6", "1000") == "0.12"
    assert [await shop.price("M6", quantity, "XBX") for quantity in ("4", "5")] == ["9.00", "8.00"]
    found = await shop.ask("M6", unit="MTR")
    assert (found["unit_price"], found["problem"]) == (None, "This is not sold in metre")
    await shop.price_list("Rope", "base", [{"sku": "ROPE", "price": "2.345678"}])
    assert await shop.price("ROPE", "2.5", "MTR") == "2.345678"


async def test_tiers_may_count_all_variants_of_a_product(shop: Shop) -> None:
    entries = [
        {"product": "bolt", "price": "3"},
        {"product": "bolt", "price": "2", "minimum": "100", "sums_variants": True},
    ]
    await shop.price_list("Base", "base", entries)
    lines = [
        {"key": key, "variant_id": shop.variant(sku), "quantity": {"value": value, "unit": unit}}
        for key, (sku, value, unit) in enumerate((("M6", "40", "C62"), ("M8", "60", "C62")))
    ]
    both = (await shop.owner.post("/v1/prices/resolve", {"lines": lines, "currency": "GBP"})).json()["lines"]
    assert [line["unit_price"]["amount"] for line in both] == ["2.00", "2.00"]
    assert await shop.price("M6", "40") == "3.00"


async def test_formulas_count_from_lower_layers(shop: Shop) -> None:
    buyer = await shop.partner("Buyer")
    await shop.price_list("Costs", "cost", [{"sku": "M6", "price": "4"}])
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M8", "price": "10"}])
    targets = [{"organization_id": buyer}]
    says = [{"product": "bolt", "formula": "base * 0.85 + 0.10"}, {"sku": "M6", "formula": "(base + cost) / 2 - 5 %"}]
    await shop.price_list("Own", "organization", says, targets=targets)
    assert await shop.price("M8", organization_id=buyer) == "8.60"
    found = await shop.ask("M6", organization_id=buyer)
    assert (found["unit_price"]["amount"], found["unit_cost"]["amount"]) == ("6.65", "4.00")
    await shop.price_list("Deal", "contract", [{"sku": "M8", "formula": "organization - 20"}], targets=targets)
    found = await shop.ask("M8", organization_id=buyer)
    assert found["unit_price"]["amount"] == "8.60"  # never below zero
    assert found["trace"]["candidates"][0]["layer"] == "organization"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("contract * 2", "no price named 'contract'"),
        ("base * base", "cannot be multiplied"),
        ("base / 0", "divide by zero"),
        ("12.50", "at least one price"),
        ("base * 0,85", "cannot be read"),
        ("base * (1 + 2", "not closed"),
        ("__import__('os')", "cannot be read"),
        ("base * 99999999", "too large"),
        ("base +", "ends too early"),
    ],
)
async def test_a_formula_that_cannot_be_read_is_refused_in_words(shop: Shop, formula: str, words: str) -> None:
    body = {"name": "G", "layer": "group", "currency": "GBP", "targets": [{"price_group": "gold"}]}
    made = (await shop.owner.post("/v1/price-lists", body)).json()
    entry = {"sku": "M6", "formula": formula}
    refused = await shop.owner.post(
        f"/v1/price-lists/{made['id']}/entries", {"entries": [{"sku": "M8", "price": "1"}, entry]}
    )
    assert refused.status_code == 422
    error = refused.json()["errors"][0]
    assert error["path"] == "entries.1.formula"
    assert words in error["message"]
    assert (await shop.owner.get(f"/v1/price-lists/{made['id']}/entries")).json()["items"] == []


async def test_windows_of_lists_begin_and_end_to_the_instant(shop: Shop) -> None:
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    body = {"starts_at": PAST, "ends_at": SOON, "priority": 1}
    await shop.price_list("Sale", "base", [{"sku": "M6", "price": "7"}], **body)
    before = (START + timedelta(days=10, microseconds=-1)).isoformat()
    assert [await shop.price("M6", at=before), await shop.price("M6", at=SOON)] == ["7.00", "10.00"]


@pytest.mark.parametrize(("currency", "price", "shown"), [("JPY", "1500", "1500"), ("KWD", "1.5", "1.500")])
async def test_a_currency_has_its_own_prices_and_its_own_places(
    shop: Shop, currency: str, price: str, shown: str
) -> None:
    await shop.price_list("Pounds", "base", [{"sku": "M6", "price": "10"}])
    await shop.price_list("Other", "base", [{"sku": "M6", "price": price}], currency=currency)
    found = await shop.ask("M6", currency=currency)
    assert found["unit_price"] == {"amount": shown, "currency": currency}
    assert await shop.price("M6", currency="USD") is None
    assert await shop.price("M6", currency="GBP") == "10.00"


@pytest.mark.parametrize("value", ["0", "-1", "0.00001", "1e18", "99999999999999999999", "", " 1"])
async def test_quantities_that_cannot_be(shop: Shop, value: str) -> None:
    line = {"key": 1, "variant_id": shop.variant("M6"), "quantity": {"value": value, "unit": "C62"}}
    refused = await shop.owner.post("/v1/prices/resolve", {"lines": [line]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "lines.0.quantity"


async def test_the_largest_quantity_and_amount_are_no_server_error(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [{"sku": "M6", "price": "9223372036854.775807", "unit": "XBX"}])
    await shop.say(base, [{"sku": "M8", "price": "9223372036854.775807"}])
    assert await shop.price("M8", "922337203685477.5807", "XBX") is None
    assert await shop.price("M6", "922337203685477.5807", "XBX") == "9223372036854.775807"
    for traced in (True, False):
        assert await shop.price("M8", unit="XBX", with_trace=traced) is None


async def test_a_price_in_the_body_is_refused(shop: Shop) -> None:
    line = {"key": 1, "variant_id": shop.variant("M6"), "quantity": {"value": "1", "unit": "C62"}}
    for extra in ({"unit_price": {"amount": "0.01", "currency": "GBP"}}, {"price": "0.01"}):
        refused = await shop.owner.post("/v1/prices/resolve", {"lines": [{**line, **extra}]})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")


async def test_buyers_see_their_own_prices_here_and_now_without_lists_and_trace(shop: Shop) -> None:
    ours, theirs = await shop.partner("Ours"), await shop.partner("Theirs")
    await shop.price_list("Costs", "cost", [{"sku": "M6", "price": "4"}])
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M6", "price": "9", "minimum": "10"}])
    secret = [{"sku": "M6", "price": "6.66"}]
    await shop.price_list("Secret deal", "contract", secret, targets=[{"organization_id": theirs}])
    await shop.price_list("Next year", "base", [{"sku": "M6", "price": "6.66", "starts_at": SOON}], priority=5)
    buyer = await shop.buyer(ours)
    for body in ({}, {"organization_id": ours}):
        found = await shop.ask("M6", by=buyer, with_ladder=True, **body)
        assert found["unit_price"]["amount"] == "10.00"
        assert found["next_tier"]["unit_price"]["amount"] == "9.00"
        hidden = ("trace", "list_id", "list_name", "entry_id", "unit_cost")
        assert [found[name] for name in hidden] == [None] * 5
    line = {"key": 1, "variant_id": shop.variant("M6"), "quantity": {"value": "1", "unit": "C62"}}

    async def ask(**body: Any) -> int:
        answer = await buyer.post("/v1/prices/resolve", {"lines": [line], **body})
        assert "6.66" not in answer.text
        return answer.status_code

    assert await ask(organization_id=theirs) == 404
    assert await ask(organization_id="org_0000000000000000000000000a") == 404
    assert [await ask(at=SOON), await ask(channel="edi"), await ask(currency="USD")] == [403, 403, 403]
    for path in ("/v1/price-lists", "/v1/prices/explain"):
        assert (
            await buyer.get(path, params={"variant": shop.variant("M6")} if "explain" in path else {})
        ).status_code == 403


async def test_what_a_buyer_may_not_see_has_no_price(shop: Shop) -> None:
    ours = await shop.partner("Ours")
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    async with shop.business.open() as ctx:
        await ctx.db.run("UPDATE products SET audience = '{}' WHERE id = %(id)s", {"id": shop.products["bolt"]})
    found = await shop.ask("M6", by=await shop.buyer(ours))
    assert (found["unit_price"], found["problem"]) == (None, "There is no such product")


async def test_another_business_prices_nothing_here(shop: Shop, other_business: Business) -> None:
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    other = await open_shop(other_business)
    asked = {"organization_id": await other.partner("Foreign"), "lines": []}
    refused = await shop.owner.post("/v1/prices/resolve", asked)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "organization_id")
    foreign = await shop.ask("M6", by=other_business.owner)
    assert (foreign["unit_price"], foreign["problem"]) == (None, "There is no such product")
    refused = await shop.owner.post(
        "/v1/price-lists",
        {
            "name": "X",
            "layer": "contract",
            "currency": "GBP",
            "targets": [{"organization_id": await other.partner("F")}],
        },
    )
    assert refused.json()["errors"][0]["path"] == "targets.0.organization_id"
    base = (await shop.owner.get("/v1/price-lists")).json()["items"][0]["id"]
    for entry in ({"variant_id": other.variant("M6"), "price": "1"}, {"sku": "NOPE", "price": "1"}):
        refused = await shop.owner.post(f"/v1/price-lists/{base}/entries", {"entries": [entry]})
        assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "entries.0.sku")
