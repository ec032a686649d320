"""Right calls of the operations of approvals."""

from __future__ import annotations

from typing import Any

from hanse.domains.approvals.api import submit_approval
from hanse.domains.approvals.types import SubmitApproval
from hanse.kit.ids import encode_uuid, uuid7
from hanse.kit.money import Money
from hanse.platform.authz import Principal, PrincipalKind
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


def submission(world: World) -> dict[str, Any]:
    return {
        "subject_kind": "order_request",
        "subject_id": f"orq_{encode_uuid(uuid7())}",
        "title": world.name("quote"),
        "amount": {"amount": "100.00", "currency": "EUR"},
        "facts": {"total": 10_000},
    }


def levels(world: World) -> list[dict[str, Any]]:
    resolver = {"kind": "member", "member_id": str(world.owner.member_id)}
    return [{"name": world.name("level"), "groups": [{"label": world.name("group"), "resolvers": [resolver]}]}]


async def new_policy(world: World) -> Call:
    """One for requests to order: the quotes of other entries go on."""
    return Call(body={"name": world.name("policy"), "subject_kind": "order_request", "levels": levels(world)})


async def policy(world: World) -> Call:
    made = await world.made("/v1/approval-policies", (await new_policy(world)).body)
    return Call({"policy_id": str(made["id"])})


async def change_policy(world: World) -> Call:
    return Call((await policy(world)).ids, body=(await new_policy(world)).body)


async def simulate(world: World) -> Call:
    return Call(body={"policy": (await new_policy(world)).body})


async def preview(world: World) -> Call:
    return Call(body=submission(world))


async def waiting(world: World, *, by_owner: bool = False) -> str:
    """An approval that waits for the owner; asked for by a colleague, or by the owner themselves."""
    await policy(world)
    colleague = await world.business.join("manager", name=world.name("colleague"))
    who = world.owner if by_owner else colleague
    assert who.member_id is not None
    principal = Principal(kind=PrincipalKind.MEMBER, display_name="Colleague", member_id=who.member_id.uuid)
    wanted = submission(world)
    wanted["amount"] = Money(10_000, "EUR")
    async with world.business.open(principal) as ctx:
        return str((await submit_approval(ctx, SubmitApproval(**wanted))).id)


async def approval(world: World) -> Call:
    return Call({"approval_id": await waiting(world)})


async def decide(world: World) -> Call:
    return Call({"approval_id": await waiting(world)}, body={"comment": "for a test"})


async def recall(world: World) -> Call:
    return Call({"approval_id": await waiting(world, by_owner=True)}, body={})


async def reassign(world: World) -> Call:
    other = await world.business.join("manager", name=world.name("colleague"))
    return Call({"approval_id": await waiting(world)}, body={"to_member_id": str(other.member_id)})


async def new_delegation(world: World) -> Call:
    other = await world.business.join("manager", name=world.name("colleague"))
    window = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z"}
    return Call(body={"to_member_id": str(other.member_id), **window})


async def delegation(world: World) -> Call:
    made = await world.made("/v1/delegations", (await new_delegation(world)).body)
    return Call({"delegation_id": str(made["id"])})


ENTRIES = {
    "approval.list": Entry(nothing, changes=False),
    "approval.counts": Entry(nothing, changes=False),
    "approval.get": Entry(approval, changes=False),
    "approval.preview": Entry(preview, changes=False),
    "approval.approve": Entry(decide),
    "approval.reject": Entry(decide),
    "approval.comment": Entry(decide),
    "approval.recall": Entry(recall),
    "approval.reassign": Entry(reassign),
    "approval_policy.list": Entry(nothing, changes=False),
    "approval_policy.create": Entry(new_policy),
    "approval_policy.get": Entry(policy, changes=False),
    "approval_policy.update": Entry(change_policy),
    "approval_policy.delete": Entry(policy),
    "approval_policy.simulate": Entry(simulate, changes=False),
    "delegation.list": Entry(nothing, changes=False),
    "delegation.create": Entry(new_delegation),
    "delegation.get": Entry(delegation, changes=False),
    "delegation.revoke": Entry(delegation),
}
