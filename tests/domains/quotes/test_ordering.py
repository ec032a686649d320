"""Accepting and ordering: what is looked at again, what is not, and that one offer makes one order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hanse.testing.installation import Business, Person
from tests.domains.access.people import with_session
from tests.domains.inventory.goods import place, receive
from tests.domains.orders.buying import tax
from tests.domains.quotes.deals import (
    LAST_DAY,
    accepting,
    changed,
    deal,
    line,
    lines,
    made,
    money,
    moved,
    order_of,
    priced,
    products,
    seen,
    versions,
)


async def test_a_changed_tax_is_shown_and_confirmed_before_it_is_ordered(business: Business) -> None:
    trade = await deal(business)
    await tax(business.owner, 190_000)
    offer = await trade.offered()
    told = (await versions(trade.buyer, offer))[0]
    assert (told["tax"], told["gross"]) == (money("38.00"), money("238.00"))
    async with business.open() as ctx:
        await ctx.db.run("UPDATE tax_rates SET rate_micros = 250000")
    answer = await accepting(trade.buyer, offer)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_tax_changed")
    assert answer.json()["extra"]["gross"] == money("250.00")
    preview = await made(trade.buyer, f"/v1/quotes/{offer['id']}/acceptance", {})
    assert (preview["is_tax_changed"], preview["net"], preview["gross"]) == (True, money("200.00"), money("250.00"))
    text = (await trade.buyer.page(f"/app/quotes/{offer['id']}/accept")).text
    assert "The tax has changed" in text
    answer = await accepting(trade.buyer, offer, total=preview["gross"])
    assert answer.status_code == 200, answer.text
    assert (await order_of(business, answer.json())).total.to_wire() == money("250.00")


async def test_an_accepted_quote_is_ordered_later_and_only_once(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    answer = await accepting(trade.buyer, offer, order_now=False)
    assert (answer.json()["status"], answer.json()["order_id"]) == ("accepted", None)
    assert (await trade.seller.post(f"/v1/quotes/{offer['id']}/order", {})).status_code == 403
    ordered = await moved(trade.buyer, offer, "order", po_number="4711")
    assert ordered["status"] == "ordered"
    again = await trade.buyer.post(f"/v1/quotes/{offer['id']}/order", {})
    assert (again.status_code, again.json()["code"]) == (409, "quote_invalid_transition")
    assert (await order_of(business, ordered)).po_number == "4711"


async def test_an_accepted_quote_that_nobody_orders_expires(business: Business) -> None:
    trade = await deal(business)
    found = await changed(trade.seller, await trade.in_review(), valid_until="2026-03-02")
    offer = await moved(trade.seller, found, "offer")
    assert (await accepting(trade.buyer, offer, order_now=False)).status_code == 200
    clock = business.installation.clock
    start = clock.now()
    try:
        clock.set(start.replace(hour=0) + timedelta(days=1))
        await business.installation.drain()
    finally:
        clock.set(start)
    assert (await seen(trade.buyer, offer))["status"] == "expired"


async def test_nothing_of_a_version_can_be_changed_not_even_by_the_application(business: Business) -> None:
    trade = await deal(business)
    await trade.offered()
    for statement in ("UPDATE quote_versions SET net_minor = 1", "DELETE FROM quote_releases"):
        with pytest.raises(Exception, match="permission denied"):
            async with business.open() as ctx:
                await ctx.db.run(statement)


async def test_staff_act_for_a_buyer_as_the_buyer(business: Business) -> None:
    trade = await deal(business)
    body = {"organization_id": trade.organization, "reason": "Asked by telephone"}
    acting = await business.owner.post(f"/v1/members/{trade.buyer.member_id}/act-on-behalf", body)
    assert acting.status_code == 200, acting.text
    staff = with_session(business.installation, acting)
    draft = await trade.quote(by=staff)
    assert (draft["side"], draft["buyer_name"]) == ("buyer", "Purchasing desk")
    await moved(staff, draft, "submit")
    steps = (await trade.buyer.get(f"/v1/quotes/{draft['id']}/steps")).json()["items"]
    assert steps[0]["author_name"] == "Olive Owner for Purchasing desk"


async def test_two_acceptances_at_once_make_one_order(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    answers = await asyncio.gather(*(accepting(trade.buyer, offer) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]  # all decided on the same version
    async with business.open() as ctx:
        assert await ctx.db.value("SELECT count(*) FROM orders") == 1


async def test_missing_stock_refuses_the_order_and_leaves_the_offer(business: Business) -> None:
    trade = await deal(business)
    skus, variants = await products(business, 1, is_stocked=True)
    await priced(business, variants, "3.00")
    await receive(business.owner, await place(business.owner), {variants[0]: "4"})
    offer = await trade.offered(lines=[line(trade.skus[0]), line(skus[0], "5")])
    preview = await made(trade.buyer, f"/v1/quotes/{offer['id']}/acceptance", {})
    assert [one["name"] for one in preview["shortages"]] == skus
    for wanted in ({"allow_backorder": False}, {"allow_backorder": False, "order_now": False}):
        answer = await accepting(trade.buyer, offer, **wanted)
        assert answer.status_code in (409, 422), answer.text
    assert (await seen(trade.buyer, offer))["status"] == "offered"
    await receive(business.owner, await place(business.owner), {variants[0]: "1"})
    assert (await accepting(trade.buyer, offer, allow_backorder=False)).status_code == 200


async def fabric(owner: Person) -> str:
    """A fabric by the metre whose width and finish are chosen."""
    sold = {"sku": "FAB-1", "stock_unit": "MTR", "is_stocked": False}
    body = {"name": "Harbour twill", "kind": "configurable", "variants": [sold]}
    found = await made(owner, "/v1/products", body)
    widths = [{"key": "w140", "label": "140 cm"}, {"key": "w280", "label": "280 cm", "prices": [money("4.50")]}]
    finishes = [
        {"key": "none", "label": "Untreated"},
        {"key": "fire", "label": "Fire retardant", "basis_points": 1_000},
    ]
    options = [
        {"key": "width", "label": "Width", "choices": widths},
        {"key": "finish", "label": "Finish", "choices": finishes},
    ]
    answer = await owner.put(f"/v1/products/{found['id']}/options", {"options": options})
    assert answer.status_code == 200, answer.text
    await made(owner, f"/v1/products/{found['id']}/activate", {})
    return str(found["variants"][0]["id"])


async def test_a_fabric_by_the_metre_is_quoted_and_ordered_with_its_options(business: Business) -> None:
    trade = await deal(business)
    variant = await fabric(business.owner)
    await priced(business, [variant], "20.00", unit="MTR")
    wanted = {"sku": "fab-1", "quantity": {"value": "2.5", "unit": "MTR"}}
    refused = await trade.buyer.post("/v1/quotes", {"organization_id": trade.organization, "lines": [wanted]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"].startswith("lines.0.options")
    chosen = {**wanted, "options": {"width": "w280", "finish": "fire"}}
    quote = await trade.in_review(lines=[chosen])
    (shown,) = await lines(trade.seller, quote)
    assert (shown["unit_price"], shown["total"]) == (money("26.50"), money("66.25"))
    assert "280 cm" in shown["options"]
    copy = await made(trade.seller, f"/v1/quotes/{quote['id']}/clone", {})
    assert (await lines(trade.seller, copy))[0]["options"] == shown["options"]
    await changed(trade.seller, quote, valid_until=LAST_DAY)
    offer = await moved(trade.seller, quote, "offer")
    answer = await accepting(trade.buyer, offer)
    assert answer.status_code == 200, answer.text
    (ordered,) = (await order_of(business, answer.json())).lines
    assert (ordered.quantity.value, ordered.unit_price.amount, ordered.options) == ("2.5", "26.50", shown["options"])
