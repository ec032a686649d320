"""Right calls of the operations of quotes."""

from __future__ import annotations

import base64
from typing import Any

from hanse.testing.installation import Client, Person
from tests.isolation.world import Call, Entry, World

LAST_DAY = "2026-03-31"
PAPER = base64.b64encode(b"as drawn").decode()
ADDRESS = {"line1": "Quay 1", "city": "Hamburg", "postal_code": "20457", "country": "DE", "is_shipping_default": True}
_buyers: dict[int, Person] = {}


async def deal(world: World, *steps: str) -> dict[str, Any]:
    """A quote in some state, with its buyer remembered for the call."""
    buyer, place = await world.partner()
    await world.made(f"/v1/organizations/{place}/addresses", ADDRESS)
    _buyers[id(world)] = buyer
    lines = [{"name": world.name("gear"), "quantity": {"value": "2", "unit": "C62"}}]
    body = {"organization_id": place, "title": world.name("quote"), "note": world.name("note"), "lines": lines}
    quote = await world.made("/v1/quotes", body, by=buyer)
    path = f"/v1/quotes/{quote['id']}"
    for step in steps:
        if step == "price":
            await price(world, path)
        else:
            await world.made(f"{path}/{step}", {}, by=buyer if step in ("submit", "counter") else world.owner)
    return quote


async def price(world: World, path: str) -> None:
    """Prices and a last day for everything."""
    present = (await world.owner.get(path)).json()
    found = (await world.owner.get(f"{path}/lines")).json()["items"]
    prices = [{"id": one["id"], "unit_price": {"amount": "10.00", "currency": present["currency"]}} for one in found]
    answer = await world.owner.patch(f"{path}/lines", {"lines": prices}, headers=at(present))
    assert answer.status_code == 200, answer.text
    answer = await world.owner.patch(path, {"valid_until": LAST_DAY}, headers=at(answer.json()))
    assert answer.status_code == 200, answer.text


def at(quote: dict[str, Any]) -> dict[str, str]:
    return {"if-match": f'"{quote["version"]}"'}


async def buyer(world: World) -> Client:
    """The buyer of the quote that was made last."""
    return _buyers[id(world)]


OFFERED = ("submit", "review", "price", "offer")


async def nothing(world: World) -> Call:
    return Call()


async def new(world: World) -> Call:
    return Call(body={"organization_id": await world.organization(is_active=True), "title": world.name("quote")})


async def sent(world: World) -> Call:
    return Call({"quote_id": (await deal(world, "submit"))["id"]})


async def offered(world: World) -> Call:
    return Call({"quote_id": (await deal(world, *OFFERED))["id"]})


async def change(world: World) -> Call:
    quote = await deal(world, "submit", "review")
    present = (await world.owner.get(f"/v1/quotes/{quote['id']}")).json()
    return Call({"quote_id": quote["id"]}, body={"terms": world.name("terms")}, headers=at(present))


async def draft(world: World) -> Call:
    return Call({"quote_id": (await deal(world))["id"]}, body={})


async def to_review(world: World) -> Call:
    return Call({"quote_id": (await deal(world, "submit"))["id"]}, body={})


async def to_offer(world: World) -> Call:
    return Call({"quote_id": (await deal(world, "submit", "review", "price"))["id"]}, body={})


async def to_recall(world: World) -> Call:
    return Call({"quote_id": (await deal(world, "submit", "review"))["id"]}, body={})


async def to_counter(world: World) -> Call:
    return Call((await offered(world)).ids, body={})


async def to_extend(world: World) -> Call:
    return Call((await offered(world)).ids, body={"valid_until": "2026-04-30"})


async def to_accept(world: World) -> Call:
    quote = await deal(world, *OFFERED)
    found = (await world.owner.get(f"/v1/quotes/{quote['id']}/versions")).json()["items"][0]
    body = {"version_id": found["id"], "hash": found["hash"], "total": found["gross"]}
    return Call({"quote_id": quote["id"]}, body=body)


async def to_order(world: World) -> Call:
    request = await to_accept(world)
    path = f"/v1/quotes/{request.ids['quote_id']}/accept"
    await world.made(path, {**request.body, "order_now": False}, by=await buyer(world))
    return Call(request.ids, body={})


