"""What other parts may call about the catalogue: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.catalog.commands.assignments import create_assignment, delete_assignment
from hanse.domains.catalog.commands.attributes import (
    create_attribute,
    create_attribute_set,
    delete_attribute,
    delete_attribute_set,
    update_attribute,
    update_attribute_set,
)
from hanse.domains.catalog.commands.categories import create_category, delete_category, update_category
from hanse.domains.catalog.commands.exports import export_products
from hanse.domains.catalog.commands.imports import check_import, map_import, run_import, upload_import
from hanse.domains.catalog.commands.life import (
    activate_product,
    archive_product,
    restore_product,
    return_to_draft,
    submit_for_review,
)
from hanse.domains.catalog.commands.media import delete_media, update_media, upload_media
from hanse.domains.catalog.commands.options import save_options
from hanse.domains.catalog.commands.products import create_product, update_product
from hanse.domains.catalog.commands.variants import archive_variant, create_variant, restore_variant, update_variant
from hanse.domains.catalog.queries.assignments import get_assignment, list_assignments
from hanse.domains.catalog.queries.attributes import (
    get_attribute,
    get_attribute_set,
    list_attribute_sets,
    list_attributes,
)
from hanse.domains.catalog.queries.categories import get_category, list_categories
from hanse.domains.catalog.queries.imports import (
    get_export,
    get_import,
    list_import_fields,
    list_import_problems,
    list_imports,
)
from hanse.domains.catalog.queries.media import list_media
from hanse.domains.catalog.queries.options import get_options, price_options
from hanse.domains.catalog.queries.products import count_products, get_product, list_products
from hanse.domains.catalog.queries.searching import search_products
from hanse.domains.catalog.queries.selling import find_sellables

__all__ = [
    "activate_product",
    "archive_product",
    "archive_variant",
    "check_import",
    "count_products",
    "create_assignment",
    "create_attribute",
    "create_attribute_set",
    "create_category",
    "create_product",
    "create_variant",
    "delete_assignment",
    "delete_attribute",
    "delete_attribute_set",
    "delete_category",
    "delete_media",
    "export_products",
    "find_sellables",
    "get_assignment",
    "get_attribute",
    "get_attribute_set",
    "get_category",
    "get_export",
    "get_import",
    "get_options",
    "get_product",
    "list_assignments",
    "list_attribute_sets",
    "list_attributes",
    "list_categories",
    "list_import_fields",
    "list_import_problems",
    "list_imports",
    "list_media",
    "list_products",
    "map_import",
    "price_options",
    "restore_product",
    "restore_variant",
    "return_to_draft",
    "run_import",
    "save_options",
    "search_products",
    "submit_for_review",
    "update_attribute",
    "update_attribute_set",
    "update_category",
    "update_media",
    "update_product",
    "update_variant",
    "upload_import",
    "upload_media",
]
