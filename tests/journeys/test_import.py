"""Partners come from a file: errors are said before anything is kept, and an export comes back in unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from hanse.testing.installation import Business, Installation
from tests.domains.storefront.shop import partner
from tests.journeys.conftest import Visit
from tests.journeys.visit import Visitor
from tests.journeys.warehouse_file import ROWS, product_lines

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CSV = """Company;Kind;Land;Town;Street;Post code
Anchor & Chain;buyer;GB;Leith;3 Shore;EH6 6QA
Bollard Works;buyer;GB;Hull;9 Quay;HU1 1AA
;buyer;GB;Hull;9 Quay;HU1 1AA
Capstan AS;pirate;NO;Bergen;Kaien 2;5003
"""
MEANINGS = {"Company": "Name", "Kind": "Types", "Land": "Country", "Town": "City", "Street": "Street"}


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Bosun Supplies")


async def upload(staff: Visitor, name: str, content: bytes) -> None:
    """Upload a file and come to its columns."""
    page = await staff.go("/admin/organizations/import")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await staff.press("Upload")
    await staff.arrives_at("/admin/organizations/import/oim_")


async def finished(staff: Visitor, words: str) -> None:
    """Wait until the worker is done with the file and the page shows the result; it asks by itself."""
    link = staff.page.get_by_role("link", name="Show the result")
    result = staff.page.get_by_text(words, exact=True)
    await expect(link.or_(result).first).to_be_visible(timeout=max(20_000, ROWS * 3))
    if await link.is_visible():
        await link.click()
    await expect(result).to_be_visible()


async def test_a_file_is_checked_imported_and_comes_back_unchanged(
    visit: Visit, business: Business, tmp_path: Path
) -> None:
    staff = await visit(business.owner)
    page = staff.page
    await upload(staff, "partners.csv", CSV.encode())
    for column, meaning in MEANINGS.items():
        await page.get_by_label(f"Meaning of {column}").select_option(label=meaning)
    await page.get_by_label("Meaning of Post code").select_option(label="Postal code")
    await staff.press("Check every row")
    await finished(staff, "Would be created")
    problems = page.get_by_role("table", name="Problems of rows")
    await expect(problems.get_by_role("row")).to_have_count(3)
    await expect(problems).to_contain_text("pirate")
    async with page.expect_download() as started:
        await staff.follow("Download as CSV")
    await (await started.value).save_as(tmp_path / "problems.csv")
    assert b"pirate" in (tmp_path / "problems.csv").read_bytes()
    await staff.press("Import 2 organizations")
    await finished(staff, "Created")
    await staff.follow("Show the organizations")
    await staff.sees("Anchor & Chain", "Bollard Works")

    for label, suffix in (("CSV", "csv"), ("Excel", "xlsx")):
        await staff.go("/admin/organizations")
        await page.get_by_role("button", name="Export").click()
        async with page.expect_download() as started:
            await page.get_by_role("button", name=label).click()
        exported = tmp_path / f"export.{suffix}"
        await (await started.value).save_as(exported)
        await upload(staff, exported.name, exported.read_bytes())
        await staff.press("Check every row")
        await finished(staff, "Would change")
        unchanged = page.locator(".tile", has_text="Unchanged")
        await expect(unchanged).to_contain_text("2")
        await expect(page.locator(".tile", has_text="With problems")).to_contain_text("0")


async def test_a_catalogue_from_a_file_is_found_by_buyers_at_once(visit: Visit, business: Business) -> None:
    person, _ = await partner(business, "Brookfield Rigging")
    staff, buyer = await visit(business.owner), await visit(person)
    page = await staff.go("/admin/products/import")
    content = "".join(product_lines(ROWS)).encode()
    file = {"name": "artikel.csv", "mimeType": "text/csv", "buffer": content}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await staff.press("Upload")
    await staff.arrives_at("/admin/products/import/pim_")
    await expect(page.get_by_label("Meaning of Hersteller")).to_have_value("brand")
    await page.get_by_label("Sell new products at once").check()
    await staff.press("Check every row")
    await finished(staff, "Would be created")
    await staff.press(f"Import {ROWS:,} products")
    await finished(staff, "Created")
    await buyer.go(f"/app/catalogue?q=WH-{ROWS - 1:06}")
    await buyer.sees(f"no. {ROWS - 1}")
    await buyer.go("/app/catalogue?q=galvanised+shakle")
    await buyer.sees("Shackle M")
