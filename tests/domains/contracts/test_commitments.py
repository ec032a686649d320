"""Orders draw on what was committed, cancellations give it back, and the end of a period is settled exactly once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.organizations.types import OrganizationId
from hanse.testing.installation import Business
from tests.domains.contracts.agreements import made, money, read
from tests.domains.contracts.dealing import Deal, deal
from tests.domains.orders.buying import line, place, wanted

BOLTS = {"key": "bolts", "name": "Bolts a quarter", "product": "bolt", "quantity": {"value": "1000", "unit": "C62"}}
SPEND = {"key": "spend", "name": "Spend a quarter", "value": money("5000.00", "GBP")}


async def order(agreed: Deal, amount: str, sku: str = "M6", price: str = "8.00", **facts: Any) -> Any:
    """An order of the partner's, in pounds."""
    variant = agreed.shop.variant(sku)
    item = line(variant, amount, price, currency="GBP", **facts)
    organization = OrganizationId.parse(agreed.organization)
    return await place(agreed.business, organization, item, currency="GBP", allow_backorder=True)


async def committed(agreed: Deal, *commitments: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A contract in force with commitments of every quarter."""
    found = await agreed.contract([{"sku": "M6", "price": "8"}], **facts)
    answer = await agreed.commit(found["working_version_id"], *({"period": "quarter", **one} for one in commitments))
    assert answer.status_code == 200, answer.text
    answer = await agreed.act(await agreed.sign(found), "activate")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def progress(agreed: Deal, contract: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = (await agreed.seller.get(f"/v1/contracts/{contract['id']}/progress")).json()
    return next((one["periods"] for one in found if one["commitment"]["key"] == key), [])


async def test_orders_draw_down_and_cancellations_give_back(business: Business) -> None:
    agreed = await deal(business)
    before = await order(agreed, "10")
    contract = await committed(agreed, BOLTS, SPEND)
    first = await order(agreed, "100")
    boxes = await order(agreed, "2", unit="XBX", price="700.00", sku="M8")
    await order(agreed, "5", sku="ROPE", unit="MTR", price="10.00")
    quantity, value = await progress(agreed, contract, "bolts"), await progress(agreed, contract, "spend")
    assert [(one["starts_on"], one["ends_on"]) for one in quantity[:2]] == [
        ("2026-03-02", "2026-06-01"),
        ("2026-06-02", "2026-09-01"),
    ]
    assert (quantity[0]["drawn"], quantity[0]["pace"], value[0]["drawn"]) == ("300", "on_track", "2250.00")
    lines = (await agreed.seller.get(f"/v1/commitment-periods/{quantity[0]['id']}/drawdowns")).json()["items"]
    assert {(one["order_number"], one["drawn"]) for one in lines} == {(first.number, "100"), (boxes.number, "200")}
    assert before.number not in {one["order_number"] for one in lines}

    part = {"reason": "Too many", "lines": [{"order_line_id": str(first.lines[0].id), "quantity": piece("25")}]}
    assert (await agreed.seller.post(f"/v1/orders/{first.id}/cancel", part)).status_code == 200
    assert (await progress(agreed, contract, "bolts"))[0]["drawn"] == "275"
    assert (await agreed.seller.post(f"/v1/orders/{boxes.id}/cancel", {"reason": "Wrong"})).status_code == 200
    assert (await progress(agreed, contract, "bolts"))[0]["drawn"] == "75"
    assert (await progress(agreed, contract, "spend"))[0]["drawn"] == "650.00"
    seen = await agreed.buyer.get(f"/v1/contracts/{contract['id']}/utilisation")
    assert seen.json()["months"] == [
        {"month": "2026-03-01", "value": money("650.00", "GBP"), "total": money("650.00", "GBP")}
    ]


def piece(amount: str) -> dict[str, str]:
    return {"value": amount, "unit": "C62"}


async def test_an_order_that_fails_draws_nothing_and_one_source_draws_once(business: Business) -> None:
    agreed = await deal(business)
    contract = await committed(agreed, BOLTS)
    organization = OrganizationId.parse(agreed.organization)
    variant = str(VariantId(agreed.shop.variants["M6"]))
    twice = wanted(organization, line(variant, "7", currency="GBP"), currency="GBP", source_id="once")
    for _ in range(2):
        await order_again(business, twice)
    assert (await progress(agreed, contract, "bolts"))[0]["drawn"] == "7"
    child = await agreed.shop.partner("Harbour North", agreed.organization)
    below = wanted(OrganizationId.parse(child), line(variant, "3", currency="GBP"), currency="GBP")
    await order_again(business, below)
    euros = wanted(organization, line(variant, "50"), currency="EUR")
    await order_again(business, euros)
    assert (await progress(agreed, contract, "bolts"))[0]["drawn"] == "10"


async def order_again(business: Business, data: Any) -> None:
    organization, lines = data.organization_id, data.lines
    values = {name: getattr(data, name) for name in ("source_id", "currency")}
    await place(business, organization, *lines, **values, allow_backorder=True)


async def test_the_end_of_a_period_is_settled_once_by_its_rule(business: Business) -> None:
    agreed = await deal(business)
    spend = {**SPEND, "shortfall": "bill", "shortfall_rate_micros": 500_000}
    bolts = {**BOLTS, "shortfall": "extend", "rebates": [{"reached": "100", "rate_micros": 20_000}]}
    contract = await committed(agreed, bolts, spend)
    await order(agreed, "125")
    ends = datetime(2026, 6, 1, 23, 0, tzinfo=UTC)
    await agreed.go_to(ends + timedelta(hours=3))
    await business.installation.drain()
    quantity, value = await progress(agreed, contract, "bolts"), await progress(agreed, contract, "spend")
    assert (quantity[0]["drawn"], quantity[0]["missing"], quantity[0]["shortfall"]) == (
        "125",
        "875",
        money("0.00", "GBP"),
    )
    assert quantity[0]["rebate"] == money("20.00", "GBP")
    assert (quantity[1]["carried"], quantity[1]["asked"]) == ("875", "1875")
    assert (value[0]["missing"], value[0]["shortfall"]) == ("4000.00", money("2000.00", "GBP"))
    assert value[0]["pace"] == "missed"
    business.installation.clock.set(ends)
    await business.installation.drain()
    await agreed.go_to(ends + timedelta(days=1))
    assert (await progress(agreed, contract, "bolts"))[1]["carried"] == "875"


async def test_an_amendment_in_mid_period_asks_the_share_of_both_and_keeps_what_was_drawn(business: Business) -> None:
    agreed = await deal(business)
    contract = await committed(agreed, BOLTS, SPEND)
    await order(agreed, "40")
    draft = await made(agreed.seller, f"/v1/contracts/{contract['id']}/versions", {"starts_on": "2026-04-01"})
    answer = await agreed.commit(draft["id"], {**BOLTS, "period": "quarter", "quantity": piece("2000")})
    assert answer.status_code == 200, answer.text
    found = await agreed.sign(await read(agreed.seller, f"/v1/contracts/{contract['id']}"))
    assert (await agreed.act(found, "activate")).status_code == 200
    await agreed.go_to(datetime(2026, 4, 1, 0, 0, 5, tzinfo=UTC))
    quantity, value = await progress(agreed, contract, "bolts"), await progress(agreed, contract, "spend")
    # 30 of 92 days at 1,000 and 62 at 2,000.
    assert (quantity[0]["asked"], quantity[0]["drawn"], quantity[1]["asked"]) == ("1673.9131", "40", "2000")
    assert [(one["ends_on"], one["asked"]) for one in value] == [("2026-03-31", "1630.43")]


async def test_what_cannot_be_committed_is_refused_where_it_stands(business: Business) -> None:
    agreed = await deal(business)
    found = await agreed.contract([])
    wrong: list[dict[str, Any]] = [
        {**SPEND, "value": money("1.00", "EUR")},
        {**BOLTS, "product": None},
        {**BOLTS, "key": "billed", "shortfall": "bill"},
        {**SPEND, "quantity": piece("1")},
    ]
    answer = await agreed.commit(found["working_version_id"], *wrong)
    assert answer.status_code == 422
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [
        ("commitments.0.value", "currency_mismatch"),
        ("commitments.1.quantity", "target_required"),
        ("commitments.2.shortfall_price", "required"),
        ("commitments.3.quantity", "required"),
    ]
    answer = await agreed.commit(found["working_version_id"], SPEND, {**BOLTS, "product": "nothing"})
    assert [error["path"] for error in answer.json()["errors"]] == ["commitments.1.product"]
