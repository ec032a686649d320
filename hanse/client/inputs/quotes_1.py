"""What Hanse takes: quotes_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.inputs.catalog_1 import Quantity, UnitPrice
from hanse.client.models import QuoteStatusWord, SideWord


class QuoteLineInput(TypedDict, total=False):
    """A wanted line: of the catalogue by id or SKU, or described in words by `name`."""

    # One orderable thing with an SKU.
    variant_id: str | None
    # Article number, in any case and spacing
    sku: str | None
    # What is wanted, for a line without a SKU
    name: str | None
    # More about a line without a SKU
    description: str
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    target_price: UnitPrice | None
    # A remark about the line that both sides read
    note: str
    # What is chosen of a configurable article: option key to choice key
    options: dict[str, str]
    # A line of a quote; the same through all its versions.
    alternative_of: str | None


class CreateQuote(TypedDict, total=False):
    """A new draft, private to the side that makes it until it is submitted or offered."""

    # The organization
    organization_id: Required[str]
    # What this is about; made from the first line when left out
    title: str
    # Lines to add, in order
    lines: list[QuoteLineInput]
    # Told to the other side, and kept in the version
    note: str
    # The buyer's own reference
    reference: str
    # The day it is needed; null when it does not matter
    needed_by: date | None
    # ISO 4217 code, such as EUR
    currency: str | None
    # A postal address of an organization.
    shipping_address_id: str | None
    # A postal address of an organization.
    billing_address_id: str | None
    # For staff: whom at the organization it is for
    buyer_member_id: str | None


class UpdateQuote(TypedDict, total=False):
    """What changes; fields left out stay. `note` is the own side's text to the other one."""

    # What this is about; made from the first line when left out
    title: str
    # Told to the other side, and kept in the version
    note: str
    # The buyer's own reference
    reference: str
    # The day it is needed; null when it does not matter
    needed_by: date | None
    # A postal address of an organization.
    shipping_address_id: str | None
    # A postal address of an organization.
    billing_address_id: str | None
    # Conditions that belong to the offer
    terms: str
    # How and when it is delivered
    delivery: str
    # Terms of payment, in words
    payment_terms: str
    # The last day it can be accepted; null when it does not end
    valid_until: date | None
    # Hundredths of a percent
    discount_basis_points: int
    # A person in one tenant.
    seller_member_id: str | None


class MoveQuote(TypedDict, total=False):
    """A step with a word to the other side."""

    # Why; the other side reads it
    comment: str


class ExtendQuote(TypedDict, total=False):
    """The new last day of an offer; everything else stays as it was offered."""

    # The last day it can be accepted; null when it does not end
    valid_until: Required[date]
    # Why; the other side reads it
    comment: str


class LineChoice(TypedDict, total=False):
    """What is taken of a line: an alternative instead of it, and which of the further offers (from 1)."""

    # A line of a quote; the same through all its versions.
    line_id: Required[str]
    # A line of a quote; the same through all its versions.
    alternative_id: str | None
    # Which of the further offers, from 1; null for the first
    offer: int | None


class PreviewAcceptance(TypedDict, total=False):
    """What accepting the offer as it stands would mean now."""

    # Values to choose from
    choices: list[LineChoice]


class AcceptQuote(TypedDict, total=False):
    """Which version is accepted, proved by its hash, and what of it is taken."""

    # A frozen state of a quote.
    version_id: Required[str]
    # `hash` of the version that was read
    hash: Required[str]
    # Values to choose from
    choices: list[LineChoice]
    # Place the order at once
    order_now: bool
    # The gross total you agree to, where it changed
    total: Money | None
    # The buyer's own order number
    po_number: str
    # Which cost centre bears it
    cost_centre: str
    # Why; the other side reads it
    comment: str
    # Order what is not there, to be delivered later
    allow_backorder: bool


class OrderQuote(TypedDict, total=False):
    """Places the order of an accepted quote."""

    # The gross total you agree to, where it changed
    total: Money | None
    # The buyer's own order number
    po_number: str
    # Which cost centre bears it
    cost_centre: str
    # Order what is not there, to be delivered later
    allow_backorder: bool


class EndQuote(TypedDict, total=False):
    """Why it ends; the other side reads it."""

    # Why; the other side reads it
    reason: Required[str]


class CloneQuote(TypedDict, total=False):
    """A new draft with the same lines, at today's prices."""

    # What this is about; made from the first line when left out
    title: str
    # For staff: for another organization
    organization_id: str | None


