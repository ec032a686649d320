"""Prices that another part of the business publishes into a layer, and the end of what it published. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.pricing.types.lists import EntryInput
from hanse.domains.pricing.types.sources import PriceSource
from hanse.domains.pricing.types.values import (
    CurrencyCode,
    EntryKind,
    Layer,
    ListName,
    PriceListId,
    Priority,
    TargetKind,
    UnitCode,
)
from hanse.kit.structs import Data, Input

PUBLISHED_LIMIT = 20_000
ClauseLabel = Annotated[str, Meta(max_length=200)]


class PublishedEntry(Input, frozen=True, kw_only=True):
    """One checked entry, in the units it is stored in; it keeps the id that its source gave it."""

    id: UUID
    target: TargetKind
    target_id: UUID
    unit: UnitCode
    minimum: int
    kind: EntryKind
    amount_micros: int | None = None
    percent_micros: int | None = None
    factors: dict[str, int] | None = None
    formula: str | None = None
    sums_variants: bool = False
    clause: ClauseLabel = ""


class CheckEntries(Input, frozen=True, kw_only=True):
    """Entries as people write them, to be looked up and checked for a list of this layer that is yet to come."""

    layer: Layer
    entries: Annotated[list[EntryInput], Meta(max_length=PUBLISHED_LIMIT)]


class CheckedEntry(Data, frozen=True, kw_only=True):
    """An entry that is right, in the units it is stored in; without a kind it is to be taken out."""

    position: int
    target: TargetKind
    target_id: UUID
    unit: str
    minimum: int
    kind: EntryKind | None
    amount_micros: int | None
    percent_micros: int | None
    factors: dict[str, int] | None
    formula: str | None
    sums_variants: bool


class PublishPrices(Input, frozen=True, kw_only=True):
    """A list that is in use at once, within its window, for one organization and all below it."""

    name: ListName
    layer: Layer
    source: PriceSource
    organization_id: OrganizationId
    currency: CurrencyCode
    starts_at: datetime
    ends_at: datetime | None = None
    priority: Priority = 0
    is_tax_inclusive: bool = False
    entries: Annotated[
        str,
        Meta(description="PublishedEntry rows as one JSON text, which no program between the tables reads"),
    ]


class PublishedPrices(Data, frozen=True, kw_only=True):
    """The list that was made."""

    id: PriceListId
    name: str
    entries: int


class EndPrices(Input, frozen=True, kw_only=True):
    """Which published lists hold no more from an instant on; those that would begin later never do."""

    lists: Annotated[list[PriceListId], Meta(max_length=1_000)]
    at: datetime


class RankPrices(Input, frozen=True, kw_only=True):
    """How published lists stand beside others of their layer."""

    lists: Annotated[list[PriceListId], Meta(max_length=1_000)]
    priority: Priority


class EndedPrices(Data, frozen=True, kw_only=True):
    """How many lists were changed."""

    ended: int
