"""Nobody gives, takes or keeps more than they hold, by whatever way they try."""

from __future__ import annotations

import asyncio

import pytest

from hanse.testing.installation import Business, Person
from tests.domains.access.people import details, fresh_email, give, invite, organization, role


async def test_an_administrator_cannot_make_an_owner(business: Business) -> None:
    admin, friend = await business.join("admin"), await business.join("viewer")
    owner_role = await business.role("owner")
    assert details(await give(admin, friend, owner_role)) == (403, "more_than_you_hold")
    assert details(await invite(business, fresh_email(), by=admin, role_id=owner_role)) == (403, "more_than_you_hold")
    seen = (await admin.get(f"/v1/members/{friend.member_id}")).json()
    assert [item["role"] for item in seen["assignments"]] == ["Viewer"]
    assert (await give(business.owner, friend, owner_role)).status_code == 200


async def test_nobody_changes_their_own_roles_even_to_less(business: Business) -> None:
    admin = await business.join("admin")
    assert details(await give(admin, admin, await business.role("viewer"))) == (403, "own_roles")
    assert details(await give(business.owner, business.owner, await business.role("admin"))) == (403, "own_roles")


@pytest.mark.parametrize("grants", [["*"], ["tenant.close"], ["member.*"]])
async def test_nobody_writes_into_a_role_what_they_do_not_hold(business: Business, grants: list[str]) -> None:
    admin = await business.join("admin")
    lines = [{"permission": grant, "reach": "tenant"} for grant in grants]
    answer = await admin.post("/v1/roles", {"name": "Climber", "kind": "tenant", "grants": lines})
    assert details(answer) == (403, "more_than_you_hold")


async def test_nobody_widens_a_role_they_hold_themselves(business: Business) -> None:
    role_id = await role(business, "role.update tenant", "role.view tenant", "member.view tenant")
    climber = await business.join("viewer")
    await give(business.owner, climber, role_id)
    present = (await climber.get(f"/v1/roles/{role_id}")).json()
    wider = [*present["grants"], {"permission": "member.remove", "reach": "tenant"}]
    answer = await climber.put(f"/v1/roles/{role_id}", {"name": present["name"], "grants": wider})
    assert details(answer) == (403, "more_than_you_hold")
    assert (await climber.get(f"/v1/roles/{role_id}")).json()["grants"] == present["grants"]


async def test_copying_a_role_gives_nothing_the_copier_lacks(business: Business) -> None:
    role_id = await role(business, "role.create tenant", "role.view tenant")
    maker = await business.join("viewer")
    await give(business.owner, maker, role_id)
    admin_role = await business.role("admin")
    answer = await maker.post(f"/v1/roles/{admin_role}/copy", {"name": "Mine"})
    assert details(answer) == (403, "more_than_you_hold")


async def test_a_right_held_under_a_condition_is_handed_on_only_with_it(business: Business) -> None:
    condition = "request.channel == 'rest'"
    giver_role = await role(
        business, f"organization.close tenant {condition}", "role.create tenant", "role.assign tenant"
    )
    giver = await business.join("viewer")
    await give(business.owner, giver, giver_role)
    bare = [{"permission": "organization.close", "reach": "tenant"}]
    refused = await giver.post("/v1/roles", {"name": "Bare", "kind": "tenant", "grants": bare})
    assert details(refused) == (403, "more_than_you_hold")
    kept = [{"permission": "organization.close", "reach": "tenant", "condition": condition}]
    allowed = await giver.post("/v1/roles", {"name": "Kept", "kind": "tenant", "grants": kept})
    assert allowed.status_code == 201, allowed.text


async def test_a_company_administrator_gives_roles_in_their_own_tree_alone(business: Business) -> None:
    group = await organization(business, "Group")
    branch = await organization(business, "Branch", str(group))
    stranger = await organization(business, "Stranger")
    boss = await business.join("company_admin", group)
    worker = await business.join("viewer", branch)
    buyer = await business.role("buyer", "organization")
    assert (await give(boss, worker, buyer, branch)).status_code == 200
    assert details(await give(boss, worker, buyer, stranger)) == (403, "forbidden")
    assert details(await give(boss, worker, await business.role("admin"))) == (403, "forbidden")
    outsider = await business.join("viewer", stranger)
    assert (await give(boss, outsider, buyer, stranger)).status_code == 404
    assert (await give(boss, business.owner, buyer, group)).status_code == 404


