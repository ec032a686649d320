"""What other parts may call about inventory: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.inventory.commands.allocating import allocate_stock, preview_allocation
from hanse.domains.inventory.commands.promises import release_allocation, ship_allocated
from hanse.domains.inventory.commands.reserving import confirm_reservations, release_reservations, reserve_stock
from hanse.domains.inventory.queries.availability import get_availability
from hanse.domains.inventory.queries.settings import get_inventory_settings, get_stock_item

__all__ = [
    "allocate_stock",
    "confirm_reservations",
    "get_availability",
    "get_inventory_settings",
    "get_stock_item",
    "preview_allocation",
    "release_allocation",
    "release_reservations",
    "reserve_stock",
    "ship_allocated",
]
