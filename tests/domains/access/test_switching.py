"""Changing the place one works in, and working for somebody: new token each time, never more rights than lent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Client, Installation, Person
from tests.domains.access.people import accept, details, give, invite, link_of, organization, with_session


async def belongs_to_both(installation: Installation, business: Business, other: Business) -> Person:
    """Somebody of the other business who also joined this one; back in the other."""
    person = await other.join("viewer")
    await invite(business, person.email, role_id=await business.role("admin"))
    joined = await accept(person, await link_of(installation, person.email))
    inside = with_session(installation, joined)
    back = await inside.post(f"/v1/session/tenant/{await tenant_id(other)}")
    session = back.json()["session"]
    person.http.cookies.set("hanse_session", session["token"])
    person.csrf = session["csrf_token"]
    return person


async def tenant_id(business: Business) -> str:
    return str((await business.owner.get("/v1/tenant")).json()["id"])


async def test_switching_a_business_gives_a_new_session_and_ends_the_old(
    installation: Installation, business: Business, other_business: Business
) -> None:
    person = await belongs_to_both(installation, business, other_business)
    assert (await person.get("/v1/me")).json()["tenant"]["handle"] == other_business.tenant.handle
    assert (await person.get("/v1/api-keys")).status_code == 403, "a viewer here"
    switched = await person.post(f"/v1/session/tenant/{await tenant_id(business)}")
    assert switched.status_code == 200, switched.text
    there = with_session(installation, switched)
    assert (await there.get("/v1/me")).json()["tenant"]["handle"] == business.tenant.handle
    assert (await there.get("/v1/api-keys")).status_code == 200, "an administrator there"
    assert (await person.get("/v1/me")).status_code == 401, "the token of before is dead"
    assert there.csrf != person.csrf


async def test_nobody_switches_to_where_they_do_not_belong(business: Business, other_business: Business) -> None:
    foreign = await business.owner.post(f"/v1/session/tenant/{await tenant_id(other_business)}")
    absent = await business.owner.post(f"/v1/session/tenant/ten_{'0' * 26}")
    malformed = await business.owner.post("/v1/session/tenant/nonsense")
    assert foreign.status_code == absent.status_code == malformed.status_code == 404
    assert foreign.content == absent.content == malformed.content
    assert (await business.owner.get("/v1/me")).status_code == 200


async def test_a_business_does_not_learn_where_its_people_go(
    installation: Installation, business: Business, other_business: Business
) -> None:
    person = await belongs_to_both(installation, business, other_business)
    there = await tenant_id(business)
    await person.post(f"/v1/session/tenant/{there}")
    trail = (await other_business.owner.get("/v1/audit-entries")).text
    assert there not in trail
    assert business.tenant.handle not in trail


async def test_a_partner_switches_between_their_organizations(installation: Installation, business: Business) -> None:
    north, south = await organization(business, "North"), await organization(business, "South")
    stranger = await organization(business, "Stranger")
    buyer = await business.join("buyer", north)
    await give(business.owner, buyer, await business.role("buyer", "organization"), south)
    places = (await buyer.get("/v1/my/organizations")).json()["items"]
    assert {item["organization_id"]: item["is_current"] for item in places} == {str(north): True, str(south): False}
    switched = await buyer.post("/v1/session/organization", {"organization_id": str(south)})
    inside = with_session(installation, switched)
    places = (await inside.get("/v1/my/organizations")).json()["items"]
    assert {item["organization_id"]: item["is_current"] for item in places} == {str(north): False, str(south): True}
    assert (await buyer.get("/v1/me")).status_code == 401
    assert (await inside.post("/v1/session/organization", {"organization_id": str(stranger)})).status_code == 404


async def test_switching_does_not_prolong_a_log_in(installation: Installation, business: Business) -> None:
    person = await business.join("viewer")
    ends = person.session.expires_at
    installation.clock.advance(timedelta(minutes=20))
    switched = await person.post(f"/v1/session/tenant/{await tenant_id(business)}")
    assert switched.json()["session"]["expires_at"] == ends.isoformat().replace("+00:00", "Z")


# ---- acting for somebody -------------------------------------------------------------------------------------------


async def begin(by: Client, member_id: Any, reason: str = "They asked on the phone", **more: Any) -> Any:
    """Try to act for somebody."""
    return await by.post(f"/v1/members/{member_id}/act-on-behalf", {"reason": reason, **more})


async def acting(installation: Installation, business: Business) -> tuple[Person, Person, Client, OrganizationId]:
    """A manager, a buyer, and the manager's session as that buyer."""
    place = await organization(business)
    manager, buyer = await business.join("manager", name="Mona"), await business.join("buyer", place, name="Bruno")
    answer = await begin(manager, buyer.member_id)
    assert answer.status_code == 200, answer.text
    return manager, buyer, with_session(installation, answer), place


