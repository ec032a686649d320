"""What contracts do when something happened: an approval was decided, an organization moved in the tree."""

from __future__ import annotations

from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.contracts.commands.approving import approved, recalled, rejected
from hanse.domains.contracts.commands.indexing import index_below
from hanse.domains.organizations.events import OrganizationMoved
from hanse.platform.registry import Subscription

_RIGHTS = ("contract.view", "contract.view_internal")
SUBSCRIPTIONS = (
    Subscription(OrganizationMoved, index_below, "in_tx"),
    Subscription(ApprovalApproved, approved, "in_tx", _RIGHTS),
    Subscription(ApprovalRejected, rejected, "in_tx", _RIGHTS),
    Subscription(ApprovalRecalled, recalled, "in_tx", _RIGHTS),
)
