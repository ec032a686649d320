"""Invitations: once, for the right person, as long as whoever invited could still give what they promise."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hanse.testing.installation import Business, Installation
from tests.domains.access.people import (
    PASSWORD,
    accept,
    details,
    fresh_email,
    give,
    invite,
    link_of,
    logged_in,
    organization,
    role,
    with_session,
)

NEW = {"display_name": "Gesa Guest", "password": PASSWORD}


async def test_a_new_person_joins_with_the_link_and_is_logged_in(
    installation: Installation, business: Business
) -> None:
    email = fresh_email()
    assert (await invite(business, email)).status_code == 201
    token = await link_of(installation, email)
    offer = (await installation.visitor().get(f"/v1/invitation-preview?token={token}")).json()
    assert (offer["business"], offer["email"], offer["roles"]) == (business.tenant.name, email, ["Member"])
    assert offer["has_account"] is False
    joined = await accept(installation.visitor(), token, **NEW)
    assert joined.status_code == 201, joined.text
    person = with_session(installation, joined)
    me = (await person.get("/v1/me")).json()
    assert me["tenant"]["handle"] == business.tenant.handle
    seen = (await business.owner.get(f"/v1/members/{joined.json()['id']}")).json()
    assert (seen["display_name"], seen["email"], seen["status"]) == ("Gesa Guest", email, "active")
    (listed,) = (await business.owner.get("/v1/invitations")).json()["items"]
    assert listed["status"] == "accepted"


async def test_a_link_works_once(installation: Installation, business: Business) -> None:
    email = fresh_email()
    await invite(business, email)
    token = await link_of(installation, email)
    first = await accept(installation.visitor(), token, **NEW)
    again = await accept(with_session(installation, first), token)
    assert details(again) == (404, "invitation_invalid")
    assert details(await accept(installation.visitor(), token, **NEW)) == (404, "invitation_invalid")


async def test_of_many_who_accept_at_once_one_does(installation: Installation, business: Business) -> None:
    email = fresh_email()
    await invite(business, email)
    token = await link_of(installation, email)
    answers = await asyncio.gather(*(accept(installation.visitor(), token, **NEW) for _ in range(6)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert set(codes[1:]) <= {404, 409, 503}
    async with business.open() as ctx:
        members = await ctx.db.value("SELECT count(*) FROM members WHERE email = %(email)s", {"email": email})
        roles = await ctx.db.value(
            "SELECT count(*) FROM assignments a JOIN members m ON m.id = a.member_id WHERE m.email = %(email)s",
            {"email": email},
        )
    assert (members, roles) == (1, 1)


async def test_links_that_never_were_and_links_that_ended_look_alike(
    installation: Installation, business: Business
) -> None:
    email = fresh_email()
    made = (await invite(business, email)).json()
    token = await link_of(installation, email)
    await business.owner.post(f"/v1/invitations/{made['id']}/revoke")
    revoked = await accept(installation.visitor(), token, **NEW)
    unknown = await accept(installation.visitor(), "x" * len(token), **NEW)
    assert details(revoked) == details(unknown) == (404, "invitation_invalid")
    assert revoked.content == unknown.content
    for text in (token, "x" * 43):
        assert (await installation.visitor().get(f"/v1/invitation-preview?token={text}")).status_code == 404


async def test_a_link_runs_out_after_seven_days_and_is_renewed(installation: Installation, business: Business) -> None:
    email = fresh_email()
    made = (await invite(business, email)).json()
    token = await link_of(installation, email)
    installation.clock.advance(timedelta(days=7))
    assert details(await accept(installation.visitor(), token, **NEW)) == (404, "invitation_invalid")
    # Everybody's session idled out in the week; the owner logs in anew.
    owner = await business.join("owner")
    assert (await owner.get(f"/v1/invitations/{made['id']}")).json()["status"] == "expired"
    renewed = await owner.post(f"/v1/invitations/{made['id']}/resend")
    assert renewed.json()["status"] == "open"
    fresh = await link_of(installation, email)
    assert fresh != token
    assert details(await accept(installation.visitor(), token, **NEW)) == (404, "invitation_invalid")
    assert (await accept(installation.visitor(), fresh, **NEW)).status_code == 201


async def test_somebody_with_an_account_logs_in_first_and_nobody_else_may(
    installation: Installation, business: Business, other_business: Business
) -> None:
    guest = await other_business.join("viewer")
    stranger = await other_business.join("viewer")
    await invite(business, guest.email)
    token = await link_of(installation, guest.email)
    assert details(await accept(installation.visitor(), token, **NEW)) == (409, "log_in_to_accept")
    assert details(await accept(stranger, token)) == (403, "invitation_for_somebody_else")
    joined = await accept(guest, token)
    assert joined.status_code == 201
    assert joined.json()["tenant_handle"] == business.tenant.handle
    assert (await guest.get("/v1/me")).status_code == 401, "the session of before ended"
    mine = (await with_session(installation, joined).get("/v1/my/tenants")).json()["items"]
    assert {item["handle"] for item in mine} == {business.tenant.handle, other_business.tenant.handle}


async def test_an_api_key_accepts_nothing_in_its_makers_name(
    installation: Installation, business: Business, other_business: Business
) -> None:
    await invite(business, other_business.owner.email)
    token = await link_of(installation, other_business.owner.email)
    key = await other_business.key("*")
    assert details(await accept(key, token)) == (409, "log_in_to_accept")


async def test_one_open_invitation_for_an_address(installation: Installation, business: Business) -> None:
    email = fresh_email()
    first = await invite(business, email)
    again = await invite(business, email.upper())
    assert details(again) == (409, "already_exists")
    await business.owner.post(f"/v1/invitations/{first.json()['id']}/revoke")
    assert (await invite(business, email)).status_code == 201


async def test_who_belongs_already_is_not_invited(business: Business) -> None:
    colleague = await business.join("viewer")
    assert details(await invite(business, colleague.email)) == (409, "already_member")


@pytest.mark.parametrize("loss", ["demoted", "suspended", "removed"])
async def test_an_invitation_gives_only_what_its_sender_still_holds(
    installation: Installation, business: Business, loss: str
) -> None:
    admin = await business.join("admin")
    email = fresh_email()
    await invite(business, email, by=admin, role_id=await business.role("admin"))
    token = await link_of(installation, email)
    if loss == "demoted":
        await give(business.owner, admin, await business.role("manager"))
        held = (await business.owner.get(f"/v1/members/{admin.member_id}")).json()["assignments"]
        (old,) = [item["id"] for item in held if item["role"] == "Administrator"]
        await business.owner.delete(f"/v1/members/{admin.member_id}/roles/{old}")
    else:
        action = "suspend" if loss == "suspended" else "remove"
        await business.owner.post(f"/v1/members/{admin.member_id}/{action}", {})
    refused = await accept(installation.visitor(), token, **NEW)
    assert details(refused) == (404, "invitation_invalid")
    async with business.open() as ctx:
        assert await ctx.db.value("SELECT count(*) FROM members WHERE email = %(email)s", {"email": email}) == 0
    (listed,) = (await business.owner.get("/v1/invitations?status=open")).json()["items"]
    assert (await business.owner.post(f"/v1/invitations/{listed['id']}/resend")).status_code == 200
    assert (await accept(installation.visitor(), await link_of(installation, email), **NEW)).status_code == 201


async def test_a_role_an_invitation_offers_is_not_deleted(installation: Installation, business: Business) -> None:
    offered = await role(business, "member.view tenant")
    made = (await invite(business, fresh_email(), role_id=offered)).json()
    refused = await business.owner.delete(f"/v1/roles/{offered}")
    assert details(refused) == (409, "role_in_use")
    await business.owner.post(f"/v1/invitations/{made['id']}/revoke")
    assert (await business.owner.delete(f"/v1/roles/{offered}")).status_code == 204


async def test_a_company_administrator_invites_to_their_own_organization_alone(
    installation: Installation, business: Business
) -> None:
    own, other = await organization(business, "Own"), await organization(business, "Other")
    boss, rival = await business.join("company_admin", own), await business.join("company_admin", other)
    made = await invite(business, fresh_email(), by=boss, place=own)
    assert made.status_code == 201, made.text
    assert (await invite(business, fresh_email(), by=boss, place=other)).status_code == 403
    assert (await invite(business, fresh_email(), by=boss)).status_code == 403
    assert (await rival.get("/v1/invitations")).json()["items"] == []
    assert (await rival.get(f"/v1/invitations/{made.json()['id']}")).status_code == 404
    assert (await rival.post(f"/v1/invitations/{made.json()['id']}/revoke")).status_code == 404
    assert len((await boss.get("/v1/invitations")).json()["items"]) == 1


async def test_inviting_does_not_tell_that_somebody_works_for_another_partner(
    installation: Installation, business: Business
) -> None:
    own, other = await organization(business, "Own"), await organization(business, "Other")
    boss = await business.join("company_admin", own)
    known = await business.join("buyer", other)
    answer = await invite(business, known.email, by=boss, place=own)
    assert answer.status_code == 201
    assert "already" not in answer.text
    joined = await accept(known, await link_of(installation, known.email))
    assert joined.status_code == 201
    seen = (await business.owner.get(f"/v1/members/{known.member_id}")).json()
    assert {item["organization_id"] for item in seen["assignments"]} == {str(own), str(other)}


async def test_who_was_removed_comes_back_with_nothing_they_had(installation: Installation, business: Business) -> None:
    admin = await business.join("admin")
    path = f"/v1/members/{admin.member_id}"
    await business.owner.patch(path, {"approval_limit": {"amount": "9000.00", "currency": "EUR"}, "title": "Chief"})
    key = await business.key("member.view", maker=admin)
    await business.owner.post(f"{path}/remove", {"reason": "Left"})
    assert (await key.get("/v1/members")).status_code == 401
    await invite(business, admin.email, role_id=await business.role("viewer"))
    token = await link_of(installation, admin.email)
    await installation.drain()
    fresh = await logged_in(installation, admin.email)
    joined = await accept(fresh, token)
    assert joined.status_code == 201, joined.text
    assert joined.json()["id"] == str(admin.member_id)
    seen = (await business.owner.get(path)).json()
    assert ([item["role"] for item in seen["assignments"]], seen["approval_limit"], seen["title"]) == (
        ["Viewer"],
        None,
        None,
    )
    assert (await key.get("/v1/members")).status_code == 401, "a revoked key stays revoked"


async def test_who_is_suspended_does_not_come_back_by_invitation(
    installation: Installation, business: Business
) -> None:
    worker = await business.join("viewer")
    place = await organization(business)
    boss = await business.join("company_admin", place)
    await invite(business, worker.email, by=boss, place=place)
    token = await link_of(installation, worker.email)
    await business.owner.post(f"/v1/members/{worker.member_id}/suspend", {})
    person = await logged_in(installation, worker.email)
    assert details(await accept(person, token)) == (409, "membership_suspended")


async def test_the_link_is_in_no_queue_row_and_no_trail(installation: Installation, business: Business) -> None:
    email = fresh_email()
    await invite(business, email)
    token = await link_of(installation, email)
    trail = (await business.owner.get("/v1/audit-entries")).text + (await business.owner.get("/v1/events")).text
    assert token not in trail
    listed = (await business.owner.get("/v1/invitations")).text
    assert token not in listed
    assert "token" not in listed


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"email": "nobody", "assignments": []}, "email"),
        ({"email": "a@b.example", "assignments": []}, "assignments"),
        (
            {"email": "a@b.example", "assignments": [{"role_id": "rol_00000000000000000000000000"}]},
            "assignments.0.role_id",
        ),
        ({"email": "a@b.example", "assignments": [{"role_id": "nonsense"}]}, "assignments.0.role_id"),
        ({"email": "a@b.example", "assignments": [{}], "status": "accepted"}, "assignments.0.role_id"),
    ],
)
async def test_wrong_invitations_name_their_field(business: Business, body: dict[str, object], path: str) -> None:
    answer = await business.owner.post("/v1/invitations", body)
    assert answer.status_code == 422, answer.text
    assert path in [item["path"] for item in answer.json()["errors"]]


async def test_a_role_goes_where_it_belongs(business: Business) -> None:
    place = await organization(business)
    staff, partner = await business.role("viewer"), await business.role("buyer", "organization")
    wrong = [{"role_id": str(staff), "organization_id": str(place)}]
    answer = await business.owner.post("/v1/invitations", {"email": fresh_email(), "assignments": wrong})
    assert answer.json()["errors"][0]["path"] == "assignments.0.organization_id"
    missing = [{"role_id": str(partner)}]
    answer = await business.owner.post("/v1/invitations", {"email": fresh_email(), "assignments": missing})
    assert answer.json()["errors"][0]["path"] == "assignments.0.organization_id"
