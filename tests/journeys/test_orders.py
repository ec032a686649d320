"""An order from stock to the buyer's door, in two browsers: received, confirmed, shipped in part, read, cancelled."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hanse.testing.installation import Installation
from tests.domains.inventory.goods import place, variant
from tests.domains.orders.buying import entered, entry, partner
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_an_order_goes_from_the_shelf_to_the_buyer(site: Installation, visit: Visit) -> None:
    business = await site.found("Harbour Tools")
    bolt, where = await variant(business.owner), await place(business.owner, "MAIN")
    buyer_organization = await partner(business.owner, "Quay Works")
    buyer = await business.join("buyer", buyer_organization)
    staff = await visit(business.owner)
    await staff.go("/admin/stock/receive")
    await staff.page.get_by_label("Place").select_option(where)
    await staff.page.get_by_label("Lines").fill(f"{bolt['sku']} 10")
    await staff.page.get_by_role("button", name="Receive stock").click()
    await expect(staff.page.get_by_role("row", name=bolt["sku"])).to_contain_text("10")

    answer = await entered(business.owner, buyer_organization, entry(bolt["id"], "6"), po_number="QW 1")
    assert answer.status_code == 201, answer.text
    order = answer.json()
    await staff.go("/admin/orders")
    await staff.page.get_by_role("link", name=order["number"]).click()
    await staff.page.get_by_role("button", name="Confirm order").click()
    await staff.page.get_by_role("link", name="Record shipment").first.click()
    await staff.page.get_by_label("Hex bolt").fill("4")
    await staff.page.get_by_label("Tracking number").fill("TR 77")
    await staff.page.get_by_role("button", name="Record shipment").click()
    await expect(staff.page.get_by_text("4 shipped")).to_be_visible()

    other = await visit(buyer)
    await other.go("/app/orders")
    await other.page.get_by_role("link", name=order["number"]).click()
    await expect(other.page.get_by_text("TR 77")).to_be_visible()
    await other.page.get_by_role("textbox", name="Message").fill("Please leave the rest away")
    await other.page.get_by_role("button", name="Send message").click()
    await expect(other.page.get_by_text("Please leave the rest away")).to_be_visible()

    await staff.go(f"/admin/orders/{order['id']}/cancel")
    await staff.page.get_by_label("Reason").fill("The buyer asked")
    await staff.page.get_by_role("button", name="Cancel these amounts").click()
    await expect(staff.page.get_by_text("Completed").first).to_be_visible()
    await staff.go("/admin/stock")
    await expect(staff.page.get_by_role("row", name=bolt["sku"])).to_contain_text("Low")
