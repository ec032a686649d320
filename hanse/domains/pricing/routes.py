"""The REST addresses of pricing: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.platform.registry import Route

_CHANGE = "/v1/price-changes/{price_change_id}"
_IMPORT = "/v1/price-imports/{price_import_id}"
_LIST = "/v1/price-lists/{price_list_id}"

ROUTES = (
    Route("POST", "/v1/prices/resolve", api.resolve_prices),
    Route("GET", "/v1/prices/explain", api.explain_price),
    Route("GET", "/v1/price-lists", api.list_price_lists),
    Route("POST", "/v1/price-lists", api.create_price_list, status=201),
    Route("GET", _LIST, api.get_price_list),
    Route("PATCH", _LIST, api.update_price_list, if_match=True),
    Route("POST", f"{_LIST}/activate", api.activate_price_list, if_match=True),
    Route("POST", f"{_LIST}/archive", api.archive_price_list, if_match=True),
    Route("GET", f"{_LIST}/entries", api.list_price_entries),
    Route("POST", f"{_LIST}/entries", api.save_entries),
    Route("GET", f"{_LIST}/compare", api.compare_price_lists),
    Route("POST", f"{_LIST}/export", api.export_prices, status=201),
    Route("GET", f"{_LIST}/imports", api.list_price_imports),
    Route("POST", f"{_LIST}/imports", api.upload_prices, status=201, uploads=True),
    Route("GET", "/v1/price-import-columns", api.list_price_import_columns),
    Route("GET", _IMPORT, api.get_price_import),
    Route("PUT", f"{_IMPORT}/mapping", api.map_prices),
    Route("POST", f"{_IMPORT}/check", api.check_prices),
    Route("POST", f"{_IMPORT}/run", api.run_price_import, if_match=True),
    Route("GET", f"{_IMPORT}/problems", api.list_price_import_problems),
    Route("GET", "/v1/price-changes", api.list_price_changes),
    Route("POST", "/v1/price-changes", api.create_price_change, status=201),
    Route("GET", _CHANGE, api.get_price_change),
    Route("GET", f"{_CHANGE}/items", api.list_change_items),
    Route("POST", f"{_CHANGE}/schedule", api.schedule_price_change, if_match=True),
    Route("POST", f"{_CHANGE}/cancel", api.cancel_price_change, if_match=True),
)
