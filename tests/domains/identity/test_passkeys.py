"""Passkeys: adding, logging in, confirming, and every answer that must not count."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hanse.domains.identity.types import AccountRef
from hanse.testing.installation import Installation
from tests.domains.identity.authenticator import PRESENT, Device
from tests.domains.identity.people import Browser, disable, list_events, sign_on


class Holder:
    """A person with a passkey."""

    def __init__(self, account: AccountRef, browser: Browser, device: Device) -> None:
        self.account, self.browser, self.device = account, browser, device


async def add(browser: Browser, device: Device, name: str = "Work laptop") -> httpx.Response:
    """Add a device on the security page, as its script does."""
    begun = (await browser.script("/account/security/passkeys/begin")).json()
    credential = json.dumps(device.create(begun["options"]))
    return await browser.script(
        "/account/security/passkeys/finish", state=begun["state"], name=name, credential=credential
    )


async def begin(browser: Browser) -> dict[str, Any]:
    """Ask for a challenge on the log-in page."""
    await browser.visit("/login")
    begun: dict[str, Any] = (await browser.script("/login/passkey/begin")).json()
    return begun


async def finish(browser: Browser, state: str, credential: dict[str, Any], **fields: str) -> httpx.Response:
    return await browser.script("/login/passkey/finish", state=state, credential=json.dumps(credential), **fields)


async def log_in(installation: Installation, device: Device) -> tuple[Browser, httpx.Response]:
    """Log in with a device."""
    browser = Browser(installation)
    begun = await begin(browser)
    return browser, await finish(browser, begun["state"], device.get(begun["options"]), next="/account")


@pytest.fixture
async def holder(installation: Installation) -> Holder:
    account = await sign_on(installation)
    browser, device = Browser(installation), Device()
    await browser.log_in(str(account.email))
    assert (await add(browser, device)).json() == {"next": "/account/security"}
    return Holder(account, browser, device)


async def test_a_passkey_logs_in_without_a_name_or_password(installation: Installation, holder: Holder) -> None:
    browser, answer = await log_in(installation, holder.device)
    assert answer.json() == {"next": "/account"}
    me = (await browser.get("/v1/me")).json()
    assert (me["email"], me["authenticated_strongly"]) == (holder.account.email, True)
    assert (await list_events(browser))[0]["text"] == "Logged in with a passkey"


async def test_the_challenge_asks_for_a_verified_user_and_names_nobody(
    installation: Installation, holder: Holder
) -> None:
    begun = await begin(Browser(installation))
    assert begun["options"]["userVerification"] == "required"
    assert begun["options"]["rpId"] == "hanse.test"
    assert not begun["options"].get("allowCredentials")


async def test_a_challenge_is_used_once(installation: Installation, holder: Holder) -> None:
    browser = Browser(installation)
    begun = await begin(browser)
    answer = holder.device.get(begun["options"])
    assert (await finish(browser, begun["state"], answer)).status_code == 200
    assert (await finish(Browser(installation), begun["state"], answer)).status_code in (401, 403)
    other = Browser(installation)
    await other.visit("/login")
    assert (await finish(other, begun["state"], answer)).status_code == 401


async def test_a_failed_answer_uses_the_challenge_up(installation: Installation, holder: Holder) -> None:
    browser = Browser(installation)
    begun = await begin(browser)
    wrong = Device(credential_id=holder.device.credential_id, user_handle=holder.device.user_handle)
    assert (await finish(browser, begun["state"], wrong.get(begun["options"]))).status_code == 401
    assert (await finish(browser, begun["state"], holder.device.get(begun["options"]))).status_code == 401


async def test_a_challenge_ends_after_five_minutes(installation: Installation, holder: Holder) -> None:
    browser = Browser(installation)
    begun = await begin(browser)
    installation.clock.advance(timedelta(minutes=5))
    assert (await finish(browser, begun["state"], holder.device.get(begun["options"]))).status_code == 401


async def test_a_challenge_of_another_is_not_answered(installation: Installation, holder: Holder) -> None:
    first, second = Browser(installation), Browser(installation)
    one, two = await begin(first), await begin(second)
    assert (await finish(first, one["state"], holder.device.get(two["options"]))).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://hanse.test.evil.example"},
        {"relying_party": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"credential_id": b"nobody's credential"},
    ],
)
async def test_an_answer_from_elsewhere_or_unverified_does_not_count(
    installation: Installation, holder: Holder, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(holder.device, name, value)
    browser, answer = await log_in(installation, holder.device)
    assert (answer.status_code, answer.json()["code"]) == (401, "passkey_failed")
    assert browser.token == ""


async def test_a_counter_that_goes_back_is_refused_and_told(installation: Installation) -> None:
    account = await sign_on(installation)
    browser, device = Browser(installation), Device(count=5)
    await browser.log_in(str(account.email))
    await add(browser, device)
    assert (await log_in(installation, device))[1].status_code == 200
    copy = Device(count=4, credential_id=device.credential_id, user_handle=device.user_handle, key=device.key)
    assert (await log_in(installation, copy))[1].status_code == 401
    assert (await list_events(browser))[0]["kind"] == "passkey_refused"
    assert (await log_in(installation, device))[1].status_code == 200


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "not json", '{"id": 7}', '{"id": "AAAA", "response": {}}', "{" * 3_000, '"' + "x" * 30_000],
)
async def test_any_text_for_a_credential_is_refused(
    installation: Installation, holder: Holder, credential: str
) -> None:
    browser = Browser(installation)
    begun = await begin(browser)
    answer = await browser.script("/login/passkey/finish", state=begun["state"], credential=credential)
    assert answer.status_code in (401, 422)
    assert browser.token == ""


async def test_a_passkey_is_the_second_factor_too(installation: Installation, holder: Holder) -> None:
    from tests.domains.identity.test_second_factor import protect

    robin = await protect(installation)
    device = Device()
    await robin.browser.visit("/account/security")
    await add(robin.browser, device)
    browser = Browser(installation)
    await browser.log_in(robin.email)
    await browser.visit("/login/second-factor")
    begun = (await browser.script("/login/passkey/begin")).json()
    # Somebody else's passkey is not this person's second factor,
    other = holder.device.get(begun["options"])
    assert (await finish(browser, begun["state"], other, second_factor="1")).status_code == 401
    assert browser.token == ""
    begun = (await browser.script("/login/passkey/begin")).json()
    done = await finish(browser, begun["state"], device.get(begun["options"]), second_factor="1", next="/account")
    assert done.status_code == 200
    assert (await browser.get("/v1/me")).json()["email"] == robin.email


async def test_confirming_with_a_passkey(installation: Installation, holder: Holder) -> None:
    installation.clock.advance(timedelta(minutes=11))
    old = holder.browser.token
    await holder.browser.visit("/account/confirm")
    begun = (await holder.browser.script("/account/confirm/passkey/begin")).json()
    fields = {"state": begun["state"], "credential": json.dumps(holder.device.get(begun["options"]))}
    answer = await holder.browser.script("/account/confirm/passkey/finish", **fields, next="/account/security")
    assert answer.json() == {"next": "/account/security"}
    assert holder.browser.token != old
    assert (await holder.browser.get("/v1/me")).json()["authenticated_strongly"]


async def test_confirming_takes_ones_own_passkey_only(installation: Installation, holder: Holder) -> None:
    account = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(account.email))
    installation.clock.advance(timedelta(minutes=11))
    await browser.visit("/account/confirm")
    begun = (await browser.script("/account/confirm/passkey/begin")).json()
    fields = {"state": begun["state"], "credential": json.dumps(holder.device.get(begun["options"]))}
    assert (await browser.script("/account/confirm/passkey/finish", **fields)).status_code == 401


async def test_adding_needs_a_fresh_proof(installation: Installation, holder: Holder) -> None:
    installation.clock.advance(timedelta(minutes=11))
    answer = await holder.browser.script("/account/security/passkeys/begin")
    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_it_is_you")


async def test_one_device_is_added_once_and_to_one_account(installation: Installation, holder: Holder) -> None:
    assert (await add(holder.browser, holder.device)).status_code == 409
    account = await sign_on(installation)
    thief = Browser(installation)
    await thief.log_in(str(account.email))
    assert (await add(thief, holder.device)).status_code == 409


async def test_a_challenge_for_adding_belongs_to_who_asked(installation: Installation, holder: Holder) -> None:
    account = await sign_on(installation)
    other = Browser(installation)
    await other.log_in(str(account.email))
    begun = (await holder.browser.script("/account/security/passkeys/begin")).json()
    credential = json.dumps(Device().create(begun["options"]))
    answer = await other.script(
        "/account/security/passkeys/finish", state=begun["state"], name="x", credential=credential
    )
    assert answer.status_code == 401


async def test_a_passkey_is_renamed_and_removed(installation: Installation, holder: Holder) -> None:
    passkey = (await holder.browser.get("/v1/account/security")).json()["passkeys"][0]
    assert passkey["name"] == "Work laptop"
    path = f"/account/security/passkeys/{passkey['id']}"
    assert (await holder.browser.fill(f"{path}/rename", name="<b>Phone</b>")).status_code == 303
    page = (await holder.browser.page("/account/security")).text
    assert "&lt;b&gt;Phone&lt;/b&gt;" in page
    assert "<b>Phone" not in page
    assert (await holder.browser.fill(f"{path}/remove")).status_code == 303
    assert (await log_in(installation, holder.device))[1].status_code == 401


async def test_nobody_renames_or_removes_a_passkey_of_others(installation: Installation, holder: Holder) -> None:
    passkey = (await holder.browser.get("/v1/account/security")).json()["passkeys"][0]["id"]
    account = await sign_on(installation)
    other = Browser(installation)
    await other.log_in(str(account.email))
    assert (await other.fill(f"/account/security/passkeys/{passkey}/remove")).status_code == 404
    assert (await other.fill(f"/account/security/passkeys/{passkey}/rename", name="mine")).status_code == 404
    assert (await log_in(installation, holder.device))[1].status_code == 200


async def test_a_disabled_account_has_no_way_in(installation: Installation, holder: Holder) -> None:
    await disable(installation, holder.account)
    assert (await log_in(installation, holder.device))[1].status_code == 401
