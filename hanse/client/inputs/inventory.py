"""What Hanse takes: inventory. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Required, TypedDict

from hanse.client.inputs.catalog_1 import Quantity
from hanse.client.models import (
    CountStatusWord,
    ReceiptStatusWord,
    ShownToBuyersWord,
    StockStateWord,
    TransferStatusWord,
)


class SaveLocation(TypedDict, total=False):
    """A place where stock lies; a place that is not active keeps its stock, but nothing is promised from there."""

    # Short name used in files
    code: Required[str]
    # Name people know it by
    name: Required[str]
    # Street and house number
    line1: str
    # Postal code
    postal_code: str
    # City
    city: str
    # ISO 3166 country code, such as DE
    country: str | None
    # Stock is taken from the lowest first
    priority: int
    # Whether it counts
    is_active: bool


class SaveStockItem(TypedDict, total=False):
    """Whether a variant may be ordered beyond what lies there, how far, and from when it counts as low."""

    # Whether it may be ordered beyond what lies there
    is_backorderable: bool
    # At most this much in the stock unit; null = no limit
    backorder_limit: Quantity | None
    # Low from here down; null = as the business set it
    low_stock: Quantity | None
    # When more is expected, if no receipt says so
    expected_at: datetime | None


class SaveSafety(TypedDict, total=False):
    """How much of a variant is kept back at a place and never promised."""

    # A place where stock lies.
    location_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]


class StockChange(TypedDict, total=False):
    """How much of a variant, in its stock unit."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]


class AdjustStock(TypedDict, total=False):
    """What is more (or, negative, less) at a place than the books say, and why."""

    # A place where stock lies.
    location_id: Required[str]
    # Why; kept with every movement
    reason: Required[str]
    # How much of a variant, in its stock unit.
    lines: Required[list[StockChange]]


class ReceiveStock(TypedDict, total=False):
    """What was delivered to a place."""

    # A place where stock lies.
    location_id: Required[str]
    # Delivery note
    reference: str
    # How much of a variant, in its stock unit.
    lines: Required[list[StockChange]]


class ImportStock(TypedDict, total=False):
    """A CSV or Excel file with SKU, amount and, unless one place is named here, the place of each row."""

    # Name of the file
    name: Required[str]
    # The file as base64
    content: Required[bytes]
    # A place where stock lies.
    location_id: str | None
    # Why; kept in the audit trail
    reason: str
    # Whether nothing is changed and only told what would be
    is_dry_run: bool


class ExportStock(TypedDict, total=False):
    """The kind of file, and the place if not all."""

    # Kind of file to make
    format: Literal["csv", "xlsx"]
    # A place where stock lies.
    location_id: str | None


class MapStockColumns(TypedDict, total=False):
    """What each column is, and the place where all of it lies unless a column names it."""

    # What each column of the file is, such as {'Artikelnummer': 'sku'}
    mapping: Required[dict[str, str]]
    # How numbers are written in the file
    decimal_style: Literal["comma", "point"] | None
    # How dates are written in the file
    date_order: Literal["dmy", "mdy"] | None
    # A place where stock lies.
    location_id: str | None


class StartCount(TypedDict, total=False):
    """A sheet for some variants, or for everything that has ever lain there."""

    # A place where stock lies.
    location_id: Required[str]
    # One orderable thing with an SKU.
    variant_ids: list[str]
    # A note in plain words
    note: str


class EnterCount(TypedDict, total=False):
    """What was found; lines not named stay as they are, and one the sheet lacks is added."""

    # How much of a variant, in its stock unit.
    lines: Required[list[StockChange]]


class SendTransfer(TypedDict, total=False):
    """What leaves a place for another one."""

    # A place where stock lies.
    from_location_id: Required[str]
    # A place where stock lies.
    to_location_id: Required[str]
    # How much of a variant, in its stock unit.
    lines: Required[list[StockChange]]
    # A note in plain words
    note: str


class ReceiveTransfer(TypedDict, total=False):
    """What arrived; without lines everything did. What is missing is booked as lost on the way."""

    # How much of a variant, in its stock unit.
    lines: list[StockChange]


class ExpectReceipt(TypedDict, total=False):
    """What is to come, where and when."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # A place where stock lies.
    location_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]
    # When it is expected
    expected_at: Required[datetime]
    # What others call it, such as the number of a delivery note
    reference: str


class ArriveReceipt(TypedDict, total=False):
    """How much came; everything that is still open when left out. The rest stays awaited."""

    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Quantity | None


class SaveInventorySettings(TypedDict, total=False):
    """What buyers are shown of stock, and from when it counts as low."""

    # What buyers see of stock: amounts, or only in stock, low, out.
    shown_to_buyers: Required[ShownToBuyersWord]
    # A decimal, in the stock unit of whatever it is
    low_stock: str


class LocationListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whether it counts
    is_active: bool


class InventoryListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Beginning of the SKU
    q: str
    # Where it stands; hand it back where it is asked for
    state: StockStateWord
    # A place where stock lies.
    location: str


class InventoryMovementsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # One orderable thing with an SKU.
    variant: str
    # A place where stock lies.
    location: str


class StockFileListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class StockFileProblemsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class StockCountListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Where it stands in its life
    status: CountStatusWord


class StockTransferListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Where it stands in its life
    status: TransferStatusWord


class ExpectedReceiptListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Where it stands in its life
    status: ReceiptStatusWord
