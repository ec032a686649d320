"""What other parts may call about the storefront: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.storefront.commands.asking import quote_product, request_quote
from hanse.domains.storefront.commands.baskets import add_to_cart, add_to_list, place_now
from hanse.domains.storefront.queries.choosing import price_of_choice
from hanse.domains.storefront.queries.detail import find_shop_product, get_shop_product
from hanse.domains.storefront.queries.figures import order_figures, quote_figures
from hanse.domains.storefront.queries.products import list_products
from hanse.domains.storefront.queries.public import find_public_product, list_public_products
from hanse.domains.storefront.queries.setup import get_setup

__all__ = [
    "add_to_cart",
    "add_to_list",
    "find_public_product",
    "find_shop_product",
    "get_setup",
    "get_shop_product",
    "list_products",
    "list_public_products",
    "order_figures",
    "place_now",
    "price_of_choice",
    "quote_figures",
    "quote_product",
    "request_quote",
]
