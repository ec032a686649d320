"""Right calls of the operations of checkout."""

from __future__ import annotations

import base64
from typing import Any

from hanse.domains.checkout.types import CartId, OrderRequestId
from hanse.kit.ids import uuid7
from tests.isolation.world import Call, Entry, World

DOCUMENT = {
    "currency": "EUR",
    "is_tax_inclusive": False,
    "country": "DE",
    "region": "",
    "billing_address": {},
    "shipping_address": {},
    "po_number": "",
    "cost_centre_id": None,
    "cost_centre": "",
    "requested_on": None,
    "payment_days": None,
    "note": "",
    "allows_backorder": True,
    "net": {"amount": "1.00", "currency": "EUR"},
    "tax": {"amount": "0.00", "currency": "EUR"},
    "total": {"amount": "1.00", "currency": "EUR"},
    "lines": [],
}
NEW_REQUEST = """
INSERT INTO order_requests (id, organization_id, cart_id, title, status, currency, net_minor, tax_minor, total_minor,
    line_count, fingerprint, document, document_hash, created_at, updated_at)
SELECT %(id)s, c.organization_id, c.id, %(title)s, 'pending', 'EUR', 100, 0, 100, 1, '', %(document)s, '', %(now)s,
    %(now)s
FROM carts c WHERE c.id = %(cart)s RETURNING id
"""


async def nothing(world: World) -> Call:
    return Call()


async def place(world: World) -> str:
    return await world.organization(is_active=True)


async def article(world: World) -> str:
    """An article number that can be ordered."""
    sku = world.word().upper()
    variant = {"sku": sku, "is_stocked": False}
    product = await world.made("/v1/products", {"name": world.name("product"), "variants": [variant]})
    await world.made(f"/v1/products/{product['id']}/activate", {})
    return sku


async def lines(world: World) -> list[dict[str, Any]]:
    return [{"sku": await article(world), "quantity": {"value": "1"}}]


async def cart_id(world: World, *, filled: bool = False) -> str:
    body = {"organization_id": await place(world), "name": world.name("cart")}
    cart = str((await world.made("/v1/carts", body))["id"])
    if filled:
        await world.made(f"/v1/carts/{cart}/lines", {"lines": await lines(world)})
    return cart


async def new_cart(world: World) -> Call:
    return Call(body={"organization_id": await place(world), "name": world.name("cart")})


async def cart(world: World) -> Call:
    return Call({"cart_id": await cart_id(world, filled=True)})


async def change_cart(world: World) -> Call:
    return Call({"cart_id": await cart_id(world)}, body={"name": world.name("cart")})


async def add_lines(world: World) -> Call:
    return Call({"cart_id": await cart_id(world)}, body={"lines": await lines(world)})


async def cart_line(world: World) -> Call:
    cart = await cart_id(world, filled=True)
    found = (await world.owner.get(f"/v1/carts/{cart}")).json()["lines"][0]["id"]
    return Call({"cart_id": cart, "cart_line_id": found}, body={"quantity": {"value": "2"}})


async def change_lines(world: World) -> Call:
    found = await cart_line(world)
    line = {"line_id": found.ids["cart_line_id"], "quantity": {"value": "2"}}
    return Call({"cart_id": found.ids["cart_id"]}, body={"lines": [line]})


async def remove_lines(world: World) -> Call:
    return Call({"cart_id": await cart_id(world, filled=True)}, body={})


async def reorder(world: World) -> Call:
    sku = await article(world)
    organization = await place(world)
    cart = str((await world.made("/v1/carts", {"organization_id": organization, "name": world.name("cart")}))["id"])
    order = await world.made(
        "/v1/orders",
        {
            "organization_id": organization,
            "currency": "EUR",
            "shipping_address": {"country": "AT", "line1": "Quay 1"},
            "lines": [
                {
                    "sku": sku,
                    "name": world.name("line"),
                    "quantity": {"value": "1", "unit": "C62"},
                    "unit_price": {"amount": "1.00", "currency": "EUR"},
                }
            ],
        },
    )
    return Call({"cart_id": cart}, body={"order_id": order["id"]})


PAPER = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").decode()


async def add_attachment(world: World) -> Call:
    return Call({"cart_id": await cart_id(world)}, body={"name": "drawing.pdf", "content": PAPER})


async def attachment(world: World) -> Call:
    cart = await cart_id(world)
    body = {"name": f"{world.name('drawing')}.pdf", "content": PAPER}
    made = await world.made(f"/v1/carts/{cart}/attachments", body)
    return Call({"cart_id": cart, "file_id": made["items"][0]["id"]})


async def attachments(world: World) -> Call:
    return Call({"cart_id": (await attachment(world)).ids["cart_id"]})


async def submit(world: World) -> Call:
    return Call({"cart_id": await cart_id(world, filled=True)}, body={"fingerprint": "0" * 64})


async def new_list(world: World) -> Call:
    return Call(body={"organization_id": await place(world), "name": world.name("list")})


async def list_id(world: World, *, filled: bool = False) -> str:
    found = str((await world.made("/v1/shopping-lists", (await new_list(world)).body))["id"])
    if filled:
        await world.made(f"/v1/shopping-lists/{found}/lines", {"lines": await lines(world)})
    return found


async def shopping_list(world: World) -> Call:
    return Call({"list_id": await list_id(world)})


