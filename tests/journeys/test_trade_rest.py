"""The journeys of trade as programs make them: over REST alone, by the test's own clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hanse.testing.installation import Installation, Person
from tests.domains.approvals.desk import one_of, policy
from tests.domains.quotes.deals import accepting, at, changed, lines, made, moved, seen
from tests.journeys.trading import Trade, allocated, open_trade, order_policy, weave

pytestmark = [pytest.mark.slow]


async def test_three_hundred_lines_are_quoted_approved_twice_and_ordered(installation: Installation) -> None:
    trade = await open_trade(installation, "Fairway Supplies", articles=300, price="20.00", stock="50")
    manager = await trade.business.join("approver", name="Sales manager")
    finance = await trade.business.join("approver", name="Finance lead")
    await policy(trade.business, one_of(manager), one_of(finance), condition="subject.total > 5000000")
    body = {"organization_id": trade.organization, "lines": [{"sku": sku, "quantity": _ten()} for sku in trade.skus]}
    quote = await moved(trade.buyer, await made(trade.buyer, "/v1/quotes", body), "submit")
    quote = await moved(trade.seller, quote, "review")
    (first, second, *_) = await lines(trade.seller, quote)
    prices = [
        {"id": first["id"], "unit_price": _pounds("19.123456")},
        {"id": second["id"], "discount_basis_points": 500},
    ]
    tag = at(await seen(trade.seller, quote))
    answer = await trade.seller.patch(f"/v1/quotes/{quote['id']}/lines", {"lines": prices}, headers=tag)
    assert answer.status_code == 200, answer.text
    quote = await changed(trade.seller, quote, valid_until=trade.last_day())
    quote = await moved(trade.seller, quote, "offer")
    assert quote["status"] == "internal_approval"
    early = await finance.post(f"/v1/approvals/{quote['approval_id']}/approve")
    assert early.status_code in (403, 409)
    for person in (manager, finance):
        assert (await accepted(trade, quote)) is None
        decided = await person.post(f"/v1/approvals/{quote['approval_id']}/approve")
        assert decided.status_code == 200, decided.text
    offered = (await seen(trade.buyer, quote))["total"]
    order = await accepted(trade, quote)
    assert order is not None
    assert (len(order["lines"]), set(allocated(order)), order["net"]) == (300, {"10"}, offered)
    prices_of = [line["unit_price"]["amount"] for line in order["lines"]][:3]
    assert prices_of == ["19.123456", "19.00", "20.00"]


async def accepted(trade: Trade, quote: dict[str, Any]) -> dict[str, Any] | None:
    """The order of the offer as staff see it; None while there is no offer."""
    if (await seen(trade.buyer, quote))["status"] != "offered":
        return None
    answer = await accepting(trade.buyer, quote)
    assert answer.status_code == 200, answer.text
    return dict((await trade.seller.get(f"/v1/orders/{answer.json()['order_id']}")).json())


async def test_an_absent_approver_is_stood_in_for_and_then_gone_round(installation: Installation) -> None:
    trade = await open_trade(installation, "Fairway Supplies", articles=1, price="20.00", stock="50")
    head = await trade.colleague("approver", "Head of purchasing")
    deputy = await trade.colleague("approver", "Deputy")
    works = await trade.colleague("approver", "Works manager")
    await order_policy(trade, head, works)
    now = installation.clock.now()
    window = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=6)).isoformat()}
    await made(head, "/v1/delegations", {"to_member_id": str(deputy.member_id), **window})

    first = await sent(trade, "5")
    assert (await deputy.get("/v1/approval-counts")).json()["waiting"] == 1
    answer = await deputy.post(f"/v1/approvals/{first['approval_id']}/approve")
    assert answer.status_code == 200, answer.text
    assert (await trade.buyer.get(f"/v1/order-requests/{first['id']}")).json()["status"] == "placed"

    await pass_time(trade, 7 * 60, works, deputy)
    second = await sent(trade, "4")
    path = f"/v1/approvals/{second['approval_id']}"
    assert (await deputy.get(path)).status_code == 404
    await pass_time(trade, 48 * 60 - 1, works)
    assert (await works.get(path)).status_code == 404
    await pass_time(trade, 1, works)
    told = (await works.get("/v1/notifications?is_unread=true")).json()["items"]
    assert [one["kind"] for one in told] == ["approval.escalated"]
    happened = [event["kind"] for event in (await works.get(path)).json()["events"]]
    assert happened == ["submitted", "asked", "reminded", "escalated"]
    assert (await works.post(f"{path}/approve")).status_code == 200
    request = (await trade.buyer.get(f"/v1/order-requests/{second['id']}")).json()
    order = (await trade.seller.get(f"/v1/orders/{request['order_id']}")).json()
    assert (request["status"], allocated(order)) == ("placed", ["4"])


async def pass_time(trade: Trade, minutes: int, *people: Person) -> None:
    """Let time pass for people who look in now and then, so that they stay logged in."""
    step = trade.business.installation.services.settings.session_idle_minutes // 2
    for left in range(minutes, 0, -step):
        trade.business.installation.clock.advance(timedelta(minutes=min(left, step)))
        for person in (*people, trade.buyer, trade.seller):
            assert (await person.get("/v1/notification-counts")).status_code == 200
    await trade.business.installation.drain()


async def sent(trade: Trade, quantity: str) -> dict[str, Any]:
    """A cart of the buyer on its way to approval."""
    answer = await submitted(trade.buyer, await trade.cart(trade.buyer, quantity, "Workshop"))
    assert (answer.status_code, answer.json()["status"]) == (200, "pending"), answer.text
    return dict(answer.json())


async def submitted(buyer: Person, cart: str) -> Any:
    shown = await made(buyer, f"/v1/carts/{cart}/preview", {})
    return await buyer.post(f"/v1/carts/{cart}/submit", {"fingerprint": shown["fingerprint"]})


async def test_two_buyers_take_the_last_units_at_once_and_one_of_them_gets_them(installation: Installation) -> None:
    trade = await open_trade(installation, "Fairway Supplies", articles=1, price="20.00", stock="5")
    other = await trade.colleague("buyer", "Second desk")
    carts = [await trade.cart(trade.buyer, "5", "First"), await trade.cart(other, "3", "Second")]
    answers = await asyncio.gather(submitted(trade.buyer, carts[0]), submitted(other, carts[1]))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
    refusal = answers[lost].json()
    assert refusal["errors"][0]["path"].startswith("lines.")
    cart = (await (trade.buyer, other)[lost].get(f"/v1/carts/{carts[lost]}")).json()
    assert (cart["status"], len(cart["lines"])) == ("open", 1)
    places = (await trade.seller.get(f"/v1/stock/{trade.variants[0]}")).json()["places"]
    assert sum(float(one["allocated"]["value"]) for one in places) == (5, 3)[1 - lost]


async def test_a_fabric_by_the_metre_is_quoted_and_ordered(installation: Installation) -> None:
    trade = await open_trade(installation, "Fairway Cloth", articles=1, price="20.00", stock="5")
    sku = await weave(trade)
    wanted = {"sku": sku, "quantity": {"value": "2.5", "unit": "MTR"}, "options": {"width": "w280", "finish": "none"}}
    body = {"organization_id": trade.organization, "lines": [wanted]}
    quote = await moved(trade.buyer, await made(trade.buyer, "/v1/quotes", body), "submit")
    quote = await moved(trade.seller, quote, "review")
    (line,) = await lines(trade.seller, quote)
    change = {"lines": [{"id": line["id"], "unit_price": _pounds("22.40")}]}
    tag = at(await seen(trade.seller, quote))
    assert (await trade.seller.patch(f"/v1/quotes/{quote['id']}/lines", change, headers=tag)).status_code == 200
    await changed(trade.seller, quote, valid_until=trade.last_day())
    await moved(trade.seller, quote, "offer")
    order = await accepted(trade, quote)
    assert order is not None
    (ordered,) = order["lines"]
    facts = (ordered["quantity"], ordered["unit_price"], ordered["net"], "280 cm" in ordered["options"])
    assert facts == ({"value": "2.5", "unit": "MTR"}, _pounds("22.40"), _pounds("56.00"), True)


def _ten() -> dict[str, str]:
    return {"value": "10", "unit": "C62"}


def _pounds(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}
