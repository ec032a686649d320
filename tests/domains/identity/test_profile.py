"""What people change about themselves: name, language, time zone, e-mail address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.testing.installation import Installation
from tests.domains.identity.people import Browser, link_in_mail, mails_to, new_email, sign_on


@pytest.fixture
async def browser(installation: Installation) -> Browser:
    """Somebody who just logged in."""
    account = await sign_on(installation)
    found = Browser(installation)
    await found.log_in(str(account.email))
    return found


async def email_of(browser: Browser) -> str:
    return str((await browser.get("/v1/account")).json()["email"])


async def test_the_profile_is_saved_on_its_page(browser: Browser) -> None:
    await browser.visit("/account")
    answer = await browser.fill(
        "/account", display_name="  Robin \u202e Q. Reed ", locale="de-CH", timezone="Europe/Zurich"
    )
    assert answer.status_code == 303
    account = (await browser.get("/v1/account")).json()
    assert (account["display_name"], account["locale"], account["timezone"]) == (
        "Robin Q. Reed",
        "de-CH",
        "Europe/Zurich",
    )


async def test_an_empty_choice_follows_the_business(browser: Browser) -> None:
    await browser.visit("/account")
    await browser.fill("/account", display_name="Robin", locale="de-CH", timezone="Europe/Zurich")
    await browser.fill("/account", display_name="Robin", locale="", timezone="")
    account = (await browser.get("/v1/account")).json()
    assert (account["locale"], account["timezone"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "Europe/Atlantis"), ("locale", "xx-YY"), ("display_name", " \u200b ")]
)
async def test_what_nobody_knows_is_refused_at_its_field(browser: Browser, field: str, value: str) -> None:
    await browser.visit("/account")
    fields = {"display_name": "Robin", field: value}
    answer = await browser.fill("/account", **fields)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.text


async def test_a_name_never_becomes_markup(browser: Browser) -> None:
    await browser.visit("/account")
    await browser.fill("/account", display_name="<script>alert(1)</script>")
    page = await browser.page("/account")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_a_stale_profile_is_not_overwritten(browser: Browser) -> None:
    version = (await browser.get("/v1/account")).json()["version"]
    headers = {"x-csrf-token": browser.csrf, "origin": "http://hanse.test", "if-match": f'"{version}"'}
    first = await browser.patch("/v1/account", {"display_name": "First"}, headers=headers)
    assert first.status_code == 200
    second = await browser.patch("/v1/account", {"display_name": "Second"}, headers=headers)
    assert second.status_code == 412
    assert (await browser.get("/v1/account")).json()["display_name"] == "First"


async def test_the_new_address_counts_once_it_is_confirmed_there(installation: Installation, browser: Browser) -> None:
    old, new = await email_of(browser), new_email()
    await browser.visit("/account")
    assert (await browser.fill("/account/email", email=new)).status_code == 303
    link = await link_in_mail(installation, new, "/confirm-email?token=")
    assert await email_of(browser) == old
    assert (await Browser(installation).page(link)).status_code == 200
    assert await email_of(browser) == old
    reader = Browser(installation)
    await reader.visit(link)
    assert (await reader.fill("/confirm-email", token=link.partition("token=")[2])).status_code == 303
    assert await email_of(browser) == new
    assert (await mails_to(installation, old))[0].entry.subject == "Your e-mail address was changed"
    assert (await Browser(installation).log_in(new)).status_code == 303
    assert (await Browser(installation).log_in(old)).status_code == 401
    # Once only.
    assert (await reader.fill("/confirm-email", token=link.partition("token=")[2])).status_code == 410


async def test_the_link_for_a_new_address_ends_after_an_hour(installation: Installation, browser: Browser) -> None:
    new = new_email()
    await browser.visit("/account")
    await browser.fill("/account/email", email=new)
    link = await link_in_mail(installation, new, "/confirm-email?token=")
    installation.clock.advance(timedelta(hours=1))
    assert (await Browser(installation).page(link)).status_code == 410


async def test_an_address_of_somebody_else_is_answered_like_any_other(
    installation: Installation, browser: Browser
) -> None:
    other = await sign_on(installation)
    await browser.visit("/account")
    taken = await browser.fill("/account/email", email=str(other.email).upper())
    free = await browser.fill("/account/email", email=new_email())
    assert (taken.status_code, taken.headers["location"]) == (free.status_code, free.headers["location"])
    mail = (await mails_to(installation, str(other.email)))[0]
    assert mail.entry.subject == "Your e-mail address stays yours"
    assert mail.links == () or "token" not in " ".join(mail.links)


async def test_two_who_confirm_one_address_cannot_both_have_it(installation: Installation) -> None:
    new, links, browsers = new_email(), [], []
    for _ in range(2):
        account = await sign_on(installation)
        browser = Browser(installation)
        await browser.log_in(str(account.email))
        await browser.fill("/account/email", email=new)
        links.append(await link_in_mail(installation, new, "/confirm-email?token="))
        browsers.append(browser)
        installation.clock.advance(timedelta(seconds=1))
    statuses = []
    for link in links:
        reader = Browser(installation)
        await reader.visit(link)
        statuses.append((await reader.fill("/confirm-email", token=link.partition("token=")[2])).status_code)
    assert sorted(statuses) == [303, 409]
    assert [await email_of(browser) for browser in browsers].count(new) == 1


async def test_a_new_account_confirms_its_address(installation: Installation) -> None:
    from hanse.domains.identity.api import ensure_account

    email = new_email()
    async with installation.open(None) as ctx:
        await ensure_account(ctx, email, "New Person", "seven quiet herons over the harbour")
    link = await link_in_mail(installation, email, "/verify-email?token=")
    browser = Browser(installation)
    await browser.log_in(email)
    assert "Not confirmed" in (await browser.visit("/account")).text
    await browser.visit(link)
    assert (await browser.fill("/verify-email", token=link.partition("token=")[2])).status_code == 303
    assert "Not confirmed" not in (await browser.page("/account")).text


@pytest.mark.parametrize("path", ["/reset", "/verify-email", "/confirm-email"])
@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5_000, "%00"])
async def test_any_text_in_a_link_gets_a_page(installation: Installation, path: str, token: str) -> None:
    assert (await Browser(installation).page(f"{path}?token={token}")).status_code == 410
