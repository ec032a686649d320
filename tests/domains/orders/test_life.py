"""The life of an order over REST: confirm, ship in parts, hold, cancel, back-orders, messages; who may do what."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.domains.orders.errors import OrderInvalidTransition
from hanse.domains.orders.rules.life import TRANSITIONS, next_status, settled_status
from hanse.domains.orders.types import OrderStatus
from hanse.testing.installation import Business, Client
from tests.domains.inventory.goods import backorderable, levels, receive, stocked
from tests.domains.orders.buying import entered, entry, partner


async def ordered(
    business: Business, amount: str = "10", stock: str = "10", **facts: Any
) -> tuple[dict[str, Any], str]:
    """An order of one article and freight, and the article."""
    bolt, _ = await stocked(business.owner, stock)
    if facts.get("allow_backorder"):
        await backorderable(business.owner, bolt)
    buyer = await partner(business.owner)
    answer = await entered(business.owner, buyer, entry(bolt, amount), entry(None, "1", "5.00"), **facts)
    assert answer.status_code == 201, answer.text
    return answer.json(), bolt


async def act(client: Client, order: dict[str, Any], action: str, body: dict[str, Any] | None = None) -> Any:
    return await client.post(f"/v1/orders/{order['id']}/{action}", body or {})


async def status(client: Client, order: dict[str, Any]) -> str:
    return str((await client.get(f"/v1/orders/{order['id']}")).json()["status"])


@pytest.mark.parametrize("action", sorted(TRANSITIONS))
@pytest.mark.parametrize("state", list(OrderStatus))
def test_every_action_works_in_its_states_alone(action: str, state: OrderStatus) -> None:
    allowed, after = TRANSITIONS[action]
    if state in allowed:
        assert next_status("1", state, action) is after
    else:
        with pytest.raises(OrderInvalidTransition):
            next_status("1", state, action)


def test_an_order_ends_cancelled_only_when_nothing_left() -> None:
    state = OrderStatus.IN_FULFILMENT
    assert settled_status(state, is_anything_open=False, has_shipped=True) is OrderStatus.COMPLETED
    assert settled_status(state, is_anything_open=False, has_shipped=False) is OrderStatus.CANCELLED
    assert settled_status(OrderStatus.ON_HOLD, is_anything_open=True, has_shipped=True) is OrderStatus.ON_HOLD


async def test_an_order_is_shipped_in_parts_until_it_is_complete(business: Business) -> None:
    order, bolt = await ordered(business)
    too_early = await act(business.owner, order, "shipments")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "order_invalid_transition")
    assert (await act(business.owner, order, "confirm")).json()["status"] == "confirmed"
    line = order["lines"][0]
    part = {"order_line_id": line["id"], "quantity": {"value": "4", "unit": "C62"}}
    tracking = {"carrier": "Parcel post", "tracking_number": "AB 1", "tracking_url": "https://track.example/AB1"}
    first = await act(business.owner, order, "shipments", {"lines": [part], **tracking})
    assert first.status_code == 201, first.text
    assert first.json()["number"] == f"{order['number']}-1"
    assert await levels(business.owner, bolt) | {"on_hand": "6", "allocated": "6"} == await levels(business.owner, bolt)
    assert await status(business.owner, order) == "in_fulfilment"
    much = {"order_line_id": line["id"], "quantity": {"value": "7", "unit": "C62"}}
    refused = await act(business.owner, order, "shipments", {"lines": [much]})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "lines.0.quantity")
    rest = await act(business.owner, order, "shipments")
    assert [item["quantity"]["value"] for item in rest.json()["lines"]] == ["6", "1"]
    assert await status(business.owner, order) == "completed"
    assert (await levels(business.owner, bolt))["on_hand"] == "0"
    listed = (await business.owner.get(f"/v1/orders/{order['id']}/shipments")).json()["items"]
    assert [item["number"] for item in listed] == [f"{order['number']}-1", f"{order['number']}-2"]


async def test_a_hold_stops_everything_until_it_ends(business: Business) -> None:
    order, _ = await ordered(business)
    await act(business.owner, order, "confirm")
    held = await act(business.owner, order, "hold", {"reason": "Credit check"})
    assert (held.json()["status"], held.json()["held_status"]) == ("on_hold", "confirmed")
    assert (await act(business.owner, order, "shipments")).status_code == 409
    assert (await act(business.owner, order, "resume")).json()["status"] == "confirmed"
    assert (await act(business.owner, order, "resume")).status_code == 409


async def test_cancelling_gives_stock_back_and_what_left_stays(business: Business) -> None:
    order, bolt = await ordered(business)
    line = order["lines"][0]
    part = {"order_line_id": line["id"], "quantity": {"value": "4", "unit": "C62"}}
    one = await act(business.owner, order, "cancel", {"reason": "Fewer", "lines": [part]})
    assert (one.status_code, one.json()["status"]) == (200, "placed")
    assert (await levels(business.owner, bolt))["available"] == "4"
    await act(business.owner, order, "confirm")
    await act(business.owner, order, "shipments", {"lines": [{**part, "quantity": {"value": "2", "unit": "C62"}}]})
    ended = await act(business.owner, order, "cancel", {"reason": "Rest not needed"})
    assert ended.json()["status"] == "completed"
    found = await levels(business.owner, bolt)
    assert (found["on_hand"], found["allocated"], found["available"]) == ("8", "0", "8")
    again = await act(business.owner, order, "cancel", {"reason": "Once more"})
    assert again.status_code == 409


async def test_a_cancelled_order_serves_those_who_wait(business: Business) -> None:
    first, bolt = await ordered(business)
    await backorderable(business.owner, bolt)
    buyer = await partner(business.owner, "Second")
    answer = await entered(business.owner, buyer, entry(bolt, "6"), allow_backorder=True)
    second = answer.json()
    assert second["lines"][0]["backordered"]["value"] == "6"
    cancelled = await act(business.owner, first, "cancel", {"reason": "Not needed"})
    assert cancelled.json()["status"] == "cancelled"
    await business.installation.drain()
    after = (await business.owner.get(f"/v1/orders/{second['id']}")).json()
    assert (after["has_backorder"], after["lines"][0]["allocated"]["value"]) == (False, "6")


async def test_a_delivery_reaches_orders_that_wait(business: Business) -> None:
    order, bolt = await ordered(business, "10", "4", allow_backorder=True)
    assert (await business.owner.get("/v1/orders?backordered=true")).json()["items"][0]["id"] == order["id"]
    await act(business.owner, order, "confirm")
    shipped = await act(business.owner, order, "shipments")
    assert shipped.json()["lines"][0]["quantity"]["value"] == "4"
    nothing = await act(business.owner, order, "shipments")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_ship")
    place = (await business.owner.get("/v1/locations")).json()["items"][0]["id"]
    await receive(business.owner, place, {bolt: "10"})
    await business.installation.drain()
    assert (await act(business.owner, order, "shipments")).json()["lines"][0]["quantity"]["value"] == "6"
    assert await status(business.owner, order) == "completed"
    assert (await levels(business.owner, bolt))["available"] == "4"


async def test_buyers_see_their_orders_and_ask_to_cancel(business: Business) -> None:
    order, _ = await ordered(business)
    buyer = await business.join("buyer", type(await partner(business.owner)).parse(order["organization_id"]))
    stranger = await business.join("buyer", await partner(business.owner, "Stranger"))
    mine = (await buyer.get("/v1/orders")).json()["items"]
    assert [item["id"] for item in mine] == [order["id"]]
    assert (await stranger.get("/v1/orders")).json()["items"] == []
    assert (await stranger.get(f"/v1/orders/{order['id']}")).status_code == 404
    for action, body in (("confirm", {}), ("cancel", {"reason": "x"}), ("shipments", {}), ("hold", {"reason": "x"})):
        assert (await act(buyer, order, action, body)).status_code == 403
        assert (await act(stranger, order, action, body)).status_code == 403
    assert (await act(stranger, order, "ask-cancellation", {"reason": "x"})).status_code == 404
    asked = await act(buyer, order, "ask-cancellation", {"reason": "Ordered twice"})
    assert (asked.status_code, asked.json()["cancel_request"]) == (200, "Ordered twice")
    assert (await act(buyer, order, "ask-cancellation", {"reason": "Again"})).status_code == 409
    assert (await business.owner.get("/v1/order-counts")).json()["wants_cancellation"] == 1
    assert (await buyer.post("/v1/orders", {})).status_code in (403, 422)
    priced = await entered(buyer, order["organization_id"], entry(None, "1", "0.01"))
    assert priced.status_code == 403


async def test_internal_notes_never_reach_the_buyer(business: Business) -> None:
    order, _ = await ordered(business)
    organization = type(await partner(business.owner)).parse(order["organization_id"])
    buyer = await business.join("buyer", organization)
    path = f"/v1/orders/{order['id']}/messages"
    secret = {"body": "Watch their credit", "is_internal": True}
    assert (await business.owner.post(path, secret)).status_code == 201
    assert (await business.owner.post(path, {"body": "Arrives Monday"})).status_code == 201
    assert (await buyer.post(path, {"body": "Thank you"})).status_code == 201
    assert (await buyer.post(path, {"body": "x", "is_internal": True})).status_code == 403
    seen = (await buyer.get(path)).json()["items"]
    assert [item["body"] for item in seen] == ["Arrives Monday", "Thank you"]
    assert len((await business.owner.get(path)).json()["items"]) == 3


async def test_only_unfrozen_facts_change_and_only_of_the_version_read(business: Business) -> None:
    order, _ = await ordered(business)
    path = f"/v1/orders/{order['id']}"
    assert (await business.owner.patch(path, {"po_number": "PO 9"}, unread=True)).status_code == 428
    stale = await business.owner.patch(path, {"po_number": "PO 9"}, headers={"if-match": '"9"'})
    assert stale.status_code == 412
    done = await business.owner.patch(path, {"po_number": "PO 9"}, headers={"if-match": '"1"'})
    assert (done.status_code, done.json()["po_number"]) == (200, "PO 9")
    for name in ("total", "status", "net", "lines", "organization_id", "number"):
        forged = await business.owner.patch(path, {name: "x"}, headers={"if-match": '"2"'})
        assert forged.status_code == 422
    found = (await business.owner.get("/v1/orders?q=po9")).json()["items"]
    assert [item["id"] for item in found] == [order["id"]]
