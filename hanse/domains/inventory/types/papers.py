"""Counts, transfers and expected receipts: stock work that takes several steps. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types.locations import LocationId
from hanse.domains.inventory.types.stock import StockChange
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

Note = Annotated[str, Meta(max_length=500)]


class StockCountId(Id, prefix="cnt"):
    """A count sheet."""


class TransferId(Id, prefix="trf"):
    """Stock on its way between two places."""


class ReceiptId(Id, prefix="rcp"):
    """A delivery that is awaited."""


class CountStatus(enum.StrEnum):
    OPEN = "open"
    POSTED = "posted"
    CANCELLED = "cancelled"


class TransferStatus(enum.StrEnum):
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class ReceiptStatus(enum.StrEnum):
    OPEN = "open"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class CountLine(Data, frozen=True, kw_only=True):
    """What the books said when the sheet was drawn up, what was found, and the difference between the two."""

    variant_id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    expected: Quantity
    counted: Quantity | None
    difference: Quantity | None


class StockCount(Data, frozen=True, kw_only=True):
    """A count sheet of one place."""

    id: StockCountId
    location_id: LocationId
    location_name: Annotated[str, Meta(description="Name of the place")]
    status: CountStatus
    note: Annotated[str, Meta(description="A note in plain words")]
    line_count: Annotated[int, Meta(description="How many lines it has")]
    counted_count: Annotated[int, Meta(description="How many lines are counted")]
    lines: Annotated[list[CountLine], Meta(description="Empty in lists")] = []
    posted_at: Annotated[datetime | None, Meta(description="When its differences were booked; null before that")]
    version: int
    created_at: datetime


class StartCount(Input, frozen=True, kw_only=True):
    """A sheet for some variants, or for everything that has ever lain there."""

    location_id: LocationId
    variant_ids: Annotated[list[VariantId], Meta(max_length=5_000)] = []
    note: Annotated[Note, Meta(description="A note in plain words")] = ""


class EnterCount(Input, frozen=True, kw_only=True):
    """What was found; lines not named stay as they are, and one the sheet lacks is added."""

    lines: Annotated[list[StockChange], Meta(min_length=1, max_length=5_000)]


class ListCounts(PageQuery, frozen=True, kw_only=True):
    """Which count sheets to list, newest first."""

    status: CountStatus | None = None


class TransferLine(Data, frozen=True, kw_only=True):
    """How much of a variant left, and how much arrived."""

    variant_id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    quantity: Quantity
    received: Quantity


class Transfer(Data, frozen=True, kw_only=True):
    """Stock that left one place and has not arrived at the other yet, or has."""

    id: TransferId
    from_location_id: LocationId
    from_name: Annotated[str, Meta(description="Name of the place it left")]
    to_location_id: LocationId
    to_name: Annotated[str, Meta(description="Name of the place it goes to")]
    status: TransferStatus
    note: Annotated[str, Meta(description="A note in plain words")]
    lines: list[TransferLine]
    received_at: Annotated[datetime | None, Meta(description="When it was booked in or taken back; null before that")]
    version: int
    created_at: datetime


class SendTransfer(Input, frozen=True, kw_only=True):
    """What leaves a place for another one."""

    from_location_id: LocationId
    to_location_id: LocationId
    lines: Annotated[list[StockChange], Meta(min_length=1, max_length=1_000)]
    note: Annotated[Note, Meta(description="A note in plain words")] = ""


class ReceiveTransfer(Input, frozen=True, kw_only=True):
    """What arrived; without lines everything did. What is missing is booked as lost on the way."""

    lines: Annotated[list[StockChange], Meta(max_length=1_000)] = []


class ListTransfers(PageQuery, frozen=True, kw_only=True):
    """Which transfers to list, newest first."""

    status: TransferStatus | None = None


class ExpectedReceipt(Data, frozen=True, kw_only=True):
    """A delivery that is awaited."""

    id: ReceiptId
    variant_id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    location_id: LocationId
    location_name: Annotated[str, Meta(description="Name of the place")]
    quantity: Quantity
    received: Quantity
    expected_at: Annotated[datetime, Meta(description="When it is expected")]
    reference: Annotated[str, Meta(description="What others call it, such as the number of a delivery note")]
    status: ReceiptStatus
    version: int


class ExpectReceipt(Input, frozen=True, kw_only=True):
    """What is to come, where and when."""

    variant_id: VariantId
    location_id: LocationId
    quantity: Quantity
    expected_at: Annotated[datetime, Meta(tz=True, description="When it is expected")]
    reference: Annotated[
        str, Meta(description="What others call it, such as the number of a delivery note", max_length=100)
    ] = ""


class ArriveReceipt(Input, frozen=True, kw_only=True):
    """How much came; everything that is still open when left out. The rest stays awaited."""

    quantity: Quantity | None = None


class ListReceipts(PageQuery, frozen=True, kw_only=True):
    """Which awaited deliveries to list, the next ones first."""

    status: ReceiptStatus = ReceiptStatus.OPEN
