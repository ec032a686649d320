"""What is asked about prices, and the answers with their traces. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.pricing.types.values import (
    BASKET_LINES,
    Channel,
    CurrencyCode,
    Decimal4,
    EntryKind,
    Layer,
    Mode,
    Outcome,
    PriceEntryId,
    PriceListId,
    TargetKind,
    UnitCode,
)
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

PORTAL = "portal"


class PriceLine(Input, frozen=True, kw_only=True):
    """What to price: a variant and how much of it, in a unit it is sold in. `key` comes back with the answer."""

    key: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    variant_id: VariantId
    quantity: Quantity


class ResolvePrices(Input, frozen=True, kw_only=True):
    """Whose prices, where and when. Buyers ask for their own organization, here and now."""

    organization_id: OrganizationId | None = None
    channel: Channel = PORTAL
    currency: Annotated[CurrencyCode | None, Meta(description="The organization's, else the business's")] = None
    at: datetime | None = None
    lines: Annotated[list[PriceLine], Meta(max_length=BASKET_LINES)]
    with_trace: Annotated[bool, Meta(description="Every candidate and why it lost; for staff only")] = True
    with_ladder: Annotated[bool, Meta(description="The prices at larger quantities too")] = False


class TierStep(Data, frozen=True, kw_only=True):
    """What one unit costs from a quantity on."""

    quantity: Quantity
    unit_price: UnitPrice


class TraceCandidate(Data, frozen=True, kw_only=True):
    """One entry that could have been the price, what it comes to for one unit of the line, and why it lost."""

    entry_id: PriceEntryId
    list_id: PriceListId
    list_name: str
    layer: Layer
    mode: Mode
    distance: Annotated[int, Meta(description="0 the organization's own list, 1 of the one above it, ...")]
    priority: int
    target: TargetKind
    kind: EntryKind
    tier: Quantity
    unit_price: UnitPrice | None
    outcome: Outcome
    reason: str


class Trace(Data, frozen=True, kw_only=True):
    """How a price was found, best candidates first. Stored with quote and order lines."""

    currency: str
    at: datetime
    organization_id: OrganizationId | None
    channel: str
    quantity: Quantity
    candidates: list[TraceCandidate]


class ResolvedPrice(Data, frozen=True, kw_only=True):
    """The price of one line. Without `unit_price` it is on request; `problem` says when it could not be asked for.

    `list_id`, `list_name`, `entry_id`, `unit_cost` and `trace` are for staff only.
    """

    key: int
    variant_id: VariantId
    quantity: Quantity
    unit_price: UnitPrice | None
    is_tax_inclusive: bool
    layer: Layer | None
    list_id: PriceListId | None
    list_name: str | None
    entry_id: PriceEntryId | None
    tier_quantity: Quantity | None
    next_tier: TierStep | None
    ladder: list[TierStep]
    unit_cost: UnitPrice | None
    problem: str | None
    trace: Trace | None


class ResolvedPrices(Data, frozen=True, kw_only=True):
    """Prices of the lines, in the order they were asked for."""

    currency: str
    lines: list[ResolvedPrice]


class ExplainPrice(Input, frozen=True, kw_only=True):
    """One price to explain: of a variant by its id or its SKU."""

    variant: VariantId | None = None
    sku: Annotated[str, Meta(max_length=80)] | None = None
    organization: OrganizationId | None = None
    channel: Channel = PORTAL
    currency: CurrencyCode | None = None
    quantity: Decimal4 = "1"
    unit: Annotated[UnitCode, Meta(description="Unit of the quantity; the one sold by default when empty")] = ""
    at: datetime | None = None


class LayerStep(Data, frozen=True, kw_only=True):
    """One layer on the way up: its own best price, and what is paid up to here."""

    layer: Layer
    list_name: str | None
    unit_price: UnitPrice | None
    paid: UnitPrice | None
    is_paid: bool


class ExplainedPrice(Data, frozen=True, kw_only=True):
    """A price with how it was found: the answer, the layers from below, and every candidate."""

    variant_id: VariantId
    sku: str
    name: str
    organization_id: OrganizationId | None
    organization_name: str | None
    currency: str
    at: datetime
    price: ResolvedPrice
    layers: list[LayerStep]
