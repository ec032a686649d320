"""A stranger applies on the public page, goes through the checklist, and trades after a decision."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.async_api import expect

from hanse.testing.installation import PASSWORD
from tests.journeys.conftest import Visit
from tests.journeys.visit import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


async def complete_checklist(applicant: Visitor, name: str) -> None:
    """Do every required step of the checklist for new vendors."""
    page = applicant.page
    await page.get_by_role("link", name="Where you are").click()
    await page.get_by_label("Street and number").fill("7 Slipway")
    await page.get_by_label("City").fill("Oban")
    await page.get_by_label("Postal code").fill("PA34 4AY")
    await page.get_by_label("Country").select_option("GB")
    await applicant.press("Save address")
    await applicant.arrives_at("/app/onboarding$")
    await page.get_by_role("link", name="Commercial register extract").click()
    files = {"name": "extract.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    await applicant.press("Upload")
    await applicant.arrives_at("/app/onboarding$")
    await page.get_by_role("link", name="Bank account for payouts").click()
    await page.get_by_label("Account holder").fill(name)
    await page.get_by_label("Country of the bank").select_option("GB")
    await page.get_by_label("IBAN or account number").fill("GB82 WEST 1234 5698 7654 32")
    await applicant.press("Save bank details")
    await applicant.arrives_at("/app/onboarding")
    await page.get_by_role("link", name="Terms of business").click()
    await page.get_by_label("I accept these terms").check()
    await applicant.press("Accept")
    await applicant.arrives_at("/app/onboarding")
    await applicant.sees("In review")


async def test_from_an_application_to_a_partner(visit: Visit) -> None:
    word = uuid4().hex[:8]
    email, name = f"yard@{word}.example", f"Yard {word}"
    applicant = await visit()
    page = await applicant.go("/t/nordhaven")
    await page.get_by_role("link", name="Become a partner").first.click()
    await applicant.arrives_at("/t/nordhaven/apply")
    await page.get_by_label("New vendor").check()
    await page.get_by_label("Name of your business").fill(name)
    await page.get_by_label("Country").select_option("GB")
    await page.get_by_label("Your name").fill("Yard office")
    await page.get_by_label("E-mail").fill(email)
    await page.locator("#field-password").fill(PASSWORD)
    await applicant.press("Apply")
    await applicant.sees("Read your mail")
    await applicant.go(await applicant.link_of_mail(email))
    await page.locator("#field-password").fill(PASSWORD)
    await applicant.press("Send the application")
    await applicant.arrives_at("/app/onboarding")
    await applicant.sees(f"Application of {name}")
    await complete_checklist(applicant, name)

    staff = await visit("sales@nordhaven.example")
    await staff.go("/admin/applications")
    await staff.page.get_by_role("link", name=name).click()
    await staff.sees("extract.pdf")
    link = await staff.page.get_by_role("link", name="extract.pdf").first.get_attribute("href")
    document = await staff.context.request.get(f"{staff.server.url}{link}")
    assert document.status == 200
    assert await document.body() == PDF
    await staff.press("Approve")
    await staff.said("The applicant is a partner now")
    await expect(staff.page.get_by_text("Active", exact=True).first).to_be_visible()

    await applicant.go("/app")
    await applicant.sees(name)
    partner = await visit()
    await partner.log_in(email, PASSWORD, path="/t/nordhaven/login")
    await partner.arrives_at("/app$")
    assert name in (await partner.mail(email, "")).text
