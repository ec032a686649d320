"""The lines of a quote as they are given and taken. Data only."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.catalog.types import VariantId
from hanse.domains.quotes.types.values import (
    LINES_MAXIMUM,
    OFFERS_MAXIMUM,
    BasisPoints,
    Description,
    InternalNote,
    ItemName,
    LeadTime,
    LineNote,
    QuoteLineId,
    Sku,
)
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

OptionChoices = Annotated[
    dict[Annotated[str, Meta(max_length=60)], Annotated[str, Meta(max_length=60)]],
    Meta(max_length=50, description="What is chosen of a configurable article: option key to choice key"),
]


class LineOffer(Data, frozen=True, kw_only=True):
    """A further offer for a line: this much of it, at this price."""

    quantity: Quantity
    unit_price: UnitPrice
    total: Money


class LineOfferInput(Input, frozen=True, kw_only=True):
    """A further offer for a line, in the line's unit and the quote's currency."""

    quantity: Quantity
    unit_price: UnitPrice


class QuoteLine(Data, frozen=True, kw_only=True):
    """A line as its reader may see it.

    `unit_price` null means that no price was given yet. `net_price` is the unit price after the line's and the quote's
    discount; the order takes it to the last micro. Alternatives count in no total.
    """

    id: QuoteLineId
    position: int
    alternative_of: QuoteLineId | None
    variant_id: VariantId | None
    sku: str | None
    name: str
    description: str
    options: Annotated[str, Meta(description="What was chosen of a configurable article, in words")]
    choices: dict[str, str]
    quantity: Quantity
    target_price: UnitPrice | None
    list_price: UnitPrice | None
    unit_price: UnitPrice | None
    discount_basis_points: int
    net_price: UnitPrice | None
    total: Money | None
    offers: list[LineOffer]
    tax_class: str
    lead_time_days: int | None
    buyer_note: str
    seller_note: str
    internal_note: Annotated[str | None, Meta(description="For staff only")] = None
    trace: Annotated[dict[str, Any] | None, Meta(description="Why the list price is what it is; for staff only")] = None
    cost: Annotated[UnitPrice | None, Meta(description="Only with the right to see margins")] = None
    margin_basis_points: Annotated[int | None, Meta(description="Only with the right to see margins")] = None


class QuoteLineInput(Input, frozen=True, kw_only=True):
    """A wanted line: of the catalogue by id or SKU, or described in words by `name`."""

    variant_id: VariantId | None = None
    sku: Sku | None = None
    name: ItemName | None = None
    description: Description = ""
    quantity: Quantity
    target_price: UnitPrice | None = None
    note: LineNote = ""
    options: OptionChoices = {}
    alternative_of: QuoteLineId | None = None


NewLines = Annotated[list[QuoteLineInput], Meta(max_length=LINES_MAXIMUM, description="Lines to add, in order")]


class AddLines(Input, frozen=True, kw_only=True):
    """Lines to add at the end. Those that cannot be taken are listed with what is wrong; the others are kept."""

    lines: Annotated[NewLines, Meta(min_length=1)]
    all_or_nothing: Annotated[bool, Meta(description="Refuse the whole call when one line is wrong")] = False


class UploadLines(Input, frozen=True, kw_only=True):
    """Lines as a file (CSV or XLSX with a row of column names) or as pasted text, one line each: SKU, quantity, unit,
    target price, remark."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the file")] = "paste.txt"
    content: Annotated[bytes, Meta(max_length=8_000_000, description="The file, base64")] | None = None
    text: Annotated[str, Meta(max_length=400_000, description="Pasted text")] | None = None


class LineProblem(Data, frozen=True, kw_only=True):
    """Why a line was not taken, and what would be. `row` counts from 1, or is the row of the file."""

    row: int
    path: Annotated[str, Meta(description="The field, such as lines.3.quantity")]
    text: Annotated[str, Meta(description="What was sent, shortened")]
    message: str
    code: str


class LinesAdded(Data, frozen=True, kw_only=True):
    """What became of the lines that were sent."""

    added: int
    unpriced: Annotated[int, Meta(description="How many of the added have no list price: they are on request")]
    problems: list[LineProblem]
    version: int


class LineChange(Input, frozen=True, kw_only=True):
    """What changes of one line; what is left out stays.

    The buyer changes quantity, target price, description and their remark; the seller everything but the target price
    and the buyer's remark. `sku` puts a line of the catalogue in place of what was described. Cost takes the right to
    see margins.
    """

    id: QuoteLineId
    position: Annotated[int, Meta(ge=1, le=LINES_MAXIMUM)] | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    name: ItemName | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    sku: Sku | UnsetType = UNSET
    target_price: UnitPrice | UnsetType | None = UNSET
    buyer_note: LineNote | UnsetType = UNSET
    unit_price: UnitPrice | UnsetType | None = UNSET
    discount_basis_points: BasisPoints | UnsetType = UNSET
    offers: Annotated[list[LineOfferInput], Meta(max_length=OFFERS_MAXIMUM)] | UnsetType = UNSET
    lead_time_days: LeadTime | UnsetType | None = UNSET
    seller_note: LineNote | UnsetType = UNSET
    internal_note: InternalNote | UnsetType = UNSET
    cost: UnitPrice | UnsetType | None = UNSET


class UpdateLines(Input, frozen=True, kw_only=True):
    """Changes of any number of lines in one go: all of them, or none when one is wrong."""

    lines: Annotated[list[LineChange], Meta(min_length=1, max_length=LINES_MAXIMUM)]


class RemoveLines(Input, frozen=True, kw_only=True):
    """Which lines to take out; their alternatives go with them."""

    ids: Annotated[list[QuoteLineId], Meta(min_length=1, max_length=LINES_MAXIMUM)]


class RepriceLines(Input, frozen=True, kw_only=True):
    """Take the prices of today's price lists; without ids for every line that has none yet."""

    ids: Annotated[list[QuoteLineId], Meta(max_length=LINES_MAXIMUM)] = []


class ListLines(PageQuery, frozen=True, kw_only=True):
    """Which lines to read: those at hand, or those of a version."""
