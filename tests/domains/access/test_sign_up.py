"""Founding a business: all of it or nothing, under a handle that is free, by somebody who proved who they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hanse.kit.ids import uuid7
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


async def found(client: Client, body: dict[str, Any]) -> Any:
    """Try to found a business."""
    return await client.post("/v1/tenants", body)


async def test_a_visitor_founds_a_business_and_is_its_owner(installation: Installation) -> None:
    answer = await found(installation.visitor(), facts(currency="GBP", timezone="Europe/London"))
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
    answer = await found(installation.visitor(), facts(handle=taken, email=email))
    assert details(answer) == (409, "handle_taken")
    problem = answer.json()
    assert problem["errors"][0]["path"] == "handle"
    assert problem["extra"]["suggestion"] == f"{taken}-2"
    assert problem["extra"]["suggestion"] in problem["errors"][0]["message"]
    again = await found(installation.visitor(), facts(handle=problem["extra"]["suggestion"], email=email))
    assert again.status_code == 201, "nothing of the first try stayed, not even the account"


async def test_a_handle_left_out_is_made_of_the_name(installation: Installation, business: Business) -> None:
    first, second = facts(name="Köhler & Söhne Hafen"), facts(name="Köhler & Söhne Hafen")
    del first["handle"], second["handle"]
    one = (await found(installation.visitor(), first)).json()["handle"]
    two = (await found(installation.visitor(), second)).json()["handle"]
    assert one.startswith("kohler-sohne-hafen")
    assert two != one
    assert two.startswith("kohler-sohne-hafen-")
    nameless = facts(name="株式会社")
    del nameless["handle"]
    answer = await found(installation.visitor(), nameless)
    assert answer.json()["errors"][0]["path"] == "handle"


async def test_an_address_with_an_account_logs_in_first(installation: Installation, business: Business) -> None:
    answer = await found(installation.visitor(), facts(email=business.owner.email, password="not even the right one"))
    assert details(answer) == (409, "log_in_to_sign_up")
    right = await found(installation.visitor(), facts(email=business.owner.email.upper()))
    assert details(right) == (409, "log_in_to_sign_up"), "a right password alone would pass by the second factor"


async def test_somebody_logged_in_founds_another_with_their_account(
    installation: Installation, business: Business
) -> None:
    body = {"name": "Second", "handle": f"second-{uuid7().hex[-10:]}"}
    answer = await found(business.owner, body)
    assert answer.status_code == 201, answer.text
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
    answer = await found(person, {"name": "Back door", "handle": f"door-{uuid7().hex[-10:]}"})
    owner = with_session(installation, answer)
    refused = await owner.post("/v1/account/totp")
    assert refused.status_code in (401, 403), refused.text


async def test_an_api_key_founds_nothing_in_its_makers_name(business: Business) -> None:
    key = await business.key("*")
    answer = await found(key, {"name": "By key", "handle": f"key-{uuid7().hex[-10:]}"})
    assert answer.status_code == 422
    assert {item["path"] for item in answer.json()["errors"]} == {"display_name", "email", "password"}


async def test_of_many_who_want_a_handle_at_once_one_gets_it(installation: Installation) -> None:
    handle = f"race-{uuid7().hex[-10:]}"
    answers = await asyncio.gather(*(found(installation.visitor(), facts(handle=handle)) for _ in range(5)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert set(codes[1:]) <= {409, 503}


async def test_one_address_does_not_found_business_after_business(installation: Installation) -> None:
    codes = [(await found(installation.visitor(), facts(password="short"))).status_code for _ in range(12)]
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
    answer = await found(installation.visitor(), {**body, **change})
    assert answer.status_code == 422, answer.text
    assert path in [item["path"] for item in answer.json()["errors"]], answer.text
    assert (await found(installation.visitor(), body)).status_code == 201
