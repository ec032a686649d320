"""What other parts may call about orders: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.orders.commands.entering import enter_order
from hanse.domains.orders.commands.exports import export_orders
from hanse.domains.orders.commands.fulfilling import cancel_order, record_shipment
from hanse.domains.orders.commands.messages import add_message
from hanse.domains.orders.commands.papers import make_order_paper
from hanse.domains.orders.commands.placing import place_order
from hanse.domains.orders.commands.steps import (
    ask_cancellation,
    confirm_order,
    hold_order,
    resume_order,
    update_order,
)
from hanse.domains.orders.queries.lists import count_orders, list_orders
from hanse.domains.orders.queries.messages import list_messages
from hanse.domains.orders.queries.orders import get_order
from hanse.domains.orders.queries.precedents import find_precedents
from hanse.domains.orders.queries.shipments import list_shipments

__all__ = [
    "add_message",
    "ask_cancellation",
    "cancel_order",
    "confirm_order",
    "count_orders",
    "enter_order",
    "export_orders",
    "find_precedents",
    "get_order",
    "hold_order",
    "list_messages",
    "list_orders",
    "list_shipments",
    "make_order_paper",
    "place_order",
    "record_shipment",
    "resume_order",
    "update_order",
]
