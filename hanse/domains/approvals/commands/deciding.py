"""Decisions and what else people do to an approval: each locks it, asks the decision function, and carries out."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.approvals.commands.carrying import carry_out, entry, save, subject_of
from hanse.domains.approvals.commands.submitting import audited
from hanse.domains.approvals.errors import ApprovalClosed, CannotReassign, DecideAsYourself, NotAnApprover
from hanse.domains.approvals.queries.approvals import decision, load_record, shown
from hanse.domains.approvals.queries.people import check_choosable
from hanse.domains.approvals.queries.records import Known, Record, replaced
from hanse.domains.approvals.rules.machine import decide
from hanse.domains.approvals.types import (
    Approval,
    ApprovalId,
    ApprovalStatus,
    Decide,
    Explain,
    Happening,
    Reassign,
    WriteComment,
)
from hanse.domains.approvals.types.machine import Counted, MachineEvent, Outcome, Reassigned, Recalled
from hanse.kit.errors import Conflict, Forbidden, Invalid
from hanse.kit.text import clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

FIND_MEMBER: Final = """
SELECT display_name AS name, status = 'active' AS is_active, approval_limit_minor AS minor,
    approval_currency AS currency, manager_member_id AS manager
FROM members WHERE id = %(id)s
"""


@command("approval.decide")
async def decide_approval(ctx: Ctx, approval_id: ApprovalId, data: Decide) -> Approval:
    """Approve or reject, in one's own seat or by delegation. A rejection ends it at once and says why.

    Raises ApprovalClosed, AlreadyDecided, NotYourTurn (409 with the present state), RequesterCannotDecide,
    NotAnApprover, LimitTooLow, DecideAsYourself (403), Invalid.
    """
    return await _decide(ctx, approval_id, data)


async def _decide(ctx: Ctx, approval_id: ApprovalId, data: Decide) -> Approval:
    """What the three commands share, so that each leaves one entry in the trail."""
    record = await load_record(ctx, approval_id, "approval.decide", lock=True)
    member = _as_oneself(ctx)
    comment = clean_text(data.comment)
    outcome = answer(record, decision(ctx, record, member, is_approval=data.decision == "approve"))
    if data.decision == "reject" and not comment:
        raise Invalid.field("comment", "Say why, so that the requester can do something about it", "required")
    counted = next(one for one in outcome.effects if isinstance(one, Counted))
    kind = Happening.APPROVED if data.decision == "approve" else Happening.REJECTED
    written = entry(ctx, kind, level=record.state.level, comment=comment, for_member=counted.for_member)
    after = await carry_out(ctx, record, outcome, [written], comment if kind is Happening.REJECTED else "")
    return _done(ctx, record, after, comment)


@command("approval.approve", permission="approval.decide")
async def approve(ctx: Ctx, approval_id: ApprovalId, data: Explain) -> Approval:
    """Approve, in one's own seat or by delegation. Raises as decide_approval."""
    return await _decide(ctx, approval_id, Decide(decision="approve", comment=data.comment))


@command("approval.reject", permission="approval.decide")
async def reject(ctx: Ctx, approval_id: ApprovalId, data: WriteComment) -> Approval:
    """Reject and say why; that ends it. Raises as decide_approval."""
    return await _decide(ctx, approval_id, Decide(decision="reject", comment=data.comment))


@command("approval.comment")
async def comment_approval(ctx: Ctx, approval_id: ApprovalId, data: WriteComment) -> Approval:
    """Write something that everybody who sees the approval reads. Raises Invalid for nothing but blanks."""
    record = await load_record(ctx, approval_id, "approval.comment", lock=True)
    comment = clean_text(data.comment)
    if not comment:
        raise Invalid.field("comment", "Write something", "required")
    after = replaced(record, version=record.version + 1)
    await save(ctx, after, [entry(ctx, Happening.COMMENTED, level=record.state.level, comment=comment)])
    return _done(ctx, record, after, comment)


