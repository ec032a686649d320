"""What Hanse returns: pricing. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.approvals import UnitPrice
from hanse.client.models.catalog import Quantity
from hanse.client.models.organizations_1 import ImportStatus
from hanse.client.words import Word


class Layer(Word):
    """Where a list stands; `cost` is what things cost the business and is never a price."""

    BASE = "base"
    CHANNEL = "channel"
    CONTRACT = "contract"
    COST = "cost"
    GROUP = "group"
    ORGANIZATION = "organization"


LayerWord: TypeAlias = Layer | Literal["base", "channel", "contract", "cost", "group", "organization"]


class PriceListMode(Word):
    """`first` ends the search in its layer; `compete` takes the lower of itself and the layers below."""

    COMPETE = "compete"
    FIRST = "first"


PriceListModeWord: TypeAlias = PriceListMode | Literal["compete", "first"]


class TargetKind(Word):
    """The words of TargetKind."""

    CATEGORY = "category"
    PRODUCT = "product"
    VARIANT = "variant"


TargetKindWord: TypeAlias = TargetKind | Literal["category", "product", "variant"]


class EntryKind(Word):
    """The words of EntryKind."""

    FIXED = "fixed"
    FORMULA = "formula"
    PERCENT = "percent"


EntryKindWord: TypeAlias = EntryKind | Literal["fixed", "formula", "percent"]


class PriceOutcome(Word):
    """What became of a candidate."""

    LOST = "lost"
    NO_PRICE = "no_price"
    NOT_REACHED = "not_reached"
    USED = "used"
    WON = "won"


PriceOutcomeWord: TypeAlias = PriceOutcome | Literal["lost", "no_price", "not_reached", "used", "won"]


class PriceListStatus(Word):
    """The words of PriceListStatus."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DRAFT = "draft"


PriceListStatusWord: TypeAlias = PriceListStatus | Literal["active", "archived", "draft"]


class PriceChangeStatus(Word):
    """`applied` is a scheduled one whose instant has come."""

    APPLIED = "applied"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    SCHEDULED = "scheduled"


PriceChangeStatusWord: TypeAlias = PriceChangeStatus | Literal["applied", "cancelled", "draft", "scheduled"]


class TierStep(Struct, frozen=True, kw_only=True):
    """What one unit costs from a quantity on."""

    quantity: Quantity
    unit_price: UnitPrice


class PriceSource(Struct, frozen=True, kw_only=True):
    """What a list was published from, in words; the clause is the one an entry stands in."""

    kind: str
    id: str
    label: str
    clause: str


class TraceCandidate(Struct, frozen=True, kw_only=True):
    """One entry that could have been the price, what it comes to for one unit of the line, and why it lost."""

    entry_id: str
    list_id: str
    list_name: str
    layer: Layer
    mode: PriceListMode
    distance: int
    priority: int
    target: TargetKind
    kind: EntryKind
    tier: Quantity
    unit_price: UnitPrice | None
    outcome: PriceOutcome
    reason: str
    source: PriceSource | None


class Trace(Struct, frozen=True, kw_only=True):
    """How a price was found, best candidates first. Stored with quote and order lines."""

    currency: str
    at: datetime
    organization_id: str | None
    channel: str
    quantity: Quantity
    candidates: list[TraceCandidate]


class ResolvedPrice(Struct, frozen=True, kw_only=True):
    """The price of one line. Without `unit_price` it is on request; `problem` says when it could not be asked for."""

    key: int
    variant_id: str
    quantity: Quantity
    unit_price: UnitPrice | None
    is_tax_inclusive: bool
    layer: Layer | None
    list_id: str | None
    list_name: str | None
    entry_id: str | None
    tier_quantity: Quantity | None
    next_tier: TierStep | None
    ladder: list[TierStep]
    unit_cost: UnitPrice | None
    problem: str | None
    trace: Trace | None


class ResolvedPrices(Struct, frozen=True, kw_only=True):
    """Prices of the lines, in the order they were asked for."""

    currency: str
    lines: list[ResolvedPrice]


class LayerStep(Struct, frozen=True, kw_only=True):
    """One layer on the way up: its own best price, and what is paid up to here."""

    layer: Layer
    list_name: str | None
    unit_price: UnitPrice | None
    paid: UnitPrice | None
    is_paid: bool


class ExplainedPrice(Struct, frozen=True, kw_only=True):
    """A price with how it was found: the answer, the layers from below, and every candidate."""

    variant_id: str
    sku: str
    name: str
    organization_id: str | None
    organization_name: str | None
    currency: str
    at: datetime
    price: ResolvedPrice
    layers: list[LayerStep]


class ListTarget(Struct, frozen=True, kw_only=True):
    """For whom a list is: an organization with all below it, a price group, or a channel."""

    organization_id: str | None
    organization_name: str | None
    price_group: str | None
    channel: str | None


class PriceList(Struct, frozen=True, kw_only=True):
    """A price list without its entries."""

    id: str
    name: str
    layer: Layer
    currency: str
    status: PriceListStatus
    mode: PriceListMode
    priority: int
    is_tax_inclusive: bool
    starts_at: datetime | None
    ends_at: datetime | None
    notes: str
    targets: list[ListTarget]
    entry_count: int
    source: PriceSource | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class PriceEntry(Struct, frozen=True, kw_only=True):
    """What a list says of one target from one quantity on, in one window."""

    id: str
    target: TargetKind
    variant_id: str | None
    product_id: str | None
    category_id: str | None
    code: str
    name: str
    unit: str
    minimum: str
    kind: EntryKind
    unit_price: UnitPrice | None
    percent_off: str | None
    formula: str | None
    sums_variants: bool
    starts_at: datetime | None
    ends_at: datetime | None
    updated_at: datetime


class SavedEntries(Struct, frozen=True, kw_only=True):
    """What came of it."""

    written: int
    unchanged: int
    removed: int


class ComparedEntry(Struct, frozen=True, kw_only=True):
    """What two lists say of the same target, unit and quantity."""

    target: TargetKind
    code: str
    name: str
    unit: str
    minimum: str
    here: PriceEntry | None
    there: PriceEntry | None
    difference_percent: str | None


class ExportedPrices(Struct, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: str
    name: str
    rows: int
    size: int
    link: str


class PriceImport(Struct, frozen=True, kw_only=True):
    """A file of entries: how its columns are read, how far it is, and what came of it."""

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
    price_list_id: str
    written_count: int
    created_by: str | None


class PriceChange(Struct, frozen=True, kw_only=True):
    """A planned change of one list at one instant."""

    id: str
    price_list_id: str
    price_list_name: str
    currency: str
    name: str
    effective_at: datetime
    status: PriceChangeStatus
    notes: str
    item_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class PriceChangeItem(Struct, frozen=True, kw_only=True):
    """One entry of a planned change, beside what the list says now."""

    position: int
    target: TargetKind
    code: str
    name: str
    unit: str
    minimum: str
    kind: EntryKind | None
    unit_price: UnitPrice | None
    percent_off: str | None
    formula: str | None
    present_price: UnitPrice | None
