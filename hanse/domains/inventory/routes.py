"""The REST addresses of inventory: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.inventory import api
from hanse.platform.registry import Route

_LOCATION = "/v1/locations/{location_id}"
_STOCK = "/v1/stock/{variant_id}"

ROUTES = (
    Route("GET", "/v1/locations", api.list_locations),
    Route("POST", "/v1/locations", api.create_location, status=201),
    Route("GET", _LOCATION, api.get_location),
    Route("PUT", _LOCATION, api.update_location, if_match=True),
    Route("GET", "/v1/stock", api.list_stock),
    Route("GET", _STOCK, api.get_stock),
    Route("GET", f"{_STOCK}/settings", api.get_stock_item),
    Route("PUT", f"{_STOCK}/settings", api.save_stock_item),
    Route("PUT", f"{_STOCK}/safety", api.save_safety),
    Route("GET", "/v1/stock-movements", api.list_movements),
    Route("POST", "/v1/stock-adjustments", api.adjust_stock),
    Route("POST", "/v1/stock-receipts", api.receive_stock),
    Route("GET", "/v1/inventory-settings", api.get_inventory_settings),
    Route("PUT", "/v1/inventory-settings", api.save_inventory_settings),
)
