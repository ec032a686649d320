"""Reading and plain forms need no script."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from hanse.testing.browser import open_context
from hanse.testing.installation import PASSWORD, Installation
from tests.journeys.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_log_in_list_form_and_log_out(chromium: Browser, server: Server, site: Installation) -> None:
    business = await site.found("Plain Paper")
    context = await open_context(chromium, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(f"{server.url}/login")
    await page.get_by_label("E-mail").fill(business.owner.email)
    await page.locator("#field-password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await page.wait_for_url("**/admin")
    await page.get_by_role("button", name="Open navigation").click()
    await page.get_by_role("link", name="Organizations").click()
    await page.get_by_role("link", name="New organization").first.click()
    await page.get_by_label("Name", exact=True).fill("Without Scripts")
    await page.get_by_role("button", name="Create organization").click()
    await expect(page.get_by_role("heading", name="Without Scripts")).to_be_visible()
    await page.goto(f"{server.url}/admin/organizations?q=without")
    await expect(page.get_by_role("link", name="Without Scripts")).to_be_visible()
    await page.goto(f"{server.url}/admin/organizations/tree")
    await expect(page.get_by_role("link", name="Without Scripts")).to_be_visible()
    await context.close()
