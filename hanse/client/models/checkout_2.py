"""What Hanse returns: checkout_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from hanse.client.models.access import Money
from hanse.client.models.catalog import Quantity
from hanse.client.models.checkout_1 import (
    BudgetPeriod,
    CartProblem,
    EntryStatus,
    Every,
    RequestStatus,
    RunStatus,
    ShoppingListLine,
    StandingStatus,
    WhenExceeded,
)


class ShoppingList(Struct, frozen=True, kw_only=True):
    """A shopping list with its lines."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str
    name: str
    is_shared: bool
    lines: list[ShoppingListLine]
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class SavedListLines(Struct, frozen=True, kw_only=True):
    """What became of lines put on a list."""

    list_id: str
    version: int
    saved: int
    refused: int
    problems: dict[str, CartProblem]


class CostCentre(Struct, frozen=True, kw_only=True):
    """Where an organization books what it buys."""

    id: str
    organization_id: str
    organization_name: str
    code: str
    name: str
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class Budget(Struct, frozen=True, kw_only=True):
    """How much may be bought at a cost centre in each period, and how much of the present one is used."""

    id: str
    cost_centre_id: str
    organization_id: str
    period: BudgetPeriod
    limit: Money
    when_exceeded: WhenExceeded
    starts_on: date
    ends_on: date | None
    period_start: date
    period_end: date
    committed: Money
    spent: Money
    left: Money
    used_basis_points: int
    version: int
    path: list[UUID]
    allowed_actions: list[str]


class BudgetUse(Struct, frozen=True, kw_only=True):
    """How much of a budget one past or present period used."""

    period_start: date
    committed: Money
    spent: Money


class BudgetEntry(Struct, frozen=True, kw_only=True):
    """What one order takes of a budget."""

    request_id: str
    title: str
    order_number: str
    amount: Money
    status: EntryStatus
    created_at: datetime


class BudgetHistory(Struct, frozen=True, kw_only=True):
    """The last twelve periods of a budget, oldest first, and what the present one is made of (the newest 100)."""

    budget: Budget
    periods: list[BudgetUse]
    entries: list[BudgetEntry]


class CheckoutRules(Struct, frozen=True, kw_only=True):
    """What is demanded of an organization's orders; `tenant_requires_po_number` cannot be lifted by it."""

    organization_id: str
    requires_po_number: bool
    requires_cost_centre: bool
    tenant_requires_po_number: bool
    terms: str
    version: int
    path: list[UUID]
    allowed_actions: list[str]


class OrderRequestSummary(Struct, frozen=True, kw_only=True):
    """A frozen basket in a list."""

    id: str
    organization_id: str
    organization_name: str
    cart_id: str | None
    standing_order_id: str | None
    requester_member_id: str | None
    requester_name: str
    acted_by: str
    title: str
    status: RequestStatus
    total: Money
    line_count: int
    po_number: str
    cost_centre_id: str | None
    cost_centre_name: str
    approval_id: str | None
    order_id: str | None
    order_number: str
    reason: str
    version: int
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None
    path: list[UUID]
    allowed_actions: list[str]


class QuickLine(Struct, frozen=True, kw_only=True):
    """One pasted line: what was understood, and what is wrong with it."""

    number: int
    text: str
    sku: str
    name: str
    variant_id: str | None
    quantity: Quantity | None
    problem: CartProblem | None


class QuickOrderRead(Struct, frozen=True, kw_only=True):
    """What was understood of pasted lines; nothing is kept yet."""

    organization_id: str
    lines: list[QuickLine]
    good: int
    bad: int


class StandingOrderSummary(Struct, frozen=True, kw_only=True):
    """A standing order in a list."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str
    name: str
    status: StandingStatus
    schedule: str
    line_count: int
    next_on: date | None
    last_status: RunStatus | None
    last_message: str
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class StandingSchedule(Struct, frozen=True, kw_only=True):
    """When it is ordered: every so many days, weeks (on some weekdays) or months (on a day; the last when too ..."""

    every: Every
    interval: int | UnsetType = UNSET
    weekdays: list[int] | UnsetType = UNSET
    month_day: int | UnsetType | None = UNSET
    starts_on: date
    ends_on: date | UnsetType | None = UNSET


class StandingDetails(Struct, frozen=True, kw_only=True):
    """How each run is ordered; the organization's default addresses where none are named."""

    billing_address_id: str | UnsetType | None = UNSET
    shipping_address_id: str | UnsetType | None = UNSET
    po_number: str | UnsetType = UNSET
    cost_centre_id: str | UnsetType | None = UNSET
    note: str | UnsetType = UNSET
    allows_backorder: bool | UnsetType = UNSET


class StandingLine(Struct, frozen=True, kw_only=True):
    """What is ordered at each run."""

    variant_id: str
    sku: str
    name: str
    quantity: Quantity
    note: str


class StandingRun(Struct, frozen=True, kw_only=True):
    """What came of one run."""

    due_on: date
    status: RunStatus
    request_id: str | None
    order_number: str
    message: str
    ran_at: datetime


class StandingOrder(Struct, frozen=True, kw_only=True):
    """An order that the calendar places, with its last fifty runs, newest first."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
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
    path: list[UUID]
    allowed_actions: list[str]
