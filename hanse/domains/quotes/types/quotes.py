"""Quotes as they are given and taken. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.approvals.types import ApprovalId, PreviewLevel
from hanse.domains.orders.types import OrderId
from hanse.domains.organizations.types import AddressId, Side
from hanse.domains.quotes.types.lines import NewLines
from hanse.domains.quotes.types.values import (
    BasisPoints,
    Currency,
    Delivery,
    Note,
    PaymentText,
    QuoteId,
    QuoteStatus,
    QuoteVersionId,
    Reason,
    Reference,
    Terms,
    Title,
)
from hanse.domains.quotes.types.versions import Margin
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class QuoteSummary(Data, frozen=True, kw_only=True):
    """A quote in a list. Its total is that of the last version the reader may see; for staff, of their own figures."""

    id: QuoteId
    number: str
    organization_id: OrganizationId
    organization_name: str
    title: str
    status: QuoteStatus
    side: Annotated[Side, Meta(description="The reader's side")]
    turn: Annotated[Side | None, Meta(description="Whose turn it is")]
    total: Money | None
    line_count: int
    buyer_name: str | None
    seller_name: str | None
    valid_until: date | None
    moved_at: Annotated[datetime, Meta(description="When it came into this state")]
    submitted_at: datetime | None
    updated_at: datetime
    version: int
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    seller_member_id: MemberId | None
    margin_basis_points: Annotated[int | None, Meta(description="Only with the right to see margins")] = None
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return quote_subject(self)


class Quote(Data, frozen=True, kw_only=True):
    """A negotiation as its reader may see it. `next_actions` is what they may do now, by the state and their rights.

    While it is the reader's turn, lines and texts are their working copy; otherwise those of the last version that went
    out.
    """

    id: QuoteId
    number: str
    organization_id: OrganizationId
    organization_name: str
    title: str
    status: QuoteStatus
    status_reason: str | None
    side: Annotated[Side, Meta(description="The reader's side")]
    turn: Annotated[Side | None, Meta(description="Whose turn it is")]
    may_edit: bool
    started_by: Side
    currency: str
    is_tax_inclusive: bool
    buyer_member_id: MemberId | None
    buyer_name: str | None
    seller_member_id: MemberId | None
    seller_name: str | None
    reference: str
    buyer_note: str
    seller_note: str
    terms: str
    delivery: str
    payment_terms: str
    needed_by: date | None
    valid_until: date | None
    expires_at: datetime | None
    discount_basis_points: int
    shipping_address_id: AddressId | None
    billing_address_id: AddressId | None
    line_count: int
    total: Annotated[Money | None, Meta(description="Net, or gross where prices include tax")]
    last_version: int
    offered_version_id: QuoteVersionId | None
    accepted_version_id: QuoteVersionId | None
    order_id: OrderId | None
    order_number: str | None
    submitted_at: datetime | None
    moved_at: datetime
    version: int
    created_at: datetime
    updated_at: datetime
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    approval_id: Annotated[ApprovalId | None, Meta(description="For staff only")] = None
    margin: Annotated[Margin | None, Meta(description="Only with the right to see margins")] = None
    next_actions: tuple[str, ...] = ()
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return quote_subject(self)


def quote_subject(quote: Quote | QuoteSummary) -> Subject:
    """What authorisation knows of a quote: whose it is, who works on it, and what conditions may use."""
    return Subject(
        kind="quote",
        id=quote.id,
        organizations=tuple(quote.path),
        owner_member_id=quote.seller_member_id.uuid if quote.seller_member_id else None,
        attributes={
            "status": quote.status.value,
            **({"total": quote.total, "currency": quote.total.currency} if quote.total else {}),
        },
    )


class CreateQuote(Input, frozen=True, kw_only=True):
    """A new draft, private to the side that makes it until it is submitted or offered.

    Lines that cannot be taken refuse the whole call, each with its own field error.
    """

    organization_id: OrganizationId
    title: Title = ""
    lines: NewLines = []
    note: Note = ""
    reference: Reference = ""
    needed_by: date | None = None
    currency: Currency | None = None
    shipping_address_id: AddressId | None = None
    billing_address_id: AddressId | None = None
    buyer_member_id: Annotated[MemberId | None, Meta(description="For staff: whom at the organization it is for")] = (
        None
    )


class UpdateQuote(Input, frozen=True, kw_only=True):
    """What changes; fields left out stay. `note` is the own side's text to the other one.

    Terms, delivery, payment, validity, discount and who works on it are the seller's; reference and date are the
    buyer's.
    """

    title: Title | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    reference: Reference | UnsetType = UNSET
    needed_by: date | UnsetType | None = UNSET
    shipping_address_id: AddressId | UnsetType | None = UNSET
    billing_address_id: AddressId | UnsetType | None = UNSET
    terms: Terms | UnsetType = UNSET
    delivery: Delivery | UnsetType = UNSET
    payment_terms: PaymentText | UnsetType = UNSET
    valid_until: date | UnsetType | None = UNSET
    discount_basis_points: BasisPoints | UnsetType = UNSET
    seller_member_id: MemberId | UnsetType | None = UNSET


class MoveQuote(Input, frozen=True, kw_only=True):
    """A step with a word to the other side."""

    comment: Reason = ""


class EndQuote(Input, frozen=True, kw_only=True):
    """Why it ends; the other side reads it."""

    reason: Annotated[str, Meta(min_length=1, max_length=1_000, description="Why; the other side reads it")]


class ExtendQuote(Input, frozen=True, kw_only=True):
    """The new last day of an offer; everything else stays as it was offered."""

    valid_until: date
    comment: Reason = ""


class CloneQuote(Input, frozen=True, kw_only=True):
    """A new draft with the same lines, at today's prices."""

    title: Title = ""
    organization_id: Annotated[OrganizationId | None, Meta(description="For staff: for another organization")] = None


