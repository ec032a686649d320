"""Attacks on orders and stock over REST: many buyers at once, moved organizations, hostile amounts, foreign ids."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx

from hanse.domains.access.types import RoleId
from hanse.testing.installation import Business
from tests.domains.inventory.goods import levels, stocked, variant
from tests.domains.orders.buying import entered, entry, line, partner, place


async def test_the_last_units_are_sold_once_whatever_happens_at_the_same_time(business: Business) -> None:
    """Attack 17 and M1, small: 20 units; 60 buyers, a third asking twice, some cancelling at once."""
    bolt, _ = await stocked(business.owner, "20")
    buyer = await partner(business.owner)
    dice = random.Random(17)
    references = [f"web-{number}" for number in range(40)] + [f"web-{number}" for number in range(20)]
    dice.shuffle(references)

    async def buy(reference: str) -> httpx.Response:
        answer: httpx.Response = await entered(business.owner, buyer, entry(bolt, "1"), reference=reference)
        if answer.status_code == 201 and dice.random() < 0.2:
            await business.owner.post(f"/v1/orders/{answer.json()['id']}/cancel", {"reason": "Changed my mind"})
        return answer

    answers = await asyncio.gather(*(buy(reference) for reference in references))
    assert {answer.status_code for answer in answers} <= {201, 409}
    orders: dict[str, str] = {}
    for reference, answer in zip(references, answers, strict=True):
        if answer.status_code == 201:
            assert orders.setdefault(reference, answer.json()["id"]) == answer.json()["id"]
    found = (await business.owner.get("/v1/orders?limit=200")).json()["items"]
    alive = [item for item in found if item["status"] == "placed"]
    assert len(found) == len({item["id"] for item in found}) == len(set(orders.values()))
    stock = await levels(business.owner, bolt)
    assert stock["on_hand"] == "20"
    assert int(stock["allocated"]) == len(alive) <= 20
    assert int(stock["available"]) == 20 - len(alive)


async def test_one_reference_many_times_in_parallel_is_one_order(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "50")
    buyer = await partner(business.owner)
    wanted = [entered(business.owner, buyer, entry(bolt, "2"), reference="only") for _ in range(12)]
    answers = await asyncio.gather(*wanted)
    assert [answer.status_code for answer in answers] == [201] * 12
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await levels(business.owner, bolt))["allocated"] == "2"


async def test_what_is_seen_follows_an_organization_that_moves(business: Business) -> None:
    """Attack 13."""
    north, south = await partner(business.owner, "North"), await partner(business.owner, "South")
    branch = await partner(business.owner, "Branch", parent_id=str(north))
    order = await place(business, branch, line(None, "1"))
    admins = [await business.join("company_admin", place_) for place_ in (north, south)]
    path = f"/v1/orders/{order.id}"
    assert [(await admin.get(path)).status_code for admin in admins] == [200, 404]
    moved = await business.owner.post(f"/v1/organizations/{branch}/move", {"parent_id": str(south)})
    assert moved.status_code == 200, moved.text
    assert [(await admin.get(path)).status_code for admin in admins] == [404, 200]
    assert [len((await admin.get("/v1/orders")).json()["items"]) for admin in admins] == [0, 1]
    assert [(await admin.get("/v1/order-counts")).json()["statuses"]["placed"] for admin in admins] == [0, 1]


async def test_a_role_reaches_as_far_as_ones_own_limit(business: Business) -> None:
    """The condition of the guide, to the minor unit: amounts are compared with amounts of the same currency."""
    limited = {"permission": "order.manage", "reach": "tenant", "condition": "subject.total <= actor.approval_limit"}
    grants = [{"permission": "order.view", "reach": "tenant"}, limited]
    body = {"name": "Confirms", "kind": "tenant", "description": "Within limits", "grants": grants}
    role = (await business.owner.post("/v1/roles", body)).json()
    clerk = await business.join(RoleId.parse(role["id"]))
    buyer = await partner(business.owner)
    answers = {}
    for limit in (None, {"amount": "50.00", "currency": "EUR"}, {"amount": "50.00", "currency": "GBP"}):
        await business.owner.patch(f"/v1/members/{clerk.member_id}", {"approval_limit": limit})
        for amount in ("50.00", "50.01"):
            order = await place(business, buyer, line(None, "1", amount))
            answer = await clerk.post(f"/v1/orders/{order.id}/confirm")
            answers[limit and limit["currency"], amount] = answer.status_code
    assert [pair for pair, status in answers.items() if status == 200] == [("EUR", "50.00")]
    assert set(answers.values()) == {200, 403}


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"quantity": {"value": "-1", "unit": "C62"}}, "lines.0.quantity"),
    ({"quantity": {"value": "0", "unit": "C62"}}, "lines.0.quantity"),
    ({"quantity": {"value": "1000000000000000000", "unit": "C62"}}, "lines.0.quantity"),
    ({"quantity": {"value": "0.00001", "unit": "C62"}}, "lines.0.quantity"),
    ({"quantity": {"value": "1", "unit": "XYZ"}}, "lines.0.quantity"),
    ({"unit_price": {"amount": "-0.01", "currency": "EUR"}}, "lines.0.unit_price"),
    ({"unit_price": {"amount": "1", "currency": "JPY"}}, "lines.0.unit_price"),
    ({"discount": {"amount": "10.01", "currency": "EUR"}}, "lines.0.discount"),
    ({"discount": {"amount": "-1", "currency": "EUR"}}, "lines.0.discount"),
    ({"net": {"amount": "0.01", "currency": "EUR"}}, "lines.0.net"),
    ({"total": {"amount": "0.01", "currency": "EUR"}}, "lines.0.total"),
]


async def test_hostile_amounts_are_refused_where_they_stand(business: Business) -> None:
    """Attacks 20 and 39."""
    buyer = await partner(business.owner)
    for facts, path in HOSTILE:
        answer = await entered(business.owner, buyer, entry(None, "1", **facts))
        assert answer.status_code == 422, facts
        assert answer.json()["errors"][0]["path"] == path, facts
    tiny = await entered(business.owner, buyer, entry(None, "0.0001", "0.01"))
    assert (tiny.status_code, tiny.json()["total"]["amount"]) == (201, "0.00")
    for name, value in (("status", "completed"), ("number", "1"), ("source_kind", "quote"), ("total", "1")):
        assert (await entered(business.owner, buyer, entry(None, "1"), **{name: value})).status_code == 422
    listed = (await business.owner.get("/v1/orders")).json()["items"]
    assert len(listed) == 1


async def test_foreign_ids_in_any_body_are_absent(business: Business, other_business: Business) -> None:
    """Attack 3."""
    buyer, foreign_buyer = await partner(business.owner), await partner(other_business.owner)
    foreign = await variant(other_business.owner)
    foreign_order = await place(other_business, foreign_buyer, line(None, "1"))
    order = await place(business, buyer, line(None, "2"))
    assert (await entered(business.owner, foreign_buyer, entry(None, "1"))).status_code == 404
    unknown = await entered(business.owner, buyer, entry(foreign["id"], "1"))
    assert (unknown.status_code, unknown.json()["errors"][0]["path"]) == (422, "lines.0.variant_id")
    await business.owner.post(f"/v1/orders/{order.id}/confirm")
    strange = [{"order_line_id": str(foreign_order.lines[0].id)}]
    for action in ("shipments", "cancel"):
        body: dict[str, Any] = {"lines": strange} | ({"reason": "x"} if action == "cancel" else {})
        answer = await business.owner.post(f"/v1/orders/{order.id}/{action}", body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "lines.0.order_line_id")
    assert (await business.owner.get(f"/v1/orders/{foreign_order.id}")).status_code == 404
    assert (await business.owner.get(f"/v1/orders?organization={foreign_buyer}")).json()["items"] == []
    source = await place(business, buyer, line(None, "1"), source_kind="cart", source_id="shared")
    other = await place(other_business, foreign_buyer, line(None, "1"), source_kind="cart", source_id="shared")
    assert source.id != other.id


async def test_a_programs_scopes_bound_what_it_does(business: Business) -> None:
    buyer = await partner(business.owner)
    order = await place(business, buyer, line(None, "1"))
    reader = await business.key("order.view")
    assert (await reader.get(f"/v1/orders/{order.id}")).status_code == 200
    assert (await reader.post(f"/v1/orders/{order.id}/confirm")).status_code == 403
    assert (await reader.post(f"/v1/orders/{order.id}/shipments")).status_code == 403
