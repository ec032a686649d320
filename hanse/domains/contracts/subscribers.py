"""What contracts do when something happened: an approval was decided, an organization moved in the tree."""

from __future__ import annotations

from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.contracts.commands.announcing import (
    tell_activated,
    tell_expired,
    tell_notice,
    tell_renewal,
    tell_settled,
    tell_terminated,
)
from hanse.domains.contracts.commands.approving import approved, recalled, rejected
from hanse.domains.contracts.commands.indexing import index_below
from hanse.domains.contracts.events import (
    ContractActivated,
    ContractExpired,
    ContractNoticeGiven,
    ContractPeriodSettled,
    ContractRenewalDue,
    ContractTerminated,
)
from hanse.domains.organizations.events import OrganizationMoved
from hanse.platform.registry import Subscription

_RIGHTS = ("contract.view", "contract.view_internal")
SUBSCRIPTIONS = (
    Subscription(OrganizationMoved, index_below, "in_tx"),
    Subscription(ApprovalApproved, approved, "in_tx", _RIGHTS),
    Subscription(ApprovalRejected, rejected, "in_tx", _RIGHTS),
    Subscription(ApprovalRecalled, recalled, "in_tx", _RIGHTS),
    Subscription(ContractActivated, tell_activated, rights=_RIGHTS),
    Subscription(ContractTerminated, tell_terminated, rights=_RIGHTS),
    Subscription(ContractExpired, tell_expired, rights=_RIGHTS),
    Subscription(ContractNoticeGiven, tell_notice, rights=_RIGHTS),
    Subscription(ContractRenewalDue, tell_renewal, rights=_RIGHTS),
    Subscription(ContractPeriodSettled, tell_settled, rights=_RIGHTS),
)
