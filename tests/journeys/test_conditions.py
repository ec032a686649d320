"""The rows of a policy's condition: chosen by keyboard, read back in words, kept as the expression they mean."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from hanse.testing.browser import load_axe, sideways, violations
from hanse.testing.installation import Installation
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_condition_is_built_row_by_row(visit: Visit, site: Installation) -> None:
    business = await site.found("Quay & Crane")
    owner = await visit(business.owner)
    page = await owner.go("/admin/approval-policies/new")
    await page.get_by_label("Name", exact=True).fill("Large orders")
    await page.locator("[name='subject_kind']").select_option("order_request")
    builder = page.locator("#condition-condition")
    await expect(builder).to_contain_text("Every order")
    await builder.get_by_role("button", name="Add a condition").press("Enter")
    value = builder.locator("[name='condition.0.value']")
    await value.fill("5000")
    await builder.locator("[name='condition.0.currency']").select_option("GBP")
    await expect(builder).to_contain_text("An order over £5,000.00")
    await builder.get_by_role("button", name="Add a condition").press("Enter")
    await expect(builder.locator("[name='condition.1.field']")).to_be_focused()
    await builder.locator("[name='condition.1.field']").select_option("subject.cost_centre")
    await builder.locator("[name='condition.1.value']").fill("Marine")
    await expect(builder).to_contain_text("for cost centre Marine")
    await load_axe(page)
    assert await violations(page) == []
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await sideways(page) == 0
    await builder.get_by_role("button", name="Write an expression").press("Enter")
    text = builder.locator("[name='condition']")
    await expect(text).to_have_value('subject.amount > money("5000.00", "GBP") && subject.cost_centre == "Marine"')
    await text.fill("subject.total * 2 > 5")
    await builder.get_by_role("button", name="Show it as rows").press("Enter")
    await expect(builder).to_contain_text("Rows have no words for this expression")
    await builder.locator("[name='condition']").fill("subject.is_over_budget")
    await builder.get_by_role("button", name="Show it as rows").press("Enter")
    await expect(builder).to_contain_text("An order where it goes beyond a budget")
    await page.get_by_label("Step", exact=True).fill("Finance")
    await page.get_by_label("Group", exact=True).fill("Finance")
    await owner.press("Save policy")
    await owner.arrives_at("/admin/approval-policies$")
    await expect(page.get_by_text("An order where it goes beyond a budget")).to_be_visible()
