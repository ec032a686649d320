"""A negotiation as both sides see it, over REST, from the request to the order."""

from __future__ import annotations

from hanse.testing.installation import Business, Installation
from tests.domains.quotes.deals import (
    LAST_DAY,
    accepting,
    at,
    changed,
    deal,
    line,
    lines,
    made,
    money,
    moved,
    order_of,
    repriced,
    seen,
    versions,
)


async def test_a_request_becomes_an_offer_and_an_order_at_the_offered_prices(business: Business) -> None:
    trade = await deal(business)
    draft = await trade.quote(title="Bolts", note="Please hurry")
    assert (draft["status"], draft["side"], draft["turn"], draft["number"]) == ("draft", "buyer", "buyer", "Q-1001")
    assert (await trade.seller.get(f"/v1/quotes/{draft['id']}")).status_code == 404
    sent = await moved(trade.buyer, draft, "submit")
    assert (sent["status"], sent["turn"]) == ("submitted", "seller")
    taken = await moved(trade.seller, draft, "review")
    assert taken["seller_name"] == "Sales clerk"
    await repriced(trade.seller, draft, unit_price=money("9.123456"), cost=money("7.00"))
    await changed(trade.seller, draft, valid_until=LAST_DAY, discount_basis_points=500, terms="Ex works")
    hidden = await seen(trade.buyer, draft)
    (listed,) = (await trade.buyer.get("/v1/quotes")).json()["items"]
    assert listed["valid_until"] is None
    assert (hidden["discount_basis_points"], hidden["terms"], hidden["valid_until"]) == (0, "", None)
    assert [item["unit_price"]["amount"] for item in await lines(trade.buyer, draft)] == ["10.00", "10.00"]
    offered = await moved(trade.seller, draft, "offer")
    assert (offered["status"], offered["turn"]) == ("offered", "buyer")
    shown = await lines(trade.buyer, draft)
    assert [item["net_price"]["amount"] for item in shown] == ["8.667283", "8.667283"]
    answer = await accepting(trade.buyer, draft)
    assert answer.status_code == 200, answer.text
    ordered = answer.json()
    assert ordered["status"] == "ordered"
    order = await order_of(business, ordered)
    assert [item.unit_price.amount for item in order.lines] == ["8.667283", "8.667283"]
    assert (order.net.amount, order.source_kind, order.source_id) == ("173.34", "quote", draft["id"])


