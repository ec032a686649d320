"""Finding a product, buying it three ways, and being told; in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from hanse.platform.http.auth import SESSION_COOKIE
from hanse.testing.browser import load_axe, open_context, violations
from hanse.testing.installation import Business, Installation
from tests.domains.storefront.shop import category, partner, place, priced, receive, sell
from tests.journeys.conftest import Visit
from tests.journeys.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Bolt & Nut Trading")


async def test_a_buyer_finds_narrows_and_buys(visit: Visit, business: Business) -> None:
    owner = business.owner
    bolts = await category(owner, "Bolts")
    bolt = await sell(owner, "Hexagon bolt M8", "HB-8", brand="Acme", category_ids=[bolts])
    await sell(owner, "Torque wrench", "TW-1", brand="Makers")
    variant = bolt["variants"][0]["id"]
    await priced(business, {variant: "0.42"}, tiers={100: "0.35"})
    await receive(owner, await place(owner), {variant: "5000"})
    person, _ = await partner(business, "Brookfield Manufacturing")
    buyer = await visit(person)
    page = await buyer.go("/app/catalogue")
    await buyer.sees("Hexagon bolt M8", "Torque wrench", "Price on request")
    await page.get_by_role("searchbox", name="Search by name, number or word").fill("hexagon")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Torque wrench")).to_have_count(0)
    await buyer.follow("Hexagon bolt M8")
    await buyer.arrives_at(f"/app/catalogue/{bolt['handle']}")
    await buyer.sees("In stock", "from 100")
    await load_axe(page)
    assert await violations(page) == []
    await page.get_by_label("Quantity of Hexagon bolt M8").fill("250")
    await buyer.press("Add to cart")
    await buyer.said("HB-8 is in Cart")
    cart = (await person.get("/v1/carts")).json()["items"][0]
    lines = (await person.get(f"/v1/carts/{cart['id']}")).json()["lines"]
    assert (lines[0]["quantity"]["value"], lines[0]["unit_price"]["amount"]) == ("250", "0.35")
    await page.get_by_label("Quantity of Hexagon bolt M8").fill("10000")
    await buyer.press("Ask for a quote")
    await buyer.said("is begun")
    quote = (await person.get("/v1/quotes")).json()["items"][0]
    assert quote["line_count"] == 1


async def test_the_catalogue_reads_without_scripts(chromium: Browser, server: Server, business: Business) -> None:
    await sell(business.owner, "Hexagon bolt M8", "HB-8")
    person, _ = await partner(business, "Brookfield Manufacturing")
    context = await open_context(chromium, java_script_enabled=False, viewport={"width": 360, "height": 740})
    await context.add_cookies([{"name": SESSION_COOKIE, "value": person.session.token, "url": server.url}])
    page = await context.new_page()
    await page.goto(f"{server.url}/app/catalogue?q=bolt")
    await page.get_by_role("link", name="Hexagon bolt M8").first.click()
    await page.get_by_role("button", name="Put on a list").click()
    await expect(page.get_by_text("It is on Shopping list")).to_be_visible()
    await context.close()
