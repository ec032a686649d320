"""What other parts may call about pricing: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.pricing.commands.books import want_book, want_book_apart
from hanse.domains.pricing.commands.changes import (
    cancel_price_change,
    create_price_change,
    schedule_price_change,
)
from hanse.domains.pricing.commands.entries import save_entries
from hanse.domains.pricing.commands.exports import export_prices
from hanse.domains.pricing.commands.imports import check_prices, map_prices, run_price_import, upload_prices
from hanse.domains.pricing.commands.lists import (
    activate_price_list,
    archive_price_list,
    create_price_list,
    update_price_list,
)
from hanse.domains.pricing.commands.publishing import check_entries, end_prices, publish_prices, rank_prices
from hanse.domains.pricing.queries.changes import get_price_change, list_change_items, list_price_changes
from hanse.domains.pricing.queries.comparing import compare_price_lists
from hanse.domains.pricing.queries.entries import list_price_entries
from hanse.domains.pricing.queries.explaining import explain_price
from hanse.domains.pricing.queries.freezing import freeze_prices, told_trace
from hanse.domains.pricing.queries.imports import (
    get_price_import,
    list_price_import_columns,
    list_price_import_problems,
    list_price_imports,
)
from hanse.domains.pricing.queries.lists import get_price_list, list_price_lists
from hanse.domains.pricing.queries.resolving import resolve_prices

__all__ = [
    "activate_price_list",
    "archive_price_list",
    "cancel_price_change",
    "check_entries",
    "check_prices",
    "compare_price_lists",
    "create_price_change",
    "create_price_list",
    "end_prices",
    "explain_price",
    "export_prices",
    "freeze_prices",
    "get_price_change",
    "get_price_import",
    "get_price_list",
    "list_change_items",
    "list_price_changes",
    "list_price_entries",
    "list_price_import_columns",
    "list_price_import_problems",
    "list_price_imports",
    "list_price_lists",
    "map_prices",
    "publish_prices",
    "rank_prices",
    "resolve_prices",
    "run_price_import",
    "save_entries",
    "schedule_price_change",
    "told_trace",
    "update_price_list",
    "upload_prices",
    "want_book",
    "want_book_apart",
]
