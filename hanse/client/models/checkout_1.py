"""What Hanse returns: checkout_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.models.approvals import UnitPrice
from hanse.client.models.catalog import Quantity
from hanse.client.words import Word


class CartStatus(Word):
    """The words of CartStatus."""

    DISCARDED = "discarded"
    OPEN = "open"
    ORDERED = "ordered"
    SUBMITTED = "submitted"


CartStatusWord: TypeAlias = CartStatus | Literal["discarded", "open", "ordered", "submitted"]


class Outcome(Word):
    """What submitting would do now."""

    APPROVAL = "approval"
    BLOCKED = "blocked"
    ORDER = "order"


OutcomeWord: TypeAlias = Outcome | Literal["approval", "blocked", "order"]


class CheckState(Word):
    """What one part of the governance check says."""

    APPROVAL = "approval"
    BLOCKED = "blocked"
    NOTICE = "notice"
    OK = "ok"


CheckStateWord: TypeAlias = CheckState | Literal["approval", "blocked", "notice", "ok"]


class RequestStatus(Word):
    """The words of RequestStatus."""

    CANCELLED = "cancelled"
    FAILED = "failed"
    PENDING = "pending"
    PLACED = "placed"
    RECALLED = "recalled"
    REJECTED = "rejected"


RequestStatusWord: TypeAlias = (
    RequestStatus | Literal["cancelled", "failed", "pending", "placed", "recalled", "rejected"]
)


class BudgetPeriod(Word):
    """The words of BudgetPeriod."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


BudgetPeriodWord: TypeAlias = BudgetPeriod | Literal["month", "quarter", "year"]


class WhenExceeded(Word):
    """The words of WhenExceeded."""

    APPROVAL = "approval"
    REFUSE = "refuse"


WhenExceededWord: TypeAlias = WhenExceeded | Literal["approval", "refuse"]


class EntryStatus(Word):
    """The words of EntryStatus."""

    COMMITTED = "committed"
    RELEASED = "released"
    SPENT = "spent"


EntryStatusWord: TypeAlias = EntryStatus | Literal["committed", "released", "spent"]


class StandingStatus(Word):
    """The words of StandingStatus."""

    ACTIVE = "active"
    ENDED = "ended"
    PAUSED = "paused"


StandingStatusWord: TypeAlias = StandingStatus | Literal["active", "ended", "paused"]


class RunStatus(Word):
    """The words of RunStatus."""

    AWAITING_APPROVAL = "awaiting_approval"
    FAILED = "failed"
    PLACED = "placed"
    SKIPPED = "skipped"


RunStatusWord: TypeAlias = RunStatus | Literal["awaiting_approval", "failed", "placed", "skipped"]


class Every(Word):
    """The words of Every."""

    DAY = "day"
    MONTH = "month"
    WEEK = "week"


EveryWord: TypeAlias = Every | Literal["day", "month", "week"]


class CartSummary(Struct, frozen=True, kw_only=True):
    """A basket in a list."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str
    name: str
    is_shared: bool
    status: CartStatus
    currency: str | None
    line_count: int
    request_id: str | None
    returned_reason: str
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class UnitChoice(Struct, frozen=True, kw_only=True):
    """A unit a line may be ordered in, with its limits in that unit."""

    unit: str
    name: str
    minimum: Quantity | None
    maximum: Quantity | None
    step: Quantity | None
    is_default: bool


class CartProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with a line, and what would be accepted."""

    code: str
    message: str
    field: str
    accepted: list[Quantity]
    suggestions: list[str]


class CartLine(Struct, frozen=True, kw_only=True):
    """A line as it stands now: today's price and stock, and everything that is wrong with it."""

    id: str
    variant_id: str
    product_id: str | None
    sku: str
    name: str
    product_handle: str
    image: str | None
    quantity: Quantity
    unit_name: str
    units: list[UnitChoice]
    options: dict[str, str]
    options_label: str
    note: str
    unit_price: UnitPrice | None
    total: Money | None
    previous_price: UnitPrice | None
    price_source: str
    next_tier: str
    stock: str
    stock_text: str
    expected_at: datetime | None
    problems: list[CartProblem]


