"""What Hanse returns: inventory. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.catalog import Quantity
from hanse.client.models.organizations_1 import ImportStatus
from hanse.client.words import Word


class StockState(Word):
    """The words of StockState."""

    BACKORDER = "backorder"
    IN_STOCK = "in_stock"
    LOW = "low"
    NOT_STOCKED = "not_stocked"
    OUT = "out"


StockStateWord: TypeAlias = StockState | Literal["backorder", "in_stock", "low", "not_stocked", "out"]


class CountStatus(Word):
    """The words of CountStatus."""

    CANCELLED = "cancelled"
    OPEN = "open"
    POSTED = "posted"


CountStatusWord: TypeAlias = CountStatus | Literal["cancelled", "open", "posted"]


class TransferStatus(Word):
    """The words of TransferStatus."""

    CANCELLED = "cancelled"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"


TransferStatusWord: TypeAlias = TransferStatus | Literal["cancelled", "in_transit", "received"]


class ReceiptStatus(Word):
    """The words of ReceiptStatus."""

    CANCELLED = "cancelled"
    OPEN = "open"
    RECEIVED = "received"


ReceiptStatusWord: TypeAlias = ReceiptStatus | Literal["cancelled", "open", "received"]


class ShownToBuyers(Word):
    """What buyers see of stock: amounts, or only in stock, low, out."""

    EXACT = "exact"
    WORDS = "words"


ShownToBuyersWord: TypeAlias = ShownToBuyers | Literal["exact", "words"]


class Location(Struct, frozen=True, kw_only=True):
    """A warehouse, shop or yard."""

    id: str
    code: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str | None
    priority: int
    is_active: bool
    version: int
    allowed_actions: list[str]


class StockLine(Struct, frozen=True, kw_only=True):
    """A variant's stock over all active places."""

    variant_id: str
    product_id: str
    sku: str
    name: str
    state: StockState
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity
    safety: Quantity
    available: Quantity
    backordered: Quantity
    is_backorderable: bool
    expected_at: datetime | None


class StockPlace(Struct, frozen=True, kw_only=True):
    """A variant's stock at one place."""

    location_id: str
    location_name: str
    is_active: bool
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity
    safety: Quantity
    available: Quantity


class VariantStock(Struct, frozen=True, kw_only=True):
    """A variant's stock place by place."""

    variant_id: str
    product_id: str
    sku: str
    name: str
    stock_unit: str
    is_stocked: bool
    state: StockState
    available: Quantity
    backordered: Quantity
    places: list[StockPlace]


class StockItem(Struct, frozen=True, kw_only=True):
    """What is true of a variant wherever it lies."""

    variant_id: str
    sku: str
    name: str
    stock_unit: str
    is_backorderable: bool
    backorder_limit: Quantity | None
    backordered: Quantity
    low_stock: Quantity | None
    expected_at: datetime | None
    version: int


class StockChanged(Struct, frozen=True, kw_only=True):
    """What a change left behind: the variants it touched."""

    items: list[VariantStock]


class Movement(Struct, frozen=True, kw_only=True):
    """One change of one level, with who and why."""

    id: str
    variant_id: str
    sku: str
    name: str
    location_id: str
    location_name: str
    kind: str
    on_hand_change: Quantity
    allocated_change: Quantity
    reserved_change: Quantity
    reason: str
    reference_kind: str | None
    reference_id: str | None
    member_id: str | None
    actor_name: str
    created_at: datetime


class RowProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with one row; such a row is passed over."""

    row: int
    column: str
    value: str
    message: str


class StockImported(Struct, frozen=True, kw_only=True):
    """What a file changed, or would change."""

    rows: int
    changed: int
    unchanged: int
    problems: list[RowProblem]
    problem_count: int
    is_dry_run: bool


class ExportedStock(Struct, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: str
    name: str
    rows: int
    size: int
    link: str


class StockFile(Struct, frozen=True, kw_only=True):
    """A file that says how much there is: how its columns are read, how far it is, and what came of it."""

    file_name: str
    status: ImportStatus
    columns: list[str]
    sample: list[list[str]]
    mapping: dict[str, str]
    decimal_style: str | None
    date_order: str | None
    job_id: UUID | None
    row_count: int
    done_count: int
    unchanged_count: int
    error_count: int
    problem: str
    version: int
    created_at: datetime
    updated_at: datetime
    id: str
    location_id: str | None
    changed_count: int
    created_by: str | None


class CountLine(Struct, frozen=True, kw_only=True):
    """What the books said when the sheet was drawn up, what was found, and the difference between the two."""

    variant_id: str
    sku: str
    name: str
    expected: Quantity
    counted: Quantity | None
    difference: Quantity | None


class StockCount(Struct, frozen=True, kw_only=True):
    """A count sheet of one place."""

    id: str
    location_id: str
    location_name: str
    status: CountStatus
    note: str
    line_count: int
    counted_count: int
    lines: list[CountLine]
    posted_at: datetime | None
    version: int
    created_at: datetime


class TransferLine(Struct, frozen=True, kw_only=True):
    """How much of a variant left, and how much arrived."""

    variant_id: str
    sku: str
    name: str
    quantity: Quantity
    received: Quantity


class Transfer(Struct, frozen=True, kw_only=True):
    """Stock that left one place and has not arrived at the other yet, or has."""

    id: str
    from_location_id: str
    from_name: str
    to_location_id: str
    to_name: str
    status: TransferStatus
    note: str
    lines: list[TransferLine]
    received_at: datetime | None
    version: int
    created_at: datetime


class ExpectedReceipt(Struct, frozen=True, kw_only=True):
    """A delivery that is awaited."""

    id: str
    variant_id: str
    sku: str
    name: str
    location_id: str
    location_name: str
    quantity: Quantity
    received: Quantity
    expected_at: datetime
    reference: str
    status: ReceiptStatus
    version: int


class InventorySettings(Struct, frozen=True, kw_only=True):
    """What buyers are shown of stock, and from when it counts as low."""

    shown_to_buyers: ShownToBuyers
    low_stock: str