async def test_one_works_with_the_others_rights_and_none_of_ones_own(
    installation: Installation, business: Business
) -> None:
    manager, buyer, session, place = await acting(installation, business)
    assert (await manager.get("/v1/members")).status_code == 401, "one's own session ended"
    assert (await session.get(f"/v1/organizations/{place}")).status_code == 200
    assert (await session.get("/v1/api-keys")).status_code == 403
    assert (await session.post("/v1/organizations", {"name": "Mine"})).status_code == 403
    listed = (await session.get("/v1/members")).json()["items"]
    assert [item["id"] for item in listed] == [str(buyer.member_id)]
    assert (await session.get(f"/v1/members/{manager.member_id}")).status_code == 404


async def test_the_trail_names_both(installation: Installation, business: Business) -> None:
    manager, buyer, session, _ = await acting(installation, business)
    await session.post("/v1/session/organization", {"organization_id": None})
    entries = (await business.owner.get("/v1/audit-entries")).json()["items"]
    began = next(item for item in entries if item["action"] == "member.act_on_behalf")
    assert (began["reason"], began["subject_id"]) == ("They asked on the phone", str(buyer.member_id))
    worked = next(item for item in entries if item["action"] == "organization.switch")
    assert (worked["actor_id"], worked["actor_name"]) == (str(manager.member_id), "Mona")
    assert (worked["on_behalf_of"], worked["on_behalf_name"]) == (str(buyer.member_id), "Bruno")


async def test_a_banner_says_so_on_every_page_and_ends_it(installation: Installation, business: Business) -> None:
    _, _, session, _ = await acting(installation, business)
    page = await session.page("/app/members")
    assert "You act on behalf of" in page.text
    assert "Bruno" in page.text
    stopped = await session.submit("/session/on-behalf/stop", {})
    assert stopped.status_code == 303
    session.csrf = ""
    assert "You act on behalf of" not in (await session.page("/admin")).text
    assert (await session.get("/v1/api-keys")).status_code == 403, "a manager has no right to keys"
    assert (await session.get("/v1/invitations")).status_code == 200, "a manager again"


async def test_acting_ends_after_an_hour_whatever_one_switches_to(
    installation: Installation, business: Business
) -> None:
    _, buyer, session, _ = await acting(installation, business)
    second = await organization(business, "Second")
    await give(business.owner, buyer, await business.role("buyer", "organization"), second)
    installation.clock.advance(timedelta(minutes=50))
    switched = await session.post("/v1/session/organization", {"organization_id": str(second)})
    inside = with_session(installation, switched)
    assert (await inside.get("/v1/me")).status_code == 200
    installation.clock.advance(timedelta(minutes=10))
    assert (await inside.get("/v1/me")).status_code == 401


async def test_whom_nobody_acts_for(installation: Installation, business: Business, other_business: Business) -> None:
    place = await organization(business)
    manager = await business.join("manager")
    staff = await business.join("viewer")
    both = await business.join("buyer", place)
    await give(business.owner, both, await business.role("viewer"))
    suspended = await business.join("buyer", place)
    await business.owner.post(f"/v1/members/{suspended.member_id}/suspend", {})
    for member in (staff, both, suspended, manager):
        assert details(await begin(manager, member.member_id)) == (403, "cannot_act_for")
    assert (await begin(manager, other_business.owner.member_id)).status_code == 404
    closed = await organization(business, "Closed")
    shut_out = await business.join("buyer", closed)
    await business.owner.post(f"/v1/organizations/{closed}/suspend", {"reason": "Unpaid"})
    assert details(await begin(manager, shut_out.member_id)) == (403, "cannot_act_for")


