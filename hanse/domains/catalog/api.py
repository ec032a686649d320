"""What other parts may call about the catalogue: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.catalog.commands.products import create_product, update_product
from hanse.domains.catalog.commands.variants import archive_variant, create_variant, restore_variant, update_variant
from hanse.domains.catalog.queries.attributes import (
    get_attribute,
    get_attribute_set,
    list_attribute_sets,
    list_attributes,
)
from hanse.domains.catalog.queries.products import count_products, get_product, list_products
from hanse.domains.catalog.queries.selling import find_sellables

__all__ = [
    "archive_variant",
    "count_products",
    "create_product",
    "create_variant",
    "find_sellables",
    "get_attribute",
    "get_attribute_set",
    "get_product",
    "list_attribute_sets",
    "list_attributes",
    "list_products",
    "restore_variant",
    "update_product",
    "update_variant",
]
