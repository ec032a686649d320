"""Cost centres, budgets and what an organization demands of its orders. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import OrganizationId
from hanse.domains.checkout.types.carts import Path
from hanse.domains.checkout.types.values import (
    BudgetId,
    BudgetPeriod,
    CostCentreId,
    EntryStatus,
    OrderRequestId,
    WhenExceeded,
)
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Code = Annotated[str, Meta(min_length=1, max_length=40, description="Short sign of the cost centre, such as 4100")]
CentreName = Annotated[str, Meta(min_length=1, max_length=120)]


class Budget(Data, frozen=True, kw_only=True):
    """How much may be bought at a cost centre in each period, and how much of the present one is used."""

    id: BudgetId
    cost_centre_id: CostCentreId
    organization_id: OrganizationId
    period: BudgetPeriod
    limit: Money
    when_exceeded: WhenExceeded
    starts_on: date
    ends_on: date | None
    period_start: date
    period_end: Annotated[date, Meta(description="The last day of the present period")]
    committed: Annotated[Money, Meta(description="Of orders and requests that are under way")]
    spent: Annotated[Money, Meta(description="Of completed orders")]
    left: Annotated[Money, Meta(description="May be less than zero after an approved excess")]
    used_basis_points: int
    version: int
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="budget", id=self.id, organizations=tuple(self.path))


class CostCentre(Data, frozen=True, kw_only=True):
    """Where an organization books what it buys."""

    id: CostCentreId
    organization_id: OrganizationId
    organization_name: str
    code: str
    name: str
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="cost_centre", id=self.id, organizations=tuple(self.path))


class CreateCostCentre(Input, frozen=True, kw_only=True):
    """A new cost centre of an organization, the session's own unless named."""

    organization_id: OrganizationId | None = None
    code: Code
    name: CentreName


class UpdateCostCentre(Input, frozen=True, kw_only=True):
    """What changes of a cost centre; an inactive one is not offered any more."""

    code: Code | UnsetType = UNSET
    name: CentreName | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class CostCentreFilter(PageQuery, frozen=True, kw_only=True):
    """Which cost centres, by code."""

    organization: OrganizationId | None = None
    active: bool = False


class CreateBudget(Input, frozen=True, kw_only=True):
    """A budget that begins anew with each month, quarter or year."""

    cost_centre_id: CostCentreId
    period: BudgetPeriod
    limit: Money
    when_exceeded: WhenExceeded = WhenExceeded.APPROVAL
    starts_on: date | None = None
    ends_on: date | None = None


class UpdateBudget(Input, frozen=True, kw_only=True):
    """What changes of a budget; the currency stays."""

    limit: Money | UnsetType = UNSET
    when_exceeded: WhenExceeded | UnsetType = UNSET
    ends_on: date | UnsetType | None = UNSET


class BudgetFilter(PageQuery, frozen=True, kw_only=True):
    """Which budgets."""

    organization: OrganizationId | None = None
    cost_centre: CostCentreId | None = None


class BudgetUse(Data, frozen=True, kw_only=True):
    """How much of a budget one past or present period used."""

    period_start: date
    committed: Money
    spent: Money


class BudgetEntry(Data, frozen=True, kw_only=True):
    """What one order takes of a budget."""

    request_id: OrderRequestId
    title: str
    order_number: str
    amount: Money
    status: EntryStatus
    created_at: datetime


class BudgetHistory(Data, frozen=True, kw_only=True):
    """The last twelve periods of a budget, oldest first, and what the present one is made of (the newest 100)."""

    budget: Budget
    periods: list[BudgetUse]
    entries: list[BudgetEntry]


class CheckoutRules(Data, frozen=True, kw_only=True):
    """What is demanded of an organization's orders; `tenant_requires_po_number` cannot be lifted by it."""

    organization_id: OrganizationId
    requires_po_number: bool
    requires_cost_centre: bool
    tenant_requires_po_number: bool
    terms: Annotated[str, Meta(description="The terms a buyer accepts with each order; empty when none are set")]
    version: int
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="checkout_rules", id=self.organization_id, organizations=tuple(self.path))


class SaveCheckoutRules(Input, frozen=True, kw_only=True):
    """What an organization demands of its own orders."""

    requires_po_number: bool
    requires_cost_centre: bool
