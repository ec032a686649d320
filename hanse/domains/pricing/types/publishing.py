"""Prices that another part of the business publishes into a layer, and the end of what it published. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
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


class PriceSource(Data, frozen=True, kw_only=True):
    """What a list was published from, in words; the clause is the one an entry stands in."""

    kind: Annotated[str, Meta(description="What published it, such as contract")]
    id: Annotated[str, Meta(description="The id of what published it")]
    label: Annotated[str, Meta(description="Its number and version")]
    clause: Annotated[str, Meta(description="The clause that agrees this price; empty when there is none")] = ""


class PublishedEntry(Input, frozen=True, kw_only=True):
    """One checked entry, in the units it is stored in."""

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
    entries: Annotated[list[PublishedEntry], Meta(max_length=PUBLISHED_LIMIT)]


class PublishedPrices(Data, frozen=True, kw_only=True):
    """The list that was made."""

    id: PriceListId
    name: str
    entries: int


class EndPrices(Input, frozen=True, kw_only=True):
    """Which published lists hold no more from an instant on; those that would begin later never do."""

    lists: Annotated[list[PriceListId], Meta(max_length=1_000)]
    at: datetime


class EndedPrices(Data, frozen=True, kw_only=True):
    """How many lists got another end."""

    ended: int
