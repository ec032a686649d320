"""What pricing speaks of, as it is given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import CategoryId, ProductId, VariantId
from hanse.domains.pricing.types.resolving import (
    PORTAL,
    ExplainedPrice,
    ExplainPrice,
    LayerStep,
    PriceLine,
    ResolvedPrice,
    ResolvedPrices,
    ResolvePrices,
    TierStep,
    Trace,
    TraceCandidate,
)
from hanse.domains.pricing.types.values import (
    BASKET_LINES,
    LAYERS,
    EntryKind,
    Layer,
    ListStatus,
    Mode,
    Outcome,
    PriceChangeId,
    PriceEntryId,
    PriceImportId,
    PriceListId,
    TargetKind,
)

__all__ = [
    "BASKET_LINES",
    "LAYERS",
    "PORTAL",
    "CategoryId",
    "EntryKind",
    "ExplainPrice",
    "ExplainedPrice",
    "Layer",
    "LayerStep",
    "ListStatus",
    "Mode",
    "OrganizationId",
    "Outcome",
    "PriceChangeId",
    "PriceEntryId",
    "PriceImportId",
    "PriceLine",
    "PriceListId",
    "ProductId",
    "ResolvePrices",
    "ResolvedPrice",
    "ResolvedPrices",
    "TargetKind",
    "TierStep",
    "Trace",
    "TraceCandidate",
    "VariantId",
]
