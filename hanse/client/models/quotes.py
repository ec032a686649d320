"""What Hanse returns: quotes. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.models.approvals import PreviewLevel, UnitPrice
from hanse.client.models.catalog import Quantity
from hanse.client.models.contracts_1 import Side
from hanse.client.words import Word


class QuoteStatus(Word):
    """The words of QuoteStatus."""

    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    COUNTERED = "countered"
    DECLINED = "declined"
    DRAFT = "draft"
    EXPIRED = "expired"
    IN_REVIEW = "in_review"
    INTERNAL_APPROVAL = "internal_approval"
    OFFERED = "offered"
    ORDERED = "ordered"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


QuoteStatusWord: TypeAlias = (
    QuoteStatus
    | Literal[
        "accepted",
        "cancelled",
        "countered",
        "declined",
        "draft",
        "expired",
        "in_review",
        "internal_approval",
        "offered",
        "ordered",
        "submitted",
        "withdrawn",
    ]
)


class VersionKind(Word):
    """The words of VersionKind."""

    COUNTER = "counter"
    OFFER = "offer"
    REQUEST = "request"


VersionKindWord: TypeAlias = VersionKind | Literal["counter", "offer", "request"]


class QuoteSummary(Struct, frozen=True, kw_only=True):
    """A quote in a list. Its total is that of the last version the reader may see; for staff, of their own ..."""

    id: str
    number: str
    organization_id: str
    organization_name: str
    title: str
    status: QuoteStatus
    side: Side
    turn: Side | None
    total: Money | None
    line_count: int
    buyer_name: str | None
    seller_name: str | None
    valid_until: date | None
    moved_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    version: int
    path: list[UUID]
    seller_member_id: str | None
    margin_basis_points: int | None
    allowed_actions: list[str]


class Margin(Struct, frozen=True, kw_only=True):
    """What is earned, over the lines whose cost is known. Only with the right to see margins."""

    cost: Money
    margin: Money
    basis_points: int | None
    lines_without_cost: int


class Quote(Struct, frozen=True, kw_only=True):
    """A negotiation as its reader may see it. `next_actions` is what they may do now, by the state and their ..."""

    id: str
    number: str
    organization_id: str
    organization_name: str
    title: str
    status: QuoteStatus
    status_reason: str | None
    side: Side
    turn: Side | None
    may_edit: bool
    started_by: Side
    currency: str
    is_tax_inclusive: bool
    buyer_member_id: str | None
    buyer_name: str | None
    seller_member_id: str | None
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
    shipping_address_id: str | None
    billing_address_id: str | None
    line_count: int
    total: Money | None
    last_version: int
    offered_version_id: str | None
    accepted_version_id: str | None
    order_id: str | None
    order_number: str | None
    submitted_at: datetime | None
    moved_at: datetime
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    approval_id: str | None
    margin: Margin | None
    next_actions: list[str]
    allowed_actions: list[str]


class QuoteCounts(Struct, frozen=True, kw_only=True):
    """How many quotes the reader sees, by state and by whose turn it is; open value by currency."""

    total: int
    statuses: dict[str, int]
    turns: dict[str, int]
    open_value: list[Money]


class OfferPreview(Struct, frozen=True, kw_only=True):
    """What sending the offer would mean now: totals, margin, who has to agree inside, and what is still missing."""

    net: Money
    tax: Money | None
    gross: Money | None
    margin: Margin | None
    max_discount_basis_points: int
    needs_approval: bool
    sentences: list[str]
    problems: list[str]
    levels: list[PreviewLevel]
    policies: list[str]


class StockShortage(Struct, frozen=True, kw_only=True):
    """A line that is not in stock now."""

    line_id: str
    name: str
    message: str


class Acceptance(Struct, frozen=True, kw_only=True):
    """What accepting would mean: the totals with today's tax, and whether anything stands in the way."""

    version_id: str
    version_number: int
    hash: str
    net: Money
    tax: Money
    gross: Money
    offered_tax: Money | None
    offered_gross: Money | None
    is_tax_changed: bool
    needs_total: bool
    is_valid: bool
    expires_at: datetime | None
    shortages: list[StockShortage]
    problems: list[str]


class LineOffer(Struct, frozen=True, kw_only=True):
    """A further offer for a line: this much of it, at this price."""

    quantity: Quantity
    unit_price: UnitPrice
    total: Money


