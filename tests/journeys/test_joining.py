"""A business is founded, a colleague invited by mail, and sees only what the given role allows."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.async_api import expect

from hanse.testing.installation import PASSWORD
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_from_sign_up_to_a_colleague_who_may_only_look(visit: Visit) -> None:
    word = uuid4().hex[:8]
    founder_email, colleague_email = f"founder@{word}.example", f"colleague@{word}.example"
    founder = await visit()
    page = await founder.go("/signup")
    await page.get_by_label("Name of the business").fill(f"Lighthouse {word}")
    await page.get_by_label("Your name").fill("Founder")
    await page.get_by_label("E-mail").fill(founder_email)
    founder.watch.refusals.add(422)
    await page.locator("#field-password").fill("short")
    await founder.press("Create the business")
    await founder.sees("Use at least 15 characters")
    await page.locator("#field-password").fill(PASSWORD)
    await founder.press("Create the business")
    await founder.sees("Read your mail")
    await founder.go(await founder.link_of_mail(founder_email))
    await page.locator("#field-password").fill(PASSWORD)
    await founder.press("Create the business")
    await founder.arrives_at("/admin$")
    await founder.sees(f"Lighthouse {word}", "What needs you")

    await founder.follow("Invitations")
    await page.get_by_role("link", name="Invite").first.click()
    await page.get_by_label("E-mail").fill(colleague_email)
    await page.get_by_label("Viewer").first.check()
    await page.get_by_label("A few words of your own").fill("Have a look around")
    await founder.press("Send invitation")
    await founder.arrives_at("/admin/invitations")
    await founder.sees(colleague_email)

    link = await founder.link_of_mail(colleague_email, holding="/invitations/")
    colleague = await visit()
    page = await colleague.go(link)
    await colleague.sees(f"Join Lighthouse {word}", "Viewer", "Have a look around")
    await page.get_by_label("Your name").fill("Colleague")
    await page.locator("#field-password").fill(PASSWORD)
    await colleague.press("Accept the invitation")
    await colleague.arrives_at("/admin$")

    again = await visit()
    await again.log_in(colleague_email, PASSWORD)
    await again.arrives_at("/admin$")
    navigation = again.page.get_by_role("navigation", name="Main")
    await expect(navigation.get_by_role("link", name="Organizations")).to_be_visible()
    await expect(navigation.get_by_role("link", name="API keys")).to_have_count(0)
    await again.go("/admin/organizations")
    await expect(again.page.get_by_role("link", name="New organization")).to_have_count(0)
    await again.go("/admin/api-keys/new", status=403)
    await again.sees("Go to your workspace")

    used = await visit()
    await used.go(link, status=410)
    await used.sees("This invitation does not work any more")
