"""What happens to contracts, as facts. They carry ids, never prices or texts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.access.types import OrganizationId
from hanse.domains.contracts.types import ContractId, ContractTaskId, ContractVersionId
from hanse.domains.contracts.types.commitments import CommitmentPeriodId
from hanse.domains.organizations.types import Side
from hanse.kit.events import Event


class ContractCreated(Event, frozen=True, kw_only=True):
    """Somebody began a contract."""

    name: ClassVar[str] = "contract.created"
    contract_id: ContractId
    organization_id: OrganizationId


class ContractSentToPartner(Event, frozen=True, kw_only=True):
    """A version was handed to the partner."""

    name: ClassVar[str] = "contract.sent_to_partner"
    contract_id: ContractId
    organization_id: OrganizationId
    version_id: ContractVersionId


class ContractReturned(Event, frozen=True, kw_only=True):
    """The partner handed a version back."""

    name: ClassVar[str] = "contract.returned"
    contract_id: ContractId
    organization_id: OrganizationId
    version_id: ContractVersionId


class ContractApproved(Event, frozen=True, kw_only=True):
    """A version was approved as it is, and can be signed."""

    name: ClassVar[str] = "contract.approved"
    contract_id: ContractId
    organization_id: OrganizationId
    version_id: ContractVersionId


class ContractSigned(Event, frozen=True, kw_only=True):
    """All signatories signed a version."""

    name: ClassVar[str] = "contract.signed"
    contract_id: ContractId
    organization_id: OrganizationId
    version_id: ContractVersionId


class ContractActivated(Event, frozen=True, kw_only=True):
    """A version came into force."""

    name: ClassVar[str] = "contract.activated"
    contract_id: ContractId
    organization_id: OrganizationId
    version_id: ContractVersionId


class ContractTerminated(Event, frozen=True, kw_only=True):
    """A contract was ended before its time."""

    name: ClassVar[str] = "contract.terminated"
    contract_id: ContractId
    organization_id: OrganizationId


class ContractExpired(Event, frozen=True, kw_only=True):
    """A contract came to its end."""

    name: ClassVar[str] = "contract.expired"
    contract_id: ContractId
    organization_id: OrganizationId


class ContractCancelled(Event, frozen=True, kw_only=True):
    """A contract was given up before it came into force."""

    name: ClassVar[str] = "contract.cancelled"
    contract_id: ContractId
    organization_id: OrganizationId
    side: Side


class ContractRenewalDue(Event, frozen=True, kw_only=True):
    """It has to be decided soon whether a contract goes on."""

    name: ClassVar[str] = "contract.renewal_due"
    contract_id: ContractId
    organization_id: OrganizationId
    days: int


class ContractTaskDue(Event, frozen=True, kw_only=True):
    """The day of a task comes near."""

    name: ClassVar[str] = "contract.task_due"
    contract_id: ContractId
    organization_id: OrganizationId
    task_id: ContractTaskId


class ContractPeriodSettled(Event, frozen=True, kw_only=True):
    """A period of a commitment is over, and what is owed for it is known."""

    name: ClassVar[str] = "contract.period_settled"
    contract_id: ContractId
    organization_id: OrganizationId
    period_id: CommitmentPeriodId
    has_shortfall: bool
    has_rebate: bool


class ContractNoticeGiven(Event, frozen=True, kw_only=True):
    """One side said that the contract is not to go on."""

    name: ClassVar[str] = "contract.notice_given"
    contract_id: ContractId
    organization_id: OrganizationId
    side: Side


EVENTS = (
    ContractCreated,
    ContractSentToPartner,
    ContractReturned,
    ContractApproved,
    ContractSigned,
    ContractActivated,
    ContractTerminated,
    ContractExpired,
    ContractCancelled,
    ContractRenewalDue,
    ContractTaskDue,
    ContractPeriodSettled,
    ContractNoticeGiven,
)
