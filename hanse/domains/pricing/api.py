"""What other parts may call about pricing: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.pricing.commands.entries import save_entries
from hanse.domains.pricing.commands.lists import (
    activate_price_list,
    archive_price_list,
    create_price_list,
    update_price_list,
)
from hanse.domains.pricing.queries.entries import list_price_entries
from hanse.domains.pricing.queries.lists import get_price_list, list_price_lists
from hanse.domains.pricing.queries.resolving import resolve_prices

__all__ = [
    "activate_price_list",
    "archive_price_list",
    "create_price_list",
    "get_price_list",
    "list_price_entries",
    "list_price_lists",
    "resolve_prices",
    "save_entries",
    "update_price_list",
]
