"""Which contracts come to their end, and the days that matter. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.contracts.types.values import ContractId, ContractVersionId, RenewalMode
from hanse.domains.organizations.types import Side
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

RenewalStatus = Literal["open", "noticed", "renewed", "lapsed", "replaced"]


class Renewal(Data, frozen=True, kw_only=True):
    """A contract in force whose term ends: until when notice is possible, and what happens without one."""

    contract_id: ContractId
    version_id: ContractVersionId
    number: str
    title: str
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str | None
    mode: RenewalMode
    status: RenewalStatus
    ends_on: Annotated[date, Meta(description="Last day of the term")]
    notice_on: Annotated[date, Meta(description="Last day for notice")]
    days_left: Annotated[int, Meta(description="Days until the last day for notice; below zero when it is over")]
    mark: Annotated[int | None, Meta(description="90, 60 or 30: the nearest mark that is reached")]
    outcome: Annotated[str, Meta(description="What happens, in a sentence")]
    value: Money | None
    notice_side: Side | None
    notice_reason: str | None
    notice_by_name: str | None
    noticed_at: datetime | None
    next_version_id: Annotated[ContractVersionId | None, Meta(description="The version that renews it")]
    version: Annotated[int, Meta(description="Of the contract, for If-Match")]


class RenewalState(Data, frozen=True, kw_only=True):
    """What becomes of one contract; nothing where it has no end, or is not in force."""

    renewal: Renewal | None


class FilterRenewals(PageQuery, frozen=True, kw_only=True):
    """Which contracts, the nearest notice date first."""

    within: Annotated[int, Meta(ge=0, le=3_650, description="Days until the last day for notice")] | None = None
    status: Annotated[list[RenewalStatus], Meta(max_length=5, description="Open ones, when left out")] = []
    mode: Annotated[list[RenewalMode], Meta(max_length=4)] = []
    organization: OrganizationId | None = None
    owner: MemberId | None = None


class RenewalCounts(Data, frozen=True, kw_only=True):
    """How many wait for a decision, by how near the last day for notice is."""

    within_30: int
    within_60: int
    within_90: int
    later: int


DayKind = Literal["start", "notice", "end", "period", "task"]


class CalendarQuery(Input, frozen=True, kw_only=True):
    """The days asked about, at most a year and a month."""

    since: date | None = None
    until: date | None = None
    organization: OrganizationId | None = None


class CalendarDay(Data, frozen=True, kw_only=True):
    """Something that happens on a day."""

    day: date
    kind: DayKind
    contract_id: ContractId
    number: str
    title: str
    organization_name: str
    what: str
