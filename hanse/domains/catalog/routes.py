"""The REST addresses of the catalogue: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.catalog import api
from hanse.platform.registry import Route

_ONE = "/v1/products/{product_id}"
_VARIANT = f"{_ONE}/variants/{{variant_id}}"
_MEDIA = f"{_ONE}/media/{{media_id}}"
_IMPORT = "/v1/product-imports/{import_id}"
_CATEGORY = "/v1/categories/{category_id}"
_ATTRIBUTE = "/v1/attributes/{attribute_id}"
_SET = "/v1/attribute-sets/{attribute_set_id}"
_ASSIGNMENT = "/v1/catalogue-assignments/{assignment_id}"

ROUTES = (
    Route("GET", "/v1/product-search", api.search_products),
    Route("GET", "/v1/products", api.list_products),
    Route("POST", "/v1/products", api.create_product, status=201),
    Route("GET", "/v1/product-counts", api.count_products),
    Route("GET", _ONE, api.get_product),
    Route("PATCH", _ONE, api.update_product, if_match=True),
    Route("POST", f"{_ONE}/submit", api.submit_for_review, if_match=True),
    Route("POST", f"{_ONE}/return", api.return_to_draft, if_match=True),
    Route("POST", f"{_ONE}/activate", api.activate_product, if_match=True),
    Route("POST", f"{_ONE}/archive", api.archive_product, if_match=True),
    Route("POST", f"{_ONE}/restore", api.restore_product, if_match=True),
    Route("POST", f"{_ONE}/variants", api.create_variant, status=201),
    Route("PATCH", _VARIANT, api.update_variant, if_match=True),
    Route("POST", f"{_VARIANT}/archive", api.archive_variant),
    Route("POST", f"{_VARIANT}/restore", api.restore_variant),
    Route("GET", f"{_ONE}/options", api.get_options),
    Route("PUT", f"{_ONE}/options", api.save_options),
    Route("POST", f"{_ONE}/options/price", api.price_options),
    Route("GET", f"{_ONE}/media", api.list_media),
    Route("POST", f"{_ONE}/media", api.upload_media, status=201, uploads=True),
    Route("PUT", _MEDIA, api.update_media),
    Route("DELETE", _MEDIA, api.delete_media),
    Route("POST", "/v1/product-exports", api.export_products, status=202),
    Route("GET", "/v1/product-exports/{export_id}", api.get_export),
    Route("GET", "/v1/product-import-fields", api.list_import_fields),
    Route("GET", "/v1/product-imports", api.list_imports),
    Route("POST", "/v1/product-imports", api.upload_import, status=201, uploads=True),
    Route("GET", _IMPORT, api.get_import),
    Route("PUT", f"{_IMPORT}/mapping", api.map_import),
    Route("POST", f"{_IMPORT}/check", api.check_import),
    Route("POST", f"{_IMPORT}/run", api.run_import, if_match=True),
    Route("GET", f"{_IMPORT}/problems", api.list_import_problems),
    Route("GET", "/v1/categories", api.list_categories),
    Route("POST", "/v1/categories", api.create_category, status=201),
    Route("GET", _CATEGORY, api.get_category),
    Route("PATCH", _CATEGORY, api.update_category, if_match=True),
    Route("DELETE", _CATEGORY, api.delete_category),
    Route("GET", "/v1/attributes", api.list_attributes),
    Route("POST", "/v1/attributes", api.create_attribute, status=201),
    Route("GET", _ATTRIBUTE, api.get_attribute),
    Route("PUT", _ATTRIBUTE, api.update_attribute, if_match=True),
    Route("DELETE", _ATTRIBUTE, api.delete_attribute),
    Route("GET", "/v1/attribute-sets", api.list_attribute_sets),
    Route("POST", "/v1/attribute-sets", api.create_attribute_set, status=201),
    Route("GET", _SET, api.get_attribute_set),
    Route("PUT", _SET, api.update_attribute_set, if_match=True),
    Route("DELETE", _SET, api.delete_attribute_set),
    Route("GET", "/v1/catalogue-assignments", api.list_assignments),
    Route("POST", "/v1/catalogue-assignments", api.create_assignment, status=201),
    Route("GET", _ASSIGNMENT, api.get_assignment),
    Route("DELETE", _ASSIGNMENT, api.delete_assignment),
)
