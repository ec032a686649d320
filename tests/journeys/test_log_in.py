"""Getting in: passwords, forgotten ones, the authenticator, recovery codes, passkeys, and ending sessions elsewhere."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
from playwright.async_api import expect

from hanse.testing.installation import PASSWORD, Business, Installation
from tests.journeys.conftest import Visit
from tests.journeys.visit import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW_PASSWORD = "four words that rhyme not 88"
STEP = 30  # seconds one code of an authenticator holds


@pytest.fixture
async def business(site: Installation) -> Business:
    """A business whose founder can log in with PASSWORD."""
    return await site.found("Harbour Lanterns")


async def set_up_authenticator(visitor: Visitor) -> tuple[str, list[str]]:
    """Set up an authenticator on the security page; gives its secret and the recovery codes."""
    page = await visitor.go("/account/security")
    await visitor.press("Set up an authenticator")
    secret = re.sub(r"\s", "", await page.locator("input[name=secret]").input_value())
    visitor.watch.refusals |= {401, 422}
    # Six digits send the form by themselves.
    await page.get_by_label("Code of six digits").fill("000000")
    await expect(page.locator(".notice, .field-error").first).to_be_visible()
    await expect(page.get_by_role("img", name="QR code for the authenticator")).to_be_visible()
    await page.get_by_label("Code of six digits").fill(pyotp.TOTP(secret).now())
    await visitor.sees("Your authenticator is set up")
    codes = [text.strip() for text in await page.locator(".secret-list li").all_inner_texts()]
    assert len(set(codes)) == 10
    return secret, codes


def coming_code(secret: str) -> str:
    """The code of the coming half minute: the present one was used to set up, and none works twice."""
    return pyotp.TOTP(secret).at(int(time.time()) + STEP)


async def test_a_wrong_password_says_so_and_a_mail_sets_a_new_one(visit: Visit, business: Business) -> None:
    owner = business.owner
    visitor = await visit()
    visitor.watch.refusals.add(401)
    await visitor.log_in(owner.email, "not the password")
    await visitor.sees("E-mail and password do not match an account")
    await expect(visitor.page.get_by_label("E-mail")).to_have_value(owner.email)
    await expect(visitor.page.locator("#field-password")).to_have_value("")

    await visitor.follow("Forgotten?")
    await visitor.page.get_by_label("E-mail").fill(owner.email)
    await visitor.press("Send the link")
    await visitor.sees("Look into your mail")
    link = await visitor.link_of_mail(owner.email, "password")
    await visitor.go(link)
    await visitor.page.locator("#field-password").fill(NEW_PASSWORD)
    await visitor.press("Set the password")
    await visitor.arrives_at("/login")
    await visitor.said("Your new password is set")

    await visitor.log_in(owner.email, NEW_PASSWORD)
    await visitor.arrives_at("/admin")
    await visitor.go(link, status=410)
    await visitor.sees("This link does not work any more")


async def test_the_log_in_by_keyboard_alone(visit: Visit, business: Business) -> None:
    visitor = await visit()
    page = await visitor.go("/account")
    await visitor.arrives_at("/login")
    await page.get_by_label("E-mail").focus()
    await page.keyboard.type(business.owner.email)
    await page.keyboard.press("Tab")
    await expect(page.locator("#field-password")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await visitor.arrives_at("/account$")


async def test_an_authenticator_guards_the_log_in_and_a_recovery_code_replaces_it_once(
    visit: Visit, business: Business
) -> None:
    owner = business.owner
    secret, codes = await set_up_authenticator(await visit(owner))

    visitor = await visit()
    visitor.watch.refusals.add(401)
    await visitor.log_in(owner.email, PASSWORD)
    await visitor.arrives_at("/login/second-factor")
    code = visitor.page.get_by_label("Code of six digits")
    await expect(code).to_be_focused()
    await code.fill("000000")
    await visitor.sees("This code does not work")
    await code.fill(coming_code(secret))
    await visitor.arrives_at("/admin")

    for again in range(2):
        other = await visit()
        other.watch.refusals.add(401)
        await other.log_in(owner.email, PASSWORD)
        await other.follow("Use a recovery code")
        await other.page.get_by_label("Recovery code").fill(codes[3].upper())
        await other.press("Continue")
        if again:
            await other.sees("does not work")
        else:
            await other.arrives_at("/admin")
            await other.go("/account/security")
            await other.sees("9 recovery codes left")


async def test_a_passkey_logs_in_without_a_password(visit: Visit, business: Business) -> None:
    visitor = await visit(business.owner)
    page = visitor.page
    authenticator = await visitor.context.new_cdp_session(page)
    await authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await visitor.go("/account/security")
    await page.get_by_label("Name of the new passkey").fill("Work laptop")
    await visitor.press("Add a passkey")
    await expect(page.get_by_text("Work laptop", exact=True)).to_be_visible()

    await page.get_by_role("button", name="account of").or_(page.locator("[popovertarget=user-menu]")).first.click()
    await visitor.press("Log out")
    await visitor.arrives_at("/login")
    await visitor.said("You are logged out")
    await visitor.press("Log in with a passkey")
    await visitor.arrives_at("/admin")
    await visitor.go("/account/security")
    await visitor.sees("last used")

    await page.get_by_role("link", name="Rename").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("Old laptop")
    await visitor.press("Save name")
    await visitor.sees("Old laptop")
    await page.locator("li", has_text="Old laptop").get_by_role("button", name="Remove").click()
    await page.locator("#confirm").get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("Old laptop")).to_have_count(0)


async def test_a_session_elsewhere_is_ended_at_once(visit: Visit, business: Business) -> None:
    here = await visit(business.owner)
    there = await visit(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    await there.log_in(business.owner.email, PASSWORD)
    await there.arrives_at("/admin")
    await here.go("/account/sessions")
    await here.sees("This device")
    await here.page.locator("li", has_text="Firefox").get_by_role("button", name="Log out").click()
    await here.page.locator("#confirm").get_by_role("button", name="Log out").click()
    await expect(here.page.locator("li", has_text="Firefox")).to_have_count(0)
    await there.page.reload()
    await there.arrives_at("/login")
    await there.sees("Log in")
