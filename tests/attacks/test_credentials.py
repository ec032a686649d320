"""Attacks 16, 31 and 34: guessing, fixation, replays, stolen cookies, repeated requests, and clocks that jump."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from hanse.testing.installation import PASSWORD, Business, Client, Installation, Person
from tests.attacks.visits import csrf_of, link_to, stranger_at


def with_cookie(app: Any, token: str, csrf: str = "") -> Client:
    client = Client(app, csrf=csrf)
    client.http.cookies.set("hanse_session", token)
    return client


async def enter(installation: Installation, email: str, password: str = PASSWORD) -> Client:
    """A browser after logging in on the page."""
    visitor = stranger_at(installation)
    fields = {"email": email, "password": password, "csrf_token": await csrf_of(visitor, "/login")}
    answer = await visitor.submit("/login", fields)
    assert answer.status_code == 303, answer.text
    return visitor


# ---- guessing, fixation, theft (34) --------------------------------------------------------------------------------


async def test_guessing_stops_being_answered(business: Business, installation: Installation) -> None:
    visitor = stranger_at(installation)
    body = {"email": business.owner.email, "password": "not the one"}
    statuses = [(await visitor.post("/v1/sessions", body)).status_code for _ in range(15)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    right = await visitor.post("/v1/sessions", {**body, "password": PASSWORD})
    assert right.status_code == 429  # the guesser does not learn that this one was right
    elsewhere = stranger_at(installation)
    assert (await elsewhere.post("/v1/sessions", {**body, "password": PASSWORD})).status_code == 201


async def test_one_address_does_not_try_many_accounts(installation: Installation) -> None:
    visitor = stranger_at(installation)
    statuses = [
        (await visitor.post("/v1/sessions", {"email": f"p{number}@spray.example", "password": "x"})).status_code
        for number in range(65)
    ]
    assert statuses[-1] == 429


async def test_a_planted_session_is_never_adopted(business: Business, installation: Installation) -> None:
    visitor = stranger_at(installation)
    token = await csrf_of(visitor, "/login")
    visitor.http.cookies.set("hanse_session", "planted-by-somebody-else-0123456789abcdefghij")
    fields = {"email": business.owner.email, "password": PASSWORD, "csrf_token": token}
    answer = await visitor.submit("/login", fields)
    assert answer.status_code == 303
    given = [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith("hanse_session=")]
    assert len(given) == 1
    assert "planted" not in given[0]


async def test_every_change_of_privilege_has_a_new_token(business: Business, installation: Installation) -> None:
    tokens = [business.owner.session.token]
    client = with_cookie(installation.app, tokens[0], business.owner.csrf)
    for path, body in (
        ("/v1/sessions/confirm", {"password": PASSWORD}),
        ("/v1/session/organization", {"organization_id": None}),
        ("/v1/account/password", {"current_password": PASSWORD, "new_password": "the next long sentence 61 herons"}),
    ):
        answer = await client.post(path, body)
        assert answer.status_code in (200, 201), f"{path}: {answer.text}"
        session = answer.json().get("session") or answer.json()
        assert session["token"] not in tokens
        assert (await client.get("/v1/me")).status_code == 401, f"the old token lives on after {path}"
        tokens.append(session["token"])
        client = with_cookie(installation.app, session["token"], session["csrf_token"])
    assert (await client.get("/v1/me")).status_code == 200


async def test_a_stolen_cookie_ends_with_the_log_out(business: Business, installation: Installation) -> None:
    browser = await enter(installation, business.owner.email)
    stolen = with_cookie(installation.app, browser.http.cookies["hanse_session"])
    assert (await stolen.get("/v1/me")).status_code == 200
    token = await csrf_of(browser, "/account")
    assert (await browser.submit("/logout", {"csrf_token": token})).status_code == 303
    for path in ("/v1/me", "/v1/tenant", "/v1/sessions"):
        assert (await stolen.get(path)).status_code == 401
    assert (await stolen.page("/admin")).headers["location"].startswith("/login")


async def test_a_new_password_ends_every_session(business: Business, installation: Installation) -> None:
    others = [await enter(installation, business.owner.email) for _ in range(3)]
    body = {"current_password": PASSWORD, "new_password": "the next long sentence 62 herons"}
    assert (await business.owner.post("/v1/account/password", body)).status_code == 200
    assert [(await other.get("/v1/me")).status_code for other in others] == [401, 401, 401]


async def test_one_session_is_not_anothers(business: Business, other_business: Business) -> None:
    mine = (await business.owner.get("/v1/sessions")).json()["items"]
    theirs = (await other_business.owner.get("/v1/sessions")).json()["items"][0]["id"]
    assert theirs not in [item["id"] for item in mine]
    assert (await business.owner.delete(f"/v1/sessions/{theirs}")).status_code == 404
    assert (await other_business.owner.get("/v1/me")).status_code == 200


async def second_factor(person: Person, installation: Installation) -> tuple[str, list[str]]:
    secret = (await person.post("/v1/account/totp")).json()["secret"]
    code = pyotp.TOTP(secret).at(installation.clock.now())
    confirmed = await person.post("/v1/account/totp/confirm", {"code": code})
    assert confirmed.status_code == 200, confirmed.text
    return secret, confirmed.json()["codes"]


async def challenge(installation: Installation, email: str) -> tuple[Client, str]:
    visitor = stranger_at(installation)
    outcome = (await visitor.post("/v1/sessions", {"email": email, "password": PASSWORD})).json()
    assert outcome["state"] == "second_factor_needed"
    return visitor, outcome["challenge"]["token"]


async def test_a_code_is_good_once_even_for_two_at_the_same_moment(apart: Installation) -> None:
    business = await apart.found()
    secret, codes = await second_factor(business.owner, apart)
    apart.clock.advance(timedelta(seconds=60))
    code = pyotp.TOTP(secret).at(apart.clock.now())
    for used in (code, codes[0]):
        tries = [await challenge(apart, business.owner.email) for _ in range(3)]
        answers = await asyncio.gather(
            *(
                visitor.post("/v1/sessions/second-factor", {"challenge": token, "code": used})
                for visitor, token in tries
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 401, 401]
        visitor, token = await challenge(apart, business.owner.email)
        late = await visitor.post("/v1/sessions/second-factor", {"challenge": token, "code": used})
        assert late.status_code == 401


async def test_codes_cannot_be_guessed(apart: Installation) -> None:
    business = await apart.found()
    await second_factor(business.owner, apart)
    visitor, token = await challenge(apart, business.owner.email)
    bodies = [{"challenge": token, "code": f"{number:06}"} for number in range(8)]
    statuses = [(await visitor.post("/v1/sessions/second-factor", body)).status_code for body in bodies]
    assert set(statuses) <= {401, 429}
    again, fresh = await challenge(apart, business.owner.email)
    for number in range(10):
        last = await again.post("/v1/sessions/second-factor", {"challenge": fresh, "code": f"{number:06}"})
    assert last.status_code in (401, 429)
    # The challenge of one log-in opens no other account, and nothing without the code.
    assert (await with_cookie(apart.app, token).get("/v1/me")).status_code == 401


# ---- the clock (31) ------------------------------------------------------------------------------------------------


async def test_a_clock_that_goes_back_and_forth_revives_nothing(apart: Installation) -> None:
    business = await apart.found()
    role = str(await business.role("viewer"))
    body = {"email": "late@clock.example", "assignments": [{"role_id": role}]}
    assert (await business.owner.post("/v1/invitations", body)).status_code == 201
    token = (await link_to(apart, "late@clock.example", "/invitations/")).rpartition("/")[2]
    await stranger_at(apart).post("/v1/password-resets", {"email": business.owner.email})
    reset = (await link_to(apart, business.owner.email, "/reset?token=")).partition("token=")[2]
    ended = await enter(apart, business.owner.email)
    csrf = await csrf_of(ended, "/account")
    await ended.submit("/logout", {"csrf_token": csrf})

    apart.clock.advance(timedelta(days=8))
    joining = {"token": token, "display_name": "Late", "password": "a sentence for somebody late 44"}
    assert (await stranger_at(apart).post("/v1/invitations/accept", joining)).status_code == 404
    new = {"token": reset, "password": "a sentence for somebody late 45"}
    assert (await stranger_at(apart).post("/v1/password-resets/use", new)).status_code == 410
    assert (await business.owner.get("/v1/me")).status_code == 401

    # What was ended stays ended, whatever the clock says now.
    apart.clock.advance(timedelta(days=-8, hours=-1))
    assert (await ended.get("/v1/me")).status_code == 401


# ---- repeated requests (16) ----------------------------------------------------------------------------------------


async def test_one_key_one_effect(business: Business) -> None:
    headers = {"idempotency-key": "once"}
    body = {"name": "Once"}
    answers = await asyncio.gather(
        *(business.owner.post("/v1/organizations", body, headers=headers) for _ in range(12))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 409)
    again = await business.owner.post("/v1/organizations", body, headers=headers)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert len((await business.owner.get("/v1/organizations")).json()["items"]) == 1


async def test_a_key_stands_for_one_request_of_one_person(business: Business) -> None:
    headers = {"idempotency-key": "mine"}
    first = await business.owner.post("/v1/organizations", {"name": "Mine"}, headers=headers)
    assert first.status_code == 201
    other_body = await business.owner.post("/v1/organizations", {"name": "Other"}, headers=headers)
    assert (other_body.status_code, other_body.json()["code"]) == (422, "idempotency_key_reused")
    colleague = await business.join("admin")
    theirs = await colleague.post("/v1/organizations", {"name": "Mine"}, headers=headers)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != first.json()["id"]
    program = await business.key("organization.create", "organization.view")
    assert (
        "idempotent-replayed"
        not in (await program.post("/v1/organizations", {"name": "Mine"}, headers=headers)).headers
    )


async def test_a_refused_request_leaves_its_key_free(business: Business) -> None:
    headers = {"idempotency-key": "try-again"}
    for _ in range(2):
        assert (await business.owner.post("/v1/organizations", {"name": ""}, headers=headers)).status_code == 422
    assert (await business.owner.post("/v1/organizations", {"name": "Now"}, headers=headers)).status_code == 201


@pytest.mark.parametrize("way", ["suspend", "role", "log out"])
async def test_nothing_is_replayed_to_who_lost_the_right(way: str, business: Business) -> None:
    person = await business.join("admin")
    headers = {"idempotency-key": f"before-{way.replace(' ', '-')}"}
    assert (await person.post("/v1/organizations", {"name": "Before"}, headers=headers)).status_code == 201
    if way == "suspend":
        await business.owner.post(f"/v1/members/{person.member_id}/suspend", {"reason": "for a test"})
    elif way == "role":
        found = (await business.owner.get(f"/v1/members/{person.member_id}")).json()
        await business.owner.delete(f"/v1/members/{person.member_id}/roles/{found['assignments'][0]['id']}")
    else:
        assert (await person.post("/v1/sessions/log-out")).status_code == 204
    answer = await person.post("/v1/organizations", {"name": "Before"}, headers=headers)
    assert answer.status_code in (401, 403)
    assert "Before" not in answer.text


async def test_an_answer_with_a_token_belongs_to_its_session(business: Business, installation: Installation) -> None:
    """Attack 16: a repetition from another of one's sessions gets no token that another session was given."""
    headers = {"idempotency-key": "switching"}
    first = await enter(installation, business.owner.email)
    first.csrf = await csrf_of(first, "/account")
    made = await first.post("/v1/session/organization", {"organization_id": None}, headers=headers)
    assert made.status_code == 200
    second = await enter(installation, business.owner.email)
    second.csrf = await csrf_of(second, "/account")
    answer = await second.post("/v1/session/organization", {"organization_id": None}, headers=headers)
    assert answer.status_code in (200, 409)
    assert made.json()["session"]["token"] not in answer.text
