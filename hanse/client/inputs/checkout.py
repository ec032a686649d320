"""What Hanse takes: checkout. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.models import (
    BudgetPeriodWord,
    CartStatusWord,
    EveryWord,
    RequestStatusWord,
    StandingStatusWord,
    WhenExceededWord,
)


class CreateCart(TypedDict, total=False):
    """A new basket of an organization, the session's own unless named."""

    # The organization
    organization_id: str | None
    # What people call it, such as Workshop
    name: str
    # Colleagues of the organization see and change it
    is_shared: bool
    # ISO 4217 code, such as EUR
    currency: str | None


class UpdateCart(TypedDict, total=False):
    """What a basket is called and how it is to be ordered."""

    # What people call it, such as Workshop
    name: str
    # Whether colleagues of the organization see and change it
    is_shared: bool
    # A postal address of an organization.
    billing_address_id: str | None
    # A postal address of an organization.
    shipping_address_id: str | None
    # The wished day of delivery; null when any day will do
    requested_on: date | None
    # The buyer's own order number, printed on every paper
    po_number: str
    # Where an organization books what it buys.
    cost_centre_id: str | None
    # A remark on the whole order
    note: str
    # Order what is not there, to be delivered later
    allows_backorder: bool


class QuantityText(TypedDict, total=False):
    """A quantity as somebody wrote it; read line by line, so that a bad one spoils no other."""

    # Its present value
    value: Required[str]
    # UNECE Rec 20 code, such as MTR
    unit: str | None


class CartLineInput(TypedDict, total=False):
    """A line to add: a variant or an article number. Without a quantity, the least that can be ordered."""

    # One orderable thing with an SKU.
    variant_id: str | None
    # Article number
    sku: str | None
    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: QuantityText | None
    # Chosen options of a configurable product, by option
    options: dict[str, str]
    # A remark on this line
    note: str


class AddCartLines(TypedDict, total=False):
    """Lines to add. A line like one that is there adds to its quantity. Good lines are kept when others are wrong."""

    # A line to add: a variant or an article number. Without a quantity, the least that can be ordered.
    lines: Required[list[CartLineInput]]


class ChangedCartLine(TypedDict, total=False):
    """The new quantity, and unit where it is named, of one line."""

    # A line of a basket.
    line_id: Required[str]
    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: Required[QuantityText]


class ChangeCartLines(TypedDict, total=False):
    """New quantities of many lines. Good ones are kept when others are wrong."""

    # The new quantity, and unit where it is named, of one line.
    lines: Required[list[ChangedCartLine]]


class UpdateCartLine(TypedDict, total=False):
    """The new quantity or remark of a line."""

    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: QuantityText
    # A remark on this line
    note: str


class RemoveCartLines(TypedDict, total=False):
    """Which lines to take out; none named means all."""

    # A line of a basket.
    line_ids: list[str]


class ReorderCart(TypedDict, total=False):
    """An order whose lines go into the basket again, at today's prices."""

    # The order it became; null before that
    order_id: Required[str]


class AddCartAttachment(TypedDict, total=False):
    """A paper for the order: PDF, picture, text or office file."""

    # Name people know it by
    name: Required[str]
    # Media type, such as application/pdf
    content_type: str
    # Base64
    content: Required[bytes]


class SubmitCart(TypedDict, total=False):
    """Order what the preview showed."""

    # What a preview answered; stands for lines, prices, addresses and totals
    fingerprint: Required[str]
    # Asked for where the business has terms
    is_terms_accepted: bool


class CreateShoppingList(TypedDict, total=False):
    """A new list; `from_cart_id` fills it with the lines of a basket."""

    # The organization
    organization_id: str | None
    # What people call it, such as Workshop
    name: Required[str]
    # Whether colleagues of the organization see and change it
    is_shared: bool
    # A basket.
    from_cart_id: str | None


class UpdateShoppingList(TypedDict, total=False):
    """What a list is called and who sees it."""

    # What people call it, such as Workshop
    name: str
    # Whether colleagues of the organization see and change it
    is_shared: bool


class SaveListLines(TypedDict, total=False):
    """Lines to put on a list; one that is there already gets the new quantity."""

    # A line to add: a variant or an article number. Without a quantity, the least that can be ordered.
    lines: Required[list[CartLineInput]]


class RemoveListLines(TypedDict, total=False):
    """Which articles to take off; none named means all."""

    # One orderable thing with an SKU.
    variant_ids: list[str]


class ListToCart(TypedDict, total=False):
    """Which basket the list goes into; none makes a new one with the list's name."""

    # A basket.
    cart_id: str | None


