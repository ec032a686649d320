"""Prices in a real browser: a grid filled from a spreadsheet by paste and keyboard, and a price explained."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from hanse.testing.browser import load_axe, sideways, violations
from hanse.testing.installation import Installation
from tests.domains.pricing.shop import Shop, made_by, open_shop
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""
PHONE = {"width": 360, "height": 740}


async def reads_well(page: Page) -> None:
    """No finding of axe, and nothing to scroll sideways, at both sizes."""
    await load_axe(page)
    assert await violations(page) == []
    wide = page.viewport_size
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert await sideways(page) <= 0
    assert wide is not None
    await page.set_viewport_size(wide)


@pytest.fixture
async def shop(site: Installation) -> Shop:
    return await open_shop(await site.found("Bolt Harbour", currency="GBP"))


async def test_prices_are_pasted_put_to_use_and_explained(visit: Visit, shop: Shop) -> None:
    buyer = await shop.partner("Dock Works", price_group="gold")
    staff = await visit(shop.owner)
    page = await staff.go("/admin/price-lists/new")
    await page.get_by_label("Name", exact=True).fill("Spring prices")
    await reads_well(page)
    await staff.press("Make price list")
    await staff.arrives_at("/admin/price-lists/prl_")
    lines = "M6\t\t\t12.50\nM6\t\t100\t11.90\nM8\tXBX\t\t900\nM8\t\t\t9.75\nROPE\t\t\t3.333\nM8\t\t1000\t9.25"
    await page.evaluate(PASTE, ["[data-cell='code']", lines])
    await expect(page.locator("[data-grid] tbody tr")).to_have_count(6)
    await page.locator("[data-cell='value']").first.press("ArrowDown")
    await expect(page.locator("[data-cell='value']").nth(1)).to_be_focused()
    await reads_well(page)
    await staff.press("Save prices")
    await staff.sees("Prices: 6 written", "Rope")
    await staff.press("Put to use")
    await staff.sees("The list makes prices from now on")
    await reads_well(page)
    await page.get_by_label("Price of M6", exact=True).fill("twelve")
    await page.get_by_label("Price of M6", exact=True).press("Control+Enter")
    staff.watch.refusals.add(422)
    await staff.press("Save prices")
    await staff.sees("Nothing was written")
    await reads_well(page)

    gold = {"name": "Gold customers", "layer": "group", "currency": "GBP", "targets": [{"price_group": "gold"}]}
    made = await made_by(shop.owner, "/v1/price-lists", gold)
    await shop.say(made["id"], [{"product": "bolt", "percent_off": "8"}])
    await shop.owner.post(f"/v1/price-lists/{made['id']}/activate")
    deal = {"targets": [{"organization_id": buyer}], "mode": "compete"}
    await shop.price_list("Dock Works deal", "contract", [{"sku": "M6", "price": "11.75"}], **deal)
    await staff.go(f"/admin/prices?sku=M6&organization={buyer}&quantity=20")
    await staff.sees("11.50", "This list competes, and a layer below is lower with 11.50 GBP", "Tier not reached")
    await reads_well(page)
    for path in (
        "/admin/price-lists",
        f"/admin/price-lists/{made['id']}/changes",
        f"/admin/price-lists/{made['id']}/edit",
    ):
        await staff.go(path)
        await reads_well(page)


async def test_regions_and_taxes_read_well(visit: Visit, shop: Shop) -> None:
    region = {"name": "Euro zone", "currency": "EUR", "countries": ["AT", "DE", "ES", "FR", "IE", "IT", "NL", "PT"]}
    made = await made_by(shop.owner, "/v1/regions", region)
    rate = {"country": "DE", "name": "MwSt. 19 %", "rate_micros": 190_000, "valid_from": "2021-01-01"}
    first = await made_by(shop.owner, "/v1/tax-rates", rate)
    await made_by(
        shop.owner, "/v1/tax-rates", {**rate, "rate_micros": 70_000, "tax_class": "reduced", "name": "MwSt. 7 %"}
    )
    staff = await visit(shop.owner)
    for path in ("regions", f"regions/{made['id']}", "taxes", f"taxes/{first['id']}", "taxes/new", "taxes/classes/new"):
        page = await staff.go(f"/admin/settings/{path}")
        await reads_well(page)
