"""Versions of a quote: what is frozen, and how two of them differ. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.types.lines import QuoteLine
from hanse.domains.quotes.types.values import (
    LINES_MAXIMUM,
    Hash,
    QuoteAttachmentId,
    QuoteId,
    QuoteLineId,
    QuoteVersionId,
    Reason,
    VersionKind,
)
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input


class FrozenAttachment(Data, frozen=True, kw_only=True):
    """A file as a version names it; the hash is of its bytes."""

    id: QuoteAttachmentId
    name: str
    size: int
    sha256: str


class FrozenQuote(Data, frozen=True, kw_only=True):
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


class Margin(Data, frozen=True, kw_only=True):
    """What is earned, over the lines whose cost is known. Only with the right to see margins."""

    cost: Money
    margin: Money
    basis_points: int | None
    lines_without_cost: int


class QuoteVersionSummary(Data, frozen=True, kw_only=True):
    """A version in a list."""

    id: QuoteVersionId
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
    released_at: Annotated[datetime | None, Meta(description="When it went out; null while it is internal")]
    is_on_offer: bool


class QuoteVersion(Data, frozen=True, kw_only=True):
    """A version with everything it fixed."""

    id: QuoteVersionId
    quote_id: QuoteId
    number: int
    kind: VersionKind
    side: Side
    hash: str
    made_by_name: str
    made_at: datetime
    released_at: datetime | None
    is_on_offer: bool
    content: FrozenQuote
    margin: Margin | None = None


class ListVersions(PageQuery, frozen=True, kw_only=True):
    """Newest first."""


class CompareVersions(Input, frozen=True, kw_only=True):
    """Which two versions to put side by side, by their numbers; without them the last two."""

    left: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    right: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class ValueChange(Data, frozen=True, kw_only=True):
    """A value that differs, as the reader may see it."""

    field: str
    label: str
    before: Any
    after: Any


class LineDifference(Data, frozen=True, kw_only=True):
    """A line that was added, removed or changed."""

    kind: Annotated[str, Meta(description="added, removed or changed")]
    line_id: QuoteLineId
    position: int
    sku: str | None
    name: str
    before: QuoteLine | None
    after: QuoteLine | None
    changes: list[ValueChange]


class VersionDifference(Data, frozen=True, kw_only=True):
    """How one version differs from another."""

    left: int
    right: int
    values: list[ValueChange]
    lines: list[LineDifference]
    unchanged_lines: int


class LineChoice(Input, frozen=True, kw_only=True):
    """What is taken of a line: an alternative instead of it, and which of the further offers (from 1)."""

    line_id: QuoteLineId
    alternative_id: QuoteLineId | None = None
    offer: Annotated[int, Meta(ge=1, le=100)] | None = None


Choices = Annotated[list[LineChoice], Meta(max_length=LINES_MAXIMUM)]


class AcceptQuote(Input, frozen=True, kw_only=True):
    """Which version is accepted, proved by its hash, and what of it is taken.

    `total` confirms a gross total that differs from the version's, as when the tax changed or something else than the
    first offer of a line is taken. Without `order_now` the order is placed later, while the offer is valid.
    """

    version_id: QuoteVersionId
    hash: Hash
    choices: Choices = []
    order_now: bool = True
    total: Annotated[Money | None, Meta(description="The gross total you agree to, where it changed")] = None
    po_number: Annotated[str, Meta(max_length=80)] = ""
    cost_centre: Annotated[str, Meta(max_length=80)] = ""
    comment: Reason = ""
    allow_backorder: bool = True


class OrderQuote(Input, frozen=True, kw_only=True):
    """Places the order of an accepted quote."""

    total: Annotated[Money | None, Meta(description="The gross total you agree to, where it changed")] = None
    po_number: Annotated[str, Meta(max_length=80)] = ""
    cost_centre: Annotated[str, Meta(max_length=80)] = ""
    allow_backorder: bool = True


class PreviewAcceptance(Input, frozen=True, kw_only=True):
    """What accepting the offer as it stands would mean now."""

    choices: Choices = []


class StockShortage(Data, frozen=True, kw_only=True):
    """A line that is not in stock now."""

    line_id: QuoteLineId
    name: str
    message: str


class Acceptance(Data, frozen=True, kw_only=True):
    """What accepting would mean: the totals with today's tax, and whether anything stands in the way."""

    version_id: QuoteVersionId
    version_number: int
    hash: str
    net: Money
    tax: Money
    gross: Money
    offered_tax: Money | None
    offered_gross: Money | None
    is_tax_changed: bool
    needs_total: Annotated[bool, Meta(description="Send `total` with the gross total to confirm it")]
    is_valid: bool
    expires_at: datetime | None
    shortages: list[StockShortage]
    problems: Annotated[list[str], Meta(description="Why it cannot be accepted now; empty when it can")]
