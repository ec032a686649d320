"""The REST addresses of pricing: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.platform.registry import Route

_LIST = "/v1/price-lists/{price_list_id}"

ROUTES = (
    Route("POST", "/v1/prices/resolve", api.resolve_prices),
    Route("GET", "/v1/price-lists", api.list_price_lists),
    Route("POST", "/v1/price-lists", api.create_price_list, status=201),
    Route("GET", _LIST, api.get_price_list),
    Route("PATCH", _LIST, api.update_price_list, if_match=True),
    Route("POST", f"{_LIST}/activate", api.activate_price_list),
    Route("POST", f"{_LIST}/archive", api.archive_price_list),
    Route("GET", f"{_LIST}/entries", api.list_price_entries),
    Route("POST", f"{_LIST}/entries", api.save_entries),
)