async def test_a_later_price_list_changes_nothing_of_an_offer(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    await trade.business.owner.get("/v1/quotes")
    async with business.open() as ctx:
        await ctx.db.run("UPDATE price_entries SET amount_micros = 99000000")
    answer = await accepting(trade.buyer, offer)
    assert answer.status_code == 200, answer.text
    assert (await order_of(business, answer.json())).net.amount == "200.00"


async def test_only_the_side_whose_turn_it_is_may_edit(business: Business) -> None:
    trade = await deal(business)
    sent = await trade.submitted()
    path = f"/v1/quotes/{sent['id']}"
    answer = await trade.buyer.post(f"{path}/lines", {"lines": [line(trade.skus[0])]})
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_not_your_turn")
    answer = await trade.seller.patch(path, {"terms": "Mine"}, headers=at(await seen(trade.seller, sent)))
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_not_your_turn")
    await moved(trade.seller, sent, "review")
    assert (await trade.seller.post(f"{path}/lines", {"lines": [line(trade.skus[0])]})).status_code == 200
    assert (await trade.buyer.post(f"{path}/lines/remove", {"ids": []})).status_code == 422


async def test_each_side_sets_its_own_fields_only(business: Business) -> None:
    trade = await deal(business)
    draft = await trade.quote()
    one = (await lines(trade.buyer, draft))[0]
    for field, value in (("unit_price", money("0.01")), ("discount_basis_points", 9_999), ("cost", money("1.00"))):
        body = {"lines": [{"id": one["id"], field: value}]}
        answer = await trade.buyer.patch(f"/v1/quotes/{draft['id']}/lines", body, headers=at(draft))
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["path"] == f"lines.0.{field}"
    answer = await trade.buyer.patch(f"/v1/quotes/{draft['id']}", {"discount_basis_points": 9_999}, headers=at(draft))
    assert answer.status_code == 422


async def test_a_counter_offer_and_what_changed(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    first = next(item for item in await versions(trade.buyer, offer) if item["is_on_offer"])
    one = (await lines(trade.buyer, offer))[0]
    body = {"lines": [{"id": one["id"], "target_price": money("8.50"), "buyer_note": "For a year's need"}]}
    await trade.buyer.patch(f"/v1/quotes/{offer['id']}/lines", body, headers=at(await seen(trade.buyer, offer)))
    await changed(trade.buyer, offer, note="Still thinking", reference="R-9")
    assert (await lines(trade.seller, offer))[0]["target_price"] is None
    unsent = await seen(trade.seller, offer)
    assert (unsent["buyer_note"], unsent["reference"]) == ("", "")
    await moved(trade.buyer, offer, "counter", comment="Too dear")
    assert (await seen(trade.seller, offer))["buyer_note"] == "Still thinking"
    assert (await lines(trade.seller, offer))[0]["target_price"] == money("8.50")
    await repriced(trade.seller, offer, unit_price=money("8.75"))
    await moved(trade.seller, offer, "offer")
    stale = {"version_id": first["id"], "hash": first["hash"]}
    answer = await trade.buyer.post(f"/v1/quotes/{offer['id']}/accept", stale)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_version_stale")
    assert any("unit price" in change for change in answer.json()["extra"]["changes"])
    found = (await trade.buyer.get(f"/v1/quotes/{offer['id']}/versions/compare?left=2&right=4")).json()
    assert found["lines"][0]["changes"][0]["field"] == "target_price"
    assert {change["field"] for change in found["lines"][1]["changes"]} >= {"unit_price", "net_price", "total"}
    assert (await accepting(trade.buyer, offer)).status_code == 200


async def test_a_hash_proves_which_version_was_read(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    answer = await accepting(trade.buyer, offer, hash="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_version_stale")


async def test_alternatives_and_offers_of_a_line_can_be_chosen(business: Business) -> None:
    trade = await deal(business)
    found = await trade.in_review()
    one, two = await lines(trade.seller, found)
    offers = [{"quantity": {"value": "100", "unit": "C62"}, "unit_price": money("8.00")}]
    body = {"lines": [{"id": one["id"], "offers": offers}]}
    await trade.seller.patch(f"/v1/quotes/{found['id']}/lines", body, headers=at(await seen(trade.seller, found)))
    other = {**line(trade.skus[0], "12"), "alternative_of": two["id"]}
    await made(trade.seller, f"/v1/quotes/{found['id']}/lines", {"lines": [other]})
    await changed(trade.seller, found, valid_until=LAST_DAY)
    offer = await moved(trade.seller, found, "offer")
    assert offer["total"] == money("200.00")
    third = (await lines(trade.buyer, found))[2]
    choices = [{"line_id": one["id"], "offer": 1}, {"line_id": two["id"], "alternative_id": third["id"]}]
    preview = await made(trade.buyer, f"/v1/quotes/{found['id']}/acceptance", {"choices": choices})
    assert (preview["net"], preview["needs_total"]) == (money("920.00"), True)
    answer = await accepting(trade.buyer, found, choices=choices)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_tax_changed")
    answer = await accepting(trade.buyer, found, choices=choices, total=preview["gross"])
    assert answer.status_code == 200, answer.text
    order = await order_of(business, answer.json())
    assert [item.quantity.value for item in order.lines] == ["100", "12"]


async def test_an_offer_ends_with_its_last_day_where_the_business_is(
    installation: Installation,
) -> None:
    trade = await deal(await installation.found(timezone="Pacific/Auckland"))  # 13 hours ahead of UTC
    found = await changed(trade.seller, await trade.in_review(), valid_until="2026-03-02")
    offer = await moved(trade.seller, found, "offer")
    start = installation.clock.now()
    try:
        installation.clock.set(start.replace(hour=10, minute=59, second=59))
        preview = await made(trade.buyer, f"/v1/quotes/{offer['id']}/acceptance", {})
        assert preview["is_valid"]
        installation.clock.set(start.replace(hour=11))
        answer = await accepting(trade.buyer, offer)
        assert (answer.status_code, answer.json()["code"]) == (409, "quote_expired")
        await installation.drain()
        assert (await seen(trade.buyer, offer))["status"] == "expired"
        found = await moved(trade.seller, offer, "extend", valid_until="2026-04-30")
        assert (found["status"], found["valid_until"]) == ("offered", "2026-04-30")
        assert (await accepting(trade.buyer, offer)).status_code == 200
    finally:
        installation.clock.set(start)