Sort = Literal["updated", "-updated", "total", "-total", "age", "-age", "number", "-number"]


class QuoteFilter(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of quotes. `age` sorts by when a quote came into its state, oldest first."""

    q: Annotated[str, Meta(max_length=100, description="Part of the number, title or organization")] | None = None
    status: Annotated[list[QuoteStatus], Meta(max_length=12)] = []
    turn: Annotated[Side | None, Meta(description="Whose turn it is")] = None
    is_open: Annotated[bool | None, Meta(description="Only those that have not ended, or only those that have")] = None
    organization: OrganizationId | None = None
    below: Annotated[OrganizationId | None, Meta(description="Of this organization and those below it")] = None
    seller: MemberId | None = None
    sort: Sort = "-updated"


class QuoteCounts(Data, frozen=True, kw_only=True):
    """How many quotes the reader sees, by state and by whose turn it is; open value by currency."""

    total: int
    statuses: dict[str, int]
    turns: dict[str, int]
    open_value: list[Money]


class OfferPreview(Data, frozen=True, kw_only=True):
    """What sending the offer would mean now: totals, margin, who has to agree inside, and what is still missing."""

    net: Money
    tax: Money | None
    gross: Money | None
    margin: Margin | None
    max_discount_basis_points: int
    needs_approval: bool
    sentences: list[str]
    problems: Annotated[list[str], Meta(description="What is missing; empty when it can be sent")]
    levels: Annotated[list[PreviewLevel], Meta(description="Who has to agree inside, step by step")] = []
    policies: Annotated[list[str], Meta(description="Names of the policies that ask for it")] = []


class QuoteStep(Data, frozen=True, kw_only=True):
    """Something that happened, for the timeline."""

    action: str
    status: QuoteStatus
    side: Side | None
    is_internal: bool
    author_name: str
    version_number: int | None
    comment: str
    created_at: datetime


class ListSteps(PageQuery, frozen=True, kw_only=True):
    """Newest first."""
