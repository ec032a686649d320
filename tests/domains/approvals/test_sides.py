"""Staff and partners: what each side sees of an approval, and acting on behalf of somebody."""

from __future__ import annotations

import msgspec
import pytest

from hanse.domains.access.types import OrganizationId, RoleId
from hanse.domains.approvals.api import decide_approval, find_approval, recall_approval, submit_approval
from hanse.domains.approvals.errors import DecideAsYourself
from hanse.domains.approvals.types import Decide, Explain, SubjectRef
from hanse.platform.authz import OnBehalf, Principal
from hanse.testing.installation import Business, Person
from tests.domains.approvals.desk import acting, one_of, policy, quote_id, submit, wanted
from tests.domains.approvals.test_cost import decider


def at(person: Person, place: str) -> Principal:
    """Somebody of a partner, at their organization."""
    return msgspec.structs.replace(acting(person), organization_id=OrganizationId.parse(place).uuid)


def behalf(staff: Person, person: Person, place: str) -> Principal:
    """Staff acting for somebody of a partner."""
    assert person.member_id is not None
    organization = OrganizationId.parse(place).uuid
    who = OnBehalf(member_id=person.member_id.uuid, organization_id=organization, display_name="Bea Buyer")
    return msgspec.structs.replace(acting(staff), on_behalf=who, organization_id=organization)


async def works(business: Business) -> str:
    made = await business.owner.post("/v1/organizations", {"name": "Works", "is_active": True})
    return str(made.json()["id"])


async def test_who_acts_on_behalf_decides_about_neither(business: Business) -> None:
    place = await works(business)
    buyer = await business.join("buyer", OrganizationId.parse(place))
    staff, boss = await business.join("manager"), await business.join("manager")
    await policy(business, one_of(staff, boss, buyer))
    async with business.open(behalf(staff, buyer, place)) as ctx:
        approval = await submit_approval(ctx, wanted(organization_id=OrganizationId.parse(place)))
    assert approval.requester_member_id == buyer.member_id
    for who in (staff, buyer):
        answer = await who.post(f"/v1/approvals/{approval.id}/approve")
        assert answer.status_code in (403, 404), answer.text
    waits = await boss.get("/v1/approvals", params={"waiting_for_me": "true"})
    assert [one["id"] for one in waits.json()["items"]] == [str(approval.id)]


async def test_nobody_decides_in_somebodys_name_by_acting_for_them(business: Business) -> None:
    place = await works(business)
    buyer = await business.join("buyer", OrganizationId.parse(place))
    approver = await business.join("approver", OrganizationId.parse(place))
    staff = await business.join("manager")
    await policy(business, one_of(approver))
    async with business.open(at(buyer, place)) as ctx:
        approval = await submit_approval(ctx, wanted(organization_id=OrganizationId.parse(place)))
    principal = msgspec.structs.replace(behalf(staff, approver, place), grants=decider(approver).grants)
    with pytest.raises(DecideAsYourself):
        async with business.open(principal) as ctx:
            await decide_approval(ctx, approval.id, Decide(decision="approve"))


async def test_facts_are_for_those_who_decide_and_internal_ones_for_staff(business: Business) -> None:
    place = await works(business)
    buyer = await business.join("buyer", OrganizationId.parse(place))
    approver = await business.join("approver", OrganizationId.parse(place))
    colleague = await business.join("company_admin", OrganizationId.parse(place))
    await policy(business, one_of(approver))
    facts = {"facts": {"is_over_credit": True}, "organization_id": OrganizationId.parse(place)}
    async with business.open(at(buyer, place)) as ctx:
        approval = await submit_approval(ctx, wanted(**facts))
    path = f"/v1/approvals/{approval.id}"
    assert (await buyer.get(path)).json()["facts"] is None
    assert (await approver.get(path)).json()["facts"]["is_over_credit"] is True
    assert (await business.owner.get(path)).json()["facts"]["is_over_credit"] is True
    assert (await colleague.get(path)).status_code == 404
    maker = await business.join("member")
    internal = await submit(business, maker, wanted(**facts))
    reader = await business.owner.post(
        "/v1/roles",
        {
            "name": "Sees approvals",
            "kind": "organization",
            "grants": [{"permission": "approval.view", "reach": "organization"}],
        },
    )
    assert reader.status_code == 201, reader.text
    auditor = await business.join(RoleId.parse(reader.json()["id"]), OrganizationId.parse(place))
    assert (await auditor.get(path)).status_code == 200
    assert (await auditor.get(f"/v1/approvals/{internal.id}")).status_code == 404
    seen = [one["id"] for one in (await auditor.get("/v1/approvals")).json()["items"]]
    assert seen == [str(approval.id)]


async def test_what_began_keeps_its_policy(business: Business) -> None:
    maker, boss = [await business.join("member") for _ in range(2)]
    made = await policy(business, one_of(boss))
    subject = quote_id()
    approval = await submit(business, maker, wanted(subject_id=subject))
    assert (await business.owner.delete(f"/v1/approval-policies/{made['id']}")).status_code == 204
    async with business.open(acting(maker)) as ctx:
        found = await find_approval(ctx, SubjectRef(subject_kind="quote", subject_id=subject))
        assert found is not None
        assert (found.id, found.status) == (approval.id, "pending")
    again = await submit(business, maker, wanted(subject_id=subject))
    assert again.status == "approved"  # submitted anew, under what holds now
    assert (await boss.post(f"/v1/approvals/{approval.id}/approve")).status_code == 409


async def test_another_domain_recalls_with_a_declared_right(business: Business) -> None:
    maker, boss = [await business.join("member") for _ in range(2)]
    await policy(business, one_of(boss))
    approval = await submit(business, maker, wanted())
    async with business.open(acting(boss)) as ctx:
        system = ctx.as_system("The quote was withdrawn", ["approval.recall", "approval.view"])
        assert (await recall_approval(system, approval.id, Explain(comment="withdrawn"))).status == "recalled"


async def test_ids_that_are_none_are_refused(business: Business) -> None:
    for identity in ("nonsense", "quo_123", "quo_" + "z" * 26):
        answer = await business.owner.post(
            "/v1/approvals/preview", {"subject_kind": "quote", "subject_id": identity, "title": "x"}
        )
        assert answer.status_code == 422, answer.text
    sly = {"subject_kind": "quote", "subject_id": quote_id(), "title": "x", "href": "//evil.example"}
    assert (await business.owner.post("/v1/approvals/preview", sly)).status_code == 422


async def test_partners_hand_decisions_only_to_people_they_see(business: Business) -> None:
    place, other = await works(business), await works(business)
    buyer = await business.join("buyer", OrganizationId.parse(place))
    approver = await business.join("approver", OrganizationId.parse(place))
    colleague = await business.join("approver", OrganizationId.parse(place))
    stranger = await business.join("approver", OrganizationId.parse(other))
    await policy(business, one_of(approver))
    async with business.open(at(buyer, place)) as ctx:
        approval = await submit_approval(ctx, wanted(organization_id=OrganizationId.parse(place)))
    window = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-06-01T00:00:00Z"}
    for who, made, moved in ((stranger, 422, 422), (colleague, 201, 200)):
        to = {"to_member_id": str(who.member_id)}
        assert (await approver.post("/v1/delegations", {**to, **window})).status_code == made
        assert (await approver.post(f"/v1/approvals/{approval.id}/reassign", to)).status_code == moved
    assert (await stranger.get(f"/v1/approvals/{approval.id}")).status_code == 404