async def test_an_administrator_of_a_branch_does_not_rule_the_group(business: Business) -> None:
    group = await organization(business, "Group")
    branch = await organization(business, "Branch", str(group))
    boss, head = await business.join("company_admin", branch), await business.join("company_admin", group)
    for action in ("suspend", "remove"):
        answer = await boss.post(f"/v1/members/{head.member_id}/{action}", {"reason": "coup"})
        assert answer.status_code == 404
    assert (await head.get("/v1/members")).status_code == 200


async def test_who_works_for_two_partners_is_changed_by_neither_alone(business: Business) -> None:
    north, south = await organization(business, "North"), await organization(business, "South")
    boss = await business.join("company_admin", north)
    shared = await business.join("buyer", north)
    await give(business.owner, shared, await business.role("buyer", "organization"), south)
    seen = (await boss.get(f"/v1/members/{shared.member_id}")).json()
    assert [item["organization_id"] for item in seen["assignments"]] == [str(north)], "roles elsewhere are not shown"
    assert "member.suspend" not in seen["allowed_actions"]
    for action in ("suspend", "remove"):
        answer = await boss.post(f"/v1/members/{shared.member_id}/{action}", {"reason": "ours"})
        assert answer.status_code == 403, action
    assert (await boss.patch(f"/v1/members/{shared.member_id}", {"title": "Ours"})).status_code == 403
    full = (await business.owner.get(f"/v1/members/{shared.member_id}")).json()
    assert len(full["assignments"]) == 2


async def test_nobody_decides_over_who_holds_more(business: Business) -> None:
    admin = await business.join("admin")
    second = await business.join("viewer")
    await give(business.owner, second, await business.role("owner"))
    owner = (await admin.get(f"/v1/members/{business.owner.member_id}")).json()
    assert not {"member.suspend", "member.remove", "member.update"} & set(owner["allowed_actions"])
    for action in ("suspend", "remove"):
        answer = await admin.post(f"/v1/members/{business.owner.member_id}/{action}", {"reason": "coup"})
        assert details(answer) == (403, "holds_more")
    change = await admin.patch(f"/v1/members/{business.owner.member_id}", {"title": "Intern"})
    assert details(change) == (403, "holds_more")
    held = owner["assignments"][0]["id"]
    taken = await admin.delete(f"/v1/members/{business.owner.member_id}/roles/{held}")
    assert details(taken) == (403, "more_than_you_hold")


async def test_the_last_owner_stays(business: Business) -> None:
    owner = business.owner
    me = (await owner.get(f"/v1/members/{owner.member_id}")).json()
    held = me["assignments"][0]["id"]
    assert details(await owner.delete(f"/v1/members/{owner.member_id}/roles/{held}")) == (409, "last_owner")
    assert details(await owner.post(f"/v1/members/{owner.member_id}/suspend", {})) == (403, "own_membership")
    assert details(await owner.post(f"/v1/members/{owner.member_id}/remove", {})) == (403, "own_membership")


async def test_a_suspended_owner_does_not_count(business: Business) -> None:
    second = await business.join("owner")
    assert (await business.owner.post(f"/v1/members/{second.member_id}/suspend", {})).status_code == 200
    held = (await business.owner.get(f"/v1/members/{business.owner.member_id}")).json()["assignments"][0]["id"]
    answer = await business.owner.delete(f"/v1/members/{business.owner.member_id}/roles/{held}")
    assert details(answer) == (409, "last_owner")


