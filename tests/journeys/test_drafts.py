"""What was written and not saved is offered again after a reload, and two who write at once lose nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from hanse.testing.browser import ready
from hanse.testing.installation import Installation
from tests.domains.catalog.shop import made
from tests.journeys.conftest import Visit

DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('hanse:draft:'))"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_drafts_come_back_when_asked_for_and_conflicts_are_chosen_field_by_field(
    visit: Visit, site: Installation
) -> None:
    business = await site.found("Harbour Supplies")
    place = await made(business.owner, "/v1/organizations", {"name": "Humber Works", "is_active": True})
    address = f"/admin/organizations/{place['id']}/edit"
    visitor = await visit(business.owner)
    visitor.watch.refusals.add(412)
    page = await visitor.go(address)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_label("Website").fill("https://humber.example")
    await kept(page)
    # The tab is closed and another one opened, perhaps tomorrow.
    later = await visitor.tab()
    await page.close(run_before_unload=False)
    visitor.page = page = later
    page.on("dialog", lambda dialog: dialog.accept())
    await visitor.go(address)
    await expect(page.get_by_label("Website")).to_have_value("")
    await page.get_by_role("button", name="Put it back").click()
    await expect(page.get_by_label("Website")).to_have_value("https://humber.example")

    other = await visitor.tab()
    await other.goto(visitor.server.url + address)
    await ready(other)
    await other.get_by_label("Telephone").fill("+44 1482 555 099")
    await other.get_by_label("Website").fill("https://works.example")
    await save(other)
    await page.bring_to_front()
    await save(page)
    await visitor.sees("while you were writing", "Saved meanwhile", "https://works.example")
    await expect(page.get_by_label("Telephone")).to_have_value("+44 1482 555 099")
    await page.get_by_label("Take what was saved").check()
    await save(page)
    await visitor.said("The changes are saved")
    facts = (await business.owner.get(f"/v1/organizations/{place['id']}")).json()
    assert (facts["website"], facts["phone"]) == ("https://works.example", "+44 1482 555 099")
    await visitor.go(address)
    await expect(page.get_by_role("button", name="Put it back")).to_have_count(0)

    await page.get_by_label("Website").fill("https://late.example")
    await kept(page)
    await page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
    await page.wait_for_url("**/login**")
    assert await page.evaluate(DRAFTS) == []


async def kept(page: Page) -> None:
    """Wait until the browser keeps what was written."""
    while not await page.evaluate(DRAFTS):
        await page.wait_for_timeout(50)


async def save(page: Page) -> None:
    """Press the button of the form."""
    await page.get_by_role("button", name="Save changes").click()
    await page.wait_for_load_state()
    await ready(page)