class AddLines(TypedDict, total=False):
    """Lines to add at the end. Those that cannot be taken are listed with what is wrong; the others are kept."""

    # Lines to add, in order
    lines: Required[list[QuoteLineInput]]
    # Refuse the whole call when one line is wrong
    all_or_nothing: bool


class LineOfferInput(TypedDict, total=False):
    """A further offer for a line, in the line's unit and the quote's currency."""

    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    unit_price: Required[UnitPrice]


class LineChange(TypedDict, total=False):
    """What changes of one line; what is left out stays."""

    # Its id; never changes
    id: Required[str]
    # Its place in the order; lower comes first
    position: int
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Quantity
    # What is wanted, for a line without a SKU
    name: str
    # More about a line without a SKU
    description: str
    # Article number, in any case and spacing
    sku: str
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    target_price: UnitPrice | None
    # A remark about the line that both sides read
    buyer_note: str
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    unit_price: UnitPrice | None
    # Hundredths of a percent
    discount_basis_points: int
    # A further offer for a line, in the line's unit and the quote's currency.
    offers: list[LineOfferInput]
    # Days
    lead_time_days: int | None
    # A remark about the line that both sides read
    seller_note: str
    # For staff only; never shown to the buyer
    internal_note: str
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    cost: UnitPrice | None


class UpdateLines(TypedDict, total=False):
    """Changes of any number of lines in one go: all of them, or none when one is wrong."""

    # What changes of one line; what is left out stays.
    lines: Required[list[LineChange]]


class UploadLines(TypedDict, total=False):
    """Lines as a file (CSV or XLSX with a row of column names) or as pasted text, one line each: SKU, ..."""

    # Name of the file
    name: str
    # The file, base64
    content: bytes | None
    # Pasted text
    text: str | None


class RemoveLines(TypedDict, total=False):
    """Which lines to take out; their alternatives go with them."""

    # A line of a quote; the same through all its versions.
    ids: Required[list[str]]


class RepriceLines(TypedDict, total=False):
    """Take the prices of today's price lists; without ids for every line that has none yet."""

    # A line of a quote; the same through all its versions.
    ids: list[str]


class FileInput(TypedDict, total=False):
    """A file: PDF, picture, office file or text, of at most 20 MB."""

    # Name of the file
    name: Required[str]
    # The bytes, base64
    content: Required[bytes]
    # Media type, such as application/pdf
    content_type: str


class PostMessage(TypedDict, total=False):
    """A message to the other side, about the quote or one of its lines."""

    # The text
    body: Required[str]
    # A line of a quote; the same through all its versions.
    line_id: str | None
    # A file: PDF, picture, office file or text, of at most 20 MB.
    files: list[FileInput]


class PostNote(TypedDict, total=False):
    """A note for the seller's own people."""

    # The text
    body: Required[str]
    # A line of a quote; the same through all its versions.
    line_id: str | None


class AddAttachment(TypedDict, total=False):
    """A file for the quote. An internal one is seen by staff only, and belongs to no version."""

    # Name of the file
    name: Required[str]
    # The bytes, base64
    content: Required[bytes]
    # Media type, such as application/pdf
    content_type: str
    # For staff only
    is_internal: bool


class QuoteListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the number, title or organization
    q: str
    # Where it stands in its life
    status: list[QuoteStatusWord]
    # Whose turn it is
    turn: SideWord
    # Only those that have not ended, or only those that have
    is_open: bool
    # Whose it is
    organization: str
    # Of this organization and those below it
    below: str
    # A person in one tenant.
    seller: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-age", "-number", "-total", "-updated", "age", "number", "total", "updated"]


class QuoteCountsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the number, title or organization
    q: str
    # Where it stands in its life
    status: list[QuoteStatusWord]
    # Whose turn it is
    turn: SideWord
    # Only those that have not ended, or only those that have
    is_open: bool
    # Whose it is
    organization: str
    # Of this organization and those below it
    below: str
    # A person in one tenant.
    seller: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-age", "-number", "-total", "-updated", "age", "number", "total", "updated"]


class QuoteLinesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class QuoteVersionsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class QuoteCompareVersionsQuery(TypedDict, total=False):
    """What is asked for."""

    # The earlier one
    left: int
    # The later one
    right: int


class QuoteMessagesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class QuoteNotesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class QuoteAttachmentsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
