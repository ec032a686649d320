"""The REST addresses of the storefront: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.storefront import api
from hanse.platform.registry import Route

ROUTES = (
    Route("GET", "/v1/storefront/products", api.list_products),
    Route("GET", "/v1/storefront/products/{product_id}", api.get_shop_product),
    Route("GET", "/v1/storefront/product", api.find_shop_product),
    Route("POST", "/v1/storefront/cart-lines", api.add_to_cart, status=201),
    Route("POST", "/v1/storefront/list-lines", api.add_to_list, status=201),
    Route("POST", "/v1/storefront/quote-requests", api.request_quote, status=201),
    Route("POST", "/v1/storefront/product-quotes", api.quote_product, status=201),
    Route("GET", "/v1/storefront/order-figures", api.order_figures),
    Route("GET", "/v1/storefront/quote-figures", api.quote_figures),
    Route("GET", "/v1/storefront/setup", api.get_setup),
)
