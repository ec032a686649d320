"""Contracts as they are given and taken. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.contracts.types.values import (
    VARIABLES_MAXIMUM,
    ContractId,
    ContractStatus,
    ContractTemplateId,
    ContractVersionId,
    ContractVersionKind,
    Currency,
    PaymentText,
    Priority,
    Reason,
    Title,
    VariableName,
    VariableValue,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class ContractSummary(Data, frozen=True, kw_only=True):
    """A contract in a list, as its reader may see it."""

    id: ContractId
    number: str
    organization_id: OrganizationId
    organization_name: str
    title: str
    status: ContractStatus
    side: Annotated[Side, Meta(description="The reader's side")]
    turn: Annotated[Side | None, Meta(description="Whose turn it is, of the version on its way")]
    currency: str
    value: Annotated[Money | None, Meta(description="Total value")]
    owner_member_id: MemberId | None
    owner_name: str | None
    working_kind: Annotated[ContractVersionKind | None, Meta(description="Kind of the version on its way")]
    working_status: VersionStatus | None
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: Annotated[date | None, Meta(description="Last day, by the business's own clock")]
    notice_on: date | None
    moved_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return contract_subject(self)


class Contract(Data, frozen=True, kw_only=True):
    """An agreement as its reader may see it. `next_actions` is what they may do now, by the state and their rights.

    `active_version_id` is the version in force, `working_version_id` the one on its way: to the partner only once it
    was sent to them.
    """

    id: ContractId
    number: str
    organization_id: OrganizationId
    organization_name: str
    title: str
    status: ContractStatus
    status_reason: str | None
    side: Annotated[Side, Meta(description="The reader's side")]
    turn: Annotated[Side | None, Meta(description="Whose turn it is, of the version on its way")]
    currency: str
    value: Annotated[Money | None, Meta(description="Total value")]
    priority: int
    owner_member_id: MemberId | None
    owner_name: str | None
    buyer_member_id: Annotated[MemberId | None, Meta(description="Whom at the partner it is told to")]
    buyer_name: str | None
    parent_contract_id: ContractId | None
    parent_number: str | None
    active_version_id: ContractVersionId | None
    working_version_id: ContractVersionId | None
    working_kind: ContractVersionKind | None
    working_status: VersionStatus | None
    last_version: int
    starts_at: datetime | None
    ends_at: Annotated[datetime | None, Meta(description="Its end, not part of it; null: open-ended")]
    ends_on: Annotated[date | None, Meta(description="Last day, by the business's own clock")]
    notice_on: Annotated[date | None, Meta(description="Last day for notice")]
    terminated_at: datetime | None
    termination_reason: str | None
    sent_at: Annotated[datetime | None, Meta(description="Since when the partner knows of it")]
    moved_at: datetime
    version: int
    created_at: datetime
    updated_at: datetime
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    next_actions: tuple[str, ...] = ()
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return contract_subject(self)


def contract_subject(contract: Contract | ContractSummary) -> Subject:
    """What authorisation knows of a contract: whose it is, who looks after it, and what conditions may use."""
    return Subject(
        kind="contract",
        id=contract.id,
        organizations=tuple(contract.path),
        owner_member_id=contract.owner_member_id.uuid if contract.owner_member_id else None,
        attributes={
            "status": contract.status.value,
            **({"value": contract.value} if contract.value else {}),
            "currency": contract.currency,
        },
    )


class VariableInput(Input, frozen=True, kw_only=True):
    """What stands in the place of a variable."""

    name: VariableName
    value: VariableValue


class CreateContract(Input, frozen=True, kw_only=True):
    """A new draft, private to the business until it is sent to the partner. Clauses and terms come from the template;
    what is given here wins."""

    organization_id: OrganizationId
    title: Title
    template_id: ContractTemplateId | None = None
    currency: Currency | None = None
    starts_on: Annotated[date | None, Meta(description="First day")] = None
    ends_on: Annotated[date | None, Meta(description="Last day; null: open-ended")] = None
    payment_terms: PaymentText | None = None
    value: Annotated[Money | None, Meta(description="Total value over the whole term")] = None
    variables: Annotated[list[VariableInput], Meta(max_length=VARIABLES_MAXIMUM)] = []
    owner_member_id: Annotated[MemberId | None, Meta(description="Who looks after it; you, when left out")] = None
    buyer_member_id: Annotated[MemberId | None, Meta(description="Whom at the partner it is told to")] = None
    parent_contract_id: Annotated[ContractId | None, Meta(description="The framework this one belongs to")] = None
    priority: Priority = 0


class UpdateContract(Input, frozen=True, kw_only=True):
    """Who looks after it, and how it stands beside others; fields left out stay. What is agreed changes by versions."""

    owner_member_id: MemberId | UnsetType | None = UNSET
    buyer_member_id: MemberId | UnsetType | None = UNSET
    parent_contract_id: ContractId | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET


class MoveContract(Input, frozen=True, kw_only=True):
    """A step with a word about it."""

    comment: Reason = ""


class EndContract(Input, frozen=True, kw_only=True):
    """Why it ends; the other side reads it."""

    reason: Annotated[str, Meta(min_length=1, max_length=1_000, description="Why; the other side reads it")]


Sort = Literal["updated", "-updated", "value", "-value", "ends", "-ends", "number", "-number"]


class ContractFilter(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of contracts."""

    q: Annotated[str, Meta(max_length=100, description="Part of the number, title or organization")] | None = None
    status: Annotated[list[ContractStatus], Meta(max_length=12)] = []
    turn: Annotated[Side | None, Meta(description="Whose turn it is")] = None
    is_open: Annotated[bool | None, Meta(description="Only those that have not ended, or only those that have")] = None
    organization: OrganizationId | None = None
    below: Annotated[OrganizationId | None, Meta(description="Of this organization and those below it")] = None
    owner: MemberId | None = None
    parent: ContractId | None = None
    ends_before: Annotated[date | None, Meta(description="Ending before this day")] = None
    sort: Sort = "-updated"


class ContractCounts(Data, frozen=True, kw_only=True):
    """How many contracts the reader sees, by state and by whose turn it is; value in force by currency."""

    total: int
    statuses: dict[str, int]
    turns: dict[str, int]
    active_value: list[Money]


class ContractStep(Data, frozen=True, kw_only=True):
    """Something that happened, for the timeline."""

    action: str
    status: VersionStatus
    side: Side | None
    is_internal: bool
    author_name: str
    version_id: ContractVersionId | None
    version_number: int | None
    comment: str
    created_at: datetime


class ListContractSteps(PageQuery, frozen=True, kw_only=True):
    """Newest first."""
