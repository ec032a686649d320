"""What stands around every page: the command palette, jumping by keys, the theme, and a business's own face."""

from __future__ import annotations

import struct
import zlib

import pytest
from playwright.async_api import expect

from hanse.testing.installation import Business, Installation
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OWNER = "owner@nordhaven.example"
LOGO_SIZE = 32


def red_square() -> bytes:
    """A PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xb3\x26\x1e" * LOGO_SIZE) * LOGO_SIZE
    head = struct.pack(">IIBBBBB", LOGO_SIZE, LOGO_SIZE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Vermilion Boats")


async def test_the_palette_finds_an_organization_by_keyboard(visit: Visit) -> None:
    visitor = await visit(OWNER)
    page = await visitor.go("/admin")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("fjordl")
    await expect(page.locator("#palette [role=option]", has_text="Fjordline Ferries").first).to_be_visible()
    await page.locator("#palette [role=option]", has_text="Fjordline Ferries").first.hover()
    await page.keyboard.press("Enter")
    await visitor.arrives_at("/admin/organizations/org_")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Fjordline Ferries")


async def test_the_palette_leads_to_what_one_wants_to_do(visit: Visit) -> None:
    visitor = await visit(OWNER)
    page = await visitor.go("/admin")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("new price")
    await expect(page.locator("#palette [role=option]").first).to_have_text("New price list")
    await page.keyboard.press("Enter")
    await visitor.arrives_at("/admin/price-lists/new")


async def test_letters_jump_and_the_list_works_by_keys(visit: Visit) -> None:
    visitor = await visit(OWNER)
    page = await visitor.go("/admin")
    await page.keyboard.press("g")
    await page.keyboard.press("o")
    await visitor.arrives_at("/admin/organizations")
    await page.keyboard.press("/")
    await page.keyboard.type("kestrel")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.locator("#content").focus()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await visitor.arrives_at("/admin/organizations/org_")
    await visitor.sees("Kestrel Machine Works")


async def test_the_chosen_theme_stays(visit: Visit) -> None:
    visitor = await visit(OWNER)
    page = await visitor.go("/admin")
    await page.locator("[popovertarget=user-menu]").click()
    async with page.expect_response("**/theme"):
        await visitor.press("Dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await visitor.go("/admin/organizations")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.locator("[popovertarget=user-menu]").click()
    await visitor.press("Same as system")
    await expect(page.locator("html[data-theme]")).to_have_count(0)


async def test_colour_and_logo_reach_the_log_in_and_the_public_page(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = await staff.go("/admin/settings/branding")
    await page.get_by_label("Accent colour", exact=True).fill("#b3261e")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": red_square()}
    await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    await staff.press("Save branding")
    await staff.said("branding is saved")
    visitor = await visit()
    for path in (f"/t/{business.tenant.handle}", f"/t/{business.tenant.handle}/login"):
        page = await visitor.go(path)
        button = page.locator(".button-primary").first
        colour = await button.evaluate("one => getComputedStyle(one).backgroundColor")
        assert colour.startswith("oklch"), colour
        hue = float(colour.rstrip(")").split()[2])
        assert 20 < hue < 35, colour
        logo = page.locator("header img, .auth-brand img").first
        await expect(logo).to_be_visible()
        assert await logo.evaluate("one => one.complete && one.naturalWidth") == LOGO_SIZE
