"""What a decision costs: few statements, however many people and levels there are."""

from __future__ import annotations

from hanse.domains.approvals.api import decide_approval, submit_approval
from hanse.domains.approvals.types import Decide
from hanse.platform.authz import Grant, Principal, PrincipalKind, Reach
from hanse.testing.installation import Business, Person
from tests.domains.approvals.desk import acting, one_of, policy, submit, wanted


def decider(person: Person) -> Principal:
    assert person.member_id is not None
    grants = tuple(Grant(permission=name, reach=Reach.OWN) for name in ("approval.decide", "approval.view"))
    return Principal(kind=PrincipalKind.MEMBER, display_name="Decider", member_id=person.member_id.uuid, grants=grants)


async def test_statements_of_a_decision(business: Business) -> None:
    maker, *people = [await business.join("member") for _ in range(6)]
    await policy(business, one_of(*people, quorum=2), *(one_of(*people) for _ in range(3)))
    async with business.open(acting(maker)) as ctx:
        approval = await submit_approval(ctx, wanted())
        # Requester, policies, settings, people, what is pending; the row; state and history; timer, audit; who
        # decides for whom, what they are told, and its mails.
        assert ctx.db.statements <= 12, ctx.db.statements
    counts = []
    for who in people[:3]:
        async with business.open(decider(who)) as ctx:
            await decide_approval(ctx, approval.id, Decide(decision="approve"))
            inside = ctx.db.statements
        counts.append((inside, ctx.db.statements))
    # Lock with everything read, state with seats and history, audit; with the next level also its timer, what
    # nobody has to answer any more, who decides for whom, what they are told, and its mails.
    assert counts[0][0] == 3
    assert max(total for _, total in counts) <= 8
    last = await submit(business, maker, wanted())
    assert last.status == "pending"