async def change_list(world: World) -> Call:
    return Call({"list_id": await list_id(world)}, body={"name": world.name("list")})


async def save_lines(world: World) -> Call:
    return Call({"list_id": await list_id(world)}, body={"lines": await lines(world)})


async def empty_list(world: World) -> Call:
    return Call({"list_id": await list_id(world, filled=True)}, body={})


async def new_centre(world: World) -> Call:
    return Call(body={"organization_id": await place(world), "code": world.word(), "name": world.name("centre")})


async def centre_id(world: World) -> str:
    return str((await world.made("/v1/cost-centres", (await new_centre(world)).body))["id"])


async def centre(world: World) -> Call:
    return Call({"cost_centre_id": await centre_id(world)})


async def change_centre(world: World) -> Call:
    return Call({"cost_centre_id": await centre_id(world)}, body={"name": world.name("centre")})


async def new_budget(world: World) -> Call:
    limit = {"amount": "100.00", "currency": "EUR"}
    return Call(body={"cost_centre_id": await centre_id(world), "period": "month", "limit": limit})


async def budget_id(world: World) -> str:
    return str((await world.made("/v1/budgets", (await new_budget(world)).body))["id"])


async def budget(world: World) -> Call:
    return Call({"budget_id": await budget_id(world)})


async def change_budget(world: World) -> Call:
    return Call({"budget_id": await budget_id(world)}, body={"limit": {"amount": "90.00", "currency": "EUR"}})


async def rules(world: World) -> Call:
    return Call({"organization_id": await place(world)})


async def save_rules(world: World) -> Call:
    body = {"requires_po_number": True, "requires_cost_centre": False}
    return Call({"organization_id": await place(world)}, body=body)


async def quick(world: World) -> Call:
    return Call(body={"organization_id": await place(world), "text": f"{await article(world)};1"})


async def new_standing(world: World) -> Call:
    body = {
        "organization_id": await place(world),
        "name": world.name("standing"),
        "timing": {"every": "week", "starts_on": "2026-03-02"},
        "lines": await lines(world),
    }
    return Call(body=body)


async def standing_id(world: World) -> str:
    return str((await world.made("/v1/standing-orders", (await new_standing(world)).body))["id"])


async def standing(world: World) -> Call:
    return Call({"standing_order_id": await standing_id(world)})


async def change_standing(world: World) -> Call:
    return Call({"standing_order_id": await standing_id(world)}, body={"name": world.name("standing")})


async def request(world: World) -> Call:
    """A frozen basket that waits; written as the product would, without the price list it needs."""
    cart = await cart_id(world, filled=True)
    async with world.business.open() as ctx:
        values = {"id": uuid7(), "cart": CartId.parse(cart), "document": DOCUMENT, "title": world.name("request")}
        found = await ctx.db.one(NEW_REQUEST, {**values, "now": ctx.now})
    return Call({"order_request_id": str(OrderRequestId(found["id"]))})


async def recall(world: World) -> Call:
    return Call((await request(world)).ids, body={})


ENTRIES: dict[str, Entry] = {
    "cart.list": Entry(nothing, changes=False),
    "cart.create": Entry(new_cart),
    "cart.get": Entry(cart, changes=False),
    "cart.update": Entry(change_cart),
    "cart.discard": Entry(cart),
    "cart.add_lines": Entry(add_lines),
    "cart.change_lines": Entry(change_lines),
    "cart.update_line": Entry(cart_line),
    "cart.remove_lines": Entry(remove_lines),
    "cart.reorder": Entry(reorder),
    "cart.attachments": Entry(attachments, changes=False),
    "cart.add_attachment": Entry(add_attachment),
    "cart.remove_attachment": Entry(attachment),
    "cart.checkout": Entry(cart, changes=False),
    "cart.preview": Entry(cart),
    "cart.submit": Entry(submit, expects=409),
    "cart.read_quick_order": Entry(quick, changes=False),
    "shopping_list.list": Entry(nothing, changes=False),
    "shopping_list.create": Entry(new_list),
    "shopping_list.get": Entry(shopping_list, changes=False),
    "shopping_list.update": Entry(change_list),
    "shopping_list.delete": Entry(shopping_list),
    "shopping_list.save_lines": Entry(save_lines),
    "shopping_list.remove_lines": Entry(empty_list),
    "shopping_list.to_cart": Entry(empty_list),
    "cost_centre.list": Entry(nothing, changes=False),
    "cost_centre.create": Entry(new_centre),
    "cost_centre.get": Entry(centre, changes=False),
    "cost_centre.update": Entry(change_centre),
    "budget.list": Entry(nothing, changes=False),
    "budget.create": Entry(new_budget),
    "budget.get": Entry(budget, changes=False),
    "budget.update": Entry(change_budget),
    "checkout_rules.get": Entry(rules, changes=False),
    "checkout_rules.save": Entry(save_rules),
    "order_request.list": Entry(nothing, changes=False),
    "order_request.get": Entry(request, changes=False),
    "order_request.recall": Entry(recall),
    "standing_order.list": Entry(nothing, changes=False),
    "standing_order.create": Entry(new_standing),
    "standing_order.get": Entry(standing, changes=False),
    "standing_order.update": Entry(change_standing),
    "standing_order.pause": Entry(standing),
    "standing_order.resume": Entry(standing),
    "standing_order.skip": Entry(standing),
    "standing_order.end": Entry(standing),
}
