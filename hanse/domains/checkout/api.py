"""What other parts may call about checkout: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.checkout.commands.amounts import change_lines, remove_lines, update_line
from hanse.domains.checkout.commands.attachments import add_attachment, remove_attachment
from hanse.domains.checkout.commands.carts import create_cart, discard_cart, update_cart
from hanse.domains.checkout.commands.centres import (
    create_budget,
    create_cost_centre,
    save_checkout_rules,
    update_budget,
    update_cost_centre,
)
from hanse.domains.checkout.commands.checkout import get_checkout, preview_checkout, submit_checkout
from hanse.domains.checkout.commands.lines import add_lines
from hanse.domains.checkout.commands.lists import (
    create_shopping_list,
    delete_shopping_list,
    put_list_into_cart,
    remove_list_lines,
    save_list_lines,
    update_shopping_list,
)
from hanse.domains.checkout.commands.reordering import reorder
from hanse.domains.checkout.commands.requests import recall_request
from hanse.domains.checkout.commands.standing import (
    create_standing_order,
    end_standing_order,
    pause_standing_order,
    resume_standing_order,
    skip_standing_order,
    update_standing_order,
)
from hanse.domains.checkout.queries.attachments import list_attachments
from hanse.domains.checkout.queries.carts import get_cart, list_carts
from hanse.domains.checkout.queries.centres import (
    get_budget,
    get_checkout_rules,
    get_cost_centre,
    list_budgets,
    list_cost_centres,
)
from hanse.domains.checkout.queries.lists import get_shopping_list, list_shopping_lists
from hanse.domains.checkout.queries.quick import read_quick_order
from hanse.domains.checkout.queries.requests import get_order_request, list_order_requests
from hanse.domains.checkout.queries.standing import get_standing_order, list_standing_orders
from hanse.domains.checkout.rules.options import with_effects

__all__ = [
    "add_attachment",
    "add_lines",
    "change_lines",
    "create_budget",
    "create_cart",
    "create_cost_centre",
    "create_shopping_list",
    "create_standing_order",
    "delete_shopping_list",
    "discard_cart",
    "end_standing_order",
    "get_budget",
    "get_cart",
    "get_checkout",
    "get_checkout_rules",
    "get_cost_centre",
    "get_order_request",
    "get_shopping_list",
    "get_standing_order",
    "list_attachments",
    "list_budgets",
    "list_carts",
    "list_cost_centres",
    "list_order_requests",
    "list_shopping_lists",
    "list_standing_orders",
    "pause_standing_order",
    "preview_checkout",
    "put_list_into_cart",
    "read_quick_order",
    "recall_request",
    "remove_attachment",
    "remove_lines",
    "remove_list_lines",
    "reorder",
    "resume_standing_order",
    "save_checkout_rules",
    "save_list_lines",
    "skip_standing_order",
    "submit_checkout",
    "update_budget",
    "update_cart",
    "update_cost_centre",
    "update_line",
    "update_shopping_list",
    "update_standing_order",
    "with_effects",
]
