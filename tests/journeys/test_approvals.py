"""From a mail to a decision: the link only opens the page, and the keyboard is enough."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hanse.testing.browser import load_axe, sideways, violations
from hanse.testing.installation import Installation
from tests.domains.approvals.desk import submit, wanted
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_policy_a_mail_and_a_decision_by_keyboard(visit: Visit, site: Installation) -> None:
    business = await site.found("Quay & Crane")
    boss = await business.join("manager", name="Sales lead")
    maker = await business.join("member", name="Key accounts")
    owner = await visit(business.owner)
    page = await owner.go("/admin/approval-policies/new")
    await page.get_by_label("Name", exact=True).fill("Large quotes")
    await page.locator("[name='subject_kind']").select_option("quote")
    await page.get_by_label("Step", exact=True).fill("Sales")
    await page.get_by_label("Group", exact=True).fill("Sales lead")
    await page.get_by_label("The requester's manager whose limit suffices").uncheck()
    await page.locator(f"[name='level.0.group.0.resolvers'][value='member:{boss.member_id}']").check()
    await owner.press("Save policy")
    await owner.arrives_at("/admin/approval-policies$")
    await expect(page.get_by_role("link", name="Large quotes")).to_be_visible()

    approval = await submit(business, maker, wanted(title="Quote Q-7"))
    reader = await visit(boss)
    link = await reader.link_of_mail(boss.email, "Quote Q-7", "/approvals/")
    page = await reader.go(link.removeprefix(reader.server.url))
    await load_axe(page)
    assert await violations(page) == []
    assert await sideways(page) == 0
    assert (await boss.get(f"/v1/approvals/{approval.id}")).json()["approval"]["status"] == "pending"
    await page.get_by_role("complementary", name="Decision").get_by_label("Comment", exact=True).focus()
    await page.keyboard.type("Fine with me")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await reader.said("You approved it")
    await reader.sees("Fine with me")
    assert (await boss.get(f"/v1/approvals/{approval.id}")).json()["approval"]["status"] == "approved"
