"""Roles with conditions, keys for programs, acting for somebody else, and the trail all of it leaves."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Installation
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def business(site: Installation) -> Business:
    return await site.found("Keel & Sons")


async def test_a_role_with_a_condition_and_what_is_wrong_with_one(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = await staff.go("/admin/roles/new")
    await page.get_by_label("Name", exact=True).fill("Night shift")
    await staff.press("Create role")
    await staff.arrives_at("/admin/roles/rol_")
    address = page.url.removeprefix(staff.server.url)
    await page.locator("[name='reach.organization.suspend']").select_option(index=1)
    await staff.press("Save role")
    await staff.said("The role is saved")
    await page.locator("a[href$='/conditions/organization.suspend']").click()
    await staff.arrives_at(f"{address}/conditions/organization.suspend")
    await page.get_by_role("button", name="Write an expression").click()
    condition = page.locator("[name='condition']")
    await condition.fill("actor.nonsense >")
    staff.watch.refusals.add(422)
    await staff.press("Save condition")
    await expect(page.locator(".field-error").first).to_be_visible()
    await expect(condition).to_have_value("actor.nonsense >")
    await condition.fill("request.strong")
    await staff.press("Save condition")
    await staff.arrives_at(f"{address}$")
    await expect(page.locator(".condition-cell", has_text="second factor")).to_be_visible()


async def test_a_key_is_shown_once_works_and_is_revoked(visit: Visit, business: Business) -> None:
    staff = await visit(business.owner)
    page = await staff.go("/admin/api-keys/new")
    await page.get_by_label("Name", exact=True).fill("Warehouse sync")
    await page.locator("input[name=scopes][value='organization.view']").check()
    await staff.press("Create key")
    await staff.sees("The key is ready")
    secret = (await page.locator(".secret code").inner_text()).strip()

    async with httpx.AsyncClient(base_url=staff.server.url, headers={"authorization": f"Bearer {secret}"}) as program:
        assert (await program.get("/v1/organizations")).status_code == 200
        assert (await program.get("/v1/members")).status_code == 403
        await staff.follow("Done")
        await expect(page.get_by_text(secret)).to_have_count(0)
        await page.get_by_role("row", name="Warehouse sync").get_by_role("button", name="Revoke").click()
        await page.locator("#confirm").get_by_role("button", name="Revoke").click()
        await staff.said("revoked")
        assert (await program.get("/v1/organizations")).status_code == 401


async def test_acting_for_a_partners_people_is_in_sight_and_on_record(visit: Visit, business: Business) -> None:
    made = await business.owner.post("/v1/organizations", {"name": "Mate Marine", "is_active": True})
    place = OrganizationId.parse(made.json()["id"])
    colleague = await business.join("company_admin", place, name="Mate Marine Admin")
    staff = await visit(business.owner)
    page = await staff.go(f"/admin/members/{colleague.member_id}")
    await staff.follow("Act on behalf")
    await page.get_by_label("Why").fill("Telephone call, the number is wrong")
    await staff.press("Begin to act")
    await staff.arrives_at("/app")
    banner = page.locator(".banner")
    await expect(banner).to_contain_text("Mate Marine Admin")
    await staff.go(f"/app/organization/{place}/edit")
    await expect(banner).to_contain_text("Mate Marine Admin")
    await page.get_by_label("Telephone").fill("+44 131 496 0000")
    await staff.press("Save changes")
    await staff.arrives_at("/app/organization")
    await banner.get_by_role("button").click()
    await expect(banner).to_have_count(0)

    await staff.go("/admin/audit")
    row = page.locator("tbody tr", has_text="Mate Marine").filter(has_text="changed organization").first
    await expect(row).to_contain_text("Olive Owner")
    await expect(row).to_contain_text("Mate Marine Admin")
    await row.get_by_role("link").first.click()
    await staff.sees("What changed", "+44 131 496 0000", "On behalf of", "Mate Marine Admin")


async def test_the_trail_shows_before_and_after(visit: Visit, business: Business) -> None:
    made = (await business.owner.post("/v1/organizations", {"name": "Old Name"})).json()
    staff = await visit(business.owner)
    page = await staff.go(f"/admin/organizations/{made['id']}/edit")
    await page.get_by_label("Name", exact=True).fill("New Name")
    await staff.press("Save changes")
    await staff.arrives_at("/admin/organizations/org_")
    await staff.go("/admin/audit")
    await page.locator("tbody tr", has_text="changed organization").first.get_by_role("link").first.click()
    difference = page.locator(".diff")
    await expect(difference).to_contain_text("Old Name")
    await expect(difference).to_contain_text("New Name")
    await staff.sees("Olive Owner", "127.0.0.1")