class Cart(Struct, frozen=True, kw_only=True):
    """A basket with its lines at today's prices and stock."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str
    name: str
    is_shared: bool
    status: CartStatus
    currency: str
    request_id: str | None
    returned_reason: str
    billing_address_id: str | None
    shipping_address_id: str | None
    requested_on: date | None
    po_number: str
    cost_centre_id: str | None
    note: str
    allows_backorder: bool
    lines: list[CartLine]
    line_count: int
    total: Money
    is_tax_inclusive: bool
    on_request_count: int
    problem_count: int
    price_change_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class AddedLine(Struct, frozen=True, kw_only=True):
    """What became of one line of a call: its place in the call, and the line in the basket or what is wrong."""

    index: int
    line_id: str | None
    sku: str
    quantity: Quantity | None
    problem: CartProblem | None


class AddedLines(Struct, frozen=True, kw_only=True):
    """What became of lines that were added."""

    cart_id: str
    version: int
    line_count: int
    added: int
    refused: int
    lines: list[AddedLine]


class Attachment(Struct, frozen=True, kw_only=True):
    """A paper that goes with an order, such as a drawing; `link` is good for minutes."""

    id: str
    name: str
    size: int
    link: str
    scan_state: str | None


class GovernanceCheck(Struct, frozen=True, kw_only=True):
    """What one part of the check says: prices, stock, details, budget, credit or approval."""

    kind: str
    state: CheckState
    sentence: str
    share: int | None
    used: Money | None
    limit: Money | None


class ApprovalStep(Struct, frozen=True, kw_only=True):
    """A level of an approval in words: who may decide, and how far it is."""

    label: str
    detail: str
    state: str


class ShownPriceChange(Struct, frozen=True, kw_only=True):
    """A price that is not the one shown before."""

    line_id: str
    sku: str
    before: UnitPrice | None
    after: UnitPrice | None


class OrderLineProblem(Struct, frozen=True, kw_only=True):
    """What keeps a line from being ordered."""

    line_id: str
    sku: str
    problem: CartProblem


class TaxPart(Struct, frozen=True, kw_only=True):
    """Tax of one rate."""

    name: str
    amount: Money


class CheckoutPreview(Struct, frozen=True, kw_only=True):
    """What submitting would do now. The fingerprint goes into the submission: what was not shown is not ordered."""

    cart_id: str
    outcome: Outcome
    fingerprint: str
    checks: list[GovernanceCheck]
    steps: list[ApprovalStep]
    price_changes: list[ShownPriceChange]
    problems: list[OrderLineProblem]
    net: Money
    tax: Money
    total: Money
    taxes: list[TaxPart]
    payment_terms: str
    terms: str
    requires_po_number: bool
    requires_cost_centre: bool


class OrderRequestLine(Struct, frozen=True, kw_only=True):
    """A line as it was frozen."""

    sku: str
    name: str
    options_label: str
    note: str
    quantity: Quantity
    unit_price: UnitPrice
    total: Money


class OrderRequest(Struct, frozen=True, kw_only=True):
    """A basket frozen as it was sent, and what became of it."""

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
    net: Money
    tax: Money
    total: Money
    line_count: int
    lines: list[OrderRequestLine]
    billing_address: dict[str, Any]
    shipping_address: dict[str, Any]
    po_number: str
    cost_centre_id: str | None
    cost_centre_name: str
    requested_on: date | None
    payment_terms: str
    note: str
    checks: list[GovernanceCheck]
    steps: list[ApprovalStep]
    attachments: list[Attachment]
    document_hash: str
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


class ShoppingListSummary(Struct, frozen=True, kw_only=True):
    """A shopping list in a list."""

    id: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str
    name: str
    is_shared: bool
    line_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class ShoppingListLine(Struct, frozen=True, kw_only=True):
    """Something on a list, with today's price; what may no longer be bought is not shown with its name."""

    variant_id: str
    sku: str
    name: str
    product_handle: str
    quantity: Quantity
    unit_name: str
    units: list[UnitChoice]
    note: str
    unit_price: UnitPrice | None
    stock_text: str
    problems: list[CartProblem]
