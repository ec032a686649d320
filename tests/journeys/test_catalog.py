"""A catalogue comes from a file as people have it: columns are guessed, errors said, and products found at once."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hanse.testing.installation import Business, Installation
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CSV = """Artikelnummer;Bezeichnung;Warengruppe;Gewicht;Mindestmenge
SK-8;Sechskantschraube M8;Befestigung > Schrauben;0,025;10
SK-10;Sechskantschraube M10;Befestigung > Schrauben;1.234,5;
SK-12;;Befestigung;viel;
"""


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Bosun Fixings")


async def test_products_come_from_a_file_and_are_found(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = await staff.go("/admin/products/import")
    file = {"name": "artikel.csv", "mimeType": "application/octet-stream", "buffer": CSV.encode()}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await staff.press("Upload")
    await staff.arrives_at("/admin/products/import/pim_")
    await expect(page.get_by_label("Meaning of Artikelnummer")).to_have_value("sku")
    await expect(page.get_by_label("Meaning of Gewicht")).to_have_value("weight")
    await page.get_by_label("Sell new products at once").check()
    await staff.press("Check every row")
    result = page.get_by_text("Would be created", exact=True)
    link = page.get_by_role("link", name="Show the result")
    await expect(link.or_(result).first).to_be_visible(timeout=20_000)
    if await link.is_visible():
        await link.click()
    await expect(page.get_by_role("table", name="Problems of rows").get_by_role("row")).to_have_count(2)
    await staff.press("Import 2 products")
    done = page.get_by_role("link", name="Show the products")
    await expect(link.or_(done).first).to_be_visible(timeout=20_000)
    if await link.is_visible():
        await link.click()
    await done.click()
    await page.get_by_role("searchbox", name="Find by name, SKU or GTIN").fill("sk-8")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Sechskantschraube M8").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sechskantschraube M8")
    await staff.go("/admin/categories")
    await expect(page.get_by_role("link", name="Schrauben")).to_be_visible()