@command("approval.recall")
async def recall_approval(ctx: Ctx, approval_id: ApprovalId, data: Explain) -> Approval:
    """Take back what one asked for. Raises ApprovalClosed when it is over, Forbidden for others."""
    record = await load_record(ctx, approval_id, "approval.view", lock=True)
    own = subject_of(record)
    if not ctx.may("approval.recall", own):
        ctx.denials.append(("approval.recall", own, "Only the requester takes it back."))
        raise Forbidden("Only the requester can take this back", extra={"permission": "approval.recall"})
    outcome = answer(record, Recalled(at=ctx.now))
    comment = clean_text(data.comment)
    after = await carry_out(ctx, record, outcome, [entry(ctx, Happening.RECALLED, comment=comment)], comment)
    return _done(ctx, record, after, comment)


@command("approval.reassign")
async def reassign_approval(ctx: Ctx, approval_id: ApprovalId, data: Reassign) -> Approval:
    """Give one's decision, or with the right for everybody's another's, to somebody else. Raises CannotReassign."""
    record = await load_record(ctx, approval_id, "approval.reassign", lock=True)
    from_member = data.from_member_id.uuid if data.from_member_id else _as_oneself(ctx)
    if from_member != ctx.principal.member_id:
        ctx.authorize("approval.reassign")
        if data.to_member_id.uuid == ctx.principal.member_id:
            raise CannotReassign.field("to_member_id", "Nobody takes another's decision for themselves", "oneself")
    await check_choosable(ctx, data.to_member_id)
    person = await ctx.db.maybe(FIND_MEMBER, {"id": data.to_member_id}, into=Known)
    if person is None:
        raise CannotReassign.field("to_member_id", "Choose an active member", "not_found")
    to_member = data.to_member_id.uuid
    active = record.active() | ({to_member} if person.is_active else set())
    event = Reassigned(at=ctx.now, from_member=from_member, to_member=to_member, active=active, limit=person.limit)
    outcome = answer(record, event)
    comment = clean_text(data.comment)
    known = {**(record.known or {}), to_member: person}
    before = replaced(record, known=known)
    written = entry(
        ctx, Happening.REASSIGNED, level=record.state.level, comment=comment, members=(from_member, to_member)
    )
    after = await carry_out(ctx, before, outcome, [written])
    return _done(ctx, record, after, comment)


def answer(record: Record, event: MachineEvent) -> Outcome:
    """What the decision function says; a conflict carries the present state. Raises its errors."""
    try:
        return decide(record.definition, record.state, event)
    except Conflict as conflict:
        present = {
            "status": str(record.status.value),
            "level": record.state.level + 1,
            "version": record.version,
        }
        message = _CLOSED.get(record.status) if isinstance(conflict, ApprovalClosed) else None
        raise type(conflict)(message or conflict.message, extra=present) from None


def _as_oneself(ctx: Ctx) -> UUID:
    """The member who acts. Raises DecideAsYourself for whoever acts for another, NotAnApprover for no member."""
    if ctx.principal.on_behalf is not None:
        raise DecideAsYourself
    if ctx.principal.member_id is None:
        raise NotAnApprover
    return ctx.principal.member_id


def _done(ctx: Ctx, before: Record, after: Record, reason: str) -> Approval:
    """Record what changed, and show it."""
    ctx.record(
        "approval",
        ApprovalId(after.id),
        label=after.title,
        before=audited(before),
        after=audited(after),
        reason=reason[:500] or None,
    )
    return shown(ctx, after)


_CLOSED: Final = {
    ApprovalStatus.APPROVED: "This was approved already",
    ApprovalStatus.REJECTED: "This was rejected already",
    ApprovalStatus.RECALLED: "The requester took this back",
    ApprovalStatus.SUPERSEDED: "This was submitted anew; decide about the newer one",
}
