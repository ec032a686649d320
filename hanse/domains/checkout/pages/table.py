"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.checkout.pages import carts, centres, checkout, lists, quick, requests, standing
from hanse.platform.registry import PageRoute

_CARTS, _CART = "/app/carts", "/app/carts/{cart_id}"
_LISTS, _LIST = "/app/lists", "/app/lists/{list_id}"
_CENTRES, _CENTRE = "/app/cost-centres", "/app/cost-centres/{cost_centre_id}"
_REQUESTS, _REQUEST = "/app/order-requests", "/app/order-requests/{order_request_id}"
_STANDING, _ONE = "/app/standing-orders", "/app/standing-orders/{standing_order_id}"
_EDIT = "cart.edit"

PAGES = (
    PageRoute("GET", _CARTS, carts.list_page, permission="cart.view"),
    PageRoute("POST", _CARTS, carts.create, permission=_EDIT),
    PageRoute("GET", _CART, carts.cart_page, permission="cart.view"),
    PageRoute("POST", f"{_CART}/lines", carts.change, permission=_EDIT),
    PageRoute("POST", f"{_CART}/paste", carts.paste, permission=_EDIT, uploads=True),
    PageRoute("POST", f"{_CART}/remove", carts.remove, permission=_EDIT),
    PageRoute("POST", f"{_CART}/rename", carts.rename, permission=_EDIT),
    PageRoute("POST", f"{_CART}/discard", carts.discard, permission=_EDIT),
    PageRoute("POST", f"{_CART}/keep", carts.keep, permission="shopping_list.edit"),
    PageRoute("POST", f"{_CART}/check", carts.check, permission="cart.view"),
    PageRoute("GET", f"{_CART}/checkout", checkout.page, permission="cart.view"),
    PageRoute("POST", f"{_CART}/checkout", checkout.send, permission="cart.submit"),
    PageRoute("POST", f"{_CART}/details", checkout.keep_details, permission=_EDIT),
    PageRoute("POST", f"{_CART}/attachments", checkout.attach, permission=_EDIT, uploads=True),
    PageRoute("POST", f"{_CART}/attachments/{{file_id}}/remove", checkout.detach, permission=_EDIT),
    PageRoute("POST", "/app/orders/{order_id}/reorder", carts.reorder, permission=_EDIT),
    PageRoute("GET", "/app/quick-order", quick.page, permission="cart.view"),
    PageRoute("POST", "/app/quick-order", quick.read, permission="cart.view", uploads=True),
    PageRoute("GET", _LISTS, lists.list_page, permission="shopping_list.view"),
    PageRoute("POST", _LISTS, lists.create, permission="shopping_list.edit"),
    PageRoute("GET", _LIST, lists.page, permission="shopping_list.view"),
    PageRoute("POST", f"{_LIST}/add", lists.add, permission="shopping_list.edit"),
    PageRoute("POST", f"{_LIST}/remove", lists.remove, permission="shopping_list.edit"),
    PageRoute("POST", f"{_LIST}/order", lists.order, permission=_EDIT),
    PageRoute("POST", f"{_LIST}/rename", lists.rename, permission="shopping_list.edit"),
    PageRoute("POST", f"{_LIST}/delete", lists.delete, permission="shopping_list.edit"),
    PageRoute("GET", _REQUESTS, requests.list_page, permission="order_request.view"),
    PageRoute("GET", _REQUEST, requests.request_page, permission="order_request.view"),
    PageRoute("POST", f"{_REQUEST}/recall", requests.recall, permission="order_request.recall"),
    PageRoute("GET", _CENTRES, centres.list_page, permission="cost_centre.view"),
    PageRoute("POST", _CENTRES, centres.create, permission="cost_centre.manage"),
    PageRoute("POST", f"{_CENTRES}/rules", centres.save_rules, permission="checkout_rules.manage"),
    PageRoute("GET", _CENTRE, centres.page, permission="cost_centre.view"),
    PageRoute("POST", _CENTRE, centres.save, permission="cost_centre.manage"),
    PageRoute("POST", f"{_CENTRE}/budgets", centres.add_budget, permission="budget.manage"),
    PageRoute("POST", f"{_CENTRE}/budgets/{{budget_id}}", centres.save_budget, permission="budget.manage"),
    PageRoute("GET", _STANDING, standing.list_page, permission="standing_order.view"),
    PageRoute("GET", f"{_STANDING}/new", standing.new_page, permission="standing_order.manage"),
    PageRoute("POST", f"{_STANDING}/new", standing.create, permission="standing_order.manage"),
    PageRoute("GET", _ONE, standing.page, permission="standing_order.view"),
    *(
        PageRoute("POST", f"{_ONE}/{verb}", standing.act, permission="standing_order.manage")
        for verb in ("pause", "resume", "skip", "end")
    ),
)
