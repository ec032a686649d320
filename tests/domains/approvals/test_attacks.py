"""Attacks on approvals: evading by splitting, deciding about oneself, deciding twice, late, or above one's limit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.access.types import OrganizationId
from hanse.kit.errors import Conflict
from hanse.kit.money import Money
from hanse.testing.installation import Business, Person
from tests.domains.approvals.desk import (
    group,
    level,
    limit,
    manager,
    one_of,
    person,
    policy,
    quote_id,
    submit,
    tick,
    waiting_ids,
    wanted,
)

MANAGER = {"kind": "manager"}


async def people(business: Business, count: int) -> list[Person]:
    return [await business.join("member") for _ in range(count)]


async def delegate(giver: Person, taker: Person, **more: Any) -> Any:
    window = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-06-01T00:00:00Z"}
    return await giver.post("/v1/delegations", {"to_member_id": str(taker.member_id), **window, **more})


# ---- splitting -------------------------------------------------------------------------------------------------------


async def test_sixty_thousand_in_two_parts_needs_what_sixty_thousand_needs(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.total > 5000000")
    key = {"evasion_key": "buyer:vendor"}
    first = await submit(business, maker, wanted(30_000_00, **key))
    assert first.status == "approved"
    second = await submit(business, maker, wanted(30_000_00, **key))
    assert (second.status, second.weighed_amount) == ("pending", Money(60_000_00, "EUR"))
    assert (await submit(business, maker, wanted(30_000_00, evasion_key="another"))).status == "approved"
    assert (await submit(business, maker, wanted(30_000_00, "USD", **key))).status == "approved"


async def test_limits_count_for_the_sum_of_what_was_split(business: Business) -> None:
    maker, small, large = await people(business, 3)
    await limit(business, small, 40_000_00)
    await policy(business, one_of(small, large))
    for _ in range(2):
        approval = await submit(business, maker, wanted(30_000_00, evasion_key="k"))
    assert waiting_ids(approval) == [str(large.member_id)]  # the small limit covers one part, not both


async def test_the_window_ends_and_what_was_refused_does_not_count(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.total > 5000000")
    refused = await submit(business, maker, wanted(60_000_00, evasion_key="k"))
    assert (await boss.post(f"/v1/approvals/{refused.id}/reject", {"comment": "no"})).status_code == 200
    assert (await submit(business, maker, wanted(30_000_00, evasion_key="k"))).status == "approved"
    assert (await submit(business, maker, wanted(30_000_00, evasion_key="k"))).status == "pending"
    await business.owner.patch("/v1/tenant/settings", {"values": {"approvals.splitting_days": 0}})
    assert (await submit(business, maker, wanted(30_000_00, evasion_key="k"))).status == "approved"


async def test_two_parts_at_the_same_moment_are_seen_together(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.total > 5000000")
    parts = [submit(business, maker, wanted(30_000_00, evasion_key="k")) for _ in range(2)]
    found = sorted(str(one.status.value) for one in await asyncio.gather(*parts))
    assert found == ["approved", "pending"]


async def test_a_change_does_not_add_up_with_itself(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.total > 5000000")
    same = {"evasion_key": "k", "subject_id": quote_id()}
    await submit(business, maker, wanted(30_000_00, **same))
    assert (await submit(business, maker, wanted(40_000_00, **same))).status == "approved"


# ---- oneself ---------------------------------------------------------------------------------------------------------


async def test_the_requester_decides_neither_in_their_seat_nor_by_delegation(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(maker, boss))
    assert (await delegate(boss, maker)).status_code == 201
    approval = await submit(business, maker, wanted())
    for verb in ("approve", "reject"):
        answer = await maker.post(f"/v1/approvals/{approval.id}/{verb}", {"comment": "fine"})
        assert (answer.status_code, answer.json()["code"]) == (403, "requester_cannot_decide")
    detail = (await maker.get(f"/v1/approvals/{approval.id}")).json()
    assert detail["approval"]["can_decide"] is False
    assert "approval.decide" not in detail["approval"]["allowed_actions"]
    listed = (await maker.get("/v1/approvals", params={"waiting_for_me": "true"})).json()
    assert listed["items"] == []
    handed = await boss.post(f"/v1/approvals/{approval.id}/reassign", {"to_member_id": str(maker.member_id)})
    assert handed.status_code == 422


async def test_a_sole_owner_cannot_approve_their_own(business: Business) -> None:
    await policy(business, one_of(business.owner))
    approval = await submit(business, business.owner, wanted())
    answer = await business.owner.post(f"/v1/approvals/{approval.id}/approve")
    assert (answer.status_code, approval.status) == (403, "pending")


async def test_a_delegation_back_is_refused(business: Business) -> None:
    one, two, three = await people(business, 3)
    assert (await delegate(one, two)).status_code == 201
    assert (await delegate(two, three)).status_code == 201
    back = await delegate(three, one)
    assert (back.status_code, back.json()["code"]) == (422, "delegation_loop")
    later = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-08-01T00:00:00Z"}
    assert (await delegate(three, one, **later)).status_code == 201
    assert (await delegate(one, one)).status_code == 422
    both = [delegate(three, one, **later), delegate(one, three, **later)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [201, 422]


async def test_nobody_delegates_what_is_not_theirs(business: Business) -> None:
    one, two, three = await people(business, 3)
    answer = await delegate(one, two, from_member_id=str(three.member_id))
    assert answer.status_code == 403
    made = (await delegate(two, three)).json()
    assert (await one.delete(f"/v1/delegations/{made['id']}")).status_code == 404
    assert (await one.get(f"/v1/delegations/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("own", "givers", "cap", "status"),
    [
        (None, None, None, 200),
        (100_00, 100_00, None, 200),
        (99_99, 100_00, None, 403),
        (100_00, None, "99.99", 403),
        (100_00, 100_01, "100.00", 200),
    ],
)
async def test_a_delegate_has_the_lower_of_both_limits(
    business: Business, own: int | None, givers: int | None, cap: str | None, status: int
) -> None:
    maker, giver, taker = await people(business, 3)
    await policy(business, one_of(giver))
    more = {"amount": {"amount": cap, "currency": "EUR"}} if cap else {}
    assert (await delegate(giver, taker, **more)).status_code == 201
    approval = await submit(business, maker, wanted(100_00))
    await limit(business, taker, own)
    await limit(business, giver, givers)  # compared when used, not when submitted
    answer = await taker.post(f"/v1/approvals/{approval.id}/approve")
    assert answer.status_code == status, answer.text
    if status == 200:
        decision = answer.json()["levels"][0]["groups"][0]["decisions"][0]
        assert (decision["member_id"], decision["for_member_id"]) == (str(taker.member_id), str(giver.member_id))


async def test_nobody_takes_the_decisions_of_others_for_themselves(business: Business) -> None:
    maker, boss = await people(business, 2)
    admin = await business.join("admin")
    await policy(business, one_of(boss))
    approval = await submit(business, maker, wanted())
    taking = {"from_member_id": str(boss.member_id), "to_member_id": str(admin.member_id)}
    taken = await admin.post(f"/v1/approvals/{approval.id}/reassign", taking)
    assert (taken.status_code, taken.json()["code"]) == (422, "cannot_reassign")
    window = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-06-01T00:00:00Z"}
    assert (await admin.post("/v1/delegations", {**taking, **window})).status_code == 422
    other = await business.join("member")
    giving = {**taking, "to_member_id": str(other.member_id)}
    assert (await admin.post("/v1/delegations", {**giving, **window})).status_code == 201
    assert (await admin.post(f"/v1/approvals/{approval.id}/reassign", giving)).status_code == 200
    handed_on = {"from_member_id": str(other.member_id), "to_member_id": str(boss.member_id)}
    assert (await admin.post(f"/v1/approvals/{approval.id}/reassign", handed_on)).status_code == 200
    assert (await other.get("/v1/approval-counts")).json()["waiting"] == 1  # as delegate of the boss
    mine = (await admin.get("/v1/approvals", params={"status": "pending"})).json()["items"]
    assert mine[0]["can_decide"] is False


async def test_a_delegation_that_was_ended_or_is_over_decides_nothing(business: Business) -> None:
    maker, giver, taker = await people(business, 3)
    await policy(business, one_of(giver))
    made = (await delegate(giver, taker, kinds=["order_request"])).json()
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}/approve"
    assert (await taker.post(path)).status_code == 404  # other kinds: it is not even there
    assert (await giver.delete(f"/v1/delegations/{made['id']}")).status_code == 200
    made = (await delegate(giver, taker)).json()
    assert (await taker.get(f"/v1/approvals/{approval.id}")).status_code == 200
    assert (await giver.delete(f"/v1/delegations/{made['id']}")).status_code == 200
    assert (await taker.post(path)).status_code == 404
    assert (await giver.delete(f"/v1/delegations/{made['id']}")).status_code == 409


# ---- twice, late, at once --------------------------------------------------------------------------------------------


async def test_the_same_decision_at_the_same_moment_counts_once(business: Business) -> None:
    maker, one, two = await people(business, 3)
    await policy(business, one_of(one, two, quorum=2))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}/approve"
    answers = await asyncio.gather(*(one.post(path) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert (await one.get(f"/v1/approvals/{approval.id}")).json()["approval"]["status"] == "pending"


async def test_yes_and_no_at_the_same_moment_give_one_end(business: Business) -> None:
    maker, one, two = await people(business, 3)
    await policy(business, one_of(one, two))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}"
    answers = await asyncio.gather(one.post(f"{path}/approve"), two.post(f"{path}/reject", {"comment": "no"}))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status_code == 409).json()
    assert late["extra"]["status"] == (await maker.get(path)).json()["approval"]["status"]


async def test_recalled_is_over_for_everybody(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss, timeout_hours=2))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}"
    assert (await boss.post(f"{path}/recall")).status_code == 403
    assert (await maker.post(f"{path}/recall", {"comment": "changed my mind"})).json()["status"] == "recalled"
    late = await boss.post(f"{path}/approve")
    assert (late.status_code, late.json()["extra"]["status"]) == (409, "recalled")
    assert (await maker.post(f"{path}/recall")).status_code == 409
    business.installation.clock.advance(timedelta(hours=3))
    await tick(business, approval.id)
    assert (await maker.get(path)).json()["approval"]["status"] == "recalled"


async def test_deciding_at_the_moment_of_escalation(business: Business) -> None:
    maker, one, boss = await people(business, 3)
    await manager(business, one, boss)
    await policy(business, one_of(one, timeout_hours=2, remind_hours=1))
    approval = await submit(business, maker, wanted())
    path = f"/v1/approvals/{approval.id}"
    clock = business.installation.clock
    clock.advance(timedelta(hours=1))
    await tick(business, approval.id)
    clock.advance(timedelta(hours=1))
    answer, _ = await asyncio.gather(one.post(f"{path}/approve"), tick(business, approval.id))
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "approved"
    clock.advance(timedelta(hours=2))
    await tick(business, approval.id)
    after = (await maker.get(path)).json()
    assert after["approval"]["status"] == "approved"
    assert [event["kind"] for event in after["events"]].count("finished") == 1


async def test_a_change_restarts_and_the_old_one_is_void(business: Business) -> None:
    maker, one, two = await people(business, 3)
    await policy(business, one_of(one), one_of(two))
    subject = quote_id()
    before = await submit(business, maker, wanted(subject_id=subject))
    same = await submit(business, maker, wanted(subject_id=subject))
    assert same.id == before.id  # nothing changed, nothing restarts
    assert (await one.post(f"/v1/approvals/{before.id}/approve")).status_code == 200
    after = await submit(business, maker, wanted(10_000_01, subject_id=subject))
    assert (after.status, waiting_ids(after)) == ("pending", [str(one.member_id)])
    late = await two.post(f"/v1/approvals/{before.id}/approve")
    assert (late.status_code, late.json()["extra"]["status"]) == (409, "superseded")
    assert after.document_hash != before.document_hash


# ---- limits, and who is asked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minor", "asked"), [(99_99, "above"), (100_00, "above"), (100_01, "top"), (200_01, "owner")])
async def test_the_chain_of_managers_up_to_the_minor_unit(business: Business, minor: int, asked: str) -> None:
    maker, above, middle, top = await people(business, 4)
    for below, who in ((maker, above), (above, middle), (middle, top)):
        await manager(business, below, who)
    await limit(business, above, 100_00)
    await limit(business, middle, 999_999_00, "USD")  # another currency is no limit here
    await limit(business, top, 200_00)
    await policy(business, level(group(MANAGER)))
    approval = await submit(business, maker, wanted(minor))
    found = {"above": above, "top": top, "owner": business.owner}[asked]
    assert waiting_ids(approval) == [str(found.member_id)]
    assert (await found.post(f"/v1/approvals/{approval.id}/approve")).json()["status"] == "approved"


async def test_an_undecidable_condition_asks_rather_than_lets_through(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.margin_basis_points < 1500")
    assert (await submit(business, maker, wanted())).status == "pending"
    assert (await submit(business, maker, wanted(facts={"margin_basis_points": 2_000}))).status == "approved"
    assert (await submit(business, maker, wanted(facts={"margin_basis_points": "high"}))).status == "pending"


async def test_facts_cannot_overrule_the_amount(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss), condition="subject.weighed > 500000")
    sly = {"weighed": 1, "amount": {"amount": "0.01", "currency": "EUR"}}
    assert (await submit(business, maker, wanted(facts=sly))).status == "pending"


async def test_an_organizations_approver_and_policies_from_above(business: Business) -> None:
    owner = business.owner
    top = (await owner.post("/v1/organizations", {"name": "Top Works", "is_active": True})).json()["id"]
    below = (
        await owner.post("/v1/organizations", {"name": "Below Works", "parent_id": top, "is_active": True})
    ).json()["id"]
    other = (await owner.post("/v1/organizations", {"name": "Other Works", "is_active": True})).json()["id"]
    buyer = await business.join("buyer", OrganizationId.parse(below))
    approver = await business.join("approver", OrganizationId.parse(top))
    await policy(business, level(group({"kind": "organization_approver"})), organization_id=top)
    approval = await submit(business, buyer, wanted(organization_id=OrganizationId.parse(below)))
    assert waiting_ids(approval) == [str(approver.member_id)]
    assert (await submit(business, buyer, wanted(organization_id=OrganizationId.parse(other)))).status == "approved"
    stranger = await business.join("company_admin", OrganizationId.parse(other))
    assert (await stranger.get(f"/v1/approvals/{approval.id}")).status_code == 404
    assert (await stranger.get("/v1/approvals")).json()["items"] == []
    done = await approver.post(f"/v1/approvals/{approval.id}/approve")
    assert done.json()["status"] == "approved"


async def test_policies_that_match_together_merge_their_levels(business: Business) -> None:
    maker, one, two, three = await people(business, 4)
    await policy(business, one_of(one, timeout_hours=10), one_of(three), priority=1)
    await policy(business, one_of(two, timeout_hours=5, on_timeout="reject"), priority=2)
    await policy(business, one_of(one), priority=3)
    approval = await submit(business, maker, wanted())
    assert [len(step.groups) for step in approval.levels] == [2, 1]
    assert (approval.levels[0].timeout_hours, approval.levels[0].on_timeout) == (5, "reject")
    assert len(approval.policies) == 3


async def test_a_member_who_is_gone_decides_nothing(business: Business) -> None:
    maker, one, two = await people(business, 3)
    await policy(business, level(group(*person(one))), level(group(*person(two))))
    approval = await submit(business, maker, wanted())
    gone = await business.owner.post(f"/v1/members/{two.member_id}/suspend", {"reason": "left"})
    assert gone.status_code == 200, gone.text
    after = (await one.post(f"/v1/approvals/{approval.id}/approve")).json()
    assert [who["member_id"] for who in after["levels"][1]["groups"][0]["approvers"]] == [str(business.owner.member_id)]
    assert (await two.post(f"/v1/approvals/{approval.id}/approve")).status_code in (401, 403, 404)


async def test_submitting_the_same_thing_twice_at_once_leaves_one_that_waits(business: Business) -> None:
    maker, boss = await people(business, 2)
    await policy(business, one_of(boss))
    subject = quote_id()
    both = [submit(business, maker, wanted(subject_id=subject)) for _ in range(3)]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert any(not isinstance(answer, BaseException) for answer in answers)
    assert all(isinstance(answer, Conflict) for answer in answers if isinstance(answer, BaseException))
    query = {"subject_kind": "quote", "subject_id": subject, "status": "pending"}
    assert len((await maker.get("/v1/approvals", params=query)).json()["items"]) == 1
