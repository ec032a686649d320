"""What quotes do when something happened: an internal approval was decided, an organization moved in the tree."""

from __future__ import annotations

from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.organizations.events import OrganizationMoved
from hanse.domains.quotes.commands.indexing import index_below
from hanse.domains.quotes.commands.offering import approved, recalled, rejected
from hanse.platform.registry import Subscription

_RIGHTS = ("quote.view", "quote.view_internal")
SUBSCRIPTIONS = (
    Subscription(OrganizationMoved, index_below, "in_tx"),
    Subscription(ApprovalApproved, approved, "in_tx", _RIGHTS),
    Subscription(ApprovalRejected, rejected, "in_tx", _RIGHTS),
    Subscription(ApprovalRecalled, recalled, "in_tx", _RIGHTS),
)
