"""Stock promised to somebody: allocations of orders and reservations that run out. Data only, for other domains.

Every quantity here is in the variant's stock unit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types.locations import LocationId
from hanse.kit.ids import Id
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

SourceKind = Annotated[str, Meta(min_length=1, max_length=40, description="What the stock is for, such as order")]
SourceKey = Annotated[str, Meta(min_length=1, max_length=100, description="The id of what the stock is for")]

LINES_LIMIT = 10_000
LineKey = Annotated[int, Meta(ge=0, le=1_000_000_000, description="The line's number in its basket")]
Reason = Annotated[str, Meta(max_length=500, description="Why; kept with the movements")]


class ReservationId(Id, prefix="rsv"):
    """Stock kept for somebody until an instant."""


class StockComponent(Input, frozen=True, kw_only=True):
    """What one unit of a bundle holds of a variant."""

    variant_id: VariantId
    quantity: Quantity


class StockDemand(Input, frozen=True, kw_only=True):
    """What one line of a basket wants; a bundle says what it is made of, and its own stock is not touched."""

    line_key: LineKey
    variant_id: VariantId
    quantity: Quantity
    components: Annotated[list[StockComponent], Meta(max_length=200)] = []


class StockSource(Input, frozen=True, kw_only=True):
    """Who stock is promised to."""

    source_kind: SourceKind
    source_id: SourceKey


class AllocateStock(Input, frozen=True, kw_only=True):
    """What a whole basket wants, all or nothing; with `allow_backorder` what is missing is promised for later."""

    source_kind: SourceKind
    source_id: SourceKey
    lines: Annotated[list[StockDemand], Meta(max_length=LINES_LIMIT)]
    allow_backorder: bool = False


class Allocated(Data, frozen=True, kw_only=True):
    """What a line got: from stock, and for later."""

    line_key: int
    allocated: Quantity
    backordered: Quantity
    expected_at: datetime | None = None


class StockPortion(Input, frozen=True, kw_only=True):
    """A part of a line: to be shipped or given back."""

    line_key: LineKey
    quantity: Quantity


class AllocationSource(Input, frozen=True, kw_only=True):
    """Whose promised stock to give back: all of it, or the named part of some lines (back-orders go first)."""

    source_kind: SourceKind
    source_id: SourceKey
    lines: Annotated[list[StockPortion], Meta(max_length=LINES_LIMIT)] | None = None
    reason: Reason = ""


class ShipAllocated(Input, frozen=True, kw_only=True):
    """What leaves the house. `reference` goes into the movements."""

    source_kind: SourceKind
    source_id: SourceKey
    lines: Annotated[list[StockPortion], Meta(max_length=LINES_LIMIT)]
    location_id: LocationId | None = None
    reason: Reason = ""


class CoveredLine(Data, frozen=True, kw_only=True):
    """How much of a line stock covers: what is promised from a place, and what left already.

    In ten-thousandths of the line's stock unit.
    """

    line_key: int
    covered: int


class ReserveStock(Input, frozen=True, kw_only=True):
    """Keep stock for a source until an instant."""

    source_kind: SourceKind
    source_id: Annotated[SourceKey, Meta(description="Id of what it was made from")]
    variant_id: VariantId
    quantity: Quantity
    expires_at: Annotated[datetime, Meta(tz=True, description="When it ends by itself")]


class Reservation(Data, frozen=True, kw_only=True):
    """Stock kept until an instant."""

    id: ReservationId
    source_kind: str
    source_id: Annotated[str, Meta(description="Id of what it was made from")]
    variant_id: VariantId
    location_id: LocationId
    quantity: Quantity
    status: str
    expires_at: datetime
