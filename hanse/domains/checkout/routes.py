"""The REST addresses of checkout: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.checkout import api
from hanse.platform.registry import Route

_CART = "/v1/carts/{cart_id}"
_LIST = "/v1/shopping-lists/{list_id}"
_CENTRE = "/v1/cost-centres/{cost_centre_id}"
_BUDGET = "/v1/budgets/{budget_id}"
_REQUEST = "/v1/order-requests/{order_request_id}"
_STANDING = "/v1/standing-orders/{standing_order_id}"
_RULES = "/v1/organizations/{organization_id}/checkout-rules"

# Colleagues fill one cart at a time; what is ordered must be what its submitter was shown, to the last line.
_LAST_SAID_HOLDS = "A basket is filled by several people at once; submitting it compares everything with what was shown"
ROUTES = (
    Route("GET", "/v1/carts", api.list_carts),
    Route("POST", "/v1/carts", api.create_cart, status=201),
    Route("GET", _CART, api.get_cart),
    Route("PATCH", _CART, api.update_cart, if_match=True),
    Route("POST", f"{_CART}/discard", api.discard_cart, if_match=True),
    Route("POST", f"{_CART}/lines", api.add_lines),
    Route("PATCH", f"{_CART}/lines", api.change_lines, unversioned=_LAST_SAID_HOLDS),
    Route("PATCH", f"{_CART}/lines/{{cart_line_id}}", api.update_line, unversioned=_LAST_SAID_HOLDS),
    Route("POST", f"{_CART}/remove-lines", api.remove_lines),
    Route("POST", f"{_CART}/reorder", api.reorder),
    Route("GET", f"{_CART}/attachments", api.list_attachments),
    Route("POST", f"{_CART}/attachments", api.add_attachment, status=201),
    Route("DELETE", f"{_CART}/attachments/{{file_id}}", api.remove_attachment),
    Route("GET", f"{_CART}/checkout", api.get_checkout),
    Route("POST", f"{_CART}/preview", api.preview_checkout),
    Route("POST", f"{_CART}/submit", api.submit_checkout),
    Route("GET", "/v1/shopping-lists", api.list_shopping_lists),
    Route("POST", "/v1/shopping-lists", api.create_shopping_list, status=201),
    Route("GET", _LIST, api.get_shopping_list),
    Route("PATCH", _LIST, api.update_shopping_list, if_match=True),
    Route("DELETE", _LIST, api.delete_shopping_list),
    Route("POST", f"{_LIST}/lines", api.save_list_lines),
    Route("POST", f"{_LIST}/remove-lines", api.remove_list_lines),
    Route("POST", f"{_LIST}/to-cart", api.put_list_into_cart),
    Route("GET", "/v1/cost-centres", api.list_cost_centres),
    Route("POST", "/v1/cost-centres", api.create_cost_centre, status=201),
    Route("GET", _CENTRE, api.get_cost_centre),
    Route("PATCH", _CENTRE, api.update_cost_centre, if_match=True),
    Route("GET", "/v1/budgets", api.list_budgets),
    Route("POST", "/v1/budgets", api.create_budget, status=201),
    Route("GET", _BUDGET, api.get_budget),
    Route("PATCH", _BUDGET, api.update_budget, if_match=True),
    Route("GET", _RULES, api.get_checkout_rules),
    Route("PUT", _RULES, api.save_checkout_rules),
    Route("GET", "/v1/order-requests", api.list_order_requests),
    Route("GET", _REQUEST, api.get_order_request),
    Route("POST", f"{_REQUEST}/recall", api.recall_request),
    Route("POST", "/v1/quick-order", api.read_quick_order),
    Route("GET", "/v1/standing-orders", api.list_standing_orders),
    Route("POST", "/v1/standing-orders", api.create_standing_order, status=201),
    Route("GET", _STANDING, api.get_standing_order),
    Route("PATCH", _STANDING, api.update_standing_order, if_match=True),
    Route("POST", f"{_STANDING}/pause", api.pause_standing_order),
    Route("POST", f"{_STANDING}/resume", api.resume_standing_order),
    Route("POST", f"{_STANDING}/skip", api.skip_standing_order),
    Route("POST", f"{_STANDING}/end", api.end_standing_order),
)
