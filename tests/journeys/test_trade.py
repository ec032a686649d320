"""The journeys of trade in real browsers: the desk, buyers, approvers, and those who stand in for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from hanse.domains.approvals.types import ApprovalId
from hanse.kit.clock import ManualClock
from hanse.testing.installation import Installation
from tests.domains.approvals.desk import one_of, policy, tick
from tests.journeys.conftest import Visit
from tests.journeys.server import Server, workshop
from tests.journeys.trading import Trade, allocated, open_trade, order_policy, weave
from tests.journeys.visit import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = 300


async def test_three_hundred_pasted_lines_become_an_approved_offer_and_an_order(
    visit: Visit, site: Installation
) -> None:
    trade = await open_trade(site, "Fairway Supplies", articles=LINES, price="20.00", stock="50")
    boss = await trade.business.join("approver", name="Sales manager")
    finance = await trade.business.join("approver", name="Finance lead")
    await policy(trade.business, one_of(boss), one_of(finance), condition="subject.total > 5000000")
    buyer = await visit(trade.buyer)
    page = await buyer.go("/app/quotes/new")
    await page.get_by_label("Title").fill("Spring stock")
    pasted = "\n".join(f"{sku}\t10" for sku in trade.skus) + "\nNO-SUCH\t1"
    await page.get_by_label("Lines", exact=False).first.fill(pasted)
    await buyer.press("Begin the quote")
    await buyer.arrives_at("/app/quotes/quo_")
    await buyer.sees("300 lines", "There is no article NO-SUCH")
    quote = page.url.rpartition("/")[2]
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
    await offer(seller, trade)
    await seller.sees("The offer waits for internal approval")

    for person in (boss, finance):
        approver = await visit(person)
        screen = await approver.go("/admin/approvals")
        await screen.get_by_role("link", name="Offer Q-1001", exact=False).first.click()
        await approver.press("Approve")
        await approver.said("You approved it")
    await buyer.go(f"/app/quotes/{quote}")
    await page.get_by_role("link", name="Accept offer").click()
    await page.get_by_label("Purchase order number").fill("4711")
    total = await page.get_by_role("button", name="Accept and order", exact=False).inner_text()
    await page.get_by_role("button", name="Accept and order", exact=False).click()
    await buyer.sees("Ordered as")
    order = (await trade.seller.get("/v1/orders?limit=1")).json()["items"][0]
    order = (await trade.seller.get(f"/v1/orders/{order['id']}")).json()
    assert (len(order["lines"]), set(allocated(order)), order["po_number"]) == (LINES, {"10"}, "4711")
    assert [line["unit_price"]["amount"] for line in order["lines"]][:3] == ["19.123456", "19.00", "20.00"]
    assert f"{float(order['total']['amount']):,.2f}" in total


async def offer(seller: Visitor, trade: Trade) -> None:
    """The desk says until when, and sends the offer."""
    await seller.page.get_by_role("link", name="Edit").first.click()
    await seller.page.get_by_label("Valid until").fill(trade.last_day())
    await seller.press("Save")
    await seller.page.get_by_role("link", name="Send offer").click()
    await seller.press("Send offer")


async def test_an_absent_approver_is_stood_in_for_and_then_gone_round(
    visit: Visit, site: Installation, server: Server
) -> None:
    trade = await open_trade(site, "Fairway Supplies", articles=1, price="20.00", stock="50")
    head = await trade.colleague("approver", "Head of purchasing")
    deputy = await trade.colleague("approver", "Deputy")
    works = await trade.colleague("approver", "Works manager")
    await order_policy(trade, head, works)
    away = await visit(head)
    page = await away.go("/app/approvals/delegations/new")
    await page.get_by_label("Who decides").select_option(label="Deputy")
    await page.get_by_label("Why").fill("Holidays")
    await away.press("Delegate")
    await away.said("The delegation holds")

    buyer = await visit(trade.buyer)
    await send(buyer, await trade.cart(trade.buyer, "5", "First"))
    stand_in = await visit(deputy)
    link = await stand_in.link_of_mail(deputy.email, "First", "/approvals/")
    await stand_in.go(link.removeprefix(server.url))
    await stand_in.press("Approve")
    await stand_in.said("You approved it")
    await buyer.go("/app/orders")
    await expect(buyer.page.get_by_text("£120.00").or_(buyer.page.get_by_text("£100.00")).first).to_be_visible()

    await away.go("/app/approvals/delegations")
    await away.press("End")
    await send(buyer, await trade.cart(trade.buyer, "4", "Second"))
    asked = (await trade.buyer.get("/v1/approvals?status=pending")).json()["items"][0]
    later = ManualClock(site.clock.now() + timedelta(hours=48, minutes=1))
    async with workshop(server, later) as hall:
        for _ in ("reminded", "escalated"):
            await tick(replace(trade.business, installation=hall), ApprovalId.parse(asked["id"]))
    manager = await visit(works)
    screen = await manager.go("/app/approvals")
    await screen.get_by_role("link", name="Second for Humber Works").first.click()
    await manager.sees("because nobody decided in time")
    await manager.press("Approve")
    await manager.said("You approved it")
    await buyer.go("/app/order-requests?status=placed")
    await buyer.sees("Second", "First")


async def send(buyer: Visitor, cart: str) -> None:
    """A buyer sends a cart that needs approval."""
    page = await buyer.go(f"/app/carts/{cart}/checkout")
    await page.get_by_role("button", name="Send for approval").click()
    await buyer.arrives_at("/app/order-requests/")


async def test_two_buyers_take_the_last_units_at_once_and_one_of_them_gets_them(
    visit: Visit, site: Installation
) -> None:
    trade = await open_trade(site, "Fairway Supplies", articles=1, price="20.00", stock="5")
    other = await trade.colleague("buyer", "Second desk")
    pages: list[Page] = []
    for person, quantity in ((trade.buyer, "5"), (other, "3")):
        visitor = await visit(person)
        visitor.watch.refusals.add(409)
        pages.append(await visitor.go(f"/app/carts/{await trade.cart(person, quantity, 'Last units')}/checkout"))
    await asyncio.gather(*(page.get_by_role("button", name="Order now").click() for page in pages))
    said = [page.get_by_text("Ordered as").or_(page.get_by_text("Not ordered")).first for page in pages]
    for one in said:
        await expect(one).to_be_visible()
    texts = [await one.inner_text() for one in said]
    assert sorted(text.split(" 1")[0] for text in texts) == ["Not ordered", "Ordered as"]
    loser = pages[texts.index("Not ordered")]
    await expect(loser.get_by_text("not enough stock").first).to_be_visible()
    await loser.get_by_role("link", name="Change the lines").click()
    await expect(loser.locator("[data-quantity]")).to_have_count(1)


async def test_a_fabric_by_the_metre_is_quoted_and_ordered(visit: Visit, site: Installation) -> None:
    trade = await open_trade(site, "Fairway Cloth", articles=1, price="20.00", stock="5")
    await weave(trade)
    buyer = await visit(trade.buyer)
    page = await buyer.go("/app/catalogue?q=twill")
    await buyer.follow("Harbour twill")
    await page.get_by_label("Width").select_option(value="w140")
    await page.get_by_label("Finish").select_option(value="fire")
    await page.get_by_label("Quantity of Harbour twill").fill("2.5")
    await buyer.press("Ask for a quote")
    await buyer.said("is begun")
    quote = (await trade.buyer.get("/v1/quotes")).json()["items"][0]["id"]
    await buyer.go(f"/app/quotes/{quote}")
    await buyer.sees("Fire retardant", "£22.00")
    await page.get_by_role("link", name="Send request").click()
    await buyer.press("Send request")

    seller = await visit(trade.seller)
    desk = await seller.go(f"/admin/quotes/{quote}")
    await desk.get_by_role("link", name="Start review").click()
    await seller.press("Start review")
    await desk.get_by_label("Unit price of line 1,", exact=False).fill("22.40")
    await seller.press("Save lines")
    await offer(seller, trade)
    await buyer.go(f"/app/quotes/{quote}")
    await page.get_by_role("link", name="Accept offer").click()
    await page.get_by_role("button", name="Accept and order", exact=False).click()
    await buyer.follow("Open the order")
    await buyer.sees("Harbour twill", "Fire retardant", "£22.40", "£56.00")
    await expect(page.get_by_role("row", name="Harbour twill")).to_contain_text("2.5")
