"""What is done to an order after it was placed: shipments, cancellations, holds, messages. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId
from hanse.domains.inventory.types import LocationId
from hanse.domains.orders.types.orders import OrderId, OrderLineId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

Reason = Annotated[str, Meta(min_length=1, max_length=500, description="Why; kept in the audit trail")]


class ShipmentId(Id, prefix="shp"):
    """Goods that left the house together."""


class MessageId(Id, prefix="oms"):
    """A message about an order."""


class ShipmentLine(Data, frozen=True, kw_only=True):
    """How much of a line left, in the unit ordered."""

    order_line_id: OrderLineId
    line_key: Annotated[int, Meta(description="The line's number within the order, from 0")]
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    quantity: Quantity


class Shipment(Data, frozen=True, kw_only=True):
    """Goods that left the house together."""

    id: ShipmentId
    order_id: OrderId
    number: str
    carrier: Annotated[str, Meta(description="Who carries it")]
    tracking_number: Annotated[str, Meta(description="The carrier's number of it")]
    tracking_url: Annotated[str | None, Meta(description="Where it can be followed")]
    note: Annotated[str, Meta(description="A note in plain words")]
    shipped_at: Annotated[datetime, Meta(description="When it left the house")]
    lines: list[ShipmentLine]


class ShipmentLineInput(Input, frozen=True, kw_only=True):
    """How much of a line leaves, in the unit ordered; everything that can leave when no quantity is given."""

    order_line_id: OrderLineId
    quantity: Quantity | None = None


class RecordShipment(Input, frozen=True, kw_only=True):
    """What left, by whom it travels. Without lines: everything that is allocated or needs no stock."""

    lines: Annotated[list[ShipmentLineInput], Meta(max_length=5_000)] = []
    carrier: Annotated[str, Meta(description="Who carries it", max_length=80)] = ""
    tracking_number: Annotated[str, Meta(description="The carrier's number of it", max_length=120)] = ""
    tracking_url: (
        Annotated[str, Meta(max_length=500, pattern=r"^https://[^\s<>\"']+\Z", description="Where it can be followed")]
        | None
    ) = None
    note: Annotated[str, Meta(max_length=1_000, description="For the buyer too")] = ""
    location_id: Annotated[LocationId | None, Meta(description="Taken from here first")] = None


class ListShipments(PageQuery, frozen=True, kw_only=True):
    """A page of an order's shipments, oldest first."""


class CancelLine(Input, frozen=True, kw_only=True):
    """How much of a line is cancelled, in the unit ordered; everything open when no quantity is given."""

    order_line_id: OrderLineId
    quantity: Quantity | None = None


class CancelOrder(Input, frozen=True, kw_only=True):
    """Why, and which lines; without lines everything that did not leave yet."""

    reason: Reason
    lines: Annotated[list[CancelLine], Meta(max_length=5_000)] = []


class AskCancellation(Input, frozen=True, kw_only=True):
    """Why the buyer wants to cancel."""

    reason: Reason


class HoldOrder(Input, frozen=True, kw_only=True):
    """Why it must not go on for now."""

    reason: Reason


class UpdateOrder(Input, frozen=True, kw_only=True):
    """What may change after placing; prices, quantities and addresses never do."""

    po_number: (
        Annotated[str, Meta(description="The buyer's own number of the order", max_length=60)] | UnsetType | None
    ) = UNSET
    requested_date: Annotated[date | UnsetType | None, Meta(description="The day the buyer wants it")] = UNSET


class AddMessage(Input, frozen=True, kw_only=True):
    """What to say; an internal message is for staff and stays among them."""

    body: Annotated[str, Meta(min_length=1, max_length=4_000)]
    is_internal: Annotated[bool, Meta(description="Whether it stays among the seller's staff")] = False


class OrderMessage(Data, frozen=True, kw_only=True):
    """Something said about an order."""

    id: MessageId
    order_id: OrderId
    is_internal: Annotated[bool, Meta(description="Whether it stays among the seller's staff")]
    body: str
    member_id: MemberId | None
    author_name: Annotated[str, Meta(description="Who wrote it, as they were called then")]
    is_from_staff: Annotated[bool, Meta(description="Whether the seller's side wrote it")]
    created_at: datetime


class ListMessages(PageQuery, frozen=True, kw_only=True):
    """A page of the messages about an order, oldest first."""
