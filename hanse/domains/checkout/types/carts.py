"""Carts and their lines as they are given and taken. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.catalog.types import ProductId, VariantId
from hanse.domains.checkout.types.values import (
    LINES_MAXIMUM,
    CartId,
    CartLineId,
    CartName,
    CartStatus,
    Choices,
    CostCentreId,
    Currency,
    LineNote,
    OrderNote,
    OrderRequestId,
    PoNumber,
    Sku,
)
from hanse.domains.orders.types import OrderId
from hanse.domains.organizations.types import AddressId, FileId
from hanse.kit.ids import Id
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.files.kinds import ScanState

Path = Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]


def owned_subject(kind: str, identity: Id, path: list[UUID], owner: MemberId | None, **facts: Any) -> Subject:
    """What authorisation knows of something that belongs to a person in an organization."""
    return Subject(
        kind=kind,
        id=identity,
        organizations=tuple(path),
        owner_member_id=owner.uuid if owner else None,
        attributes=facts,
    )


class QuantityText(Input, frozen=True, kw_only=True):
    """A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.

    Without a unit it is the product's usual one. Units are codes (`C62`) or names ("box").
    """

    value: Annotated[str, Meta(max_length=40)]
    unit: Annotated[str, Meta(max_length=60)] | None = None


class CartLineInput(Input, frozen=True, kw_only=True):
    """A line to add: a variant or an article number. Without a quantity, the least that can be ordered."""

    variant_id: VariantId | None = None
    sku: Sku | None = None
    quantity: QuantityText | None = None
    options: Choices = {}
    note: LineNote = ""


class AddCartLines(Input, frozen=True, kw_only=True):
    """Lines to add. A line like one that is there adds to its quantity. Good lines are kept when others are wrong."""

    lines: Annotated[list[CartLineInput], Meta(min_length=1, max_length=LINES_MAXIMUM)]


class UpdateCartLine(Input, frozen=True, kw_only=True):
    """The new quantity or remark of a line."""

    quantity: QuantityText | UnsetType = UNSET
    note: LineNote | UnsetType = UNSET


class ChangedCartLine(Input, frozen=True, kw_only=True):
    """The new quantity, and unit where it is named, of one line."""

    line_id: CartLineId
    quantity: QuantityText


class ChangeCartLines(Input, frozen=True, kw_only=True):
    """New quantities of many lines. Good ones are kept when others are wrong."""

    lines: Annotated[list[ChangedCartLine], Meta(min_length=1, max_length=LINES_MAXIMUM)]


class RemoveCartLines(Input, frozen=True, kw_only=True):
    """Which lines to take out; none named means all."""

    line_ids: Annotated[list[CartLineId], Meta(max_length=LINES_MAXIMUM)] = []


class CreateCart(Input, frozen=True, kw_only=True):
    """A new basket of an organization, the session's own unless named."""

    organization_id: OrganizationId | None = None
    name: CartName = "Cart"
    is_shared: Annotated[bool, Meta(description="Colleagues of the organization see and change it")] = False
    currency: Currency | None = None


class UpdateCart(Input, frozen=True, kw_only=True):
    """What a basket is called and how it is to be ordered."""

    name: CartName | UnsetType = UNSET
    is_shared: bool | UnsetType = UNSET
    billing_address_id: AddressId | UnsetType | None = UNSET
    shipping_address_id: AddressId | UnsetType | None = UNSET
    requested_on: date | UnsetType | None = UNSET
    po_number: PoNumber | UnsetType = UNSET
    cost_centre_id: CostCentreId | UnsetType | None = UNSET
    note: OrderNote | UnsetType = UNSET
    allows_backorder: (
        Annotated[bool, Meta(description="Order what is not there, to be delivered later")] | UnsetType
    ) = UNSET


class CartSummary(Data, frozen=True, kw_only=True):
    """A basket in a list."""

    id: CartId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    is_shared: bool
    status: CartStatus
    currency: str | None
    line_count: int
    request_id: OrderRequestId | None
    returned_reason: Annotated[str, Meta(description="Why its order was not placed")]
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("cart", self.id, self.path, self.owner_member_id, is_shared=self.is_shared)


class UnitChoice(Data, frozen=True, kw_only=True):
    """A unit a line may be ordered in, with its limits in that unit."""

    unit: str
    name: str
    minimum: Quantity | None
    maximum: Quantity | None
    step: Quantity | None
    is_default: bool


