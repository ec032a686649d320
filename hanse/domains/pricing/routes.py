"""The REST addresses of pricing: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.platform.registry import Route

ROUTES = (Route("POST", "/v1/prices/resolve", api.resolve_prices),)