class CreateCostCentre(TypedDict, total=False):
    """A new cost centre of an organization, the session's own unless named."""

    # The organization
    organization_id: str | None
    # Short sign of the cost centre, such as 4100
    code: Required[str]
    # Name people know it by
    name: Required[str]


class UpdateCostCentre(TypedDict, total=False):
    """What changes of a cost centre; an inactive one is not offered any more."""

    # Short sign of the cost centre, such as 4100
    code: str
    # Name people know it by
    name: str
    # Whether it counts
    is_active: bool


class CreateBudget(TypedDict, total=False):
    """A budget that begins anew with each month, quarter or year."""

    # Where an organization books what it buys.
    cost_centre_id: Required[str]
    # How often it begins anew
    period: Required[BudgetPeriodWord]
    # An amount: `minor` whole minor units (cents, yen, fils) of `currency`. May be negative.
    limit: Required[Money]
    # What happens to an order beyond it
    when_exceeded: WhenExceededWord
    # The first day
    starts_on: date | None
    # The last day; null when it does not end
    ends_on: date | None


class UpdateBudget(TypedDict, total=False):
    """What changes of a budget; the currency stays."""

    # An amount: `minor` whole minor units (cents, yen, fils) of `currency`. May be negative.
    limit: Money
    # What happens to an order beyond it
    when_exceeded: WhenExceededWord
    # The last day; null when it does not end
    ends_on: date | None


class SaveCheckoutRules(TypedDict, total=False):
    """What an organization demands of its own orders."""

    # Whether each order carries a number of the buyer
    requires_po_number: Required[bool]
    # Whether each order names a cost centre
    requires_cost_centre: Required[bool]


class RecallRequest(TypedDict, total=False):
    """Why it is taken back."""

    # Why; kept in the audit trail
    reason: str


class QuickOrder(TypedDict, total=False):
    """Lines as people paste them ('SKU quantity unit' with any usual separator), or a CSV or XLSX file."""

    # The organization
    organization_id: str | None
    # What happened, as a sentence
    text: str
    # Name of the file
    file_name: str
    # Base64
    file: bytes


class StandingSchedule(TypedDict, total=False):
    """When it is ordered: every so many days, weeks (on some weekdays) or months (on a day; the last when too ..."""

    # The unit of the calendar it follows
    every: Required[EveryWord]
    # How many of these units lie between two runs
    interval: int
    # The days of the week it runs on
    weekdays: list[int]
    # The day of the month; the last one in shorter months
    month_day: int | None
    # The first day
    starts_on: Required[date]
    # The last day; null when it does not end
    ends_on: date | None


class StandingDetails(TypedDict, total=False):
    """How each run is ordered; the organization's default addresses where none are named."""

    # A postal address of an organization.
    billing_address_id: str | None
    # A postal address of an organization.
    shipping_address_id: str | None
    # The buyer's own order number, printed on every paper
    po_number: str
    # Where an organization books what it buys.
    cost_centre_id: str | None
    # A remark on the whole order
    note: str
    # Order what is not there, to be delivered later
    allows_backorder: bool


class CreateStandingOrder(TypedDict, total=False):
    """A new standing order; its lines are given or copied from a basket."""

    # The organization
    organization_id: str | None
    # What people call it, such as Workshop
    name: Required[str]
    # When it is ordered: every so many days, weeks (on some weekdays) or months (on a day; the last when too ...
    timing: Required[StandingSchedule]
    # More about it, as it was recorded
    details: StandingDetails
    # A line to add: a variant or an article number. Without a quantity, the least that can be ordered.
    lines: list[CartLineInput]
    # A basket.
    from_cart_id: str | None


class UpdateStandingOrder(TypedDict, total=False):
    """What changes of a standing order; given lines take the place of the present ones."""

    # What people call it, such as Workshop
    name: str
    # When it is ordered: every so many days, weeks (on some weekdays) or months (on a day; the last when too ...
    timing: StandingSchedule
    # More about it, as it was recorded
    details: StandingDetails
    # A line to add: a variant or an article number. Without a quantity, the least that can be ordered.
    lines: list[CartLineInput]


class CartListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str
    # Where it stands in its life
    status: list[CartStatusWord]
    # Only the reader's own
    mine: bool


class ShoppingListListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str


class CostCentreListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str
    # Only what is in use
    active: bool


class BudgetListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str
    # Which cost centre bears it
    cost_centre: str


class OrderRequestListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str
    # Where it stands in its life
    status: list[RequestStatusWord]
    # Only one's own
    mine: bool
    # A basket.
    cart: str


class StandingOrderListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Whose it is
    organization: str
    # Where it stands in its life
    status: list[StandingStatusWord]