async def to_end(world: World) -> Call:
    return Call({"quote_id": (await deal(world, "submit", "review"))["id"]}, body={"reason": "for a test"})


async def to_copy(world: World) -> Call:
    return Call((await sent(world)).ids, body={})


async def working(world: World) -> dict[str, Any]:
    """A quote that the owner works on, and its line."""
    quote = await deal(world, "submit", "review")
    found = (await world.owner.get(f"/v1/quotes/{quote['id']}/lines")).json()["items"][0]
    present = (await world.owner.get(f"/v1/quotes/{quote['id']}")).json()
    return {"quote": quote, "line": found, "present": present}


async def new_lines(world: World) -> Call:
    found = await working(world)
    line = {"name": world.name("gear"), "quantity": {"value": "1", "unit": "C62"}}
    return Call({"quote_id": found["quote"]["id"]}, body={"lines": [line]})


async def change_lines(world: World) -> Call:
    found = await working(world)
    line = {"id": found["line"]["id"], "seller_note": world.name("remark")}
    return Call({"quote_id": found["quote"]["id"]}, body={"lines": [line]}, headers=at(found["present"]))


async def upload(world: World) -> Call:
    found = await working(world)
    return Call({"quote_id": found["quote"]["id"]}, body={"text": "NO-SUCH 1"})


async def old_lines(world: World) -> Call:
    found = await working(world)
    return Call({"quote_id": found["quote"]["id"]}, body={"ids": [found["line"]["id"]]})


async def to_reprice(world: World) -> Call:
    return Call({"quote_id": (await working(world))["quote"]["id"]}, body={})


async def version(world: World) -> Call:
    quote = await deal(world, *OFFERED)
    found = (await world.owner.get(f"/v1/quotes/{quote['id']}/versions")).json()["items"][0]
    return Call({"quote_id": quote["id"], "version_id": found["id"]})


async def say(world: World) -> Call:
    return Call((await sent(world)).ids, body={"body": world.name("message")})


async def attach(world: World) -> Call:
    found = await working(world)
    body = {"name": f"{world.word()}.txt", "content": PAPER}
    return Call({"quote_id": found["quote"]["id"]}, body=body)


async def attached(world: World) -> Call:
    request = await attach(world)
    made = await world.made(f"/v1/quotes/{request.ids['quote_id']}/attachments", request.body)
    return Call({**request.ids, "attachment_id": made["id"]})


ENTRIES = {
    "quote.list": Entry(nothing, changes=False),
    "quote.counts": Entry(nothing, changes=False),
    "quote.create": Entry(new),
    "quote.get": Entry(sent, changes=False),
    "quote.update": Entry(change),
    "quote.submit": Entry(draft, caller=buyer),
    "quote.review": Entry(to_review),
    "quote.preview_offer": Entry(to_offer, changes=False),
    "quote.offer": Entry(to_offer),
    "quote.recall": Entry(to_recall, expects=409),  # 409: nothing waits for approval
    "quote.extend": Entry(to_extend),
    "quote.counter": Entry(to_counter, caller=buyer),
    "quote.preview_acceptance": Entry(to_counter, changes=False),
    "quote.accept": Entry(to_accept, caller=buyer),
    "quote.order": Entry(to_order, caller=buyer),
    "quote.decline": Entry(to_end),
    "quote.withdraw": Entry(to_end, caller=buyer),
    "quote.cancel": Entry(to_end),
    "quote.clone": Entry(to_copy),
    "quote.lines": Entry(sent, changes=False),
    "quote.add_lines": Entry(new_lines),
    "quote.update_lines": Entry(change_lines),
    "quote.upload_lines": Entry(upload),
    "quote.remove_lines": Entry(old_lines),
    "quote.reprice": Entry(to_reprice),
    "quote.versions": Entry(offered, changes=False),
    "quote.compare_versions": Entry(offered, changes=False),
    "quote.version": Entry(version, changes=False),
    "quote.messages": Entry(sent, changes=False),
    "quote.post_message": Entry(say),
    "quote.notes": Entry(sent, changes=False),
    "quote.post_note": Entry(say),
    "quote.attachments": Entry(sent, changes=False),
    "quote.attach": Entry(attach),
    "quote.detach": Entry(attached),
    "quote.steps": Entry(sent, changes=False),
}
