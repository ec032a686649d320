"""Sending carts over REST: nothing unseen is ordered, limits hold to the minor unit, approval freezes what it saw."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from hanse.domains.access.types import OrganizationId
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.testing.installation import Business, Client, Person
from tests.domains.checkout.shop import Shop, made, open_shop


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)


async def approver_of(shop: Shop, condition: str = "") -> Person:
    """Somebody of the organization who approves its orders."""
    head = await shop.colleague("approver")
    await shop.policy(head, condition)
    return head


async def decide(person: Client, request: dict[str, Any], verb: str = "approve", comment: str = "") -> Any:
    return await person.post(f"/v1/approvals/{request['approval_id']}/{verb}", {"comment": comment})


async def request_of(shop: Shop, request: dict[str, Any]) -> dict[str, Any]:
    return dict((await shop.buyer.get(f"/v1/order-requests/{request['id']}")).json())


async def told(shop: Shop) -> list[tuple[str, str]]:
    """What the buyer was told by checkout."""
    wanted = {"member": shop.buyer.member_id}
    async with shop.business.open() as ctx:
        rows = await ctx.db.all("SELECT kind, title FROM notifications WHERE member_id = %(member)s", wanted)
    return [
        (row["kind"], row["title"]) for row in rows if row["kind"].startswith(("order_request.", "standing_order."))
    ]


async def orders_of(shop: Shop) -> list[dict[str, Any]]:
    """Every order of the business, past its own reading rights."""
    async with shop.business.open() as ctx:
        return await ctx.db.all("SELECT number, gross_minor, status, source_id FROM orders ORDER BY placed_at, id")


async def test_a_cart_is_ordered_at_once_where_nothing_is_in_the_way(shop: Shop) -> None:
    await shop.article("AB-1", "2.50", stock="10")
    await made(
        shop.owner,
        "/v1/tax-rates",
        {"country": "DE", "name": "VAT", "rate_micros": 190_000, "valid_from": "2020-01-01"},
    )
    cart = await shop.cart(("AB-1", "4"))
    preview = await shop.preview(cart)
    assert (preview["outcome"], preview["net"]["amount"], preview["total"]["amount"]) == ("order", "10.00", "11.90")
    answer = await shop.submit(cart)
    assert answer.status_code == 200, answer.text
    request = answer.json()
    assert (request["status"], request["total"]["amount"]) == ("placed", "11.90")
    assert request["order_number"]
    assert [order["gross_minor"] for order in await orders_of(shop)] == [1190]
    assert (await shop.buyer.get(f"/v1/carts/{cart}")).json()["status"] == "ordered"
    refused = await shop.buyer.post(f"/v1/carts/{cart}/lines", {"lines": [{"sku": "AB-1"}]})
    assert refused.status_code == 409


async def test_sent_twice_it_is_one_order(shop: Shop) -> None:
    """Attack 16: with and without an idempotency key, one after the other and at once."""
    await shop.article("AB-1")
    cart = await shop.cart(("AB-1", "4"))
    seen = (await shop.preview(cart))["fingerprint"]
    path, body = f"/v1/carts/{cart}/submit", {"fingerprint": seen}
    answers = await asyncio.gather(*(shop.buyer.post(path, body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    again = await shop.buyer.post(path, body, headers={"idempotency-key": "k1"})
    assert again.json()["id"] == answers[0].json()["id"]
    other = await shop.buyer.post(path, {"fingerprint": "x" * 64}, headers={"idempotency-key": "k1"})
    assert other.status_code == 422
    assert (await shop.buyer.post(path, {"fingerprint": "x" * 64})).status_code == 409
    assert len(await orders_of(shop)) == 1


async def test_a_changed_price_is_shown_before_it_is_ordered(shop: Shop) -> None:
    await shop.article("AB-1", "2.50")
    cart = await shop.cart(("AB-1", "4"))
    seen = (await shop.preview(cart))["fingerprint"]
    await shop.reprice("AB-1", "2.51")
    answer = await shop.submit(cart, fingerprint=seen)
    assert answer.status_code == 409
    assert answer.json()["code"] == "basket_changed"
    assert "2.51" in answer.text
    (line,) = (await shop.buyer.get(f"/v1/carts/{cart}")).json()["lines"]
    assert line["previous_price"]["amount"] == "2.50"
    preview = await shop.preview(cart)
    assert [change["after"]["amount"] for change in preview["price_changes"]] == ["2.51"]
    assert (await shop.submit(cart, fingerprint=preview["fingerprint"])).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"po_number": "4711"}, {"note": "at the gate"}, {"allows_backorder": False}, {"requested_on": "2027-01-04"}],
)
async def test_what_changed_since_it_was_shown_is_not_ordered(shop: Shop, change: dict[str, Any]) -> None:
    await shop.article("AB-1")
    cart = await shop.cart(("AB-1", "4"))
    seen = (await shop.preview(cart))["fingerprint"]
    tag = (await shop.buyer.get(f"/v1/carts/{cart}")).headers["etag"]
    done = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json=change, headers={"if-match": tag})
    assert done.status_code == 200, done.text
    assert (await shop.submit(cart, fingerprint=seen)).status_code == 409


@pytest.mark.parametrize(("price", "status"), [("3.99", 200), ("4.00", 200), ("4.01", 409)])
async def test_a_budget_holds_to_the_minor_unit(shop: Shop, price: str, status: int) -> None:
    await shop.article("AB-1", "6.00")
    await shop.article("AB-2", price)
    centre = await shop.centre()
    budget = await shop.budget(centre, "10.00", when_exceeded="refuse")
    for sku in ("AB-1", "AB-2"):
        cart = await shop.cart((sku, "1"))
        await _choose(shop, cart, cost_centre_id=centre)
        answer = await shop.submit(cart)
        assert answer.status_code == (200 if sku == "AB-1" else status), answer.text
    found = (await shop.owner.get(f"/v1/budgets/{budget}")).json()["budget"]
    used = 6.0 + (float(price) if status == 200 else 0)
    assert float(found["committed"]["amount"]) == used
    assert found["left"]["amount"] == f"{10 - used:.2f}"


async def _choose(shop: Shop, cart: str, **facts: Any) -> None:
    tag = (await shop.buyer.get(f"/v1/carts/{cart}")).headers["etag"]
    done = await shop.buyer.send("PATCH", f"/v1/carts/{cart}", json=facts, headers={"if-match": tag})
    assert done.status_code == 200, done.text


async def test_two_at_once_never_take_more_than_the_budget(shop: Shop) -> None:
    await shop.article("AB-1", "6.00")
    centre = await shop.centre()
    await shop.budget(centre, "10.00", when_exceeded="refuse")
    carts = [await shop.cart(("AB-1", "1")) for _ in range(4)]
    for cart in carts:
        await _choose(shop, cart, cost_centre_id=centre)
    seen = [(await shop.preview(cart))["fingerprint"] for cart in carts]
    sent = [shop.buyer.post(f"/v1/carts/{c}/submit", {"fingerprint": f}) for c, f in zip(carts, seen, strict=True)]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_beyond_a_budget_somebody_has_to_agree_and_a_cancelled_order_gives_it_back(shop: Shop) -> None:
    await shop.article("AB-1", "6.00")
    centre = await shop.centre()
    budget = await shop.budget(centre, "10.00")
    cart = await shop.cart(("AB-1", "2"))
    await _choose(shop, cart, cost_centre_id=centre)
    blocked = await shop.preview(cart)
    assert blocked["outcome"] == "blocked"
    assert "nobody is set to agree" in " ".join(check["sentence"] for check in blocked["checks"])
    head = await approver_of(shop, "subject.is_over_budget")
    preview = await shop.preview(cart)
    assert preview["outcome"] == "approval"
    assert preview["steps"]
    request = (await shop.submit(cart)).json()
    assert request["status"] == "pending"
    committed = (await shop.owner.get(f"/v1/budgets/{budget}")).json()["budget"]["committed"]
    assert committed["amount"] == "12.00"
    assert (await decide(head, request)).status_code == 200
    placed = await request_of(shop, request)
    assert placed["status"] == "placed"
    reason = {"reason": "not needed"}
    cancelled = await shop.owner.post(f"/v1/orders/{placed['order_id']}/cancel", reason)
    assert cancelled.status_code == 200, cancelled.text
    assert (await request_of(shop, request))["status"] == "cancelled"
    assert (await shop.owner.get(f"/v1/budgets/{budget}")).json()["budget"]["left"]["amount"] == "10.00"


async def test_another_currency_is_no_way_around_a_budget(shop: Shop) -> None:
    """Attack 20."""
    await shop.article("AB-1", "6.00")
    centre = await shop.centre()
    await shop.budget(centre, "10.00", "USD")
    cart = await shop.cart(("AB-1", "1"))
    await _choose(shop, cart, cost_centre_id=centre)
    assert (await shop.preview(cart))["outcome"] == "blocked"


@pytest.mark.parametrize(("quantity", "status"), [("9", 200), ("10", 200), ("11", 409)])
async def test_credit_counts_open_orders_to_the_minor_unit(business: Business, quantity: str, status: int) -> None:
    shop = await open_shop(business, credit_limit={"amount": "15.00", "currency": "EUR"})
    await shop.article("AB-1", "1.00")
    assert (await shop.submit(await shop.cart(("AB-1", "5")))).status_code == 200
    assert (await shop.submit(await shop.cart(("AB-1", quantity)))).status_code == status


async def test_what_was_approved_is_ordered_at_the_frozen_price_and_nothing_else(shop: Shop) -> None:
    """Attack 22: prices, addresses and the cart change while somebody decides."""
    head = await approver_of(shop)
    await shop.article("AB-1", "2.50")
    cart = await shop.cart(("AB-1", "4"))
    request = (await shop.submit(cart)).json()
    assert request["status"] == "pending"
    assert [step["state"] for step in request["steps"]] == ["current"]
    await shop.reprice("AB-1", "99.00")
    added = await shop.buyer.post(f"/v1/carts/{cart}/lines", {"lines": [{"sku": "AB-1"}]})
    assert added.status_code == 409
    assert "recall" in added.text
    addresses = (await shop.buyer.get(f"/v1/organizations/{shop.organization}/addresses")).json()["items"]
    moved = {name: addresses[0][name] for name in ("postal_code", "country", "is_shipping_default")}
    await shop.owner.put(
        f"/v1/organizations/{shop.organization}/addresses/{addresses[0]['id']}",
        {**moved, "line1": "Elsewhere 9", "city": "Bremen"},
    )
    assert (await decide(head, request)).status_code == 200
    placed = await request_of(shop, request)
    assert (placed["status"], placed["total"]["amount"]) == ("placed", "10.00")
    order = (await shop.owner.get(f"/v1/orders/{placed['order_id']}")).json()
    assert order["lines"][0]["unit_price"]["amount"] == "2.50"
    assert order["shipping_address"]["line1"] == "Speicherstadt 1"


async def test_a_cart_that_is_changed_after_approval_was_asked_for_is_asked_for_anew(shop: Shop) -> None:
    """Attack 22: the first approval counts for nothing else."""
    head = await approver_of(shop)
    await shop.article("AB-1", "2.50")
    cart = await shop.cart(("AB-1", "4"))
    first = (await shop.submit(cart)).json()
    recalled = await shop.buyer.post(f"/v1/order-requests/{first['id']}/recall", {"reason": "more"})
    assert recalled.json()["status"] == "recalled", recalled.text
    assert (await decide(head, first)).status_code == 409
    await shop.add(cart, ("AB-1", "400"))
    second = (await shop.submit(cart)).json()
    assert second["status"] == "pending"
    assert second["id"] != first["id"]
    assert second["document_hash"] != first["document_hash"]
    assert await orders_of(shop) == []
    assert (await shop.buyer.post(f"/v1/order-requests/{first['id']}/recall", {})).status_code == 409


async def test_a_refused_basket_comes_back_with_the_reason(shop: Shop) -> None:
    head = await approver_of(shop)
    await shop.article("AB-1")
    cart = await shop.cart(("AB-1", "4"))
    request = (await shop.submit(cart)).json()
    assert (await decide(head, request, "reject", "We have enough")).status_code == 200
    back = (await shop.buyer.get(f"/v1/carts/{cart}")).json()
    assert back["status"] == "open"
    assert "We have enough" in back["returned_reason"]
    assert (await request_of(shop, request))["status"] == "rejected"
    assert await told(shop) == [("order_request.returned", "Cart came back")]


async def test_stock_that_is_gone_when_the_approval_comes_gives_the_cart_back(shop: Shop) -> None:
    head = await approver_of(shop)
    await shop.article("AB-1", stock="5")
    cart = await shop.cart(("AB-1", "4"))
    await _choose(shop, cart, allows_backorder=False)
    request = (await shop.submit(cart)).json()
    async with shop.business.open() as ctx:
        await ctx.db.run("UPDATE stock_levels SET on_hand = 0")
    assert (await decide(head, request)).status_code == 200
    after = await request_of(shop, request)
    assert after["status"] == "failed"
    assert "Approved, but not ordered" in after["reason"]
    assert (await shop.buyer.get(f"/v1/carts/{cart}")).json()["status"] == "open"
    assert await orders_of(shop) == []


async def test_nobody_approves_their_own_order_and_splitting_adds_up(shop: Shop) -> None:
    """Attack 24."""
    head = await approver_of(shop, "subject.total > 10000")
    await shop.policy(shop.buyer, "subject.total > 10000")
    await shop.article("AB-1", "60.00")
    small = (await shop.submit(await shop.cart(("AB-1", "1")))).json()
    assert small["status"] == "placed"
    second = (await shop.submit(await shop.cart(("AB-1", "1")))).json()
    assert second["status"] == "pending"
    assert (await decide(shop.buyer, second)).status_code in (403, 409)
    assert (await decide(head, second)).status_code == 200
    assert (await decide(head, second)).status_code == 409


async def test_what_nobody_had_to_decide_is_kept_nowhere_and_still_adds_up(shop: Shop) -> None:
    """Attack 24: orders placed while there was no policy at all count beside the first one after it."""
    await shop.article("AB-1", "60.00")
    assert (await shop.submit(await shop.cart(("AB-1", "1")))).json()["status"] == "placed"
    assert (await shop.owner.get("/v1/approvals")).json()["items"] == []
    await approver_of(shop, "subject.total > 10000")
    small = await shop.cart(("AB-1", "1"))
    preview = await shop.preview(small)
    assert (preview["outcome"], preview["steps"][0]["label"]) == ("approval", "Head of purchasing")
    assert (await shop.submit(small)).json()["status"] == "pending"


async def test_an_order_tells_why_its_price_was_what_it_was_whatever_became_of_the_list(shop: Shop) -> None:
    await shop.article("AB-1", "60.00")
    request = (await shop.submit(await shop.cart(("AB-1", "1")))).json()
    await shop.reprice("AB-1", "75.00")
    path = f"/v1/orders/{request['order_id']}"
    line = (await shop.owner.get(path)).json()["lines"][0]
    trace = line["price_trace"]
    winner = trace["candidates"][0]
    assert line["unit_price"] == winner["unit_price"] == {"amount": "60.00", "currency": "EUR"}
    assert (winner["outcome"], winner["layer"], winner["reason"]) == ("won", "base", "This is the price")
    assert (trace["currency"], trace["organization_id"]) == ("EUR", shop.organization)
    assert (await shop.buyer.get(path)).json()["lines"][0]["price_trace"] is None


async def test_acting_for_a_buyer_is_visible_on_the_request(shop: Shop) -> None:
    await shop.article("AB-1")
    path = f"/v1/members/{shop.buyer.member_id}/act-on-behalf"
    session = (await made(shop.owner, path, {"reason": "They asked on the phone"}))["session"]
    acting = Client(shop.business.installation.app, csrf=session["csrf_token"])
    acting.http.cookies.set(SESSION_COOKIE, session["token"])
    request = (await shop.submit(await shop.cart(("AB-1", "4"), by=acting), by=acting)).json()
    assert request["requester_member_id"] == str(shop.buyer.member_id)
    assert request["acted_by"] == "Olive Owner"
    own = (await shop.submit(await shop.cart(("AB-1", "4")))).json()
    assert own["acted_by"] == ""


async def test_requests_stay_in_their_organization_and_are_recalled_by_who_sent_them(shop: Shop) -> None:
    await approver_of(shop)
    await shop.article("AB-1")
    request = (await shop.submit(await shop.cart(("AB-1", "4")))).json()
    colleague = await shop.colleague()
    path = f"/v1/order-requests/{request['id']}"
    assert (await colleague.get(path)).status_code == 200
    assert (await colleague.post(f"{path}/recall", {})).status_code == 403
    place = await made(shop.owner, "/v1/organizations", {"name": "Others", "is_active": True})
    stranger = await shop.business.join("buyer", OrganizationId.parse(place["id"]))
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get("/v1/order-requests")).json()["items"] == []


async def test_a_decision_and_a_recall_at_once_end_in_one_of_both(shop: Shop) -> None:
    """Attack 24: whoever comes second is told, and nothing is ordered twice or half."""
    head = await approver_of(shop)
    await shop.article("AB-1")
    request = (await shop.submit(await shop.cart(("AB-1", "4")))).json()
    recall = shop.buyer.post(f"/v1/order-requests/{request['id']}/recall", {})
    answers = await asyncio.gather(decide(head, request), recall)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    after = await request_of(shop, request)
    assert len(await orders_of(shop)) == (1 if after["status"] == "placed" else 0)
    assert after["status"] in ("placed", "recalled")


async def test_what_an_organization_and_the_business_demand_is_asked_for(shop: Shop) -> None:
    await shop.article("AB-1")
    rules = {"requires_po_number": True, "requires_cost_centre": True}
    path = f"/v1/organizations/{shop.organization}/checkout-rules"
    assert (await shop.owner.put(path, rules)).status_code == 200
    cart = await shop.cart(("AB-1", "4"))
    preview = await shop.preview(cart)
    sentences = " ".join(check["sentence"] for check in preview["checks"])
    assert "PO number" in sentences
    assert "cost centre" in sentences
    assert (await shop.submit(cart)).status_code == 409
    await _choose(shop, cart, po_number="4711", cost_centre_id=await shop.centre())
    done = await shop.submit(cart)
    assert done.status_code == 200, done.text
    assert done.json()["po_number"] == "4711"


async def test_terms_are_accepted_or_nothing_is_ordered(shop: Shop) -> None:
    await shop.article("AB-1")
    body = {"checkout_terms": "Delivery within a week."}
    saved = await shop.owner.patch("/v1/tenant/settings", {"values": body})
    assert saved.status_code == 200, saved.text
    cart = await shop.cart(("AB-1", "4"))
    assert (await shop.preview(cart))["terms"] == "Delivery within a week."
    assert (await shop.submit(cart)).status_code == 422
    assert (await shop.submit(cart, is_terms_accepted=True)).status_code == 200