class QuoteLine(Struct, frozen=True, kw_only=True):
    """A line as its reader may see it."""

    id: str
    position: int
    alternative_of: str | None
    variant_id: str | None
    sku: str | None
    name: str
    description: str
    options: str
    choices: dict[str, str]
    quantity: Quantity
    target_price: UnitPrice | None
    list_price: UnitPrice | None
    unit_price: UnitPrice | None
    discount_basis_points: int
    net_price: UnitPrice | None
    total: Money | None
    offers: list[LineOffer]
    tax_class: str
    lead_time_days: int | None
    buyer_note: str
    seller_note: str
    internal_note: str | None
    trace: dict[str, Any] | None
    cost: UnitPrice | None
    margin_basis_points: int | None


class LineProblem(Struct, frozen=True, kw_only=True):
    """Why a line was not taken, and what would be. `row` counts from 1, or is the row of the file."""

    row: int
    path: str
    text: str
    message: str
    code: str


class LinesAdded(Struct, frozen=True, kw_only=True):
    """What became of the lines that were sent."""

    added: int
    unpriced: int
    problems: list[LineProblem]
    version: int


class QuoteVersionSummary(Struct, frozen=True, kw_only=True):
    """A version in a list."""

    id: str
    number: int
    kind: VersionKind
    side: Side
    hash: str
    net: Money
    tax: Money | None
    gross: Money | None
    line_count: int
    valid_until: date | None
    made_by_name: str
    made_at: datetime
    released_at: datetime | None
    is_on_offer: bool


class ValueChange(Struct, frozen=True, kw_only=True):
    """A value that differs, as the reader may see it."""

    field: str
    label: str
    before: Any
    after: Any


class LineDifference(Struct, frozen=True, kw_only=True):
    """A line that was added, removed or changed."""

    kind: str
    line_id: str
    position: int
    sku: str | None
    name: str
    before: QuoteLine | None
    after: QuoteLine | None
    changes: list[ValueChange]


class VersionDifference(Struct, frozen=True, kw_only=True):
    """How one version differs from another."""

    left: int
    right: int
    values: list[ValueChange]
    lines: list[LineDifference]
    unchanged_lines: int


class FrozenAttachment(Struct, frozen=True, kw_only=True):
    """A file as a version names it; the hash is of its bytes."""

    id: str
    name: str
    size: int
    sha256: str


class FrozenQuote(Struct, frozen=True, kw_only=True):
    """Everything a version fixes. This is what is hashed, so a field more is a new form of content."""

    number: str
    version: int
    kind: VersionKind
    organization: str
    title: str
    currency: str
    is_tax_inclusive: bool
    reference: str
    note: str
    terms: str
    delivery: str
    payment_terms: str
    needed_by: date | None
    valid_until: date | None
    expires_at: datetime | None
    discount_basis_points: int
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    lines: list[QuoteLine]
    attachments: list[FrozenAttachment]
    net: Money
    tax: Money | None
    gross: Money | None


class QuoteVersion(Struct, frozen=True, kw_only=True):
    """A version with everything it fixed."""

    id: str
    quote_id: str
    number: int
    kind: VersionKind
    side: Side
    hash: str
    made_by_name: str
    made_at: datetime
    released_at: datetime | None
    is_on_offer: bool
    content: FrozenQuote
    margin: Margin | None


class QuoteAttachment(Struct, frozen=True, kw_only=True):
    """A file of a quote. `url` is a link of minutes; `sha256` is of the bytes."""

    id: str
    message_id: str | None
    is_internal: bool
    side: Side
    name: str
    content_type: str
    size: int
    sha256: str
    author_name: str
    created_at: datetime
    url: str
    scan_state: str | None


class QuoteMessage(Struct, frozen=True, kw_only=True):
    """Something one side told the other."""

    id: str
    line_id: str | None
    side: Side
    author_name: str
    body: str
    created_at: datetime
    attachments: list[QuoteAttachment]


class QuoteNote(Struct, frozen=True, kw_only=True):
    """Something the seller's people told themselves; never shown to the buyer."""

    id: str
    line_id: str | None
    author_name: str
    body: str
    created_at: datetime


class QuoteStep(Struct, frozen=True, kw_only=True):
    """Something that happened, for the timeline."""

    action: str
    status: QuoteStatus
    side: Side | None
    is_internal: bool
    author_name: str
    version_number: int | None
    comment: str
    created_at: datetime
