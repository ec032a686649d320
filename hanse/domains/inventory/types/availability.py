"""What may be promised of a variant, and what a tenant decides about that. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.catalog.types import VariantId
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input


class StockState(enum.StrEnum):
    IN_STOCK = "in_stock"
    LOW = "low"
    BACKORDER = "backorder"
    OUT = "out"
    NOT_STOCKED = "not_stocked"


class ShownToBuyers(enum.StrEnum):
    """What buyers see of stock: amounts, or only in stock, low, out."""

    EXACT = "exact"
    WORDS = "words"


class GetAvailability(Input, frozen=True, kw_only=True):
    """Which variants to tell about, up to 2,000."""

    variant_ids: Annotated[list[VariantId], Meta(max_length=2_000)]


class Availability(Data, frozen=True, kw_only=True):
    """What may be promised of a variant, over all places. Amounts are null where they may not be seen.

    A variant that is not stocked may always be promised. `available` = on hand - allocated - reserved - safety, never
    below zero.
    """

    variant_id: VariantId
    state: StockState
    available: Quantity | None
    on_hand: Quantity | None
    is_backorderable: Annotated[bool, Meta(description="Whether it may be ordered beyond what lies there")]
    backorder_left: Annotated[Quantity | None, Meta(description="How much more may be back-ordered; null = no limit")]
    expected_at: Annotated[datetime | None, Meta(description="When more is expected")]


class StockItem(Data, frozen=True, kw_only=True):
    """What is true of a variant wherever it lies."""

    variant_id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    stock_unit: Annotated[str, Meta(description="Unit its stock is counted in, a UNECE Rec 20 code")]
    is_backorderable: Annotated[bool, Meta(description="Whether it may be ordered beyond what lies there")]
    backorder_limit: Quantity | None
    backordered: Annotated[Quantity, Meta(description="How much waits for stock")]
    low_stock: Quantity | None
    expected_at: Annotated[datetime | None, Meta(description="When more is expected; null when nobody knows")]
    version: int


class SaveStockItem(Input, frozen=True, kw_only=True):
    """Whether a variant may be ordered beyond what lies there, how far, and from when it counts as low."""

    is_backorderable: Annotated[bool, Meta(description="Whether it may be ordered beyond what lies there")] = False
    backorder_limit: Annotated[
        Quantity | None, Meta(description="At most this much in the stock unit; null = no limit")
    ] = None
    low_stock: Annotated[Quantity | None, Meta(description="Low from here down; null = as the business set it")] = None
    expected_at: (
        Annotated[datetime, Meta(tz=True, description="When more is expected, if no receipt says so")] | None
    ) = None


class InventorySettings(Data, frozen=True, kw_only=True):
    """What buyers are shown of stock, and from when it counts as low."""

    shown_to_buyers: ShownToBuyers
    low_stock: Annotated[str, Meta(description="A decimal, in the stock unit of whatever it is")]


class SaveInventorySettings(Input, frozen=True, kw_only=True):
    """What buyers are shown of stock, and from when it counts as low."""

    shown_to_buyers: ShownToBuyers
    low_stock: Annotated[str, Meta(max_length=20, description="A decimal, in the stock unit of whatever it is")] = "10"
