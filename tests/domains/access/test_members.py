"""Who sees whom, and that a right that was taken is gone with the next request, in every process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hanse.domains.access.types import OrganizationId
from hanse.platform.search import SearchQuery
from hanse.testing.installation import Business, Installation, names
from tests.domains.access.people import (
    PASSWORD,
    accept,
    details,
    fresh_email,
    give,
    invite,
    link_of,
    organization,
    role,
    same_person,
    second_process,
    with_session,
)


async def test_a_list_is_filtered_searched_sorted_and_paged(business: Business) -> None:
    place = await organization(business)
    for name in ("Berta", "anna", "Carl"):
        await business.join("viewer", name=name)
    buyer = await business.join("buyer", place, name="Dora")
    await business.owner.post(f"/v1/members/{buyer.member_id}/suspend", {})

    async def listed(query: str) -> list[str]:
        answer = await business.owner.get(f"/v1/members{query}")
        assert answer.status_code == 200, answer.text
        return names(answer.json()["items"], "display_name")

    everybody = ["anna", "Berta", "Carl", "Dora", "Olive Owner"]
    assert await listed("") == everybody
    assert await listed("?sort=-name") == everybody[::-1]
    assert await listed("?sort=joined") == ["Olive Owner", "Berta", "anna", "Carl", "Dora"]
    assert await listed("?sort=-joined") == ["Dora", "Carl", "anna", "Berta", "Olive Owner"]
    assert await listed("?status=suspended") == ["Dora"]
    assert await listed("?kind=staff") == ["anna", "Berta", "Carl", "Olive Owner"]
    assert await listed("?kind=partner") == ["Dora"]
    assert await listed("?q=BERT") == ["Berta"]
    assert await listed(f"?organization_id={place}") == ["Dora"]
    assert await listed(f"?role_id={await business.role('viewer')}") == ["anna", "Berta", "Carl"]
    for sort in ("name", "-name", "joined", "-joined"):
        paged, cursor = [], ""
        while True:
            page = (await business.owner.get(f"/v1/members?sort={sort}&limit=2{cursor}")).json()
            paged += names(page["items"], "display_name")
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert paged == await listed(f"?sort={sort}")


async def test_partners_see_the_people_of_their_own_tree(business: Business) -> None:
    group = await organization(business, "Group")
    branch = await organization(business, "Branch", str(group))
    stranger = await organization(business, "Stranger")
    boss = await business.join("company_admin", group, name="Boss")
    buyer = await business.join("buyer", branch, name="Buyer")
    await business.join("buyer", stranger, name="Outsider")
    assert names((await boss.get("/v1/members")).json()["items"], "display_name") == ["Boss", "Buyer"]
    assert names((await buyer.get("/v1/members")).json()["items"], "display_name") == ["Buyer"]
    assert (await buyer.get(f"/v1/members/{boss.member_id}")).status_code == 404
    assert (await boss.get(f"/v1/members?organization_id={stranger}")).json()["items"] == []
    assert (await boss.get(f"/v1/members?role_id={await business.role('owner')}")).json()["items"] == []
    staff = await business.join("viewer", name="Staff")
    await give(business.owner, staff, await business.role("buyer", "organization"), group)
    assert "Staff" not in names((await boss.get("/v1/members")).json()["items"], "display_name")


async def test_when_and_how_somebody_logs_in_is_for_who_looks_after_them(business: Business) -> None:
    worker, viewer = await business.join("member"), await business.join("viewer")
    await worker.get("/v1/me")
    path = f"/v1/members/{worker.member_id}"
    seen = (await business.owner.get(path)).json()
    assert seen["last_seen_at"] is not None
    assert seen["has_second_factor"] is False
    plain = (await viewer.get(path)).json()
    assert (plain["last_seen_at"], plain["has_second_factor"]) == (None, None)


@pytest.mark.parametrize("action", ["suspend", "remove"])
async def test_access_ends_with_the_next_request_in_every_process(
    installation: Installation, business: Business, tmp_path: Path, action: str
) -> None:
    admin = await business.join("admin")
    key = await business.key("member.view", maker=admin)
    async with second_process(installation, tmp_path) as app:
        elsewhere = same_person(app, admin)
        assert (await elsewhere.get("/v1/members")).status_code == 200
        assert (await key.get("/v1/members")).status_code == 200
        answer = await business.owner.post(f"/v1/members/{admin.member_id}/{action}", {"reason": "Left"})
        assert answer.status_code == 200
        assert (await elsewhere.get("/v1/members")).status_code == 401
        assert (await admin.get("/v1/members")).status_code == 401
        assert (await key.get("/v1/members")).status_code == 401


async def test_other_businesses_are_not_touched(installation: Installation, business: Business) -> None:
    founder = business.owner
    second = await founder.post("/v1/tenants", {"name": "Second", "handle": f"s-{business.tenant.id.hex[-8:]}"})
    assert second.status_code == 201, second.text
    there = with_session(installation, second)
    other = await business.join("owner")
    await other.post(f"/v1/members/{founder.member_id}/suspend", {})
    assert (await there.get("/v1/members")).status_code == 200


async def test_a_role_taken_or_changed_counts_at_once_in_every_process(
    installation: Installation, business: Business, tmp_path: Path
) -> None:
    role_id = await role(business, "api_key.view tenant")
    worker = await business.join("viewer")
    async with second_process(installation, tmp_path) as app:
        elsewhere = same_person(app, worker)
        assert (await elsewhere.get("/v1/api-keys")).status_code == 403
        await give(business.owner, worker, role_id)
        assert (await elsewhere.get("/v1/api-keys")).status_code == 200
        await business.owner.put(f"/v1/roles/{role_id}", {"name": "Less", "grants": []})
        assert (await elsewhere.get("/v1/api-keys")).status_code == 403
        grants = [{"permission": "api_key.view", "reach": "tenant"}]
        await business.owner.put(f"/v1/roles/{role_id}", {"name": "More", "grants": grants})
        assert (await elsewhere.get("/v1/api-keys")).status_code == 200
        held = (await business.owner.get(f"/v1/members/{worker.member_id}")).json()["assignments"]
        (given,) = [item["id"] for item in held if item["role"] == "More"]
        await business.owner.delete(f"/v1/members/{worker.member_id}/roles/{given}")
        assert (await elsewhere.get("/v1/api-keys")).status_code == 403


async def test_a_suspended_person_is_given_access_again_but_logs_in_anew(business: Business) -> None:
    worker = await business.join("viewer")
    path = f"/v1/members/{worker.member_id}"
    await business.owner.post(f"{path}/suspend", {"reason": "Leave"})
    back = await business.owner.post(f"{path}/reactivate", {})
    assert (back.json()["status"], [item["role"] for item in back.json()["assignments"]]) == ("active", ["Viewer"])
    assert (await worker.get("/v1/members")).status_code == 401
    assert details(await business.owner.post(f"{path}/reactivate", {})) == (409, "member_invalid_transition")


async def test_who_was_removed_cannot_be_changed_only_invited(business: Business) -> None:
    worker = await business.join("viewer")
    path = f"/v1/members/{worker.member_id}"
    gone = await business.owner.post(f"{path}/remove", {"reason": "Left"})
    assert (gone.json()["status"], gone.json()["assignments"]) == ("removed", [])
    assert (await business.owner.post(f"{path}/remove", {})).status_code == 200, "twice changes nothing more"
    assert details(await give(business.owner, worker, await business.role("viewer"))) == (
        409,
        "member_invalid_transition",
    )
    assert (await business.owner.patch(path, {"title": "Ghost"})).status_code == 409
    assert (await business.owner.post(f"{path}/suspend", {})).status_code == 409
    listed = (await business.owner.get("/v1/members")).json()["items"]
    assert str(worker.member_id) not in names(listed, "id")
    removed = (await business.owner.get("/v1/members?status=removed")).json()["items"]
    assert names(removed, "id") == [str(worker.member_id)]


async def test_a_stale_change_is_refused(business: Business) -> None:
    worker = await business.join("viewer")
    path = f"/v1/members/{worker.member_id}"
    version = (await business.owner.get(path)).headers["etag"]
    assert (await business.owner.patch(path, {"title": "One"}, headers={"if-match": version})).status_code == 200
    assert (await business.owner.patch(path, {"title": "Two"}, headers={"if-match": version})).status_code == 412
    assert (await business.owner.get(path)).json()["title"] == "One"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"display_name": "   "}, "display_name"),
        ({"display_name": "x" * 201}, "display_name"),
        ({"title": "x" * 121}, "title"),
        ({"approval_limit": {"amount": "1.001", "currency": "EUR"}}, "approval_limit"),
        ({"approval_limit": {"amount": "1", "currency": "XXQ"}}, "approval_limit"),
        ({"approval_limit": 5}, "approval_limit"),
        ({"manager_member_id": "org_00000000000000000000000000"}, "manager_member_id"),
    ],
)
async def test_wrong_facts_name_their_field(business: Business, change: dict[str, Any], path: str) -> None:
    worker = await business.join("viewer")
    answer = await business.owner.patch(f"/v1/members/{worker.member_id}", change)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"].startswith(path)


async def test_people_are_found_by_search_within_what_one_sees(business: Business, other_business: Business) -> None:
    own, other = await organization(business, "Own"), await organization(business, "Other")
    boss, rival = await business.join("company_admin", own), await business.join("company_admin", other)
    buyer = await business.join("buyer", own, name="Quirina Quast")

    async def found(person: Any) -> list[str]:
        answer = await person.get("/palette?q=quirina", headers={"accept": "application/json"})
        return [item["label"] for group in answer.json()["groups"] for item in group["items"]]

    assert await found(business.owner) == await found(boss) == ["Quirina Quast"]
    assert await found(rival) == []
    await business.owner.post(f"/v1/members/{buyer.member_id}/remove", {})
    assert await found(business.owner) == []
    async with other_business.open() as ctx:
        assert (await ctx.services.search.search(ctx, SearchQuery(text="quirina"))).total == 0


async def test_moving_an_organization_moves_who_sees_its_people(business: Business) -> None:
    old, new = await organization(business, "Old"), await organization(business, "New")
    moved = await organization(business, "Moved", str(old))
    old_boss, new_boss = await business.join("company_admin", old), await business.join("company_admin", new)
    await business.join("buyer", moved, name="Wanda Wandel")

    async def sees(person: Any) -> tuple[bool, bool]:
        listed = names((await person.get("/v1/members")).json()["items"], "display_name")
        answer = await person.get("/palette?q=wandel", headers={"accept": "application/json"})
        return "Wanda Wandel" in listed, bool(answer.json()["groups"])

    assert (await sees(old_boss), await sees(new_boss)) == ((True, True), (False, False))
    answer = await business.owner.post(f"/v1/organizations/{moved}/move", {"parent_id": str(new)})
    assert answer.status_code == 200, answer.text
    assert (await sees(old_boss), await sees(new_boss)) == ((False, False), (True, True))


async def test_nobody_is_given_a_role_at_a_suspended_organization(
    installation: Installation, business: Business
) -> None:
    place = await organization(business)
    worker, email = await business.join("viewer"), fresh_email()
    assignment = {"role_id": str(await business.role("buyer", "organization")), "organization_id": str(place)}
    given = f"/v1/members/{worker.member_id}/roles"
    assert (await invite(business, email, place=place)).status_code == 201
    token = await link_of(installation, email)
    (open_one,) = (await business.owner.get("/v1/invitations")).json()["items"]
    await business.owner.post(f"/v1/organizations/{place}/suspend", {"reason": "Unpaid", "blocks_log_in": False})
    refused = await business.owner.post(given, assignment)
    assert details(refused) == (409, "organization_takes_nobody")
    assert "is suspended" in refused.json()["detail"]
    assert details(await invite(business, fresh_email(), place=place)) == (409, "organization_takes_nobody")
    again = await business.owner.post(f"/v1/invitations/{open_one['id']}/resend")
    assert details(again) == (409, "organization_takes_nobody")
    new = {"display_name": "Gesa Guest", "password": PASSWORD}
    assert (await accept(installation.visitor(), token, **new)).status_code == 404
    await business.owner.post(f"/v1/organizations/{place}/reactivate", {"reason": "Paid"})
    assert (await accept(installation.visitor(), token, **new)).status_code == 201
    assert (await business.owner.post(given, assignment)).status_code in (200, 201)
    await business.owner.post(f"/v1/organizations/{place}/close", {"reason": "Over"})
    assert details(await invite(business, fresh_email(), place=place)) == (409, "organization_takes_nobody")
    held = (await business.owner.get(f"/v1/members/{worker.member_id}")).json()["assignments"]
    mine = next(item for item in held if item["organization_id"] == str(place))
    assert (await business.owner.delete(f"{given}/{mine['id']}")).status_code in (200, 204), "taking away always works"


async def test_a_partner_that_is_not_approved_brings_nobody_in(business: Business) -> None:
    made = await business.owner.post("/v1/organizations", {"name": "Applicant Ltd"})
    place = OrganizationId.parse(made.json()["id"])
    applicant = await business.join("company_admin", place)
    refused = await invite(business, fresh_email(), by=applicant, place=place)
    assert details(refused) == (409, "organization_takes_nobody")
    assert refused.json()["errors"][0]["path"] == "assignments.0.organization_id"
    assert (await invite(business, fresh_email(), place=place)).status_code == 201, "the staff may prepare it"
    assert (await business.owner.post(f"/v1/organizations/{place}/activate", {"reason": "Checked"})).status_code == 200
    assert (await invite(business, fresh_email(), by=applicant, place=place)).status_code == 201


async def test_a_role_given_at_a_suspended_organization_waits_for_it(business: Business) -> None:
    place = await organization(business)
    await business.owner.post(f"/v1/organizations/{place}/suspend", {"reason": "Unpaid"})
    buyer = await business.join("buyer", place)
    assert (await buyer.get(f"/v1/organizations/{place}")).status_code in (403, 404)
    await business.owner.post(f"/v1/organizations/{place}/reactivate", {"reason": "Paid"})
    assert (await buyer.get(f"/v1/organizations/{place}")).status_code == 200


async def test_a_new_name_or_address_reaches_every_business(
    installation: Installation, business: Business, other_business: Business
) -> None:
    person = await business.join("viewer", name="Maren Maiden")
    await invite(other_business, person.email)
    joined = await accept(person, await link_of(installation, person.email))
    inside = with_session(installation, joined)
    other_path = f"/v1/members/{joined.json()['id']}"
    await other_business.owner.patch(other_path, {"display_name": "Maren (stores)"})
    me = await inside.get("/v1/account")
    renamed = await inside.patch(
        "/v1/account", {"display_name": "Maren Married"}, headers={"if-match": me.headers["etag"]}
    )
    assert renamed.status_code == 200, renamed.text
    await installation.drain()
    here = (await business.owner.get(f"/v1/members/{person.member_id}")).json()
    assert here["display_name"] == "Maren Married"
    there = (await other_business.owner.get(other_path)).json()
    assert there["display_name"] == "Maren (stores)", "what the business calls them stays"
    found = (await business.owner.get("/v1/members?q=married")).json()["items"]
    assert names(found, "id") == [str(person.member_id)]
    entries = (await business.owner.get("/v1/audit-entries?action=member.follow_account")).json()["items"]
    assert len(entries) == 1
