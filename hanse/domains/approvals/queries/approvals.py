"""Reads of approvals: what the reader asked for, decides, or may see at the reach of the business."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from hanse.domains.approvals.ports import organization_tree
from hanse.domains.approvals.queries.records import (
    GET,
    LATEST,
    LOCK,
    Record,
    find_record,
    reader,
)
from hanse.domains.approvals.rules.machine import decide, open_levels
from hanse.domains.approvals.rules.subjects import subject_uuid
from hanse.domains.approvals.types import (
    Approval,
    ApprovalGroup,
    ApprovalId,
    ApprovalLevel,
    ApprovalStatus,
    Approver,
    Decision,
    MemberId,
    OrganizationId,
    SubjectRef,
)
from hanse.domains.approvals.types.machine import Decided, GroupDefinition, GroupState
from hanse.kit.errors import HanseError, NotFound
from hanse.kit.money import Money
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx


@query("approval.find", permission="approval.view")
async def find_approval(ctx: Ctx, query: SubjectRef) -> Approval | None:
    """The newest approval of a subject, or None; for other domains, which have asked for rights on their subject."""
    ctx.authorize_absent("approval.view")
    found = await find_record(ctx, LATEST, {"kind": query.subject_kind, "subject": subject_uuid(query.subject_id)})
    return shown(ctx, found) if found else None


async def load_record(ctx: Ctx, approval_id: ApprovalId, permission: str, *, lock: bool = False) -> Record:
    """Read an approval for somebody who takes part in it, or holds `permission` on it. Raises NotFound, Forbidden."""
    record = await find_record(ctx, LOCK if lock else GET, {"id": approval_id})
    if record is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    path = () if record.is_involved else await path_of(ctx, record.organization_id)
    ctx.authorize(permission, subject_for(ctx, record, path))
    return record


def subject_for(ctx: Ctx, record: Record, path: tuple[UUID, ...]) -> Subject:
    """What rights are asked about: one's own for whoever takes part; internal ones belong to no organization."""
    return Subject(
        kind="approval",
        id=ApprovalId(record.id),
        organizations=() if record.is_internal else path,
        owner_member_id=reader(ctx) if record.is_involved else None,
    )


async def path_of(ctx: Ctx, organization: UUID | None) -> tuple[UUID, ...]:
    """An organization and those above it."""
    if organization is None:
        return ()
    return (await organization_tree(ctx).paths(ctx, [organization])).get(organization, ())


def shown(ctx: Ctx, record: Record, path: tuple[UUID, ...] = ()) -> Approval:
    """An approval as people and programs see it, with what the reader may do."""
    approval = Approval(
        id=ApprovalId(record.id),
        subject_kind=record.subject_kind,
        subject_id=record.subject_ref,
        title=record.title,
        href=record.href,
        organization_id=OrganizationId(record.organization_id) if record.organization_id else None,
        requester_member_id=MemberId(record.requester_member_id) if record.requester_member_id else None,
        requester_name=record.requester_name,
        amount=_money(record.amount_minor, record.currency),
        weighed_amount=_money(record.weighed_minor, record.currency),
        status=record.status,
        is_automatic=record.is_automatic,
        document_hash=record.document_hash,
        policies=[policy.name for policy in record.definition.policies],
        levels=levels_of(record),
        reason=record.reason,
        due_at=record.due_at,
        is_late=record.due_at is not None and record.due_at <= ctx.now,
        submitted_at=record.submitted_at,
        decided_at=record.decided_at,
        version=record.version,
        can_decide=can_decide(ctx, record),
    )
    return _with_actions(ctx, record, approval, path)


def _with_actions(ctx: Ctx, record: Record, approval: Approval, path: tuple[UUID, ...]) -> Approval:
    """What the reader may do now: rights, and whether it is theirs to do in the present state."""
    subject = subject_for(ctx, record, path)
    actions = set(ctx.allowed_actions(ctx.services.registry.actions_by_kind["approval"], subject))
    is_open = record.status is ApprovalStatus.PENDING
    everywhere = ctx.may("approval.reassign")
    if not approval.can_decide:
        actions.discard("approval.decide")
        if not everywhere:
            actions.discard("approval.reassign")
    if not (is_open and (ctx.may("approval.recall") or reader(ctx) == record.requester_member_id)):
        actions.discard("approval.recall")
    if not is_open:
        actions -= {"approval.reassign"}
    actions.discard("approval.preview")
    return msgspec.structs.replace(approval, allowed_actions=tuple(sorted(actions)))


def can_decide(ctx: Ctx, record: Record) -> bool:
    """Whether the reader could reject now, which takes a seat but no limit; never on behalf of somebody."""
    me = ctx.principal.member_id
    if me is None or ctx.principal.on_behalf is not None:
        return False
    try:
        decide(record.definition, record.state, decision(ctx, record, me, is_approval=False))
    except HanseError:
        return False
    return True


def decision(ctx: Ctx, record: Record, member: UUID, *, is_approval: bool) -> Decided:
    """The event of a member's decision, with the limits and delegations read with the record."""
    return Decided(
        at=ctx.now,
        member=member,
        is_approval=is_approval,
        active=record.active(),
        limit=record.limit_of(member),
        delegations=record.delegations(),
    )


def levels_of(record: Record) -> list[ApprovalLevel]:
    """The levels with everybody by name; those that did not begin show who will be asked, stand-ins among them."""
    found = []
    foreseen = open_levels(record.definition, record.active()) if record.status is ApprovalStatus.PENDING else ()
    for at, level in enumerate(record.definition.levels):
        began = at < len(record.state.levels)
        states = record.state.levels[at].groups if began else [None] * len(level.groups)
        groups = [_group(record, one, state) for one, state in zip(level.groups, states, strict=True)]
        if not began and foreseen:
            groups = [_group(record, one, state) for one, state in zip(level.groups, foreseen[at].groups, strict=True)]
        status = _status(record, at, all(group.is_satisfied for group in groups))
        found.append(
            ApprovalLevel(
                name=level.name,
                position=at + 1,
                status=status,
                groups=groups,
                timeout_hours=level.timeout_seconds // 3_600,
                on_timeout=level.on_timeout,
            )
        )
    return found


def _status(record: Record, at: int, is_done: bool) -> Literal["waiting", "open", "done", "stopped"]:
    if is_done:
        return "done"
    if record.status is not ApprovalStatus.PENDING:
        return "stopped"
    return "open" if at == record.state.level else "waiting"


def _group(record: Record, group: GroupDefinition, state: GroupState | None) -> ApprovalGroup:
    seats = state.seats if state else group.seats
    return ApprovalGroup(
        label=group.label,
        quorum=state.quorum if state else group.quorum,
        approvers=[Approver(member_id=MemberId(seat), name=record.name_of(seat)) for seat in seats],
        decisions=[
            Decision(
                member_id=MemberId(vote.member),
                name=record.name_of(vote.member),
                for_member_id=MemberId(vote.for_member) if vote.for_member else None,
                for_name=record.name_of(vote.for_member) if vote.for_member else None,
            )
            for vote in (state.votes if state else ())
        ],
        is_satisfied=state is not None and state.is_satisfied,
    )


def _money(minor: int | None, currency: str | None) -> Money | None:
    return Money(minor, currency) if minor is not None and currency else None