async def test_two_owners_who_remove_each_other_at_once_leave_one(business: Business) -> None:
    second = await business.join("owner")
    answers = await asyncio.gather(
        business.owner.post(f"/v1/members/{second.member_id}/suspend", {}),
        second.post(f"/v1/members/{business.owner.member_id}/suspend", {}),
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 200
    assert codes[1] in (401, 409, 503)
    async with business.open() as ctx:
        active = await ctx.db.value("SELECT count(*) FROM members WHERE status = 'active'")
    assert active == 1


async def test_what_was_refused_is_on_record(business: Business) -> None:
    admin, friend = await business.join("admin"), await business.join("viewer")
    await give(admin, friend, await business.role("owner"))
    found = (await business.owner.get("/v1/audit-entries?outcome=denied")).json()["items"]
    assert [(item["action"], item["actor_id"]) for item in found] == [("role.assign", str(admin.member_id))]


async def test_nobody_sets_their_own_limit_or_one_above_it(business: Business) -> None:
    admin, worker = await business.join("admin"), await business.join("member")
    limit = {"approval_limit": {"amount": "1000.00", "currency": "EUR"}}
    own = await admin.patch(f"/v1/members/{admin.member_id}", limit)
    assert details(own) == (403, "own_limits")
    assert details(
        await admin.patch(f"/v1/members/{admin.member_id}", {"manager_member_id": str(worker.member_id)})
    ) == (
        403,
        "own_limits",
    )
    await business.owner.patch(f"/v1/members/{admin.member_id}", limit)
    assert (await admin.patch(f"/v1/members/{worker.member_id}", limit)).status_code == 200
    for amount, currency in (("1000.01", "EUR"), ("1.00", "USD"), ("-0.01", "EUR")):
        wanted = {"approval_limit": {"amount": amount, "currency": currency}}
        answer = await admin.patch(f"/v1/members/{worker.member_id}", wanted)
        assert answer.status_code == 422, wanted
        assert answer.json()["errors"][0]["path"] == "approval_limit"
    seen = (await admin.get(f"/v1/members/{worker.member_id}")).json()
    assert seen["approval_limit"] == {"amount": "1000.00", "currency": "EUR"}
    assert (await admin.patch(f"/v1/members/{worker.member_id}", {"approval_limit": None})).status_code == 200


async def test_managers_form_no_circle_and_are_of_ones_own_sight(business: Business, other_business: Business) -> None:
    first, second = await business.join("member"), await business.join("member")
    path = f"/v1/members/{first.member_id}"
    assert (await business.owner.patch(path, {"manager_member_id": str(second.member_id)})).status_code == 200
    circle = await business.owner.patch(f"/v1/members/{second.member_id}", {"manager_member_id": str(first.member_id)})
    assert circle.json()["errors"][0]["path"] == "manager_member_id"
    foreign = await business.owner.patch(path, {"manager_member_id": str(other_business.owner.member_id)})
    absent = await business.owner.patch(path, {"manager_member_id": "mem_00000000000000000000000000"})
    assert foreign.status_code == absent.status_code == 422
    assert foreign.json()["errors"] == absent.json()["errors"]
    place = await organization(business)
    boss, buyer = await business.join("company_admin", place), await business.join("buyer", place)
    unseen = await boss.patch(f"/v1/members/{buyer.member_id}", {"manager_member_id": str(business.owner.member_id)})
    assert unseen.json()["errors"] == absent.json()["errors"]


async def test_two_who_are_made_each_others_manager_at_once(business: Business) -> None:
    first, second = await business.join("member"), await business.join("member")

    async def under(one: Person, other: Person) -> int:
        body = {"manager_member_id": str(other.member_id)}
        return (await business.owner.patch(f"/v1/members/{one.member_id}", body)).status_code

    codes = sorted(await asyncio.gather(under(first, second), under(second, first)))
    assert codes[0] == 200
    assert codes[1] in (422, 503)


@pytest.mark.parametrize("field", ["status", "assignments", "email", "account_id", "version", "allowed_actions"])
async def test_what_a_change_may_not_name(business: Business, field: str) -> None:
    worker = await business.join("member")
    answer = await business.owner.patch(f"/v1/members/{worker.member_id}", {field: "active"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_field"


async def test_holding_a_right_is_not_the_right_to_hand_it_on(business: Business) -> None:
    """Who holds all that a role or a key would allow still needs the right to give, to copy, or to make one."""
    viewers = await role(business, "member.view tenant")
    inviter = await business.join("viewer")
    await give(business.owner, inviter, await role(business, "member.invite tenant", "role.view tenant"))
    friend = await business.join("viewer")
    assert details(await give(inviter, friend, viewers)) == (403, "forbidden")
    assert details(await invite(business, fresh_email(), by=inviter, role_id=viewers)) == (403, "forbidden")
    assert details(await inviter.post(f"/v1/roles/{viewers}/copy", {"name": "Mine"})) == (403, "forbidden")
    assert details(await inviter.post("/v1/api-keys", {"name": "Mine", "scopes": ["member.view"]})) == (
        403,
        "forbidden",
    )
    assert (await business.owner.get("/v1/api-keys")).json()["items"] == []
