"""What pricing speaks of, as it is given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import CategoryId, ProductId, VariantId
from hanse.domains.pricing.types.lists import EntryInput, FilterPriceLists
from hanse.domains.pricing.types.publishing import (
    PUBLISHED_LIMIT,
    CheckedEntry,
    CheckEntries,
    EndPrices,
    PublishedEntry,
    PublishPrices,
    RankPrices,
)
from hanse.domains.pricing.types.resolving import (
    PORTAL,
    ExplainedPrice,
    ExplainPrice,
    FrozenPrice,
    FrozenPrices,
    LayerStep,
    PriceLine,
    ResolvedPrice,
    ResolvedPrices,
    ResolvePrices,
    TierStep,
    Trace,
    TraceCandidate,
)
from hanse.domains.pricing.types.sources import PriceSource
from hanse.domains.pricing.types.values import (
    BASKET_LINES,
    LAYERS,
    EntryKind,
    Layer,
    PriceChangeId,
    PriceEntryId,
    PriceImportId,
    PriceListId,
    PriceListMode,
    PriceListStatus,
    PriceOutcome,
    TargetKind,
)

__all__ = [
    "BASKET_LINES",
    "LAYERS",
    "PORTAL",
    "PUBLISHED_LIMIT",
    "CategoryId",
    "CheckEntries",
    "CheckedEntry",
    "EndPrices",
    "EntryInput",
    "EntryKind",
    "ExplainPrice",
    "ExplainedPrice",
    "FilterPriceLists",
    "FrozenPrice",
    "FrozenPrices",
    "Layer",
    "LayerStep",
    "OrganizationId",
    "PriceChangeId",
    "PriceEntryId",
    "PriceImportId",
    "PriceLine",
    "PriceListId",
    "PriceListMode",
    "PriceListStatus",
    "PriceOutcome",
    "PriceSource",
    "ProductId",
    "PublishPrices",
    "PublishedEntry",
    "RankPrices",
    "ResolvePrices",
    "ResolvedPrice",
    "ResolvedPrices",
    "TargetKind",
    "TierStep",
    "Trace",
    "TraceCandidate",
    "VariantId",
]
