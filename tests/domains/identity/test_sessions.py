"""Sessions: where one is logged in, ending them, and how they end by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.testing.installation import Business, Installation
from tests.domains.identity.people import PASSWORD, Browser, disable, sign_on

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


async def test_a_stolen_cookie_is_worth_nothing_after_the_log_out(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    stolen = browser.token
    answer = await browser.fill("/logout")
    assert answer.headers["location"] == "/login"
    assert "hanse_session=; Path=/; SameSite=Lax; HttpOnly; Max-Age=0" in answer.headers.get_list("set-cookie")
    thief = Browser(installation)
    thief.http.cookies.set("hanse_session", stolen)
    assert (await thief.get("/v1/me")).json()["code"] == "session_ended"
    assert (await thief.page("/account")).headers["location"].startswith("/login?next=")


async def test_one_cannot_be_logged_out_by_a_link_or_another_site(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    assert (await browser.page("/logout")).status_code == 405
    assert (await browser.submit("/logout", {}, headers={"origin": "https://evil.example"})).status_code == 403
    assert (await browser.submit("/logout", {"csrf_token": "0" * 64})).status_code == 403
    assert (await browser.get("/v1/me")).status_code == 200


async def test_the_list_names_devices_and_the_present_one(installation: Installation) -> None:
    person = await sign_on(installation)
    laptop, office = Browser(installation), Browser(installation, agent=CHROME)
    await laptop.log_in(str(person.email))
    await office.log_in(str(person.email))
    items = (await office.get("/v1/sessions")).json()["items"]
    assert {(item["device"], item["is_current"]) for item in items} == {
        ("Chrome on Windows", True),
        ("Firefox on Linux", False),
    }
    assert {item["ip"] for item in items} == {laptop.address, office.address}
    page = await office.page("/account/sessions")
    assert "This device" in page.text
    assert "Firefox on Linux" in page.text
    assert laptop.token not in page.text


async def test_a_session_ended_from_elsewhere_is_refused_at_once(installation: Installation) -> None:
    person = await sign_on(installation)
    laptop, office = Browser(installation), Browser(installation)
    await laptop.log_in(str(person.email))
    await office.log_in(str(person.email))
    other = next(item for item in (await office.get("/v1/sessions")).json()["items"] if not item["is_current"])
    await office.visit("/account/sessions")
    assert (await office.fill(f"/account/sessions/{other['id']}/end")).status_code == 303
    assert (await laptop.get("/v1/me")).status_code == 401
    assert (await office.get("/v1/me")).status_code == 200


async def test_all_other_sessions_end_together(installation: Installation) -> None:
    person = await sign_on(installation)
    browsers = [Browser(installation) for _ in range(4)]
    for browser in browsers:
        await browser.log_in(str(person.email))
    await browsers[0].visit("/account/sessions")
    answer = await browsers[0].fill("/account/sessions/end-others")
    assert answer.status_code == 303
    assert [(await browser.get("/v1/me")).status_code for browser in browsers] == [200, 401, 401, 401]


async def test_nobody_ends_sessions_of_others(installation: Installation) -> None:
    victim, attacker = await sign_on(installation), await sign_on(installation)
    theirs, mine = Browser(installation), Browser(installation)
    await theirs.log_in(str(victim.email))
    await mine.log_in(str(attacker.email))
    session = (await theirs.get("/v1/sessions")).json()["items"][0]["id"]
    headers = {"x-csrf-token": mine.csrf, "origin": "http://hanse.test"}
    foreign = await mine.delete(f"/v1/sessions/{session}", headers=headers)
    absent = await mine.delete("/v1/sessions/ses_00000000000000000000000000", headers=headers)
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert (await theirs.get("/v1/me")).status_code == 200


async def test_an_unused_session_ends(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    idle = timedelta(minutes=installation.services.settings.session_idle_minutes)
    installation.clock.advance(idle - timedelta(minutes=1))
    assert (await browser.get("/v1/me")).status_code == 200
    installation.clock.advance(idle - timedelta(minutes=1))
    assert (await browser.get("/v1/me")).status_code == 200
    installation.clock.advance(idle)
    assert (await browser.get("/v1/me")).status_code == 401


async def test_a_used_session_ends_too(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    lifetime = timedelta(hours=installation.services.settings.session_lifetime_hours)
    step = timedelta(hours=8)
    passed = step
    while passed < lifetime:
        installation.clock.advance(step)
        assert (await browser.get("/v1/me")).status_code == 200
        passed += step
    installation.clock.advance(step)
    assert (await browser.get("/v1/me")).status_code == 401


async def test_a_disabled_account_is_out_at_once_and_stays_out(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    await disable(installation, person)
    assert (await browser.get("/v1/me")).status_code == 401
    assert (await Browser(installation).log_in(str(person.email))).status_code == 401
    reset = await Browser(installation).post("/v1/password-resets", {"email": person.email})
    assert reset.status_code in (202, 204)


async def test_a_businesss_owner_decides_over_no_account(installation: Installation, business: Business) -> None:
    routes = [route.path for route in installation.services.registry.routes]
    assert not [path for path in routes if "disable" in path or "enable" in path]


async def test_no_session_token_is_stored(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    async with installation.open(None) as ctx:
        row = await ctx.db.one("SELECT * FROM session_list(%(id)s, %(now)s, 1000)", {"id": person.id, "now": ctx.now})
    assert browser.token not in str(row)
    assert bytes(row["token_hash"]) != browser.token.encode()


@pytest.mark.parametrize("table", ["accounts", "sessions", "account_tokens", "account_totp", "external_identities"])
async def test_the_application_reads_no_account_directly(installation: Installation, table: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with installation.open(None) as ctx:
            await ctx.db.all(f"SELECT * FROM {table}")  # type: ignore[arg-type]


async def test_dark_and_light_are_remembered(installation: Installation) -> None:
    browser = Browser(installation)
    await browser.visit("/login")
    answer = await browser.fill("/theme", theme="dark", back="/login")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert 'data-theme="dark"' in (await browser.page("/login")).text
    away = await browser.fill("/theme", theme="light", back="//evil.example")
    assert away.headers["location"] == "/"


async def test_a_password_is_needed_again_after_the_session(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    await browser.fill("/logout")
    assert (await browser.log_in(str(person.email), PASSWORD)).status_code == 303
