"""What other parts may call about regions, currencies and taxes: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.regions.commands.regions import create_region, delete_region, update_region
from hanse.domains.regions.commands.taxes import (
    create_tax_class,
    create_tax_rate,
    delete_tax_class,
    delete_tax_rate,
    update_tax_class,
    update_tax_rate,
)
from hanse.domains.regions.queries.regions import get_region, list_countries, list_currencies, list_regions
from hanse.domains.regions.queries.taxes import (
    calculate_tax,
    get_tax_class,
    get_tax_rate,
    list_tax_classes,
    list_tax_rates,
    read_rates,
)

__all__ = [
    "calculate_tax",
    "create_region",
    "create_tax_class",
    "create_tax_rate",
    "delete_region",
    "delete_tax_class",
    "delete_tax_rate",
    "get_region",
    "get_tax_class",
    "get_tax_rate",
    "list_countries",
    "list_currencies",
    "list_regions",
    "list_tax_classes",
    "list_tax_rates",
    "read_rates",
    "update_region",
    "update_tax_class",
    "update_tax_rate",
]
