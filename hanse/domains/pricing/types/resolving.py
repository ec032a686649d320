"""What is asked about prices, and the answers with their traces. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.pricing.types.sources import PriceSource
from hanse.domains.pricing.types.values import (
    BASKET_LINES,
    Channel,
    CurrencyCode,
    Decimal4,
    EntryKind,
    Layer,
    PriceEntryId,
    PriceListId,
    PriceListMode,
    PriceOutcome,
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
    variant_id: Annotated[VariantId, Meta(description="The variant")]
    quantity: Quantity


class ResolvePrices(Input, frozen=True, kw_only=True):
    """Whose prices, where and when. Buyers ask for their own organization, here and now."""

    organization_id: OrganizationId | None = None
    channel: Channel = PORTAL
    currency: Annotated[CurrencyCode | None, Meta(description="The organization's, else the business's")] = None
    at: Annotated[datetime, Meta(tz=True, description="The instant asked about; now when left out")] | None = None
    lines: Annotated[list[PriceLine], Meta(description="What to price", max_length=BASKET_LINES)]
    with_trace: Annotated[bool, Meta(description="Every candidate and why it lost; for staff only")] = True
    with_ladder: Annotated[bool, Meta(description="The prices at larger quantities too")] = False


class TierStep(Data, frozen=True, kw_only=True):
    """What one unit costs from a quantity on."""

    quantity: Quantity
    unit_price: UnitPrice


class TraceCandidate(Data, frozen=True, kw_only=True):
    """One entry that could have been the price, what it comes to for one unit of the line, and why it lost."""

    entry_id: Annotated[PriceEntryId, Meta(description="The entry the price comes from")]
    list_id: Annotated[PriceListId, Meta(description="The list the price comes from")]
    list_name: Annotated[str, Meta(description="Name of the list")]
    layer: Annotated[Layer, Meta(description="Where the list stands; contract is the highest")]
    mode: Annotated[
        PriceListMode, Meta(description="Whether it ends the search, or takes the lower of itself and the layers below")
    ]
    distance: Annotated[int, Meta(description="0 the organization's own list, 1 of the one above it, ...")]
    priority: Annotated[int, Meta(description="The higher one wins inside a layer")]
    target: Annotated[TargetKind, Meta(description="Whether it is of a variant, a product or a category")]
    kind: EntryKind
    tier: Quantity
    unit_price: UnitPrice | None
    outcome: PriceOutcome
    reason: str
    source: Annotated[PriceSource | None, Meta(description="The contract, its version and clause that agree it")] = None


class Trace(Data, frozen=True, kw_only=True):
    """How a price was found, best candidates first. Stored with quote and order lines."""

    currency: str
    at: Annotated[datetime, Meta(description="The instant asked about; now when left out")]
    organization_id: OrganizationId | None
    channel: Annotated[str, Meta(description="Place of sale, such as portal")]
    quantity: Quantity
    candidates: Annotated[list[TraceCandidate], Meta(description="Every entry that was looked at, the best first")]


class ResolvedPrice(Data, frozen=True, kw_only=True):
    """The price of one line. Without `unit_price` it is on request; `problem` says when it could not be asked for.

    `list_id`, `list_name`, `entry_id`, `unit_cost` and `trace` are for staff only.
    """

    key: int
    variant_id: Annotated[VariantId, Meta(description="The variant")]
    quantity: Quantity
    unit_price: UnitPrice | None
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the prices include tax")]
    layer: Annotated[Layer | None, Meta(description="The layer the price comes from; null without a price")]
    list_id: Annotated[PriceListId | None, Meta(description="The list the price comes from")]
    list_name: Annotated[str | None, Meta(description="Name of the list")]
    entry_id: Annotated[PriceEntryId | None, Meta(description="The entry the price comes from")]
    tier_quantity: Quantity | None
    next_tier: Annotated[TierStep | None, Meta(description="The next quantity at which the list says another price")]
    ladder: Annotated[list[TierStep], Meta(description="Prices at this and larger quantities; empty unless asked for")]
    unit_cost: UnitPrice | None
    problem: str | None
    trace: Annotated[Trace | None, Meta(description="How the price was found; null unless asked for")]


class ResolvedPrices(Data, frozen=True, kw_only=True):
    """Prices of the lines, in the order they were asked for."""

    currency: str
    lines: Annotated[list[ResolvedPrice], Meta(description="The prices in the order they were asked for")]


class FrozenPrice(Data, frozen=True, kw_only=True):
    """The price of a line as an order keeps it; `trace` is what its trace is told from."""

    key: int
    unit_price: UnitPrice | None
    is_tax_inclusive: bool
    layer: Layer | None
    problem: str | None
    trace: dict[str, Any]


class FrozenPrices(Data, frozen=True, kw_only=True):
    """Prices of lines to be ordered, in one currency."""

    currency: str
    lines: list[FrozenPrice]


class ExplainPrice(Input, frozen=True, kw_only=True):
    """One price to explain: of a variant by its id or its SKU."""

    variant: Annotated[VariantId | None, Meta(description="The variant, by its id")] = None
    sku: Annotated[str, Meta(description="Article number of a variant", max_length=80)] | None = None
    organization: Annotated[OrganizationId | None, Meta(description="Whose price")] = None
    channel: Channel = PORTAL
    currency: CurrencyCode | None = None
    quantity: Decimal4 = "1"
    unit: Annotated[UnitCode, Meta(description="Unit of the quantity; the one sold by default when empty")] = ""
    at: Annotated[datetime, Meta(tz=True, description="The instant asked about; now when left out")] | None = None


class LayerStep(Data, frozen=True, kw_only=True):
    """One layer on the way up: its own best price, and what is paid up to here."""

    layer: Annotated[Layer, Meta(description="Which layer")]
    list_name: Annotated[str | None, Meta(description="The list of its best price")]
    unit_price: UnitPrice | None
    paid: UnitPrice | None
    is_paid: Annotated[bool, Meta(description="Whether this is what is paid")]


class ExplainedPrice(Data, frozen=True, kw_only=True):
    """A price with how it was found: the answer, the layers from below, and every candidate."""

    variant_id: Annotated[VariantId, Meta(description="The variant")]
    sku: Annotated[str, Meta(description="Article number of a variant")]
    name: str
    organization_id: OrganizationId | None
    organization_name: str | None
    currency: str
    at: Annotated[datetime, Meta(description="The instant asked about; now when left out")]
    price: Annotated[ResolvedPrice, Meta(description="The price as it is resolved")]
    layers: Annotated[list[LayerStep], Meta(description="The layers that have candidates, from below")]
