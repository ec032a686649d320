"""Examples of the ids in the addresses of trade: orders, carts, stock and approvals.

Found in the demo world where it has them; what a page changes, or what only its owner sees, is made as people would.
"""

from __future__ import annotations

from typing import Any

# These lead to the page of whoever asks.
LEADING = frozenset({"/orders/{order_id}", "/approvals/{approval_id}"})


def trade_examples(staff: Any, company: Any) -> dict[str, str]:
    """Examples by name; the REST surface as the owner and as a partner's administrator uses it."""
    place = next(one["id"] for one in company.items("/v1/organizations", limit=200) if one["name"].endswith("Rostock"))
    return {
        **_orders(staff),
        **_buying(company, place),
        **_settings(staff),
        **_stock(staff),
        "handle_of_product": "washer-din-125",
        "approval_id": staff.items("/v1/approvals")[0]["id"],
    }


def _orders(staff: Any) -> dict[str, str]:
    orders = staff.items("/v1/orders", limit=100)
    rostock = [one for one in orders if one["organization_name"].endswith("Rostock")]
    by_state = {one["status"]: one["id"] for one in rostock}
    found = {"order_id": by_state["in_fulfilment"]}
    for page in ("hold", "edit", "ship", "cancel"):
        found[f"/admin/orders/{{order_id}}/{page} order_id"] = by_state["confirmed"]
    found["/app/orders/{order_id}/ask-cancellation order_id"] = by_state["confirmed"]
    return found


def _buying(company: Any, place: str) -> dict[str, str]:
    cart = company.post("/v1/carts", {"organization_id": place, "name": "Sweep", "is_shared": True})["id"]
    company.post(f"/v1/carts/{cart}/lines", {"lines": [{"sku": "WA-08", "quantity": {"value": "400"}}]})
    wanted = {"organization_id": place, "name": "Sweep", "is_shared": True, "from_cart_id": cart}
    return {
        "cart_id": cart,
        "list_id": company.post("/v1/shopping-lists", wanted)["id"],
        "cost_centre_id": company.items("/v1/cost-centres")[0]["id"],
        "order_request_id": company.items("/v1/order-requests")[0]["id"],
        "standing_order_id": company.items("/v1/standing-orders")[0]["id"],
    }


def _settings(staff: Any) -> dict[str, str]:
    kind = staff.items("/v1/notification-kinds")[0]["kind"]
    template = {"kind": kind, "locale": "en-GB", "subject": "News", "body": "Something happened."}
    return {
        "notification_template_id": staff.post("/v1/notification-templates", template)["id"],
    }


def _stock(staff: Any) -> dict[str, str]:
    main, quay = (one["id"] for one in staff.items("/v1/locations")[:2])
    variant = staff.items("/v1/stock")[0]["variant_id"]
    line = {"variant_id": variant, "quantity": {"value": "1", "unit": "C62"}}
    transfer = {"from_location_id": main, "to_location_id": quay, "lines": [line]}
    file = ("stock.csv", b"SKU;Menge\nNOWHERE;5\n", "text/csv")
    upload = staff.submit("/admin/stock/import", {}, {"file": file})
    return {
        "location_id": main,
        "stock_file_id": upload.rpartition("/")[2],
        "stock_count_id": staff.post("/v1/stock-counts", {"location_id": quay})["id"],
        "transfer_id": staff.post("/v1/stock-transfers", transfer)["id"],
        "/admin/stock/{variant_id} variant_id": variant,
    }
