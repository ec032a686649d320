"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.orders.pages import detail, forms, lists
from hanse.platform.registry import PageRoute

_STAFF = "/admin/orders"
_ONE = f"{_STAFF}/{{order_id}}"
_BUYER = "/app/orders"
_OWN = f"{_BUYER}/{{order_id}}"
_VIEW, _INTERNAL, _MANAGE, _SHIP, _CANCEL = (
    "order.view",
    "order.view_internal",
    "order.manage",
    "order.ship",
    "order.cancel",
)

PAGES = (
    PageRoute("GET", "/orders/{order_id}", detail.open_any, permission=_VIEW),
    PageRoute("GET", _STAFF, lists.staff_list, permission=_INTERNAL),
    PageRoute("POST", f"{_STAFF}/export", lists.export, permission="order.export"),
    PageRoute("GET", _ONE, detail.staff_detail, permission=_INTERNAL),
    PageRoute("POST", f"{_ONE}/confirm", detail.confirm, permission=_MANAGE),
    PageRoute("POST", f"{_ONE}/resume", detail.resume, permission=_MANAGE),
    PageRoute("GET", f"{_ONE}/hold", forms.hold_page, permission=_MANAGE),
    PageRoute("POST", f"{_ONE}/hold", forms.hold, permission=_MANAGE),
    PageRoute("GET", f"{_ONE}/edit", forms.edit_page, permission=_MANAGE),
    PageRoute("POST", f"{_ONE}/edit", forms.edit, permission=_MANAGE),
    PageRoute("GET", f"{_ONE}/ship", forms.ship_page, permission=_SHIP),
    PageRoute("POST", f"{_ONE}/ship", forms.ship, permission=_SHIP),
    PageRoute("GET", f"{_ONE}/cancel", forms.cancel_page, permission=_CANCEL),
    PageRoute("POST", f"{_ONE}/cancel", forms.cancel, permission=_CANCEL),
    PageRoute("POST", f"{_ONE}/messages", detail.write_as_staff, permission=_INTERNAL),
    PageRoute("POST", f"{_ONE}/paper", detail.make_paper, permission=_INTERNAL),
    PageRoute("GET", _BUYER, lists.buyer_list, permission=_VIEW),
    PageRoute("POST", f"{_BUYER}/export", lists.export, permission="order.export"),
    PageRoute("GET", _OWN, detail.buyer_detail, permission=_VIEW),
    PageRoute("POST", f"{_OWN}/messages", detail.write_as_buyer, permission=_VIEW),
    PageRoute("POST", f"{_OWN}/paper", detail.make_paper, permission=_VIEW),
    PageRoute("GET", f"{_OWN}/ask-cancellation", forms.ask_page, permission="order.ask_cancellation"),
    PageRoute("POST", f"{_OWN}/ask-cancellation", forms.ask, permission="order.ask_cancellation"),
)
