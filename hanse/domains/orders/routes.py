"""The REST addresses of orders: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.orders import api
from hanse.platform.registry import Route

_ONE = "/v1/orders/{order_id}"

ROUTES = (
    Route("GET", "/v1/orders", api.list_orders),
    Route("POST", "/v1/orders", api.enter_order, status=201),
    Route("GET", "/v1/order-counts", api.count_orders),
    Route("POST", "/v1/order-exports", api.export_orders, status=201),
    Route("GET", _ONE, api.get_order),
    Route("PATCH", _ONE, api.update_order, if_match=True),
    Route("POST", f"{_ONE}/confirm", api.confirm_order, if_match=True),
    Route("POST", f"{_ONE}/hold", api.hold_order, if_match=True),
    Route("POST", f"{_ONE}/resume", api.resume_order, if_match=True),
    Route("POST", f"{_ONE}/cancel", api.cancel_order, if_match=True),
    Route("POST", f"{_ONE}/ask-cancellation", api.ask_cancellation),
    Route("POST", f"{_ONE}/paper", api.make_order_paper, status=202),
    Route("GET", f"{_ONE}/shipments", api.list_shipments),
    Route("POST", f"{_ONE}/shipments", api.record_shipment, status=201),
    Route("GET", f"{_ONE}/messages", api.list_messages),
    Route("POST", f"{_ONE}/messages", api.add_message, status=201),
)
