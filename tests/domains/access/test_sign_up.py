"""Founding a business: all of it or nothing, under a handle that is free, by somebody who proved who they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.identity.adapters.passwords import Passwords
from hanse.kit.ids import uuid7
from hanse.platform.db.transaction import Transaction
from hanse.testing.installation import Business, Client, Installation, names
from tests.domains.access.people import PASSWORD, details, fresh_email, with_session


def facts(**more: Any) -> dict[str, Any]:
    """What a visitor sends."""
    tail = uuid7().hex[-10:]
    return {
        "name": f"Harbour {tail}",
        "handle": f"harbour-{tail}",
        "display_name": "Frida Founder",
        "email": fresh_email(),
        "password": PASSWORD,
        **more,
    }


async def found(installation: Installation, client: Client, body: dict[str, Any]) -> Any:
    """Try to found a business, through the mailed link where there is one; gives the last answer."""
    answer = await client.post("/v1/tenants", body)
    if answer.status_code != 201 or answer.json()["state"] == "founded":
        return answer
    assert answer.json() == {"state": "mail_sent", "business": None}
    link = await installation.mailed_link(body["email"].lower(), "/signup/confirm?token=")
    return await client.post("/v1/tenants/confirm", {"token": link.partition("token=")[2], "password": PASSWORD})


def business_of(answer: Any) -> dict[str, Any]:
    """What was founded, whichever way."""
    body: dict[str, Any] = answer.json()
    return body.get("business") or body


async def test_a_visitor_founds_a_business_and_is_its_owner(installation: Installation) -> None:
    answer = await found(installation, installation.visitor(), facts(currency="GBP", timezone="Europe/London"))
    assert answer.status_code == 201, answer.text
    owner = with_session(installation, answer)
    assert (await owner.get("/v1/tenant")).json()["currency"] == "GBP"
    (me,) = (await owner.get("/v1/members")).json()["items"]
    assert [item["role"] for item in me["assignments"]] == ["Owner"]
    roles = (await owner.get("/v1/roles")).json()["items"]
    assert names(roles) == [
        *("Owner", "Administrator", "Manager", "Approver", "Member", "Viewer"),
        *("Company administrator", "Buyer", "Approver", "Finance", "Vendor manager", "Viewer"),
    ]


async def test_a_taken_handle_comes_with_a_free_one(installation: Installation, business: Business) -> None:
    taken = business.tenant.handle
    email = fresh_email()
    answer = await found(installation, installation.visitor(), facts(handle=taken, email=email))
    assert details(answer) == (409, "handle_taken")
    problem = answer.json()
    assert problem["errors"][0]["path"] == "handle"
    assert problem["extra"]["suggestion"] == f"{taken}-2"
    assert problem["extra"]["suggestion"] in problem["errors"][0]["message"]
    again = await found(installation, installation.visitor(), facts(handle=problem["extra"]["suggestion"], email=email))
    assert again.status_code == 201, "nothing of the first try stayed, not even the account"


async def test_a_handle_left_out_is_made_of_the_name(installation: Installation, business: Business) -> None:
    first, second = facts(name="Köhler & Söhne Hafen"), facts(name="Köhler & Söhne Hafen")
    del first["handle"], second["handle"]
    one = business_of(await found(installation, installation.visitor(), first))["handle"]
    two = business_of(await found(installation, installation.visitor(), second))["handle"]
    assert one.startswith("kohler-sohne-hafen")
    assert two != one
    assert two.startswith("kohler-sohne-hafen-")
    nameless = facts(name="株式会社")
    del nameless["handle"]
    answer = await found(installation, installation.visitor(), nameless)
    assert answer.json()["errors"][0]["path"] == "handle"


async def test_an_answer_never_tells_whether_an_address_has_an_account(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, known = facts(), facts(email=business.owner.email.upper())
    answers = []
    for body in (new, known):
        statements: list[str] = []
        with monkeypatch.context() as patch:
            watch(patch, statements)
            answer = await installation.visitor().post("/v1/tenants", body)
        answers.append((answer.status_code, answer.json(), statements))
    assert answers[0] == answers[1], "also the work done before the answer is the same"
    assert answers[0][:2] == (201, {"state": "mail_sent", "business": None})
    refused = await installation.visitor().post("/v1/tenants", facts(email=business.owner.email, password="short"))
    assert refused.status_code == 422
    link = await installation.mailed_link(business.owner.email, "/login?next=")
    assert link == "/login?next=/signup"
    assert "/signup/confirm?token=" in await installation.mailed_link(new["email"], "/signup")


async def test_the_password_is_hashed_before_a_connection_is_taken(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real = Passwords.hash

    async def hashing(self: Passwords, password: str) -> str:
        order.append("hash")
        return await real(self, password)

    monkeypatch.setattr(Passwords, "hash", hashing)
    watch(monkeypatch, order)
    assert (await installation.visitor().post("/v1/tenants", facts())).status_code == 201
    assert order[0] == "hash"
    assert len(order) > 1


def watch(patch: pytest.MonkeyPatch, seen: list[str]) -> None:
    """Note every statement of a transaction, without its values."""
    real = Transaction._execute

    async def noted(self: Transaction, sql: Any, *rest: Any, **options: Any) -> Any:
        seen.append(sql)
        return await real(self, sql, *rest, **options)

    patch.setattr(Transaction, "_execute", noted)


async def test_a_link_founds_once_and_only_what_was_asked_for(installation: Installation, business: Business) -> None:
    body = facts()
    visitor = installation.visitor()
    await visitor.post("/v1/tenants", body)
    token = (await installation.mailed_link(body["email"])).partition("token=")[2]
    assert (
        await visitor.post("/v1/tenants/confirm", {"token": token[:-2] + "xx", "password": PASSWORD})
    ).status_code == 410
    wrong = await visitor.post("/v1/tenants/confirm", {"token": token, "password": "another sentence nobody knows 3"})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "password"), "who began must be who goes on"
    founded = await visitor.post("/v1/tenants/confirm", {"token": token, "password": PASSWORD})
    assert founded.status_code == 201, founded.text
    account = (await with_session(installation, founded).get("/v1/account")).json()
    assert account["email_verified_at"] is not None
    assert (await visitor.post("/v1/tenants/confirm", {"token": token, "password": PASSWORD})).status_code == 410
    late = facts()
    await visitor.post("/v1/tenants", late)
    token = (await installation.mailed_link(late["email"])).partition("token=")[2]
    installation.clock.advance(timedelta(hours=25))
    assert (await visitor.post("/v1/tenants/confirm", {"token": token, "password": PASSWORD})).status_code == 410


async def test_a_handle_taken_in_the_meantime_is_chosen_anew(installation: Installation) -> None:
    first, second = facts(), facts()
    second["handle"] = first["handle"]
    visitor = installation.visitor()
    for body in (first, second):
        assert (await visitor.post("/v1/tenants", body)).status_code == 201
    tokens = [(await installation.mailed_link(body["email"])).partition("token=")[2] for body in (first, second)]
    assert (await visitor.post("/v1/tenants/confirm", {"token": tokens[0], "password": PASSWORD})).status_code == 201
    refused = await visitor.post("/v1/tenants/confirm", {"token": tokens[1], "password": PASSWORD})
    assert details(refused) == (409, "handle_taken")
    wanted = {"token": tokens[1], "password": PASSWORD, "handle": refused.json()["extra"]["suggestion"]}
    assert (await visitor.post("/v1/tenants/confirm", wanted)).json()["handle"] == wanted["handle"]


async def test_the_queue_and_the_token_hold_no_password(installation: Installation) -> None:
    body = facts()
    await installation.visitor().post("/v1/tenants", body)
    async with installation.sweeper.transaction() as transaction:
        rows = await transaction.values("SELECT convert_from(payload, 'UTF8') FROM hanse_jobs.pgqueuer")
    waiting = [row for row in rows if body["email"] in row]
    assert waiting
    assert not any(PASSWORD in row or "argon2" in row or body["name"] in row for row in waiting)


async def test_somebody_logged_in_founds_another_with_their_account(
    installation: Installation, business: Business
) -> None:
    body = {"name": "Second", "handle": f"second-{uuid7().hex[-10:]}"}
    answer = await found(installation, business.owner, body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "founded"
    assert (await business.owner.get("/v1/me")).status_code == 401, "a new session began"
    owner = with_session(installation, answer)
    mine = (await owner.get("/v1/my/tenants")).json()["items"]
    current = {item["handle"]: item["is_current"] for item in mine}
    assert current == {body["handle"]: True, business.tenant.handle: False}
    trail = (await owner.get("/v1/audit-entries")).text
    assert business.tenant.name not in trail
    assert str(business.owner.member_id) not in trail


async def test_founding_gives_no_fresh_proof_of_who_one_is(installation: Installation, business: Business) -> None:
    person = await business.join("viewer")
    installation.clock.advance(timedelta(minutes=15))
    answer = await found(installation, person, {"name": "Back door", "handle": f"door-{uuid7().hex[-10:]}"})
    owner = with_session(installation, answer)
    refused = await owner.post("/v1/account/totp")
    assert refused.status_code in (401, 403), refused.text


async def test_an_api_key_founds_nothing_in_its_makers_name(installation: Installation, business: Business) -> None:
    key = await business.key("*")
    answer = await found(installation, key, {"name": "By key", "handle": f"key-{uuid7().hex[-10:]}"})
    assert answer.status_code == 422
    assert {item["path"] for item in answer.json()["errors"]} == {"display_name", "email", "password"}


async def test_of_many_who_want_a_handle_at_once_one_gets_it(installation: Installation) -> None:
    handle = f"race-{uuid7().hex[-10:]}"
    bodies = [facts(handle=handle) for _ in range(5)]
    for body in bodies:
        assert (await installation.visitor().post("/v1/tenants", body)).status_code == 201
    links = [await installation.mailed_link(body["email"]) for body in bodies]
    tokens = [link.partition("token=")[2] for link in links]
    confirm = "/v1/tenants/confirm"
    answers = await asyncio.gather(
        *(installation.visitor().post(confirm, {"token": token, "password": PASSWORD}) for token in tokens)
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert set(codes[1:]) <= {409, 503}


async def test_one_address_does_not_found_business_after_business(installation: Installation) -> None:
    visitor, wrong = installation.visitor(), facts(password="short")
    codes = [(await visitor.post("/v1/tenants", wrong)).status_code for _ in range(12)]
    assert codes[:10] == [422] * 10
    assert codes[10:] == [429, 429]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"handle": "Not A Handle"}, "handle"),
        ({"handle": "admin"}, "handle"),
        ({"currency": "XXQ"}, "currency"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"locale": "klingon"}, "locale"),
        ({"kind": "circus"}, "kind"),
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"display_name": ""}, "display_name"),
        ({"status": "active"}, "status"),
        ({"id": "ten_00000000000000000000000000"}, "id"),
    ],
)
async def test_wrong_facts_name_their_field_and_leave_nothing(
    installation: Installation, change: dict[str, Any], path: str
) -> None:
    body = facts()
    answer = await found(installation, installation.visitor(), {**body, **change})
    assert answer.status_code == 422, answer.text
    assert path in [item["path"] for item in answer.json()["errors"]], answer.text
    assert (await found(installation, installation.visitor(), body)).status_code == 201
