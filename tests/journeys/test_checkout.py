"""A buyer pastes three hundred lines, mends some by keyboard, and orders within a budget; on a phone, too."""

from __future__ import annotations

import os

import pytest
from playwright.async_api import expect

from hanse.testing.browser import load_axe, ready, sideways, violations
from hanse.testing.installation import Installation
from tests.domains.checkout.shop import Shop, made, open_shop
from tests.journeys.conftest import Visit
from tests.journeys.visit import Visitor
from tests.sampling import deep

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def shop(site: Installation) -> Shop:
    business = await site.found("Harbour Supplies", currency="EUR")
    shop = await open_shop(business)
    variants = [{"sku": f"HB-{number:04}", "is_stocked": False} for number in range(300)]
    product = await made(shop.owner, "/v1/products", {"name": "Hex bolt", "variants": variants})
    await made(shop.owner, f"/v1/products/{product['id']}/activate")
    for variant in product["variants"]:
        shop.articles[variant["sku"]] = variant["id"]
    for sku in shop.articles:
        await shop.price(sku, "1.25")
    return shop


@deep
async def test_three_hundred_lines_are_pasted_mended_and_ordered(visit: Visit, shop: Shop) -> None:
    centre = await shop.centre()
    await shop.budget(centre, "500.00")
    head = await shop.colleague("approver")
    await shop.policy(head, "subject.is_over_budget")
    buyer = await visit(shop.buyer)
    page = await buyer.go("/app/carts")
    await page.get_by_label("Name of the new cart").fill("Spring maintenance")
    await page.get_by_role("button", name="New cart").click()
    lines = [f"HB-{number:04}\t{number % 3 + 1}" for number in range(299)]
    await page.get_by_label("Lines", exact=True).fill("\n".join([*lines, "HB-O299\t1"]))
    await page.get_by_role("button", name="Add lines").click()
    await expect(page.get_by_text("did you mean HB-0299")).to_be_visible()
    await page.get_by_label("Lines", exact=True).fill("HB-0299\t1")
    await page.get_by_role("button", name="Add lines").click()
    await expect(page.locator("[data-quantity]")).to_have_count(300)

    first = page.locator("[data-quantity]").first
    await first.focus()
    await page.keyboard.type("7")
    await page.keyboard.press("Enter")
    await page.keyboard.type("-1")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("a quantity must be more than zero")).to_be_visible()
    await look(buyer, "cart-wrong")
    await buyer.go(page.url.partition("/lines")[0].partition("#")[0].replace(buyer_origin(page.url), ""))
    await expect(page.locator("[data-quantity]").first).to_have_value("7")
    await look(buyer, "cart")

    await page.get_by_role("button", name="Check and order").click()
    await page.get_by_label("Cost centre").select_option(label="4100 Works 4100")
    await page.get_by_label("Your PO number").fill("PO-4711")
    await page.keyboard.press("Tab")  # what was filled in is kept, and the check follows
    await expect(page.get_by_text("would be exceeded by")).to_be_visible()
    await look(buyer, "checkout")
    await page.get_by_role("button", name="Send for approval").click()
    await expect(page.get_by_text("Head of purchasing").first).to_be_visible()
    await look(buyer, "request")


@deep
async def test_every_page_reads_on_a_phone_and_for_axe(visit: Visit, shop: Shop) -> None:
    centre = await shop.centre()
    await shop.budget(centre, "500.00")
    cart = await shop.cart(("HB-0001", "4"), ("HB-0002", "40"), name="A cart with a rather long name for a phone")
    kept = await made(shop.buyer, "/v1/shopping-lists", {"name": "Weekly", "from_cart_id": cart})
    timing = {"every": "week", "starts_on": "2030-01-07"}
    body = {"organization_id": shop.organization, "name": "Weekly", "timing": timing, "from_cart_id": cart}
    standing = await made(shop.buyer, "/v1/standing-orders", body)
    admin = await visit(await shop.colleague("company_admin"))
    await admin.page.set_viewport_size({"width": 360, "height": 740})
    buyer = await visit(shop.buyer)
    await buyer.page.set_viewport_size({"width": 360, "height": 740})
    for path, name in (
        ("/app/carts", "carts"),
        (f"/app/carts/{cart}", "cart-phone"),
        (f"/app/carts/{cart}/checkout", "checkout-phone"),
        ("/app/quick-order", "quick"),
        ("/app/lists", "lists"),
        (f"/app/lists/{kept['id']}", "list"),
        ("/app/order-requests", "requests"),
        ("/app/standing-orders", "standing-orders"),
        ("/app/standing-orders/new", "standing-new"),
        (f"/app/standing-orders/{standing['id']}", "standing"),
    ):
        await buyer.go(path)
        await look(buyer, name)
    for path, name in (("/app/cost-centres", "centres"), (f"/app/cost-centres/{centre}", "centre")):
        await admin.go(path)
        await look(admin, name)


def buyer_origin(url: str) -> str:
    """Scheme and host of an address."""
    return "/".join(url.split("/")[:3])


async def look(buyer: Visitor, name: str) -> None:
    """Axe finds nothing and nothing scrolls sideways; keeps a picture where HANSE_PICTURES names a folder."""
    await ready(buyer.page)
    await load_axe(buyer.page)
    assert await violations(buyer.page) == []
    assert await sideways(buyer.page) <= 0
    folder = os.environ.get("HANSE_PICTURES")
    if folder:
        await buyer.page.screenshot(path=f"{folder}/checkout-{name}.png")
