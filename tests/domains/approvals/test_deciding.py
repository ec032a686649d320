"""Decisions as people and programs outside see them."""

from __future__ import annotations

from hanse.testing.installation import Business
from tests.domains.approvals.desk import one_of, policy, preview, submit, wanted


async def test_without_a_policy_it_is_approved_at_once(business: Business) -> None:
    maker = await business.join("member")
    approval = await submit(business, maker, wanted())
    assert (approval.status, approval.is_automatic, approval.levels) == ("approved", True, [])


async def test_two_levels_one_after_the_other(business: Business) -> None:
    maker, first, second = [await business.join("member") for _ in range(3)]
    await policy(business, one_of(first), one_of(second), condition="subject.total > 500000")
    foreseen = await preview(business, maker, wanted())
    assert foreseen.is_needed
    approval = await submit(business, maker, wanted())
    assert approval.status == "pending"
    path = f"/v1/approvals/{approval.id}"
    early = await second.post(f"{path}/approve")
    assert (early.status_code, early.json()["code"]) == (409, "approval_not_your_turn")
    one = await first.post(f"{path}/approve", {"comment": "fine"})
    assert (one.status_code, one.json()["status"]) == (200, "pending")
    two = await second.post(f"{path}/approve")
    assert (two.status_code, two.json()["status"]) == (200, "approved")
    again = await second.post(f"{path}/approve")
    assert (again.status_code, again.json()["extra"]["status"], again.json()["code"]) == (
        409,
        "approved",
        "approval_closed",
    )


async def test_a_decision_leaves_one_entry_in_the_trail(business: Business) -> None:
    maker, boss = [await business.join("member") for _ in range(2)]
    await policy(business, one_of(boss))
    approval = await submit(business, maker, wanted())
    assert (await boss.post(f"/v1/approvals/{approval.id}/approve", {"comment": "fine"})).status_code == 200
    query = {"subject": str(approval.id)}
    found = (await business.owner.get("/v1/audit-entries", params=query)).json()["items"]
    assert sorted(entry["action"] for entry in found) == ["approval.approve", "approval.submit"]
    decision = next(entry for entry in found if entry["action"] == "approval.approve")
    assert decision["reason"] == "fine"
    events = (await business.owner.get("/v1/events", params=query)).json()["items"]
    assert {event["name"] for event in events} >= {"approval.submitted.v1", "approval.approved.v1"}
