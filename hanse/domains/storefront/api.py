"""What other parts may call about the storefront: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.storefront.queries.detail import find_shop_product, get_shop_product
from hanse.domains.storefront.queries.products import list_products

__all__ = ["find_shop_product", "get_shop_product", "list_products"]
