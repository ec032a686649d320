"""Quick order, ordering again, and the calendar of standing orders, over REST."""

from __future__ import annotations

import base64
import io
from datetime import date, timedelta
from typing import Any

import pytest_asyncio

from hanse.domains.access.types import OrganizationId
from hanse.domains.checkout.commands.running import SWEEP_JOB
from hanse.kit.tables import write_xlsx
from hanse.testing.installation import Business
from tests.domains.checkout.shop import Shop, made, open_shop

PASTED = """Article;Qty;Unit
AB-1234;4;pcs
ab-1235;2,5;

AB-9999;1;
AB-1243;2;
AB-1234;-3;
AB-1234;two;
"""


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)


async def test_pasted_lines_are_understood_or_say_what_is_wrong(shop: Shop) -> None:
    await shop.article("AB-1234")
    await shop.article("AB-1235", stock_unit="MTR")
    read = await made(shop.buyer, "/v1/quick-order", {"text": PASTED})
    assert (read["good"], read["bad"]) == (2, 4)
    numbers = [line["number"] for line in read["lines"]]
    assert numbers == [2, 3, 5, 6, 7, 8]
    problems = [line["problem"] and line["problem"]["code"] for line in read["lines"]]
    assert problems[:4] == [None, None, "unknown_article", "unknown_article"]
    assert "AB-1234" in read["lines"][3]["problem"]["suggestions"]
    assert read["lines"][0]["quantity"] == {"value": "4", "unit": "C62"}
    assert (await shop.buyer.post("/v1/quick-order", {"text": " \n"})).status_code == 422


async def test_a_thousand_lines_go_in_at_once_in_few_statements(shop: Shop) -> None:
    variants = [{"sku": f"BULK-{number:04}", "is_stocked": False} for number in range(200)]
    product = await made(shop.owner, "/v1/products", {"name": "Bulk", "variants": variants})
    await made(shop.owner, f"/v1/products/{product['id']}/activate")
    text = "\n".join(f"BULK-{number % 200:04}\t{number + 1}" for number in range(1_000)) + "\nBULK-X\t1"
    read = await made(shop.buyer, "/v1/quick-order", {"text": text})
    assert (read["good"], read["bad"]) == (1_000, 1)
    lines = [
        {"variant_id": line["variant_id"], "quantity": line["quantity"]}
        for line in read["lines"]
        if line["problem"] is None
    ]
    cart = await shop.cart()
    added = await made(shop.buyer, f"/v1/carts/{cart}/lines", {"lines": lines})
    assert (added["added"], added["line_count"]) == (1_000, 200)


async def test_a_workbook_and_a_csv_file_are_read(shop: Shop) -> None:
    await shop.article("AB-1234")
    book = io.BytesIO()
    write_xlsx(["Item no.", "Description", "Quantity"], [["AB-1234", "Bolt", "7"]], book)
    files = (("a.xlsx", book.getvalue()), ("a.csv", "AB-1234,7\n".encode("utf-16")))
    for name, content in files:
        body = {"file_name": name, "file": base64.b64encode(content).decode()}
        read = await made(shop.buyer, "/v1/quick-order", body)
        assert [(line["sku"], line["quantity"]["value"]) for line in read["lines"]] == [("AB-1234", "7")], name
    broken = {"file_name": "a.xlsx", "file": base64.b64encode(b"PK\x03\x04nonsense").decode()}
    assert (await shop.buyer.post("/v1/quick-order", broken)).status_code == 422


async def test_an_order_is_ordered_again_at_todays_price(shop: Shop) -> None:
    await shop.article("AB-1", "2.00")
    placed = (await shop.submit(await shop.cart(("AB-1", "3")))).json()
    await shop.reprice("AB-1", "2.20")
    cart = await shop.cart()
    await made(shop.buyer, f"/v1/carts/{cart}/reorder", {"order_id": placed["order_id"]})
    assert (await shop.buyer.get(f"/v1/carts/{cart}")).json()["total"]["amount"] == "6.60"
    other = await made(shop.owner, "/v1/organizations", {"name": "Others", "is_active": True, "currency": "EUR"})
    stranger = await shop.business.join("buyer", OrganizationId.parse(other["id"]))
    own = await made(stranger, "/v1/carts", {"organization_id": other["id"]})
    answer = await stranger.post(f"/v1/carts/{own['id']}/reorder", {"order_id": placed["order_id"]})
    assert answer.status_code == 404


