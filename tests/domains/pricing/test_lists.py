"""Price lists for staff: rights, states, entries, comparison, planned changes, and the explanation of a price."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hanse.testing.installation import START
from tests.domains.pricing.shop import Shop, made_by

BASE = {"name": "Base", "layer": "base", "currency": "GBP"}
LATER = START + timedelta(days=30)


async def test_a_draft_makes_no_price_and_an_archived_list_no_more(shop: Shop) -> None:
    made = await made_by(shop.owner, "/v1/price-lists", BASE)
    await shop.say(made["id"], [{"sku": "m 6", "price": "10"}])
    assert await shop.price("M6") is None
    path = f"/v1/price-lists/{made['id']}"
    assert (await shop.owner.post(f"{path}/activate")).json()["status"] == "active"
    assert await shop.price("M6") == "10.00"
    assert (await shop.owner.post(f"{path}/activate")).status_code == 409
    assert (await shop.owner.post(f"{path}/archive")).json()["status"] == "archived"
    assert await shop.price("M6") is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"targets": [{"price_group": "gold"}]}, "targets.0"),
        ({"layer": "group", "targets": [{"channel": "portal"}]}, "targets.0"),
        ({"layer": "contract", "targets": [{}]}, "targets.0"),
        ({"currency": "XYZ"}, "currency"),
        ({"starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, "ends_at"),
        ({"status": "active"}, "status"),
    ],
)
async def test_what_is_wrong_with_a_list_is_said_at_its_field(shop: Shop, body: dict[str, Any], path: str) -> None:
    refused = await shop.owner.post("/v1/price-lists", {**BASE, **body})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, path)


async def test_a_list_for_somebody_needs_a_target_before_it_is_used(shop: Shop) -> None:
    made = await made_by(shop.owner, "/v1/price-lists", {**BASE, "layer": "group"})
    path = f"/v1/price-lists/{made['id']}"
    assert (await shop.owner.post(f"{path}/activate")).json()["errors"][0]["path"] == "targets"
    changed = await shop.owner.patch(path, {"targets": [{"price_group": "gold"}]}, headers={"if-match": '"1"'})
    assert changed.json()["targets"][0]["price_group"] == "gold"
    stale = await shop.owner.patch(path, {"priority": 2}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert (await shop.owner.post(f"{path}/activate")).status_code == 200


async def test_entries_are_replaced_by_their_key_and_kept_when_nothing_changes(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    entries = [{"sku": "M6", "price": "10"}, {"sku": "M6", "price": "9", "minimum": "10"}, {"sku": "M8", "price": "5"}]
    assert await shop.say(base, entries) == {"written": 3, "unchanged": 0, "removed": 0}
    entries[0]["price"] = "11"
    assert await shop.say(base, entries) == {"written": 1, "unchanged": 2, "removed": 0}
    gone = {"sku": "M6", "minimum": "10", "remove": True}
    assert await shop.say(base, [gone]) == {"written": 0, "unchanged": 0, "removed": 1}
    listed = (await shop.owner.get(f"/v1/price-lists/{base}/entries")).json()["items"]
    assert [(item["code"], item["unit_price"]["amount"]) for item in listed] == [("M6", "11.00"), ("M8", "5.00")]
    found = (await shop.owner.get(f"/v1/price-lists/{base}/entries", params={"q": "m8"})).json()["items"]
    assert [item["code"] for item in found] == ["M8"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"sku": "M6"}, "price"),
        ({"sku": "M6", "price": "1", "percent_off": "5"}, "price"),
        ({"price": "1"}, "sku"),
        ({"sku": "M6", "product": "bolt", "price": "1"}, "sku"),
        ({"sku": "NOPE", "price": "1"}, "sku"),
        ({"category": "bolts", "price": "1"}, "unit"),
        ({"sku": "M6", "price": "1", "unit": "???"}, "unit"),
        ({"sku": "M6", "percent_off": "5"}, "percent_off"),
        ({"sku": "M6", "price": "-1"}, "price"),
        ({"sku": "M6", "price": "0.0000001"}, "price"),
        ({"sku": "M6", "price": "1e18"}, "price"),
        ({"sku": "M6", "price": "1", "minimum": "-1"}, "minimum"),
        ({"sku": "M6", "price": "1", "minimum": "0.00001"}, "minimum"),
        ({"sku": "M6", "percent_off": "101"}, "percent_off"),
        ({"sku": "M6", "price": "1", "tenant_id": "x"}, "tenant_id"),
    ],
)
async def test_one_wrong_entry_writes_none_and_says_where(shop: Shop, entry: dict[str, Any], field: str) -> None:
    base = await shop.price_list("Base", "base", [])
    body = {"entries": [{"sku": "M8", "price": "1"}, entry]}
    refused = await shop.owner.post(f"/v1/price-lists/{base}/entries", body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == f"entries.1.{field}"
    assert (await shop.owner.get(f"/v1/price-lists/{base}/entries")).json()["items"] == []


async def test_doubles_are_named(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    body = {"entries": [{"sku": "M6", "price": "1"}, {"sku": "m6", "price": "2", "unit": "C62"}]}
    refused = await shop.owner.post(f"/v1/price-lists/{base}/entries", body)
    assert refused.json()["errors"][0]["message"] == "This says the same as entry 1 again"


async def test_rights(shop: Shop) -> None:
    costs = await shop.price_list("Costs", "cost", [{"sku": "M6", "price": "4"}])
    base = await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    member = await shop.business.join("member")
    assert [item["name"] for item in (await member.get("/v1/price-lists")).json()["items"]] == ["Base"]
    assert (await member.get(f"/v1/price-lists/{costs}")).status_code == 403
    assert (await shop.ask("M6", by=member, currency="GBP"))["unit_cost"] is None
    await change(shop, costs, 3, "5")
    await change(shop, base, 3, "11")
    assert [item["price_list_id"] for item in (await member.get("/v1/price-changes")).json()["items"]] == [base]
    assert {item["price_list_id"] for item in (await shop.owner.get("/v1/price-changes")).json()["items"]} == {
        base,
        costs,
    }
    entries = {"entries": [{"sku": "M6", "price": "1"}]}
    assert (await member.post(f"/v1/price-lists/{base}/entries", entries)).status_code == 403
    manager = await shop.business.join("manager")
    assert (await shop.ask("M6", by=manager, currency="GBP"))["unit_cost"]["amount"] == "4.00"


async def test_two_lists_beside_each_other(shop: Shop) -> None:
    old = await shop.price_list("Old", "base", [{"sku": "M6", "price": "10"}, {"sku": "M8", "price": "5"}])
    new = await shop.price_list("New", "base", [{"sku": "M6", "price": "11.25"}, {"sku": "M8", "price": "5"}])
    await shop.say(new, [{"sku": "ROPE", "price": "3"}])
    found = (await shop.owner.get(f"/v1/price-lists/{old}/compare", params={"other": new})).json()["items"]
    assert {item["code"]: item["difference_percent"] for item in found} == {"M6": "12.5", "ROPE": None}
    every = await shop.owner.get(f"/v1/price-lists/{old}/compare", params={"other": new, "only": "all", "limit": 2})
    rest = await shop.owner.get(
        f"/v1/price-lists/{old}/compare", params={"other": new, "only": "all", "cursor": every.json()["next"]}
    )
    assert {item["code"] for item in every.json()["items"] + rest.json()["items"]} == {"M6", "M8", "ROPE"}


async def change(shop: Shop, list_id: str, days: int, price: str | None) -> dict[str, Any]:
    """A scheduled change of the price of M6."""
    entry = {"sku": "M6", "price": price} if price else {"sku": "M6", "remove": True}
    at = (START + timedelta(days=days)).isoformat()
    body = {"price_list_id": list_id, "name": f"In {days} days", "effective_at": at, "entries": [entry]}
    made = await made_by(shop.owner, "/v1/price-changes", body)
    assert made["status"] == "draft"
    return await made_by(shop.owner, f"/v1/price-changes/{made['id']}/schedule", {})


async def test_a_scheduled_change_holds_to_the_instant_and_can_be_given_up(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    later = await change(shop, base, 30, "12")
    sooner = await change(shop, base, 10, "11")

    async def prices() -> list[str | None]:
        return [
            await shop.price("M6", at=(START + timedelta(days=days)).isoformat()) for days in (0, 9.9, 10, 29.9, 30)
        ]

    assert await prices() == ["10.00", "10.00", "11.00", "11.00", "12.00"]
    items = (await shop.owner.get(f"/v1/price-changes/{later['id']}/items")).json()["items"]
    assert items[0]["unit_price"]["amount"] == "12.00"
    assert (await shop.owner.post(f"/v1/price-changes/{sooner['id']}/cancel")).status_code == 200
    assert await prices() == ["10.00", "10.00", "10.00", "10.00", "12.00"]
    assert (await shop.owner.post(f"/v1/price-changes/{later['id']}/cancel")).status_code == 200
    assert await prices() == ["10.00"] * 5
    assert (await shop.owner.post(f"/v1/price-changes/{later['id']}/cancel")).status_code == 409
    await change(shop, base, 10, None)
    assert await prices() == ["10.00", "10.00", None, None, None]


async def test_a_change_that_others_build_upon_stays(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    sooner = await change(shop, base, 10, "11")
    await change(shop, base, 30, "12")
    refused = await shop.owner.post(f"/v1/price-changes/{sooner['id']}/cancel")
    assert (refused.status_code, "In 30 days" in refused.json()["detail"]) == (409, True)
    program = await shop.business.key("price_list.view", "price.view", "price.explain")
    shop.business.installation.clock.advance(timedelta(days=11))
    try:
        applied = (await program.get(f"/v1/price-changes/{sooner['id']}")).json()
        assert applied["status"] == "applied"
        assert await shop.price("M6", by=program, currency="GBP") == "11.00"
    finally:
        shop.business.installation.clock.advance(timedelta(days=-11))


async def test_a_past_instant_and_dates_of_single_entries_are_refused(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    body = {
        "price_list_id": base,
        "name": "X",
        "effective_at": START.isoformat(),
        "entries": [{"sku": "M6", "price": "1"}],
    }
    made = await made_by(shop.owner, "/v1/price-changes", body)
    refused = await shop.owner.post(f"/v1/price-changes/{made['id']}/schedule")
    assert refused.json()["errors"][0]["path"] == "effective_at"
    dated = {**body, "entries": [{"sku": "M6", "price": "1", "starts_at": LATER.isoformat()}]}
    assert (await shop.owner.post("/v1/price-changes", dated)).json()["errors"][0]["path"] == "entries.0.starts_at"


async def test_a_price_is_explained_layer_by_layer(shop: Shop) -> None:
    buyer = await shop.partner("Dock Works", price_group="gold")
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    gold = {"targets": [{"price_group": "gold"}]}
    await shop.price_list("Gold", "group", [{"product": "bolt", "percent_off": "10"}], **gold)
    own = {"targets": [{"organization_id": buyer}], "mode": "compete"}
    await shop.price_list("Dock", "organization", [{"sku": "M6", "price": "9.50"}], **own)
    asked = {"variant": shop.variant("M6"), "organization": buyer, "quantity": "5"}
    found = (await shop.owner.get("/v1/prices/explain", params=asked)).json()
    assert (found["organization_name"], found["sku"]) == ("Dock Works", "M6")
    assert found["price"]["unit_price"]["amount"] == "9.00"
    steps = [
        (step["layer"], step["unit_price"]["amount"], step["paid"]["amount"], step["is_paid"])
        for step in found["layers"]
    ]
    assert steps == [
        ("base", "10.00", "10.00", False),
        ("group", "9.00", "9.00", True),
        ("organization", "9.50", "9.00", False),
    ]
    for wrong in ({"quantity": "0"}, {"unit": "???"}, {"variant": "var_00000000000000000000000000"}):
        refused = await shop.owner.get("/v1/prices/explain", params={**asked, **wrong})
        assert refused.status_code == 422, refused.text
