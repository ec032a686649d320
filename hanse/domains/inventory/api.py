"""What other parts may call about inventory: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.inventory.commands.allocating import allocate_stock, preview_allocation
from hanse.domains.inventory.commands.counting import cancel_count, enter_count, post_count, start_count
from hanse.domains.inventory.commands.files import check_stock, export_stock, map_stock, run_stock, upload_stock
from hanse.domains.inventory.commands.importing import import_stock, read_stock_lines
from hanse.domains.inventory.commands.locations import create_location, update_location
from hanse.domains.inventory.commands.moving import (
    arrive_receipt,
    cancel_receipt,
    cancel_transfer,
    expect_receipt,
    receive_transfer,
    send_transfer,
)
from hanse.domains.inventory.commands.promises import list_covered, release_allocation, ship_allocated
from hanse.domains.inventory.commands.reserving import confirm_reservations, release_reservations, reserve_stock
from hanse.domains.inventory.commands.stock import (
    adjust_stock,
    receive_stock,
    save_inventory_settings,
    save_safety,
    save_stock_item,
)
from hanse.domains.inventory.queries.availability import get_availability
from hanse.domains.inventory.queries.files import (
    get_stock_file,
    list_stock_file_columns,
    list_stock_file_problems,
    list_stock_files,
)
from hanse.domains.inventory.queries.locations import get_location, list_locations
from hanse.domains.inventory.queries.papers import (
    get_count,
    get_receipt,
    get_transfer,
    list_counts,
    list_receipts,
    list_transfers,
)
from hanse.domains.inventory.queries.settings import get_inventory_settings, get_stock_item
from hanse.domains.inventory.queries.stock import get_stock, list_movements, list_stock

__all__ = [
    "adjust_stock",
    "allocate_stock",
    "arrive_receipt",
    "cancel_count",
    "cancel_receipt",
    "cancel_transfer",
    "check_stock",
    "confirm_reservations",
    "create_location",
    "enter_count",
    "expect_receipt",
    "export_stock",
    "get_availability",
    "get_count",
    "get_inventory_settings",
    "get_location",
    "get_receipt",
    "get_stock",
    "get_stock_file",
    "get_stock_item",
    "get_transfer",
    "import_stock",
    "list_counts",
    "list_covered",
    "list_locations",
    "list_movements",
    "list_receipts",
    "list_stock",
    "list_stock_file_columns",
    "list_stock_file_problems",
    "list_stock_files",
    "list_transfers",
    "map_stock",
    "post_count",
    "preview_allocation",
    "read_stock_lines",
    "receive_stock",
    "receive_transfer",
    "release_allocation",
    "release_reservations",
    "reserve_stock",
    "run_stock",
    "save_inventory_settings",
    "save_safety",
    "save_stock_item",
    "send_transfer",
    "ship_allocated",
    "start_count",
    "update_location",
    "upload_stock",
]
