"""Partners as a tree: entering, moving, changing with two hands at once, and what a partner's own people see."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Installation
from tests.journeys.conftest import Visit
from tests.journeys.visit import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Skerry Trading")


async def enter(visitor: Visitor, name: str, below: str = "") -> str:
    """Enter an organization by the form; gives its id."""
    page = await visitor.go("/admin/organizations/new")
    await page.get_by_label("Name", exact=True).fill(name)
    if below:
        field = page.get_by_role("combobox", name="Below")
        await field.press_sequentially(below[:5])
        await page.get_by_role("option", name=below).click()
    await visitor.press("Create organization")
    await visitor.arrives_at("/admin/organizations/org_")
    await expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return page.url.rpartition("/")[2]


async def test_a_tree_is_entered_moved_and_seen_in_parts(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = staff.page
    group = await enter(staff, "Skerry Group")
    await enter(staff, "Skerry North", below="Skerry Group")
    south = await enter(staff, "Skerry South")

    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("link", name="Move in the tree").click()
    await page.get_by_role("combobox", name="Below").press_sequentially("Skerry G")
    await page.get_by_role("option", name="Skerry Group").click()
    await staff.press("Move")
    await staff.arrives_at(f"/admin/organizations/{south}")
    await staff.go("/admin/organizations/tree")
    branch = page.get_by_role("treeitem", name="Skerry Group").or_(page.locator("li", has_text="Skerry Group")).first
    await expect(branch).to_contain_text("Skerry South")

    await staff.go(f"/admin/organizations/{group}/activate")
    await page.get_by_label("Reason").fill("Framework contract signed")
    await staff.press("Activate")
    other = await enter(staff, "Somebody Else")

    head = await business.join("company_admin", OrganizationId.parse(group))
    partner = await visit(head)
    await partner.go("/app/organization")
    await partner.sees("Skerry Group", "Skerry North", "Skerry South")
    await expect(partner.page.get_by_text("Somebody Else")).to_have_count(0)
    await partner.go(f"/app/organization/{south}")
    await partner.sees("Skerry South")
    await partner.go(f"/app/organization/{other}", status=404)


async def test_addresses_contacts_and_own_fields(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = await staff.go("/admin/settings/fields/new")
    await page.get_by_label("Label").fill("Berths")
    await page.locator("input[name=kind][value=number]").check()
    await staff.press("Save field")
    await staff.arrives_at("/admin/settings/fields$")
    await staff.sees("Berths")

    partner = await enter(staff, "Pier Five")
    await staff.follow("Add address")
    await page.get_by_label("Name of the address").fill("Yard")
    await page.get_by_label("Street and number").fill("5 Pier Road")
    await page.get_by_label("Country").select_option("GB")
    await page.get_by_label("City").fill("Leith")
    staff.watch.refusals.add(422)
    await staff.press("Save address")
    await staff.sees("postal code")
    await page.get_by_label("Postal code").fill("EH6 6QA")
    await staff.press("Save address")
    await staff.arrives_at(f"/admin/organizations/{partner}$")
    await staff.sees("5 Pier Road")
    await staff.follow("Add contact")
    await page.get_by_label("Name", exact=True).fill("Harbour office")
    await page.get_by_label("E-mail").fill("office@pier.example")
    await staff.press("Save contact")
    await staff.arrives_at(f"/admin/organizations/{partner}$")
    await staff.sees("Harbour office")
    await staff.go(f"/admin/organizations/{partner}/edit")
    await page.get_by_label("Berths").fill("12")
    await staff.press("Save changes")
    await staff.arrives_at(f"/admin/organizations/{partner}$")
    await expect(page.locator("aside .fact", has_text="Berths")).to_contain_text("12")


async def test_two_hands_on_one_form_see_the_difference(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    partner = await enter(staff, "Two Hands Ltd")
    mine, theirs = staff.page, await staff.tab()
    for page in (mine, theirs):
        await page.goto(f"{staff.server.url}/admin/organizations/{partner}/edit")
    await theirs.get_by_label("Telephone").fill("+44 131 496 0000")
    await staff.press("Save changes", theirs)
    await theirs.wait_for_url(f"**/{partner}")
    staff.watch.refusals.add(409)
    staff.watch.refusals.add(412)
    await mine.get_by_label("Telephone").fill("+44 131 496 0999")
    await staff.press("Save changes", mine)
    await staff.sees("while you were writing")
    difference = mine.locator(".field-meanwhile")
    await expect(difference).to_contain_text("+44 131 496 0000")
    await expect(mine.get_by_label("Telephone")).to_have_value("+44 131 496 0999")
    await staff.press("Save changes", mine)
    await staff.arrives_at(f"/admin/organizations/{partner}$")
    await expect(mine.locator("main aside")).to_contain_text("+44 131 496 0999")


async def test_a_suspended_partner_is_kept_out_until_it_resumes(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    partner = await enter(staff, "Late Payer")
    await staff.go(f"/admin/organizations/{partner}/activate")
    await staff.page.get_by_label("Reason").fill("Checked by telephone")
    await staff.press("Activate")
    buyer = await visit(await business.join("buyer", OrganizationId.parse(partner)))
    await buyer.go("/app")

    await staff.page.get_by_role("button", name="More actions").click()
    await staff.page.get_by_role("link", name="Suspend").click()
    await staff.page.get_by_label("Reason").fill("Sixty days overdue")
    await staff.press("Suspend")
    await staff.sees("New business is stopped", "Sixty days overdue")
    buyer.watch.refusals |= {401, 403}
    await buyer.page.goto(f"{buyer.server.url}/app/organization")
    await expect(buyer.page.get_by_text("Late Payer")).to_have_count(0)

    await staff.page.get_by_role("button", name="More actions").click()
    await staff.page.get_by_role("link", name="Resume").click()
    await staff.page.get_by_label("Reason").fill("Paid")
    await staff.press("Resume")
    await expect(staff.page.get_by_text("New business is stopped")).to_have_count(0)
