"""A contract from its template to the buyer's price, in real browsers: what both sides do, and what the pages say."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from hanse.testing.browser import load_axe, sideways, violations
from hanse.testing.installation import Installation, Person
from tests.domains.approvals.desk import one_of, policy
from tests.domains.quotes.deals import made
from tests.journeys.conftest import Visit
from tests.journeys.trading import Trade, open_trade
from tests.journeys.visit import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLAUSES = (
    {"heading": "Subject", "body": "Delivery of bolts to {{town}}.", "is_required": True},
    {"heading": "Payment", "body": "Invoices are due within 30 days net."},
)


async def template_of(trade: Trade) -> str:
    """An active template with a variable."""
    variables = [{"name": "town", "label": "Place of delivery"}]
    body = {"name": "Supply", "clauses": list(CLAUSES), "variables": variables, "duration_months": 12}
    found = await made(trade.business.owner, "/v1/contract-templates", body)
    answer = await trade.business.owner.patch(f"/v1/contract-templates/{found['id']}", {"status": "active"})
    assert answer.status_code == 200, answer.text
    return str(found["id"])


async def step(visitor: Visitor, page: Page, label: str) -> None:
    """Take a step: its button on the page, then the one on the page that asks."""
    button = page.get_by_role("link", name=label, exact=True)
    if not await button.count():
        await page.get_by_role("button", name="More actions").click()
        button = page.get_by_role("menuitem", name=label)
    await button.first.click()
    await visitor.press(label)


async def fit(page: Page) -> None:
    """Nothing for axe to say, and nothing beside the screen of a telephone."""
    await load_axe(page)
    assert await violations(page) == []
    await page.set_viewport_size({"width": 360, "height": 780})
    assert await sideways(page) == 0
    await page.set_viewport_size({"width": 1280, "height": 900})


async def sign(visitor: Visitor, path: str, name: str) -> None:
    page = await visitor.go(f"{path}/sign")
    await page.locator("[name='agree']").check()
    await page.get_by_label("Your name", exact=True).fill(name)
    await visitor.press("Sign")


async def price_for(person: Person, trade: Trade) -> Any:
    query = {"organization": trade.organization, "sku": trade.skus[0]}
    answer = await person.get("/v1/prices/explain", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_template_becomes_an_agreed_contract_and_the_buyers_price(visit: Visit, site: Installation) -> None:
    trade = await open_trade(site, "Pilot Fasteners", articles=2, price="20.00", stock="50")
    template = await template_of(trade)
    boss = await trade.business.join("approver", name="Head of sales")
    finance = await trade.business.join("approver", name="Finance lead")
    await policy(
        trade.business,
        one_of(boss),
        one_of(finance),
        subject_kind="contract",
        condition="subject.non_standard_clauses > 0",
    )
    head = await trade.colleague("company_admin", "Head of purchasing")
    seller = await visit(trade.seller)
    root, number = await draft(seller, trade, template, head)
    await negotiate(seller, await visit(head), root)
    await approve(seller, visit, root, (boss, finance))
    await sign(seller, root, "Sales desk")
    await sign(await visit(head), root.replace("/admin/", "/app/"), "Head of purchasing")
    page = await seller.go(root)
    await seller.sees("Signed by everybody; it can be activated")
    await page.get_by_role("link", name="Activate", exact=True).click()
    await seller.press("Put into force")
    await expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    buyer = await visit(trade.buyer)
    await buyer.go("/app/catalogue?q=HB-0000")
    await buyer.sees("£17.50")
    text = str(await price_for(trade.seller, trade))
    assert number in text


async def draft(seller: Visitor, trade: Trade, template: str, head: Person) -> tuple[str, str]:
    """From the template to a version that lacks nothing, with a price."""
    page = await seller.go("/admin/contracts/new")
    await page.locator("[name='organization_id']").select_option(trade.organization)
    await page.get_by_label("What it is about").fill("Supply of bolts")
    await page.locator("[name='template_id']").select_option(template)
    today = trade.business.installation.clock.now().date().isoformat()
    await page.get_by_label("First day", exact=False).fill(today)
    await seller.press("Begin the contract")
    await seller.arrives_at("/admin/contracts/ctr_")
    root = page.url.removeprefix(seller.server.url)
    await seller.sees("The variable {{town}} in “Subject” has no value")
    await fit(page)
    number = await page.locator(".page-meta span").first.inner_text()
    await page.get_by_role("link", name="Text", exact=True).click()
    await page.get_by_label("Town", exact=True).fill("Hull")
    await seller.press("Save")
    await seller.sees("Delivery of bolts to Hull.")
    await seller.go(f"{root}/parties")
    await page.locator("[name='parties.1.signatory_name']").fill("Head of purchasing")
    await page.locator("[name='parties.1.signatory_email']").fill(head.email)
    await seller.press("Save")
    await seller.go(f"{root}/prices")
    await page.get_by_label("Lines").fill(f"{trade.skus[0]};17.50")
    await page.locator("form[action*='/prices/paste'] button[type=submit]").click()
    await seller.sees("17.50")
    return root, number


async def negotiate(seller: Visitor, partner: Visitor, root: str) -> None:
    """The partner wants other terms of payment, and gets them."""
    page = await seller.go(root)
    await step(seller, page, "Send to partner")
    await seller.sees("The partner is reading it")
    room = await partner.go(root.replace("/admin/", "/app/"))
    await room.get_by_role("link", name="Propose a change of Payment").click()
    await room.get_by_label("Text", exact=True).fill("Invoices are due within 60 days net.")
    await partner.press("Propose")
    await partner.sees("proposes another wording")
    await step(partner, room, "Hand back")
    await seller.go(root)
    await seller.sees("The partner proposed 1 change")
    await page.get_by_role("link", name="Decide changes").click()
    await expect(page.locator("del", has_text="30")).to_be_visible()
    await expect(page.locator("ins", has_text="60")).to_be_visible()
    await fit(page)
    await page.get_by_role("button", name="Accept the change of Payment").click()
    await seller.sees("Invoices are due within 60 days net.")
    await seller.go(f"{root}/compare")
    await expect(page.locator("ins", has_text="60")).to_be_visible()
    await fit(page)


async def approve(seller: Visitor, visit: Visit, root: str, people: tuple[Person, ...]) -> None:
    """Two people agree, one after the other; what they saw is what is signed."""
    page = await seller.go(root)
    await step(seller, page, "Submit for approval")
    await seller.sees("Waiting for approval")
    for person in people:
        approver = await visit(person)
        screen = await approver.go("/admin/approvals")
        await screen.get_by_role("link", name="Contract C-", exact=False).first.click()
        await approver.press("Approve")
        await approver.said("You approved it")
    await seller.go(root)
    await seller.sees("Approved; now it is signed")
