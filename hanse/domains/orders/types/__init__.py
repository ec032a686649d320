"""What orders speak of, as they are given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.orders.types.orders import (
    ListOrders,
    Order,
    OrderAddress,
    OrderCounts,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderStatus,
    OrderSummary,
    OrderTax,
)
from hanse.domains.orders.types.papers import ExportedOrders, ExportOrders, OrderExportId, OrderPaper
from hanse.domains.orders.types.placing import EnterOrder, EnterOrderLine, OrderLineInput, PlaceOrder
from hanse.domains.orders.types.precedents import FindPrecedents, PastOrder, PastPrice, Precedents
from hanse.domains.orders.types.steps import (
    AddMessage,
    AskCancellation,
    CancelLine,
    CancelOrder,
    HoldOrder,
    ListMessages,
    ListShipments,
    MessageId,
    OrderMessage,
    RecordShipment,
    Shipment,
    ShipmentId,
    ShipmentLine,
    ShipmentLineInput,
    UpdateOrder,
)

__all__ = [
    "AddMessage",
    "AskCancellation",
    "CancelLine",
    "CancelOrder",
    "EnterOrder",
    "EnterOrderLine",
    "ExportOrders",
    "ExportedOrders",
    "FindPrecedents",
    "HoldOrder",
    "ListMessages",
    "ListOrders",
    "ListShipments",
    "MemberId",
    "MessageId",
    "Order",
    "OrderAddress",
    "OrderCounts",
    "OrderExportId",
    "OrderId",
    "OrderLine",
    "OrderLineId",
    "OrderLineInput",
    "OrderMessage",
    "OrderPaper",
    "OrderStatus",
    "OrderSummary",
    "OrderTax",
    "OrganizationId",
    "PastOrder",
    "PastPrice",
    "PlaceOrder",
    "Precedents",
    "RecordShipment",
    "Shipment",
    "ShipmentId",
    "ShipmentLine",
    "ShipmentLineInput",
    "UpdateOrder",
]
