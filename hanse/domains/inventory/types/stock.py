"""Stock as staff see and change it: levels, movements, receipts, counts, transfers. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.catalog.types import ProductId, VariantId
from hanse.domains.inventory.types.availability import StockState
from hanse.domains.inventory.types.locations import LocationId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

Reason = Annotated[str, Meta(min_length=1, max_length=500, description="Why; kept with every movement")]
Note = Annotated[str, Meta(max_length=500)]


class MovementId(Id, prefix="mov"):
    """One change of stock."""


class StockLine(Data, frozen=True, kw_only=True):
    """A variant's stock over all active places."""

    variant_id: VariantId
    product_id: ProductId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    state: StockState
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity
    safety: Quantity
    available: Quantity
    backordered: Annotated[Quantity, Meta(description="How much waits for stock")]
    is_backorderable: Annotated[bool, Meta(description="Whether it may be ordered beyond what lies there")]
    expected_at: Annotated[datetime | None, Meta(description="When more is expected; null when nobody knows")]


class ListStock(PageQuery, frozen=True, kw_only=True):
    """Which stock to list, by SKU."""

    q: Annotated[str, Meta(max_length=80, description="Beginning of the SKU")] | None = None
    state: StockState | None = None
    location: LocationId | None = None


class StockPlace(Data, frozen=True, kw_only=True):
    """A variant's stock at one place."""

    location_id: LocationId
    location_name: Annotated[str, Meta(description="Name of the place")]
    is_active: bool
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity
    safety: Quantity
    available: Quantity


class VariantStock(Data, frozen=True, kw_only=True):
    """A variant's stock place by place."""

    variant_id: VariantId
    product_id: ProductId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    stock_unit: Annotated[str, Meta(description="Unit its stock is counted in, a UNECE Rec 20 code")]
    is_stocked: Annotated[bool, Meta(description="Whether stock of it is kept")]
    state: StockState
    available: Quantity
    backordered: Annotated[Quantity, Meta(description="How much waits for stock")]
    places: list[StockPlace]


class Movement(Data, frozen=True, kw_only=True):
    """One change of one level, with who and why."""

    id: MovementId
    variant_id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    location_id: LocationId
    location_name: Annotated[str, Meta(description="Name of the place")]
    kind: str
    on_hand_change: Quantity
    allocated_change: Quantity
    reserved_change: Quantity
    reason: str
    reference_kind: Annotated[str | None, Meta(description="Kind of what caused it, such as order")]
    reference_id: Annotated[str | None, Meta(description="Id of what caused it")]
    member_id: MemberId | None
    actor_name: str
    created_at: datetime


class ListMovements(PageQuery, frozen=True, kw_only=True):
    """Which movements to list, newest first."""

    variant: VariantId | None = None
    location: LocationId | None = None


class StockChange(Input, frozen=True, kw_only=True):
    """How much of a variant, in its stock unit."""

    variant_id: VariantId
    quantity: Quantity


class AdjustStock(Input, frozen=True, kw_only=True):
    """What is more (or, negative, less) at a place than the books say, and why."""

    location_id: LocationId
    reason: Reason
    lines: Annotated[list[StockChange], Meta(min_length=1, max_length=2_000)]


class ReceiveStock(Input, frozen=True, kw_only=True):
    """What was delivered to a place."""

    location_id: LocationId
    reference: Annotated[str, Meta(max_length=100, description="Delivery note")] = ""
    lines: Annotated[list[StockChange], Meta(min_length=1, max_length=2_000)]


class SaveSafety(Input, frozen=True, kw_only=True):
    """How much of a variant is kept back at a place and never promised."""

    location_id: LocationId
    quantity: Quantity


class StockChanged(Data, frozen=True, kw_only=True):
    """What a change left behind: the variants it touched."""

    items: list[VariantStock]
