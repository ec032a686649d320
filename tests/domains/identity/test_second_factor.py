"""The authenticator, recovery codes and confirming that it is you, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hanse.domains.identity.types import AccountRef
from hanse.testing.installation import Installation
from tests.domains.identity.people import PASSWORD, Browser, code_of, list_events, mails_to, sign_on


class Protected:
    """A person with an authenticator."""

    def __init__(self, account: AccountRef, browser: Browser, secret: str, codes: list[str]) -> None:
        self.account, self.browser, self.secret, self.codes = account, browser, secret, codes
        self.email = str(account.email)


async def protect(installation: Installation, password: str = PASSWORD) -> Protected:
    """Log in and set up an authenticator on the security page."""
    account = await sign_on(installation, password=password)
    browser = Browser(installation)
    await browser.log_in(str(account.email), password)
    page = await browser.fill("/account/security/totp")
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page.text)
    assert secret is not None
    assert "<svg" in page.text
    code = code_of(secret[1], installation)
    done = await browser.fill("/account/security/totp/confirm", code=code, secret=secret[1])
    codes = re.findall(r"<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</li>", done.text)
    assert len(set(codes)) == 10
    installation.clock.advance(timedelta(seconds=60))
    return Protected(account, browser, secret[1], codes)


@pytest.fixture
async def robin(installation: Installation) -> Protected:
    return await protect(installation)


async def to_second_factor(installation: Installation, robin: Protected, then: str = "/") -> Browser:
    """A browser that gave the right password."""
    browser = Browser(installation)
    answer = await browser.log_in(robin.email, then=then)
    assert answer.headers["location"].startswith("/login/second-factor")
    await browser.visit("/login/second-factor")
    return browser


async def test_the_password_alone_is_no_session(installation: Installation, robin: Protected) -> None:
    browser = await to_second_factor(installation, robin)
    assert browser.token == ""
    assert (await browser.get("/v1/me")).status_code == 401
    assert (await browser.page("/account")).status_code == 303


async def test_password_and_code_log_in_and_lead_where_one_wanted(installation: Installation, robin: Protected) -> None:
    browser = Browser(installation)
    answer = await browser.log_in(robin.email, then="/account/sessions")
    assert answer.headers["location"] == "/login/second-factor?next=%2Faccount%2Fsessions"
    code = code_of(robin.secret, installation)
    done = await browser.fill("/login/second-factor", code=f"{code[:3]} {code[3:]}", next="/account/sessions")
    assert (done.status_code, done.headers["location"]) == (303, "/account/sessions")
    assert (await browser.get("/v1/me")).json()["email"] == robin.email


async def test_a_code_works_once(installation: Installation, robin: Protected) -> None:
    code = code_of(robin.secret, installation)
    first, second = await to_second_factor(installation, robin), await to_second_factor(installation, robin)
    assert (await first.fill("/login/second-factor", code=code)).status_code == 303
    assert (await second.fill("/login/second-factor", code=code)).status_code == 401
    assert second.token == ""


async def test_an_older_code_than_the_last_used_one_is_refused(installation: Installation, robin: Protected) -> None:
    browser, other = await to_second_factor(installation, robin), await to_second_factor(installation, robin)
    assert (await browser.fill("/login/second-factor", code=code_of(robin.secret, installation))).status_code == 303
    assert (await other.fill("/login/second-factor", code=code_of(robin.secret, installation, -1))).status_code == 401


@pytest.mark.parametrize(("steps", "status"), [(-1, 303), (1, 303), (-2, 401), (2, 401)])
async def test_clocks_may_differ_by_half_a_minute(
    installation: Installation, robin: Protected, steps: int, status: int
) -> None:
    browser = await to_second_factor(installation, robin)
    answer = await browser.fill("/login/second-factor", code=code_of(robin.secret, installation, steps))
    assert answer.status_code == status


async def test_after_five_wrong_codes_one_starts_again(installation: Installation, robin: Protected) -> None:
    browser = await to_second_factor(installation, robin)
    right = code_of(robin.secret, installation)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        assert (await browser.fill("/login/second-factor", code=wrong)).status_code == 401
    late = await browser.fill("/login/second-factor", code=right)
    assert late.status_code == 401
    assert "log in again from the start" in late.text


async def test_codes_cannot_be_guessed_with_many_challenges(installation: Installation, robin: Protected) -> None:
    statuses = []
    for _ in range(3):
        browser = await to_second_factor(installation, robin)
        statuses += [(await browser.fill("/login/second-factor", code="000000")).status_code for _ in range(4)]
    assert set(statuses[:9]) == {401}
    assert set(statuses[10:]) == {429}


async def test_the_challenge_ends(installation: Installation, robin: Protected) -> None:
    browser = await to_second_factor(installation, robin)
    installation.clock.advance(timedelta(minutes=11))
    answer = await browser.fill("/login/second-factor", code=code_of(robin.secret, installation))
    assert answer.status_code == 401


async def test_a_challenge_is_used_up_by_the_log_in(installation: Installation, robin: Protected) -> None:
    browser = await to_second_factor(installation, robin)
    challenge = str(browser.http.cookies.get("hanse_challenge"))
    await browser.fill("/login/second-factor", code=code_of(robin.secret, installation))
    installation.clock.advance(timedelta(seconds=30))
    body = {"challenge": challenge, "code": code_of(robin.secret, installation)}
    answer = await Browser(installation).post("/v1/sessions/second-factor", body)
    assert answer.status_code == 401


async def test_each_recovery_code_logs_in_once(installation: Installation, robin: Protected) -> None:
    code = robin.codes[3].upper().replace("-", " ")
    browser = await to_second_factor(installation, robin)
    assert (await browser.fill("/login/recovery", code=code)).status_code == 303
    again = await to_second_factor(installation, robin)
    assert (await again.fill("/login/recovery", code=code)).status_code == 401
    left = (await browser.get("/v1/account/security")).json()["recovery_codes_left"]
    assert left == 9
    assert "recovery_code_used" in [event["kind"] for event in await list_events(browser)]


async def test_new_recovery_codes_replace_the_old_ones(installation: Installation, robin: Protected) -> None:
    await robin.browser.visit("/account/security")
    page = await robin.browser.fill("/account/security/recovery-codes")
    fresh = re.findall(r"<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</li>", page.text)
    assert len(fresh) == 10
    browser = await to_second_factor(installation, robin)
    assert (await browser.fill("/login/recovery", code=robin.codes[0])).status_code == 401
    assert (await browser.fill("/login/recovery", code=fresh[0])).status_code == 303


async def test_programs_log_in_with_the_second_factor(installation: Installation, robin: Protected) -> None:
    program = Browser(installation)
    first = (await program.post("/v1/sessions", {"email": robin.email, "password": PASSWORD})).json()
    assert first["state"] == "second_factor_needed"
    assert first["session"] is None
    assert first["challenge"]["methods"] == ["totp", "recovery_code"]
    body = {"challenge": first["challenge"]["token"], "code": code_of(robin.secret, installation)}
    answer = await program.post("/v1/sessions/second-factor", body)
    assert answer.status_code == 201
    assert answer.json()["session"]["token"]


async def test_setting_up_needs_a_right_code(installation: Installation) -> None:
    account = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(account.email))
    page = await browser.fill("/account/security/totp")
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page.text)
    assert secret is not None
    answer = await browser.fill("/account/security/totp/confirm", code="123456", secret=secret[1])
    assert answer.status_code == 422
    assert "This is not the code the authenticator shows now" in answer.text
    assert secret[1] in answer.text
    assert (await Browser(installation).log_in(str(account.email))).headers["location"] == "/"


async def test_the_owner_is_told_by_mail(installation: Installation, robin: Protected) -> None:
    subjects = [mail.entry.subject for mail in await mails_to(installation, robin.email)]
    assert "An authenticator was set up" in subjects


async def test_sensitive_changes_ask_for_a_fresh_proof(installation: Installation, robin: Protected) -> None:
    installation.clock.advance(timedelta(minutes=11))
    for path in ("totp/remove", "recovery-codes", "totp"):
        await robin.browser.visit("/account/security")
        answer = await robin.browser.fill(f"/account/security/{path}")
        assert answer.headers["location"] == "/account/confirm?next=%2Faccount%2Fsecurity"
    api = await robin.browser.delete("/v1/account/totp", headers={"x-csrf-token": robin.browser.csrf})
    assert (api.status_code, api.json()["code"]) == (403, "confirm_it_is_you")
    assert (await robin.browser.get("/v1/account/security")).json()["has_totp"]


async def test_confirming_gives_a_new_session_that_may(installation: Installation, robin: Protected) -> None:
    installation.clock.advance(timedelta(minutes=11))
    old = robin.browser.token
    await robin.browser.visit("/account/confirm?next=/account/security")
    wrong = await robin.browser.fill("/account/confirm", password="not the password at all")
    assert wrong.status_code == 422
    assert robin.browser.token == old
    done = await robin.browser.fill(
        "/account/confirm", username=robin.email, password=PASSWORD, next="/account/security"
    )
    assert done.headers["location"] == "/account/security"
    assert robin.browser.token != old
    thief = Browser(installation)
    thief.http.cookies.set("hanse_session", old)
    assert (await thief.get("/v1/me")).status_code == 401
    await robin.browser.visit("/account/security")
    assert (await robin.browser.fill("/account/security/totp/remove")).headers["location"] == "/account/security"
    assert not (await robin.browser.get("/v1/account/security")).json()["has_totp"]


async def test_confirming_cannot_be_guessed(installation: Installation, robin: Protected) -> None:
    await robin.browser.visit("/account/confirm")
    statuses = [
        (await robin.browser.fill("/account/confirm", password=f"guess number {n} of many")).status_code
        for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]


async def test_a_short_password_keeps_its_second_factor(installation: Installation, robin: Protected) -> None:
    await robin.browser.visit("/account/security")
    changed = await robin.browser.fill(
        "/account/security/password", current_password=PASSWORD, new_password="kv7-Tor?m"
    )
    assert changed.status_code == 303
    await robin.browser.visit("/account/security")
    await robin.browser.fill("/account/security/totp/remove")
    assert (await robin.browser.get("/v1/account/security")).json()["has_totp"]


async def test_the_secret_is_not_given_again(installation: Installation, robin: Protected) -> None:
    for path in ("/account/security", "/account/activity"):
        assert robin.secret not in (await robin.browser.page(path)).text
    assert robin.secret not in (await robin.browser.get("/v1/account/security")).text