async def standing(shop: Shop, *lines: tuple[str, str], **facts: Any) -> dict[str, Any]:
    """A daily standing order from today on."""
    day = shop.business.installation.clock.now().date()
    body = {
        "organization_id": shop.organization,
        "name": "Every day",
        "timing": {"every": "day", "starts_on": day.isoformat()},
        "lines": [{"sku": sku, "quantity": {"value": value}} for sku, value in lines],
        **facts,
    }
    return await made(shop.buyer, "/v1/standing-orders", body)


async def sweep(shop: Shop) -> None:
    """What the clock does every quarter of an hour."""
    async with shop.business.open() as ctx:
        await ctx.services.jobs.enqueue(ctx, SWEEP_JOB, {})
    await shop.business.installation.drain()


async def test_the_calendar_orders_once_a_day_in_the_name_of_who_set_it_up(shop: Shop) -> None:
    await shop.article("AB-1", "2.00")
    order = await standing(shop, ("AB-1", "3"))
    assert order["schedule"] == "every day"
    await sweep(shop)
    await sweep(shop)
    found = (await shop.buyer.get(f"/v1/standing-orders/{order['id']}")).json()
    (run,) = found["runs"]
    assert run["status"] == "placed", run
    assert run["order_number"]
    assert date.fromisoformat(found["next_on"]) == date.fromisoformat(run["due_on"]) + timedelta(days=1)
    request = (await shop.buyer.get(f"/v1/order-requests/{run['request_id']}")).json()
    assert request["requester_member_id"] == str(shop.buyer.member_id)
    assert request["standing_order_id"] == order["id"]


async def test_a_run_that_cannot_be_ordered_is_visible_and_the_calendar_goes_on(shop: Shop) -> None:
    await shop.article("AB-1", "2.00", stock="1")
    late = await standing(shop, ("AB-1", "3"), details={"allows_backorder": False})
    await shop.article("AB-2", "2.00")
    head = await shop.colleague("approver")
    await shop.policy(head)
    asked = await standing(shop, ("AB-2", "3"))
    await sweep(shop)
    failed = (await shop.buyer.get(f"/v1/standing-orders/{late['id']}")).json()
    assert failed["runs"][0]["status"] == "failed"
    assert failed["runs"][0]["message"]
    assert failed["status"] == "active"
    assert (await shop.buyer.get("/v1/carts")).json()["items"][0]["status"] == "submitted"
    waiting = (await shop.buyer.get(f"/v1/standing-orders/{asked['id']}")).json()
    assert waiting["runs"][0]["status"] == "awaiting_approval"


async def test_pausing_skipping_and_leaving_stop_it(shop: Shop) -> None:
    await shop.article("AB-1", "2.00")
    order = await standing(shop, ("AB-1", "3"))
    path = f"/v1/standing-orders/{order['id']}"
    skipped = await made(shop.buyer, f"{path}/skip")
    assert skipped["runs"][0]["status"] == "skipped"
    assert (await made(shop.buyer, f"{path}/pause"))["next_on"] is None
    await sweep(shop)
    assert len((await shop.buyer.get(path)).json()["runs"]) == 1
    assert (await made(shop.buyer, f"{path}/resume"))["status"] == "active"
    assert (await made(shop.buyer, f"{path}/end"))["status"] == "ended"
    assert (await shop.buyer.post(f"{path}/resume", {})).status_code == 409
    left = await standing(shop, ("AB-1", "1"))
    async with shop.business.open() as ctx:
        member = {"id": shop.buyer.member_id}
        await ctx.db.run("DELETE FROM assignments WHERE member_id = %(id)s", member)
    await sweep(shop)
    found = (await shop.owner.get(f"/v1/standing-orders/{left['id']}")).json()
    assert found["runs"][0]["status"] == "skipped"
    assert "stand for it" in found["runs"][0]["message"]


async def test_a_calendar_that_cannot_be_is_refused(shop: Shop) -> None:
    await shop.article("AB-1")
    body = {"organization_id": shop.organization, "name": "Odd", "lines": [{"sku": "AB-1"}]}
    for timing in (
        {"every": "day", "starts_on": "2026-03-02", "ends_on": "2026-03-01"},
        {"every": "month", "starts_on": "2026-03-02", "weekdays": [1]},
        {"every": "week", "starts_on": "2020-03-02", "ends_on": "2020-04-02"},
        {"every": "week", "starts_on": "2026-03-02", "interval": 0},
    ):
        assert (await shop.buyer.post("/v1/standing-orders", {**body, "timing": timing})).status_code == 422
    unknown = {**body, "timing": {"every": "day", "starts_on": "2026-03-02"}, "lines": [{"sku": "AB-2"}]}
    assert (await shop.buyer.post("/v1/standing-orders", unknown)).status_code == 422
