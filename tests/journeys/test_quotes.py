"""A large request in a real browser: 300 pasted lines, priced, approved by two people, accepted and ordered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from hanse.testing.installation import Business, Installation
from tests.domains.approvals.desk import one_of, policy
from tests.domains.quotes.deals import deal, order_of, seen
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = 300


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Fairway Supplies", currency="GBP")


async def test_three_hundred_pasted_lines_become_an_approved_offer_and_an_order(
    visit: Visit, business: Business
) -> None:
    trade = await deal(business, articles=LINES, price="20.00")
    boss = await business.join("approver", name="Sales manager")
    finance = await business.join("approver", name="Finance lead")
    await policy(business, one_of(boss), one_of(finance), condition="subject.total > 5000000")

    buyer = await visit(trade.buyer)
    page = await buyer.go("/app/quotes/new")
    await page.get_by_label("Title").fill("Spring stock")
    pasted = "\n".join(f"{sku}\t10" for sku in trade.skus) + "\nNO-SUCH\t1"
    await page.get_by_label("Lines", exact=False).first.fill(pasted)
    await buyer.press("Begin the quote")
    await buyer.arrives_at("/app/quotes/quo_")
    await buyer.sees("300 lines", "There is no article NO-SUCH")
    quote = {"id": page.url.rpartition("/")[2]}
    await page.get_by_role("link", name="Send request").click()
    await buyer.press("Send request")
    await buyer.sees("Waiting for the seller")

    seller = await visit(trade.seller)
    desk = await seller.go("/admin/quotes?turn=seller&sort=age")
    await desk.get_by_role("link", name="Q-1001").click()
    await desk.get_by_role("link", name="Start review").click()
    await seller.press("Start review")
    await desk.get_by_label("Unit price of line 1,", exact=False).fill("19.123456")
    await desk.get_by_label("Discount of line 2,", exact=False).fill("5")
    await seller.press("Save lines")
    await seller.sees("2 lines saved")
    await desk.get_by_role("link", name="Edit").first.click()
    await desk.get_by_label("Valid until").fill(
        (business.installation.clock.now() + timedelta(days=10)).date().isoformat()
    )
    await seller.press("Save")
    await seller.sees("Needs internal approval", "Sales manager")
    await desk.get_by_role("link", name="Send offer").click()
    await seller.press("Send offer")
    await seller.sees("The offer waits for internal approval")
    await buyer.go(f"/app/quotes/{quote['id']}")
    await expect(page.get_by_text("In review").first).to_be_visible()

    asked = await seen(trade.seller, quote)
    for person in (boss, finance):
        answer = await person.post(f"/v1/approvals/{asked['approval_id']}/approve", {})
        assert answer.status_code == 200, answer.text
    await buyer.go(f"/app/quotes/{quote['id']}")
    await page.get_by_role("link", name="Accept offer").click()
    await page.get_by_label("Purchase order number").fill("4711")
    await page.get_by_role("button", name="Accept and order", exact=False).click()
    await buyer.sees("Ordered as")
    order = await order_of(business, await seen(trade.buyer, quote))
    assert len(order.lines) == LINES
    prices = {line.sku: line.unit_price.amount for line in order.lines}
    assert (prices[trade.skus[0]], prices[trade.skus[1]], prices[trade.skus[2]]) == ("19.123456", "19.00", "20.00")