async def test_who_may_not_act(installation: Installation, business: Business) -> None:
    place = await organization(business)
    buyer = await business.join("buyer", place)
    for person in (await business.join("viewer"), await business.join("member"), await business.join("approver")):
        assert (await begin(person, buyer.member_id)).status_code == 403
    boss = await business.join("company_admin", place)
    assert (await begin(boss, buyer.member_id)).status_code in (403, 404)
    _, _, session, _ = await acting(installation, business)
    assert (await begin(session, buyer.member_id)).status_code in (403, 404), "not on top of acting"


@pytest.mark.parametrize("reason", ["", "  ", "no"])
async def test_acting_needs_a_reason(business: Business, reason: str) -> None:
    buyer = await business.join("buyer", await organization(business))
    answer = await begin(business.owner, buyer.member_id, reason)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "reason"


async def test_who_acts_makes_no_key_and_goes_with_the_right(installation: Installation, business: Business) -> None:
    place = await organization(business)
    boss = await business.join("company_admin", place)
    manager = await business.join("manager")
    session = with_session(installation, await begin(manager, boss.member_id))
    assert (await session.post("/v1/api-keys", {"name": "x", "scopes": ["member.view"]})).status_code == 403
    held = (await business.owner.get(f"/v1/members/{manager.member_id}")).json()["assignments"][0]["id"]
    await business.owner.delete(f"/v1/members/{manager.member_id}/roles/{held}")
    assert (await session.get("/v1/me")).status_code == 401, "who may act no longer, acts no longer"


@pytest.mark.parametrize("action", ["suspend", "remove"])
async def test_acting_ends_with_the_one_acted_for(installation: Installation, business: Business, action: str) -> None:
    _, buyer, session, _ = await acting(installation, business)
    await business.owner.post(f"/v1/members/{buyer.member_id}/{action}", {})
    assert (await session.get("/v1/me")).status_code == 401


async def test_rights_the_other_gains_as_staff_are_not_lent(installation: Installation, business: Business) -> None:
    _, buyer, session, _ = await acting(installation, business)
    await give(business.owner, buyer, await business.role("admin"))
    assert (await session.get("/v1/api-keys")).status_code == 403
    assert (await session.post("/v1/roles", {"name": "x", "kind": "tenant"})).status_code == 403


async def test_one_acts_where_one_chose(installation: Installation, business: Business) -> None:
    north, south = await organization(business, "North"), await organization(business, "South")
    buyer = await business.join("buyer", north)
    await give(business.owner, buyer, await business.role("buyer", "organization"), south)
    wrong = await begin(business.owner, buyer.member_id, organization_id=str(await organization(business, "Else")))
    assert wrong.json()["errors"][0]["path"] == "organization_id"
    session = with_session(installation, await begin(business.owner, buyer.member_id, organization_id=str(south)))
    places = (await session.get("/v1/my/organizations")).json()["items"]
    assert [item["organization_id"] for item in places if item["is_current"]] == [str(south)]


async def test_the_limit_that_counts_is_that_of_the_one_acted_for(
    installation: Installation, business: Business
) -> None:
    place = await organization(business)
    manager, boss = await business.join("manager"), await business.join("company_admin", place)
    buyer = await business.join("buyer", place)
    for person, amount in ((manager, "9000.00"), (boss, "50.00")):
        change = {"approval_limit": {"amount": amount, "currency": "EUR"}}
        assert (await business.owner.patch(f"/v1/members/{person.member_id}", change)).status_code == 200
    session = with_session(installation, await begin(manager, boss.member_id))
    above = {"approval_limit": {"amount": "50.01", "currency": "EUR"}}
    assert (await session.patch(f"/v1/members/{buyer.member_id}", above)).status_code == 422
    within = {"approval_limit": {"amount": "50.00", "currency": "EUR"}}
    assert (await session.patch(f"/v1/members/{buyer.member_id}", within)).status_code == 200


async def test_who_acts_for_nobody_cannot_stop(business: Business) -> None:
    assert details(await business.owner.post("/v1/session/stop-acting")) == (409, "conflict")
