"""Standing orders as they are given and taken. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.types.carts import CartLineInput, Path, owned_subject
from hanse.domains.checkout.types.values import (
    CartId,
    CartName,
    CostCentreId,
    Every,
    OrderNote,
    OrderRequestId,
    PoNumber,
    RunStatus,
    StandingOrderId,
    StandingStatus,
)
from hanse.domains.organizations.types import AddressId
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Weekday = Annotated[int, Meta(ge=1, le=7, description="1 is Monday, 7 is Sunday")]


class StandingSchedule(Input, frozen=True, kw_only=True):
    """When it is ordered: every so many days, weeks (on some weekdays) or months (on a day; the last when too late)."""

    every: Every
    interval: Annotated[int, Meta(ge=1, le=52)] = 1
    weekdays: Annotated[list[Weekday], Meta(max_length=7)] = []
    month_day: Annotated[int, Meta(ge=1, le=31)] | None = None
    starts_on: date
    ends_on: date | None = None


class StandingDetails(Input, frozen=True, kw_only=True):
    """How each run is ordered; the organization's default addresses where none are named."""

    billing_address_id: AddressId | None = None
    shipping_address_id: AddressId | None = None
    po_number: PoNumber = ""
    cost_centre_id: CostCentreId | None = None
    note: OrderNote = ""
    allows_backorder: bool = True


class StandingLine(Data, frozen=True, kw_only=True):
    """What is ordered at each run."""

    variant_id: VariantId
    sku: str
    name: str
    quantity: Quantity
    note: str


class StandingRun(Data, frozen=True, kw_only=True):
    """What came of one run."""

    due_on: date
    status: RunStatus
    request_id: OrderRequestId | None
    order_number: str
    message: str
    ran_at: datetime


class StandingOrderSummary(Data, frozen=True, kw_only=True):
    """A standing order in a list."""

    id: StandingOrderId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    status: StandingStatus
    schedule: Annotated[str, Meta(description='In words, such as "every 2 weeks on Monday"')]
    line_count: int
    next_on: date | None
    last_status: RunStatus | None
    last_message: str
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("standing_order", self.id, self.path, self.owner_member_id)


class StandingOrder(Data, frozen=True, kw_only=True):
    """An order that the calendar places, with its last fifty runs, newest first."""

    id: StandingOrderId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    status: StandingStatus
    schedule: str
    timing: StandingSchedule
    details: StandingDetails
    lines: list[StandingLine]
    next_on: date | None
    upcoming: list[date]
    runs: list[StandingRun]
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("standing_order", self.id, self.path, self.owner_member_id)


class CreateStandingOrder(Input, frozen=True, kw_only=True):
    """A new standing order; its lines are given or copied from a basket."""

    organization_id: OrganizationId | None = None
    name: CartName
    timing: StandingSchedule
    details: StandingDetails = StandingDetails()
    lines: Annotated[list[CartLineInput], Meta(max_length=500)] = []
    from_cart_id: CartId | None = None


class UpdateStandingOrder(Input, frozen=True, kw_only=True):
    """What changes of a standing order; given lines take the place of the present ones."""

    name: CartName | UnsetType = UNSET
    timing: StandingSchedule | UnsetType = UNSET
    details: StandingDetails | UnsetType = UNSET
    lines: Annotated[list[CartLineInput], Meta(min_length=1, max_length=500)] | UnsetType = UNSET


class StandingOrderFilter(PageQuery, frozen=True, kw_only=True):
    """Which standing orders, newest change first."""

    organization: OrganizationId | None = None
    status: Annotated[list[StandingStatus], Meta(max_length=3)] = []
