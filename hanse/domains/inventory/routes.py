"""The REST addresses of inventory: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.inventory import api
from hanse.platform.registry import Route

_LOCATION = "/v1/locations/{location_id}"
_STOCK = "/v1/stock/{variant_id}"

_COUNT = "/v1/stock-counts/{stock_count_id}"
_TRANSFER = "/v1/stock-transfers/{transfer_id}"
_FILE = "/v1/stock-files/{stock_file_id}"
_RECEIPT = "/v1/expected-receipts/{receipt_id}"

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
    Route("POST", "/v1/stock-imports", api.import_stock, uploads=True),
    Route("POST", "/v1/stock-exports", api.export_stock, status=201),
    Route("GET", "/v1/stock-file-columns", api.list_stock_file_columns),
    Route("GET", "/v1/stock-files", api.list_stock_files),
    Route("POST", "/v1/stock-files", api.upload_stock, status=201, uploads=True),
    Route("GET", _FILE, api.get_stock_file),
    Route("PUT", f"{_FILE}/mapping", api.map_stock),
    Route("POST", f"{_FILE}/check", api.check_stock),
    Route("POST", f"{_FILE}/run", api.run_stock),
    Route("GET", f"{_FILE}/problems", api.list_stock_file_problems),
    Route("GET", "/v1/stock-counts", api.list_counts),
    Route("POST", "/v1/stock-counts", api.start_count, status=201),
    Route("GET", _COUNT, api.get_count),
    Route("PUT", f"{_COUNT}/lines", api.enter_count),
    Route("POST", f"{_COUNT}/post", api.post_count, if_match=True),
    Route("POST", f"{_COUNT}/cancel", api.cancel_count),
    Route("GET", "/v1/stock-transfers", api.list_transfers),
    Route("POST", "/v1/stock-transfers", api.send_transfer, status=201),
    Route("GET", _TRANSFER, api.get_transfer),
    Route("POST", f"{_TRANSFER}/receive", api.receive_transfer),
    Route("POST", f"{_TRANSFER}/cancel", api.cancel_transfer),
    Route("GET", "/v1/expected-receipts", api.list_receipts),
    Route("POST", "/v1/expected-receipts", api.expect_receipt, status=201),
    Route("GET", _RECEIPT, api.get_receipt),
    Route("POST", f"{_RECEIPT}/arrive", api.arrive_receipt),
    Route("POST", f"{_RECEIPT}/cancel", api.cancel_receipt),
    Route("GET", "/v1/inventory-settings", api.get_inventory_settings),
    Route("PUT", "/v1/inventory-settings", api.save_inventory_settings),
)