class CartProblem(Data, frozen=True, kw_only=True):
    """What is wrong with a line, and what would be accepted."""

    code: str
    message: str
    field: str = ""
    accepted: Annotated[list[Quantity], Meta(description="The nearest quantities that can be ordered")] = []
    suggestions: Annotated[list[str], Meta(description="Article numbers that look like the one given")] = []


class CartLine(Data, frozen=True, kw_only=True):
    """A line as it stands now: today's price and stock, and everything that is wrong with it."""

    id: CartLineId
    variant_id: VariantId
    product_id: ProductId | None
    sku: str
    name: str
    product_handle: str
    image: str | None
    quantity: Quantity
    unit_name: str
    units: list[UnitChoice]
    options: dict[str, str]
    options_label: str
    note: str
    unit_price: Annotated[UnitPrice | None, Meta(description="Null: on request; ask for a quote")]
    total: Money | None
    previous_price: Annotated[UnitPrice | None, Meta(description="What was shown before, where that was another")]
    price_source: str
    next_tier: Annotated[str, Meta(description="From which quantity on it costs less")] = ""
    stock: str
    stock_text: str
    expected_at: datetime | None
    problems: list[CartProblem]


class Cart(Data, frozen=True, kw_only=True):
    """A basket with its lines at today's prices and stock."""

    id: CartId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    is_shared: bool
    status: CartStatus
    currency: str
    request_id: OrderRequestId | None
    returned_reason: str
    billing_address_id: AddressId | None
    shipping_address_id: AddressId | None
    requested_on: date | None
    po_number: str
    cost_centre_id: CostCentreId | None
    note: str
    allows_backorder: bool
    lines: list[CartLine]
    line_count: int
    total: Annotated[Money, Meta(description="Of the lines that have a price, before tax")]
    is_tax_inclusive: bool
    on_request_count: int
    problem_count: int
    price_change_count: Annotated[int, Meta(description="Lines whose price is not the one shown before")]
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("cart", self.id, self.path, self.owner_member_id, is_shared=self.is_shared)


class AddedLine(Data, frozen=True, kw_only=True):
    """What became of one line of a call: its place in the call, and the line in the basket or what is wrong."""

    index: int
    line_id: CartLineId | None
    sku: str
    quantity: Quantity | None
    problem: CartProblem | None = None


class AddedLines(Data, frozen=True, kw_only=True):
    """What became of lines that were added."""

    cart_id: CartId
    version: int
    line_count: Annotated[int, Meta(description="How many lines the basket has now")]
    added: int
    refused: int
    lines: list[AddedLine]


class Attachment(Data, frozen=True, kw_only=True):
    """A paper that goes with an order, such as a drawing; `link` is good for minutes."""

    id: FileId
    name: str
    size: int
    link: str
    scan_state: ScanState | None = None


class AddCartAttachment(Input, frozen=True, kw_only=True):
    """A paper for the order: PDF, picture, text or office file."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content_type: Annotated[str, Meta(max_length=120)] = ""
    content: Annotated[bytes, Meta(min_length=1, max_length=20_000_000, description="Base64")]


class CartFilter(PageQuery, frozen=True, kw_only=True):
    """Which baskets, newest change first."""

    organization: OrganizationId | None = None
    status: Annotated[list[CartStatus], Meta(max_length=4)] = []
    mine: Annotated[bool, Meta(description="Only the reader's own")] = False


class QuickOrder(Input, frozen=True, kw_only=True):
    """Lines as people paste them ("SKU quantity unit" with any usual separator), or a CSV or XLSX file."""

    organization_id: OrganizationId | None = None
    text: Annotated[str, Meta(max_length=120_000)] = ""
    file_name: Annotated[str, Meta(max_length=200)] = ""
    file: Annotated[bytes, Meta(max_length=1_200_000, description="Base64")] = b""


class QuickLine(Data, frozen=True, kw_only=True):
    """One pasted line: what was understood, and what is wrong with it."""

    number: Annotated[int, Meta(description="The line in the text or the row of the file, counted from 1")]
    text: str
    sku: str
    name: str
    variant_id: VariantId | None
    quantity: Quantity | None
    problem: CartProblem | None = None


class QuickOrderRead(Data, frozen=True, kw_only=True):
    """What was understood of pasted lines; nothing is kept yet."""

    organization_id: OrganizationId
    lines: list[QuickLine]
    good: int
    bad: int


class ReorderCart(Input, frozen=True, kw_only=True):
    """An order whose lines go into the basket again, at today's prices."""

    order_id: OrderId
