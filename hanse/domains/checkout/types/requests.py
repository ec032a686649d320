"""The governance check, and baskets on their way through it. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.checkout.types.carts import Attachment, CartProblem, Path, owned_subject
from hanse.domains.checkout.types.values import (
    CartId,
    CartLineId,
    CheckState,
    CostCentreId,
    Fingerprint,
    OrderRequestId,
    Outcome,
    Reason,
    RequestStatus,
    StandingOrderId,
)
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class GovernanceCheck(Data, frozen=True, kw_only=True):
    """What one part of the check says: prices, stock, details, budget, credit or approval."""

    kind: str
    state: CheckState
    sentence: str
    share: Annotated[int | None, Meta(description="How much would be used, in basis points of the limit")] = None
    used: Money | None = None
    limit: Money | None = None


class ShownPriceChange(Data, frozen=True, kw_only=True):
    """A price that is not the one shown before."""

    line_id: CartLineId
    sku: str
    before: UnitPrice | None
    after: UnitPrice | None


class OrderLineProblem(Data, frozen=True, kw_only=True):
    """What keeps a line from being ordered."""

    line_id: CartLineId
    sku: str
    problem: CartProblem


class ApprovalStep(Data, frozen=True, kw_only=True):
    """A level of an approval in words: who may decide, and how far it is."""

    label: str
    detail: str = ""
    state: str = "todo"


class TaxPart(Data, frozen=True, kw_only=True):
    """Tax of one rate."""

    name: str
    amount: Money


class CheckoutPreview(Data, frozen=True, kw_only=True):
    """What submitting would do now. The fingerprint goes into the submission: what was not shown is not ordered."""

    cart_id: CartId
    outcome: Outcome
    fingerprint: Fingerprint
    checks: list[GovernanceCheck]
    steps: list[ApprovalStep]
    price_changes: list[ShownPriceChange]
    problems: list[OrderLineProblem]
    net: Money
    tax: Money
    total: Money
    taxes: Annotated[list[TaxPart], Meta(description="Tax by rate")]
    payment_terms: str
    terms: str
    requires_po_number: bool
    requires_cost_centre: bool


class SubmitCart(Input, frozen=True, kw_only=True):
    """Order what the preview showed."""

    fingerprint: Fingerprint
    is_terms_accepted: Annotated[bool, Meta(description="Asked for where the business has terms")] = False


class OrderRequestLine(Data, frozen=True, kw_only=True):
    """A line as it was frozen."""

    sku: str
    name: str
    options_label: str
    note: str
    quantity: Quantity
    unit_price: UnitPrice
    total: Money


class OrderRequestSummary(Data, frozen=True, kw_only=True):
    """A frozen basket in a list."""

    id: OrderRequestId
    organization_id: OrganizationId
    organization_name: str
    cart_id: CartId | None
    standing_order_id: StandingOrderId | None
    requester_member_id: MemberId | None
    requester_name: str
    acted_by: Annotated[str, Meta(description="Who sent it on the requester's behalf; empty otherwise")]
    title: str
    status: RequestStatus
    total: Money
    line_count: int
    po_number: str
    cost_centre_id: CostCentreId | None
    cost_centre_name: str
    approval_id: str | None
    order_id: str | None
    order_number: str
    reason: str
    version: int
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return request_subject(self)


class OrderRequest(Data, frozen=True, kw_only=True):
    """A basket frozen as it was sent, and what became of it."""

    id: OrderRequestId
    organization_id: OrganizationId
    organization_name: str
    cart_id: CartId | None
    standing_order_id: StandingOrderId | None
    requester_member_id: MemberId | None
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
    cost_centre_id: CostCentreId | None
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
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return request_subject(self)


def request_subject(request: OrderRequest | OrderRequestSummary) -> Subject:
    """What authorisation knows of a frozen basket."""
    return owned_subject(
        "order_request", request.id, request.path, request.requester_member_id, total=request.total.minor
    )


class RecallRequest(Input, frozen=True, kw_only=True):
    """Why it is taken back."""

    reason: Reason = ""


class OrderRequestFilter(PageQuery, frozen=True, kw_only=True):
    """Which frozen baskets, newest first."""

    organization: OrganizationId | None = None
    status: Annotated[list[RequestStatus], Meta(max_length=6)] = []
    mine: bool = False
    cart: CartId | None = None
