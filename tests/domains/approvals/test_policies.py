"""Policies, previews, simulations, lists and the small acts around an approval."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.testing.installation import Business
from tests.domains.approvals.desk import group, level, one_of, person, policy, preview, submit, waiting_ids, wanted


async def test_a_policy_is_made_changed_and_taken_away(business: Business) -> None:
    boss = await business.join("member")
    made = await policy(business, one_of(boss), name="Large quotes", condition="subject.total > 100")
    path = f"/v1/approval-policies/{made['id']}"
    body = {"name": "Larger quotes", "subject_kind": "quote", "levels": [one_of(boss, quorum=1)], "priority": 5}
    changed = await business.owner.put(path, body, headers={"if-match": f'"{made["version"]}"'})
    assert (changed.status_code, changed.json()["priority"], changed.json()["version"]) == (200, 5, 2)
    stale = await business.owner.put(path, body, headers={"if-match": f'"{made["version"]}"'})
    assert stale.status_code == 412
    taken = await business.owner.post("/v1/approval-policies", {**body})
    assert (taken.status_code, taken.json()["errors"][0]["path"]) == (409, "name")
    assert [one["name"] for one in (await business.owner.get("/v1/approval-policies")).json()["items"]] == [
        "Larger quotes"
    ]
    assert (await business.owner.delete(path)).status_code == 204
    assert (await business.owner.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"condition": "subject.total >"}, "condition"),
        ({"condition": "request.ip == '1'"}, "condition"),
        ({"condition": "__import__('os')"}, "condition"),
        ({"levels": []}, "levels"),
        ({"levels": [level(group({"kind": "member"}))]}, "levels.0.groups.0.resolvers.0.member_id"),
        ({"levels": [level(group({"kind": "role"}))]}, "levels.0.groups.0.resolvers.0.role_id"),
        ({"levels": [level(group({"kind": "manager"}, quorum=0))]}, "levels.0.groups.0.quorum"),
        (
            {"levels": [level(group({"kind": "manager"}), remind_hours=50, timeout_hours=48)]},
            "levels.0.remind_hours",
        ),
        (
            {"levels": [level(group({"kind": "member", "member_id": "mem_01m7weaz2re9z9njvdz4axnn25"}))]},
            "levels.0.groups.0.resolvers.0.member_id",
        ),
        ({"organization_id": "org_01m7weaz2re9z9njvdz4axnn25"}, "organization_id"),
        ({"name": "   "}, "name"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_policies_that_could_not_work_are_refused(business: Business, changes: Any, path: str) -> None:
    body = {"name": "Policy", "subject_kind": "quote", "levels": [level(group({"kind": "manager"}))], **changes}
    answer = await business.owner.post("/v1/approval-policies", body)
    assert answer.status_code == 422, answer.text
    assert path in [error["path"] for error in answer.json()["errors"]]


async def test_a_preview_names_people_and_asks_nobody(business: Business) -> None:
    maker = await business.join("member", name="Maker")
    one, two, three = [await business.join("member", name=name) for name in ("Ann", "Bob", "Cy")]
    await policy(business, one_of(one), level(group(*person(two, three))))
    found = await preview(business, maker, wanted())
    assert found.sentences[0] == "This needs Ann, then Bob or Cy."
    assert (await one.get("/v1/approvals")).json()["items"] == []
    nothing = await preview(business, maker, wanted(subject_kind="order_request"))
    assert (nothing.is_needed, nothing.sentences) == (False, ["This needs no approval."])
    body = {"subject_kind": "quote", "subject_id": wanted().subject_id, "title": "Try"}
    assert (await business.owner.post("/v1/approvals/preview", body)).json()["is_needed"] is True
    assert (await maker.post("/v1/approvals/preview", body)).status_code == 403


async def test_a_simulation_says_what_would_have_happened(business: Business) -> None:
    maker, boss = [await business.join("member") for _ in range(2)]
    present = await policy(business, one_of(boss), condition="subject.total > 500000")
    for minor in (1_000_00, 6_000_00, 9_000_00):
        await submit(business, maker, wanted(minor))
    tried = {"name": "Stricter", "subject_kind": "quote", "levels": [one_of(boss)], "condition": "subject.total > 1"}
    answer = await business.owner.post("/v1/approval-simulations", {"policy": tried})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    figures = {name: found[name] for name in ("looked_at", "matched", "newly_needed", "no_longer_needed")}
    assert figures == {"looked_at": 3, "matched": 3, "newly_needed": 1, "no_longer_needed": 0}
    assert found["asked"] == [{"label": "Group", "present": 2, "tried": 3}]
    assert (found["tried_hours"], found["took_minutes"]) == (48, None)
    laxer = {**tried, "condition": "subject.amount > actor.approval_limit && subject.total > 800000"}
    # Nobody has a limit, so it cannot be decided and holds for all.
    answer = await business.owner.post("/v1/approval-simulations", {"policy": laxer, "replaces": present["id"]})
    assert answer.json()["matched"] == 3
    laxer = {**tried, "condition": "subject.total > 800000"}
    answer = await business.owner.post("/v1/approval-simulations", {"policy": laxer, "replaces": present["id"]})
    assert (answer.json()["no_longer_needed"], answer.json()["changed"]) == (1, 1)
    assert (await boss.post("/v1/approval-simulations", {"policy": tried})).status_code == 403


async def test_comments_handing_over_and_the_history(business: Business) -> None:
    maker = await business.join("member", name="Maker")
    one, two = [await business.join("member", name=name) for name in ("Ann", "Bob")]
    await policy(business, one_of(one))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}"
    assert (await maker.post(f"{path}/comment", {"comment": "It is urgent"})).status_code == 200
    assert (await two.post(f"{path}/comment", {"comment": "hello"})).status_code == 404
    moved = await one.post(f"{path}/reassign", {"to_member_id": str(two.member_id), "comment": "away"})
    assert moved.status_code == 200, moved.text
    assert (await one.post(f"{path}/approve")).status_code == 403
    no_reason = await two.post(f"{path}/reject", {"comment": "  "})
    assert (no_reason.status_code, no_reason.json()["errors"][0]["path"]) == (422, "comment")
    assert (await two.post(f"{path}/reject", {"comment": "too dear"})).json()["status"] == "rejected"
    found = (await maker.get(path)).json()
    assert [event["kind"] for event in found["events"]] == [
        "submitted",
        "asked",
        "commented",
        "reassigned",
        "asked",
        "rejected",
        "finished",
    ]
    assert found["approval"]["reason"] == "too dear"
    assert found["events"][3]["names"] == ["Ann", "Bob"]


async def test_lists_by_filters_and_pages(business: Business) -> None:
    maker, boss = [await business.join("member") for _ in range(2)]
    await policy(business, one_of(boss))
    made = [await submit(business, maker, wanted()) for _ in range(3)]
    first = (await boss.get("/v1/approvals", params={"limit": 2, "waiting_for_me": "true"})).json()
    rest = (await boss.get("/v1/approvals", params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [str(one.id) for one in reversed(made)]
    await boss.post(f"/v1/approvals/{made[0].id}/approve")
    left = (await boss.get("/v1/approvals", params={"waiting_for_me": "true"})).json()["items"]
    assert len(left) == 2
    mine = (await boss.get("/v1/approvals", params={"status": "approved"})).json()["items"]
    assert [one["id"] for one in mine] == [str(made[0].id)]
    of_subject = {"subject_kind": "quote", "subject_id": made[1].subject_id}
    assert len((await maker.get("/v1/approvals", params=of_subject)).json()["items"]) == 1
    assert (await (await business.join("member")).get("/v1/approvals")).json()["items"] == []
    assert len((await business.owner.get("/v1/approvals", params={"late": "true"})).json()["items"]) == 0


async def test_a_key_decides_with_its_scope_only(business: Business) -> None:
    maker = await business.join("member")
    await policy(business, one_of(business.owner))
    approval = await submit(business, maker, wanted())
    narrow = await business.key("approval.view")
    assert (await narrow.post(f"/v1/approvals/{approval.id}/approve")).status_code == 403
    wide = await business.key("approval.view", "approval.decide")
    assert (await wide.post(f"/v1/approvals/{approval.id}/approve")).json()["status"] == "approved"


async def test_every_step_names_who_stands_in_and_who_alone_could_decide(business: Business) -> None:
    maker, boss = await business.join("member"), await business.join("manager", name="Head office")
    await policy(business, one_of(boss), level(group({"kind": "manager"}, label="Manager")))
    foreseen = await preview(business, maker, wanted())
    owner = business.owner.member_id
    assert [[who.member_id for who in one.groups[0].approvers] for one in foreseen.levels] == [
        [boss.member_id],
        [owner],
    ]
    assert foreseen.levels[0].groups[0].words == "Head office"
    waits = await submit(business, maker, wanted())
    assert (waits.levels[1].status, waits.levels[1].groups[0].approvers[0].member_id) == ("waiting", owner)
    alone = await preview(business, business.owner, wanted())
    assert "Manager (only who asks could decide; name another ultimate approver)" in alone.sentences[0]


async def test_what_nobody_can_decide_goes_to_the_ultimate_approver(business: Business) -> None:
    maker, last = [await business.join("member") for _ in range(2)]
    role = (
        await business.owner.post(
            "/v1/roles",
            {"name": "Empty", "kind": "tenant", "grants": [{"permission": "approval.decide", "reach": "own"}]},
        )
    ).json()["id"]
    nobody = level(group({"kind": "role", "role_id": role}))
    await policy(business, nobody)
    approval = await submit(business, maker, wanted())
    assert waiting_ids(approval) == [str(business.owner.member_id)]
    values = {"values": {"approvals.ultimate_approver": str(last.member_id)}}
    assert (await business.owner.patch("/v1/tenant/settings", values)).status_code == 200
    foreseen = await preview(business, maker, wanted())
    assert [one.member_id for one in foreseen.levels[0].groups[0].approvers] == [last.member_id]
    approval = await submit(business, maker, wanted())
    assert waiting_ids(approval) == [str(last.member_id)]
    events = (await last.get(f"/v1/approvals/{approval.id}")).json()["events"]
    assert "alerted" in [event["kind"] for event in events]
    assert (await last.post(f"/v1/approvals/{approval.id}/approve")).json()["status"] == "approved"
    values = {"values": {"approvals.ultimate_approver": "nonsense"}}
    assert (await business.owner.patch("/v1/tenant/settings", values)).status_code == 200
    assert waiting_ids(await submit(business, maker, wanted())) == [str(business.owner.member_id)]


async def test_a_role_that_could_not_decide_is_refused(business: Business) -> None:
    for role, status in ((await business.role("viewer"), 422), (await business.role("approver"), 201)):
        resolver = {"kind": "role", "role_id": str(role)}
        body = {"name": f"Policy {status}", "subject_kind": "quote", "levels": [level(group(resolver))]}
        answer = await business.owner.post("/v1/approval-policies", body)
        assert answer.status_code == status, answer.text
    place = {"kind": "role", "role_id": str(await business.role("approver", "organization"))}
    body = {"name": "Policy", "subject_kind": "quote", "levels": [level(group(place))]}
    answer = await business.owner.post("/v1/approval-policies", body)
    assert "Choose a role of the staff" in answer.text
