"""Stock work over REST: places, receipts, corrections, counts, transfers, awaited deliveries, what buyers are shown."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.api import get_availability
from hanse.domains.inventory.types import GetAvailability
from hanse.testing.installation import Business
from tests.domains.inventory.goods import backorderable, levels, place, receive, stocked, variant
from tests.domains.orders.buying import partner


def lines(variant_id: str, amount: str, unit: str = "C62") -> list[dict[str, Any]]:
    return [{"variant_id": variant_id, "quantity": {"value": amount, "unit": unit}}]


async def test_a_place_has_a_short_name_of_its_own_and_closes_when_nothing_is_promised(business: Business) -> None:
    north = await place(business.owner, "North 1")
    again = await business.owner.post("/v1/locations", {"code": "NORTH1", "name": "Other"})
    assert (again.status_code, again.json()["errors"][0]["path"]) == (409, "code")
    closed = await business.owner.put(
        f"/v1/locations/{north}", {"code": "N", "name": "North", "is_active": False}, headers={"if-match": '"1"'}
    )
    assert (closed.status_code, closed.json()["is_active"]) == (200, False)


async def test_stock_moves_by_receipts_and_corrections_and_each_is_remembered(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    body = {"location_id": where, "reason": "Broken", "lines": lines(bolt, "-3")}
    assert (await business.owner.post("/v1/stock-adjustments", body)).status_code == 200
    much = await business.owner.post("/v1/stock-adjustments", {**body, "lines": lines(bolt, "-8")})
    assert (much.status_code, much.json()["errors"][0]["code"]) == (422, "below_zero")
    assert (await levels(business.owner, bolt))["on_hand"] == "7"
    found = (await business.owner.get(f"/v1/stock-movements?variant={bolt}")).json()["items"]
    assert [(item["kind"], item["on_hand_change"]["value"], item["actor_name"]) for item in found] == [
        ("adjustment", "-3", "Olive Owner"),
        ("receipt", "10", "Olive Owner"),
    ]
    assert (await business.owner.get(f"/v1/stock-movements?location={where}&variant={bolt}")).json()["items"] == found


async def test_lines_that_cannot_be_booked_are_named(business: Business, other_business: Business) -> None:
    bolt, where = await stocked(business.owner, "1")
    service = (await variant(business.owner, is_stocked=False))["id"]
    foreign = (await variant(other_business.owner))["id"]
    wrong = [
        *lines(bolt, "0"),
        *lines(bolt, "1", "MTR"),
        *lines(service, "1"),
        *lines(foreign, "1"),
        *lines(bolt, "-1"),
    ]
    answer = await business.owner.post("/v1/stock-receipts", {"location_id": where, "lines": wrong})
    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["errors"]] == [
        "lines.0.quantity",
        "lines.1.quantity",
        "lines.2.variant_id",
        "lines.3.variant_id",
        "lines.4.quantity",
    ]
    elsewhere = await place(other_business.owner)
    foreign_place = {"location_id": elsewhere, "lines": lines(bolt, "1")}
    assert (await business.owner.post("/v1/stock-receipts", foreign_place)).status_code == 404
    huge = {"location_id": where, "lines": lines(bolt, "900000000000000")}
    assert (await business.owner.post("/v1/stock-receipts", huge)).status_code in (200, 422)
    assert (await business.owner.post("/v1/stock-receipts", huge)).status_code == 422


async def test_a_count_books_the_difference_to_when_it_was_drawn_up(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    sheet = (await business.owner.post("/v1/stock-counts", {"location_id": where})).json()
    assert sheet["lines"][0]["expected"]["value"] == "10"
    await receive(business.owner, where, {bolt: "5"})
    path = f"/v1/stock-counts/{sheet['id']}"
    entered = await business.owner.put(f"{path}/lines", {"lines": lines(bolt, "8")})
    assert entered.json()["lines"][0]["difference"]["value"] == "-2"
    posted = await business.owner.post(f"{path}/post")
    assert (posted.status_code, posted.json()["status"]) == (200, "posted")
    assert (await levels(business.owner, bolt))["on_hand"] == "13"
    assert (await business.owner.post(f"{path}/post")).status_code == 409
    assert (await business.owner.put(f"{path}/lines", {"lines": lines(bolt, "1")})).status_code == 409
    empty = (await business.owner.post("/v1/stock-counts", {"location_id": where})).json()
    nothing = await business.owner.put(f"/v1/stock-counts/{empty['id']}/lines", {"lines": lines(bolt, "0")})
    assert nothing.json()["lines"][0]["difference"]["value"] == "-13"


async def test_what_is_on_its_way_is_in_no_place(business: Business) -> None:
    bolt, north = await stocked(business.owner, "10")
    south = await place(business.owner)
    body = {"from_location_id": north, "to_location_id": south, "lines": lines(bolt, "6")}
    sent = await business.owner.post("/v1/stock-transfers", body)
    assert (sent.status_code, sent.json()["status"]) == (201, "in_transit")
    assert (await levels(business.owner, bolt))["on_hand"] == "4"
    much = await business.owner.post("/v1/stock-transfers", body)
    assert (much.status_code, much.json()["errors"][0]["path"]) == (409, "lines.0.quantity")
    path = f"/v1/stock-transfers/{sent.json()['id']}"
    more = await business.owner.post(f"{path}/receive", {"lines": lines(bolt, "7")})
    assert more.status_code == 422
    arrived = await business.owner.post(f"{path}/receive", {"lines": lines(bolt, "5")})
    assert (arrived.json()["status"], arrived.json()["lines"][0]["received"]["value"]) == ("received", "5")
    assert (await levels(business.owner, bolt))["on_hand"] == "9"
    assert (await business.owner.post(f"{path}/cancel")).status_code == 409


async def test_an_awaited_delivery_gives_its_date_and_comes_in_parts(business: Business) -> None:
    bolt, where = await stocked(business.owner, "1")
    await backorderable(business.owner, bolt)
    body = {
        "variant_id": bolt,
        "location_id": where,
        "quantity": {"value": "10", "unit": "C62"},
        "expected_at": "2026-04-01T08:00:00Z",
        "reference": "PO 77",
    }
    awaited = (await business.owner.post("/v1/expected-receipts", body)).json()
    stock = (await business.owner.get("/v1/stock")).json()["items"][0]
    assert (stock["state"], stock["expected_at"]) == ("low", "2026-04-01T08:00:00Z")
    path = f"/v1/expected-receipts/{awaited['id']}"
    part = await business.owner.post(f"{path}/arrive", {"quantity": {"value": "4", "unit": "C62"}})
    assert (part.json()["status"], part.json()["received"]["value"]) == ("open", "4")
    assert (await business.owner.post(f"{path}/arrive")).json()["status"] == "received"
    assert (await levels(business.owner, bolt))["on_hand"] == "11"
    assert (await business.owner.post(f"{path}/arrive")).status_code == 409


async def test_buyers_are_shown_words_or_amounts_as_the_business_decides(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "500")
    buyer = await business.join("buyer", await partner(business.owner))

    async def seen() -> Any:
        identity = await business.installation.services.authenticator.by_session(
            business.installation.services, buyer.session.token, None
        )
        assert identity is not None
        async with business.open(identity.principal) as ctx:
            return (await get_availability(ctx, GetAvailability(variant_ids=[VariantId.parse(bolt)])))[0]

    found = await seen()
    assert (found.state.value, found.available, found.on_hand) == ("in_stock", None, None)
    settings = {"shown_to_buyers": "exact", "low_stock": "600"}
    assert (await business.owner.put("/v1/inventory-settings", settings)).status_code == 200
    found = await seen()
    assert (found.state.value, found.available.value) == ("low", "500")
    assert (await buyer.get("/v1/stock")).status_code == 403
    assert (await buyer.get(f"/v1/stock/{bolt}")).status_code == 403


async def test_safety_stock_is_never_promised(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    body = {"location_id": where, "quantity": {"value": "4", "unit": "C62"}}
    assert (await business.owner.put(f"/v1/stock/{bolt}/safety", body)).status_code == 200
    assert (await levels(business.owner, bolt))["available"] == "6"
    listed = (await business.owner.get("/v1/stock?state=low")).json()["items"]
    assert [item["available"]["value"] for item in listed] == ["6"]
