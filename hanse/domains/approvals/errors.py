"""What can go wrong in approvals, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, Invalid


class ApprovalClosed(Conflict):
    code = "approval_closed"
    title = "This is decided already"


class AlreadyDecided(Conflict):
    code = "approval_already_decided"
    title = "You, or your group, approved this step already"


class NotYourTurn(Conflict):
    code = "approval_not_your_turn"
    title = "The steps before yours are not done yet"


class RequesterCannotDecide(Forbidden):
    code = "requester_cannot_decide"
    title = "Whoever asks for an approval cannot decide about it, not in place of somebody else either"


class NotAnApprover(Forbidden):
    code = "not_an_approver"
    title = "The decision is not yours; one of the people named in this step has to make it"


class LimitTooLow(Forbidden):
    code = "approval_limit_too_low"
    title = "The amount is above the approval limit that applies here, or in another currency"


class DecideAsYourself(Forbidden):
    code = "decide_as_yourself"
    title = "Decisions are made as oneself: stop acting for somebody else first"


class CannotReassign(Invalid):
    code = "cannot_reassign"
    title = "The decision cannot go to this person"


class DelegationLoop(Invalid):
    code = "delegation_loop"
    title = "Delegations at the same time cannot lead back to where they come from"


class DelegationOver(Conflict):
    code = "delegation_over"
    title = "This delegation was ended already"


class UnknownSubject(Invalid):
    code = "unknown_subject"
    title = "This is not the id of anything that can be approved"
