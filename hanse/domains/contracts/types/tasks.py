"""What has to be done for a contract, by when and by whom. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.contracts.types.values import ContractId, ContractTaskId, TaskKind, TaskStatus
from hanse.domains.organizations.types import Side
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

TaskTitle = Annotated[str, Meta(min_length=1, max_length=200, description="What has to be done")]
TaskNote = Annotated[str, Meta(max_length=2_000)]
RemindDays = Annotated[int, Meta(ge=0, le=365, description="Days before, when those concerned are reminded")]


class ContractTask(Data, frozen=True, kw_only=True):
    """An obligation, a milestone, a day for notice, a renewal or a service level to look at."""

    id: ContractTaskId
    contract_id: ContractId
    contract_number: str
    contract_title: str
    organization_id: OrganizationId
    organization_name: str
    kind: TaskKind
    title: str
    note: str
    due_on: date
    side: Annotated[Side, Meta(description="Who has to do it")]
    is_internal: bool
    assignee_member_id: MemberId | None
    assignee_name: str | None
    remind_days: int
    reminded_on: date | None
    status: TaskStatus
    is_late: bool
    done_by_name: str | None
    done_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class AddTask(Input, frozen=True, kw_only=True):
    """Something to be done by a day. The partner sees those that are not internal."""

    kind: TaskKind
    title: TaskTitle
    due_on: date
    note: TaskNote = ""
    side: Side = Side.SELLER
    is_internal: bool = False
    assignee_member_id: MemberId | None = None
    remind_days: RemindDays = 7


class UpdateTask(Input, frozen=True, kw_only=True):
    """What changes; fields left out stay. A status other than open closes it."""

    title: TaskTitle | UnsetType = UNSET
    due_on: date | UnsetType = UNSET
    note: TaskNote | UnsetType = UNSET
    assignee_member_id: MemberId | UnsetType | None = UNSET
    remind_days: RemindDays | UnsetType = UNSET
    status: TaskStatus | UnsetType = UNSET


class TaskFilter(PageQuery, frozen=True, kw_only=True):
    """Tasks of the contracts the reader may see, by day."""

    contract: ContractId | None = None
    status: Annotated[list[TaskStatus], Meta(max_length=3)] = []
    kind: Annotated[list[TaskKind], Meta(max_length=5)] = []
    side: Side | None = None
    mine: Annotated[bool, Meta(description="Only those assigned to the reader")] = False
    due_before: date | None = None
