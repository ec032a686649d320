"""A business with policies and people for the tests of approvals. No assertions about what is tested."""

from __future__ import annotations

from typing import Any

from hanse.domains.approvals.api import preview_approval, submit_approval
from hanse.domains.approvals.commands.timing import level_due
from hanse.domains.approvals.types import Approval, ApprovalId, ApprovalPreview, SubmitApproval
from hanse.kit.ids import encode_uuid, uuid7
from hanse.kit.money import Money
from hanse.platform.authz import Principal, PrincipalKind
from hanse.platform.context import system_principal
from hanse.testing.installation import Business, Person

EUR = "EUR"


def quote_id() -> str:
    """The id of some quote; approvals know no quotes."""
    return f"quo_{encode_uuid(uuid7())}"


def wanted(minor: int | None = 10_000_00, currency: str = EUR, **changes: Any) -> SubmitApproval:
    """Something to be approved."""
    facts = {"total": minor, "currency": currency} if minor is not None else {}
    values: dict[str, Any] = {
        "subject_kind": "quote",
        "subject_id": quote_id(),
        "title": "Quote Q-1 for Example Works",
        "href": "/admin/quotes/1",
        "amount": Money(minor, currency) if minor is not None else None,
        "facts": {**facts, **changes.pop("facts", {})},
        "document": {"lines": [{"name": "Fabric", "quantity": "2.5 m", "total": "10,000.00 EUR"}]},
        **changes,
    }
    return SubmitApproval(**values)


def acting(person: Person) -> Principal:
    """Somebody as other domains' commands see them."""
    assert person.member_id is not None
    return Principal(kind=PrincipalKind.MEMBER, display_name=person.email, member_id=person.member_id.uuid)


async def submit(business: Business, by: Person, data: SubmitApproval) -> Approval:
    """Submit as another domain's command does."""
    async with business.open(acting(by)) as ctx:
        return await submit_approval(ctx, data)


async def preview(business: Business, by: Person, data: SubmitApproval) -> ApprovalPreview:
    async with business.open(acting(by)) as ctx:
        return await preview_approval(ctx, data)


def person(*people: Person) -> list[dict[str, Any]]:
    """Resolvers that name these people."""
    return [{"kind": "member", "member_id": str(one.member_id)} for one in people]


def level(*groups: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"name": "Step", "groups": list(groups), **changes}


def group(*resolvers: dict[str, Any], quorum: int = 1, label: str = "Group") -> dict[str, Any]:
    return {"label": label, "resolvers": list(resolvers), "quorum": quorum}


def one_of(*people: Person, quorum: int = 1, **changes: Any) -> dict[str, Any]:
    """A level with one group of these people."""
    return level(group(*person(*people), quorum=quorum), **changes)


async def policy(business: Business, *levels: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A policy of the business for quotes."""
    body = {"name": f"Policy {uuid7()}", "subject_kind": "quote", "levels": list(levels), **changes}
    answer = await business.owner.post("/v1/approval-policies", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def limit(business: Business, who: Person, minor: int | None, currency: str = EUR, **more: Any) -> None:
    """Give somebody an approval limit, and perhaps a manager."""
    body: dict[str, Any] = {"approval_limit": Money(minor, currency).to_wire() if minor is not None else None, **more}
    answer = await business.owner.patch(f"/v1/members/{who.member_id}", body)
    assert answer.status_code == 200, answer.text


async def manager(business: Business, who: Person, above: Person | None) -> None:
    """Put somebody below somebody else."""
    body = {"manager_member_id": str(above.member_id) if above else None}
    answer = await business.owner.patch(f"/v1/members/{who.member_id}", body)
    assert answer.status_code == 200, answer.text


def waiting_ids(approval: Approval) -> list[str]:
    """The ids of those the open level names."""
    opened = [one for one in approval.levels if one.status == "open"]
    return [str(who.member_id) for one in opened for group in one.groups for who in group.approvers]


async def tick(business: Business, approval_id: ApprovalId) -> None:
    """Fire the approval's timer when it is due, as the worker does."""
    async with business.open(system_principal((), "Timer")) as ctx:
        for timer in await ctx.services.timers.pending(ctx, "approval", approval_id):
            if timer.due_at <= ctx.now:
                await ctx.services.timers.cancel(ctx, timer.kind, "approval", approval_id, key=timer.key)
                await level_due(ctx, timer)
