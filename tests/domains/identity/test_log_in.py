"""Logging in with a password, as people and attackers do it: over HTTP, knowing only what pages and answers tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.platform.audit import AuditQuery
from hanse.testing.installation import Business, Installation
from tests.domains.identity.people import PASSWORD, Browser, counted, disable, list_events, new_email, sign_on, without


@pytest.fixture
def quick_hashes(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse passwords without the work of hashing, where only the number of tries matters."""

    async def refuse(*_: object) -> bool:
        return False

    monkeypatch.setattr(passwords_of(installation.services), "verify", refuse)


async def test_a_person_logs_in_and_sees_their_account(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    answer = await browser.log_in(str(person.email))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = await browser.page("/account")
    assert page.status_code == 200
    assert str(person.email) in page.text


async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    cookie = (await browser.log_in(str(person.email))).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


async def test_a_member_works_in_their_business_after_the_log_in(
    installation: Installation, business: Business
) -> None:
    browser = Browser(installation)
    await browser.log_in(business.owner.email, "a long sentence nobody guesses 47")
    me = (await browser.get("/v1/me")).json()
    assert me["tenant"]["handle"] == business.tenant.handle
    assert me["email"] == business.owner.email


async def test_unknown_wrong_and_disabled_are_answered_alike(installation: Installation) -> None:
    known, disabled = await sign_on(installation), await sign_on(installation)
    await disable(installation, disabled)
    texts = set()
    for email, password in (
        (new_email(), PASSWORD),
        (str(known.email), "another long sentence entirely"),
        (str(disabled.email), PASSWORD),
        ("no address at all", PASSWORD),
    ):
        browser = Browser(installation)
        await browser.visit("/login")
        answer = await browser.fill("/login", email=email, password=password, next="/")
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        texts.add(without(answer.text, email))
    assert len(texts) == 1


async def test_programs_get_one_problem_for_every_failed_log_in(installation: Installation) -> None:
    known = await sign_on(installation)
    bodies = []
    for email in (new_email(), str(known.email)):
        answer = await Browser(installation).post(
            "/v1/sessions", {"email": email, "password": "not the password at all"}
        )
        assert answer.status_code == 401
        bodies.append(answer.json())
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "log_in_failed"


async def test_a_failed_log_in_of_an_unknown_address_costs_the_same_work(installation: Installation) -> None:
    known = await sign_on(installation)
    work = []
    for email in (new_email(), str(known.email)):
        with counted(installation) as counts:
            await Browser(installation).post("/v1/sessions", {"email": email, "password": "not the password at all"})
        work.append(dict(counts))
    assert work[0] == work[1]
    assert work[0]["hashes"] == 1


async def test_programs_log_in_with_a_token_and_a_csrf_token(installation: Installation) -> None:
    person = await sign_on(installation)
    program = Browser(installation)
    answer = await program.post("/v1/sessions", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 201
    session = answer.json()["session"]
    cookie = {"cookie": f"hanse_session={session['token']}"}
    assert (await program.get("/v1/me", headers=cookie)).json()["email"] == person.email
    origin = {**cookie, "origin": "http://hanse.test"}
    refused = await program.post("/v1/sessions/log-out", headers=origin)
    assert refused.status_code == 403
    done = await program.post("/v1/sessions/log-out", headers={**origin, "x-csrf-token": session["csrf_token"]})
    assert done.status_code == 204


async def test_one_account_cannot_be_guessed_at_from_one_address(installation: Installation) -> None:
    person = await sign_on(installation)
    attacker = Browser(installation)
    await attacker.visit("/login")
    statuses = [
        (await attacker.fill("/login", email=str(person.email), password=f"guess number {n} of many")).status_code
        for n in range(12)
    ]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429] * 2
    # Neither does the right password get in while the limit holds, so a guesser learns nothing by going on.
    late = await attacker.fill("/login", email=str(person.email), password=PASSWORD)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    assert late.headers["ratelimit"].startswith('"log-in";r=0;t=')
    program = await attacker.post("/v1/sessions", {"email": person.email, "password": PASSWORD})
    assert program.headers["ratelimit-policy"] == '"log-in";q=10;w=900'
    # The owner, elsewhere, is not shut out.
    assert (await Browser(installation).log_in(str(person.email))).status_code == 303


async def test_many_accounts_cannot_be_tried_from_one_address(installation: Installation, quick_hashes: None) -> None:
    attacker = Browser(installation)
    statuses = [
        (await attacker.post("/v1/sessions", {"email": new_email(), "password": "the same for everybody"})).status_code
        for _ in range(62)
    ]
    assert statuses[:60] == [401] * 60
    assert statuses[60:] == [429] * 2


async def test_one_account_cannot_be_guessed_at_from_everywhere(installation: Installation, quick_hashes: None) -> None:
    person = await sign_on(installation)
    statuses = [
        (
            await Browser(installation).post(
                "/v1/sessions", {"email": person.email, "password": "a guess from elsewhere"}
            )
        ).status_code
        for _ in range(101)
    ]
    assert statuses.count(401) == 100
    assert statuses[-1] == 429


async def test_limits_end(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    for n in range(11):
        answer = await browser.post("/v1/sessions", {"email": person.email, "password": f"guess number {n} of many"})
    assert answer.status_code == 429
    installation.clock.advance(timedelta(minutes=16))
    assert (await browser.log_in(str(person.email))).status_code == 303


async def test_a_token_given_before_the_log_in_is_never_taken_over(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    planted = "p" * 43
    browser.http.cookies.set("hanse_session", planted, domain="hanse.test")
    await browser.log_in(str(person.email))
    assert browser.token not in ("", planted)
    thief = Browser(installation)
    thief.http.cookies.set("hanse_session", planted, domain="hanse.test")
    assert (await thief.get("/v1/me")).status_code == 401


async def test_logging_in_again_ends_the_session_before(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    old = browser.token
    await browser.visit("/account")
    answer = await browser.fill("/login", email=str(person.email), password=PASSWORD, next="/")
    assert answer.status_code == 303
    assert browser.token != old
    thief = Browser(installation)
    thief.http.cookies.set("hanse_session", old, domain="hanse.test")
    assert (await thief.get("/v1/me")).status_code == 401


async def test_the_way_back_never_leads_to_another_site(installation: Installation) -> None:
    person = await sign_on(installation)
    for target in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/%0d%0aset-cookie:x=1\r\nx: y",
        "http:/evil.example",
    ):
        browser = Browser(installation)
        answer = await browser.log_in(str(person.email), then=target)
        assert answer.status_code == 303
        location = answer.headers["location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        assert "evil.example/" not in location or location.startswith("/%")


async def test_the_way_back_leads_to_the_page_that_was_wanted(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    asked = await browser.page("/account/sessions")
    assert asked.headers["location"] == "/login?next=%2Faccount%2Fsessions"
    answer = await browser.log_in(str(person.email), then="/account/sessions")
    assert answer.headers["location"] == "/account/sessions"


async def test_a_log_in_form_of_another_site_is_refused(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.visit("/login")
    fields = {"email": str(person.email), "password": PASSWORD}
    foreign = await browser.submit("/login", fields, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert not browser.token


async def test_failed_and_good_log_ins_stand_in_the_accounts_history(installation: Installation) -> None:
    person = await sign_on(installation)
    await Browser(installation).post("/v1/sessions", {"email": person.email, "password": "not the password at all"})
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    kinds = [event["kind"] for event in await list_events(browser)]
    assert kinds == ["logged_in", "log_in_failed"]
    page = await browser.page("/account/activity")
    assert "Log-in failed: wrong password" in page.text
    assert "Firefox on Linux" in page.text


async def test_a_log_in_stands_in_the_businesss_audit_trail(installation: Installation, business: Business) -> None:
    await Browser(installation).log_in(business.owner.email, "a long sentence nobody guesses 47")
    async with business.open() as ctx:
        entries = (await ctx.services.audit.all_entries(ctx, AuditQuery())).items
    assert "account.log_in" in [entry.action for entry in entries]


async def test_passwords_may_begin_and_end_with_spaces(installation: Installation) -> None:
    password = "  leading and trailing spaces  "
    person = await sign_on(installation, password=password)
    assert (await Browser(installation).log_in(str(person.email), password)).status_code == 303
    assert (await Browser(installation).log_in(str(person.email), password.strip())).status_code == 401


async def test_the_same_password_from_another_keyboard_is_the_same(installation: Installation) -> None:
    person = await sign_on(installation, password="Über den Fluß zur Fähre hin")
    decomposed = "U\u0308ber den Fluß zur Fa\u0308hre hin"
    assert (await Browser(installation).log_in(str(person.email), decomposed)).status_code == 303


async def test_me_needs_no_statement_of_its_own(installation: Installation, business: Business) -> None:
    await business.owner.get("/v1/me")  # grants of the business's roles are remembered from here on
    with counted(installation) as counts:
        answer = await business.owner.get("/v1/me")
    assert answer.status_code == 200
    assert counts["lookups"] == 1
    assert counts["transactions"] == 0


async def test_the_demo_log_ins_are_shown_in_demo_mode_only(installation: Installation) -> None:
    assert "Log in as" not in (await Browser(installation).page("/login")).text
