"""Roles: what they hold, who sees them, and that conditions mean what they say."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.testing.installation import Business, names
from tests.domains.access.people import details, give, organization, role


async def test_a_role_is_made_changed_copied_and_deleted(business: Business) -> None:
    owner = business.owner
    grants = [{"permission": "organization.view", "reach": "tenant"}]
    body = {"name": "Key account", "kind": "tenant", "description": "Looks", "grants": grants}
    made = (await owner.post("/v1/roles", body)).json()
    assert (made["key"], made["is_builtin"], made["member_count"]) == ("key_account", False, 0)
    path = f"/v1/roles/{made['id']}"
    wider = [*grants, {"permission": "organization.close", "reach": "tenant", "condition": "request.strong"}]
    changed = await owner.put(path, {"name": "Key account", "grants": wider}, headers={"if-match": '"1"'})
    assert changed.json()["version"] == 2
    stale = await owner.put(path, {"name": "Other", "grants": []}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    copied = (await owner.post(f"{path}/copy", {"name": "Key account 2"})).json()
    assert [item["permission"] for item in copied["grants"]] == ["organization.view", "organization.close"]
    taken = await owner.post(f"{path}/copy", {"name": "Key account 2"})
    assert details(taken) == (409, "already_exists")
    assert taken.json()["errors"][0]["path"] == "name"
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(path)).status_code == 404


async def test_built_in_roles_are_copied_not_changed(business: Business) -> None:
    path = f"/v1/roles/{await business.role('manager')}"
    assert details(await business.owner.put(path, {"name": "Mine", "grants": []})) == (409, "builtin_role")
    assert details(await business.owner.delete(path)) == (409, "builtin_role")
    seen = (await business.owner.get(path)).json()
    assert not {"role.update", "role.delete"} & set(seen["allowed_actions"])
    copy = await business.owner.post(f"{path}/copy", {"name": "My manager"})
    assert [item["permission"] for item in copy.json()["grants"]] == [item["permission"] for item in seen["grants"]]


async def test_a_role_somebody_holds_stays(business: Business) -> None:
    role_id = await role(business, "member.view tenant")
    worker = await business.join("viewer")
    await give(business.owner, worker, role_id)
    assert details(await business.owner.delete(f"/v1/roles/{role_id}")) == (409, "role_in_use")
    assert (await business.owner.get(f"/v1/roles/{role_id}")).json()["member_count"] == 1


@pytest.mark.parametrize(
    ("kind", "grant", "words"),
    [
        ("tenant", {"permission": "member.fly", "reach": "tenant"}, "no permission"),
        ("tenant", {"permission": "Member View", "reach": "tenant"}, "not a permission"),
        ("tenant", {"permission": "member.view", "reach": "below"}, "reaches"),
        ("organization", {"permission": "member.view", "reach": "tenant"}, "reaches"),
        ("tenant", {"permission": "member.view", "reach": "tenant", "condition": "1 +"}, ""),
        ("tenant", {"permission": "member.view", "reach": "tenant", "condition": "nothing_known(subject)"}, ""),
    ],
)
async def test_each_wrong_line_says_what_is_wrong(
    business: Business, kind: str, grant: dict[str, Any], words: str
) -> None:
    right = {"permission": "organization.view", "reach": "own"}
    answer = await business.owner.post("/v1/roles", {"name": "Wrong", "kind": kind, "grants": [right, grant]})
    assert answer.status_code == 422, answer.text
    assert [item["path"] for item in answer.json()["errors"]] == ["grants.1"]
    assert words in answer.json()["errors"][0]["message"]


async def test_a_condition_holds_or_the_right_does_not(business: Business) -> None:
    condition = "subject.kind == 'member' && actor.department == 'sales'"
    role_id = await role(business, f"member.suspend tenant {condition}", "member.view tenant")
    worker, victim = await business.join("viewer"), await business.join("viewer")
    await give(business.owner, worker, role_id)
    answer = await worker.post(f"/v1/members/{victim.member_id}/suspend", {})
    assert answer.status_code == 403, "an attribute nobody set refuses"
    async with business.open() as ctx:
        sql = 'UPDATE members SET attributes = \'{"department": "sales"}\' WHERE id = %(id)s'
        await ctx.db.run(sql, {"id": worker.member_id})
    assert (await worker.post(f"/v1/members/{victim.member_id}/suspend", {})).status_code == 200


async def test_partners_see_the_roles_they_can_give_and_no_others(business: Business) -> None:
    place = await organization(business)
    boss, buyer = await business.join("company_admin", place), await business.join("buyer", place)
    listed = (await boss.get("/v1/roles")).json()["items"]
    assert {item["kind"] for item in listed} == {"organization"}
    assert {item["member_count"] for item in listed} == {None}, "how many people other partners have is not theirs"
    assert (await boss.get(f"/v1/roles/{await business.role('buyer', 'organization')}")).status_code == 200
    assert (await boss.get(f"/v1/roles/{await business.role('owner')}")).status_code == 404
    assert (await boss.get("/v1/roles?kind=tenant")).json()["items"] == []
    assert (await buyer.get("/v1/roles")).status_code == 403


async def test_pages_of_roles_lose_none_and_repeat_none(business: Business) -> None:
    for name in ("Zulu", "Alpha", "Mike"):
        await business.owner.post("/v1/roles", {"name": name, "kind": "tenant"})
    whole = names((await business.owner.get("/v1/roles?limit=200")).json()["items"], "id")
    paged, cursor = [], ""
    while True:
        page = (await business.owner.get(f"/v1/roles?limit=2{cursor}")).json()
        paged += names(page["items"], "id")
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert paged == whole
    assert len(set(paged)) == 15


async def test_every_right_there_is_can_be_looked_up(business: Business) -> None:
    admin = await business.join("admin")
    listed = (await admin.get("/v1/permissions")).json()["items"]
    held = {item["name"]: item["is_held"] for item in listed}
    assert held["member.view"] is True
    assert held["tenant.close"] is False
    assert all(item["label"] for item in listed)
