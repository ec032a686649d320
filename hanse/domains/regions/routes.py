"""The REST addresses of regions and taxes: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.regions import api
from hanse.platform.registry import Route

_REGION = "/v1/regions/{region_id}"
_CLASS = "/v1/tax-classes/{tax_class_id}"
_RATE = "/v1/tax-rates/{tax_rate_id}"

ROUTES = (
    Route("GET", "/v1/countries", api.list_countries),
    Route("GET", "/v1/currencies", api.list_currencies),
    Route("GET", "/v1/regions", api.list_regions),
    Route("POST", "/v1/regions", api.create_region, status=201),
    Route("GET", _REGION, api.get_region),
    Route("PATCH", _REGION, api.update_region, if_match=True),
    Route("DELETE", _REGION, api.delete_region),
    Route("GET", "/v1/tax-classes", api.list_tax_classes),
    Route("POST", "/v1/tax-classes", api.create_tax_class, status=201),
    Route("GET", _CLASS, api.get_tax_class),
    Route("PUT", _CLASS, api.update_tax_class, if_match=True),
    Route("DELETE", _CLASS, api.delete_tax_class),
    Route("GET", "/v1/tax-rates", api.list_tax_rates),
    Route("POST", "/v1/tax-rates", api.create_tax_rate, status=201),
    Route("GET", _RATE, api.get_tax_rate),
    Route("PUT", _RATE, api.update_tax_rate, if_match=True),
    Route("DELETE", _RATE, api.delete_tax_rate),
    Route("POST", "/v1/tax/calculate", api.calculate_tax),
)
