"""The REST addresses of the catalogue: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.catalog import api
from hanse.platform.registry import Route

_ONE = "/v1/products/{product_id}"
_VARIANT = f"{_ONE}/variants/{{variant_id}}"

ROUTES = (
    Route("GET", "/v1/products", api.list_products),
    Route("POST", "/v1/products", api.create_product, status=201),
    Route("GET", "/v1/product-counts", api.count_products),
    Route("GET", _ONE, api.get_product),
    Route("PATCH", _ONE, api.update_product, if_match=True),
    Route("POST", f"{_ONE}/variants", api.create_variant, status=201),
    Route("PATCH", _VARIANT, api.update_variant, if_match=True),
    Route("POST", f"{_VARIANT}/archive", api.archive_variant),
    Route("POST", f"{_VARIANT}/restore", api.restore_variant),
    Route("GET", "/v1/attributes", api.list_attributes),
    Route("GET", "/v1/attributes/{attribute_id}", api.get_attribute),
    Route("GET", "/v1/attribute-sets", api.list_attribute_sets),
    Route("GET", "/v1/attribute-sets/{attribute_set_id}", api.get_attribute_set),
)
