"""The operations that are measured, as requests people's programs send; one function prepares each.

Every client is somebody else, as far as there are people. Must not be here: sending, timing, judging.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bench.world import World, cycled
from hanse.demo.scale.files import PARTS, sku
from hanse.domains.catalog.types import CategoryId, ProductId, VariantId

BUYERS, REQUESTERS, APPROVERS, PAGES = 32, 8, 8, 12
AT_ONCE = 8


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """The requests of each client; `once`: each may be sent one time only."""

    requests: list[list[bytes]]
    status: str = "200"
    once: bool = False


class Wanted(msgspec.Struct, frozen=True):
    """How many clients, and how many requests each of them needs where a request can be sent only once."""

    clients: int
    each: int = 0


Prepare = Callable[[World, Wanted], Awaitable[Load]]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table, with the limits it is held against; `shows_beside`: pgbench runs its SQL too."""

    name: str
    title: str
    prepare: Prepare
    shows_beside: bool = False
    p95_bar: float | None = None  # milliseconds at `bar_clients`
    rate_bar: float | None = None
    bar_clients: int = 32
    counts: tuple[int, ...] = (1, 8, 32)


def _buyer(number: int) -> str:
    return f"buyer{number % BUYERS:02}"


async def _reads(
    world: World, wanted: Wanted, paths: list[str], who: Callable[[int], str] = _buyer, accept: str = "application/json"
) -> Load:
    requests = [
        [
            await world.request("GET", path, who(client), accept=accept)
            for path in cycled(paths, min(PAGES, len(paths)), client)
        ]
        for client in range(wanted.clients)
    ]
    return Load(requests=requests)


async def _products(world: World, wanted: Wanted) -> Load:
    places = await world.values("SELECT id FROM categories WHERE parent_id IS NOT NULL ORDER BY handle, id")
    paths = [f"/v1/storefront/products?limit=20&category={CategoryId(place)}" for place in places]
    return await _reads(world, wanted, paths)


async def _first_page(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/v1/storefront/products?limit=20"])


async def _detail(world: World, wanted: Wanted) -> Load:
    found = await world.values("SELECT id FROM products WHERE status = 'active' ORDER BY id LIMIT 400")
    return await _reads(world, wanted, [f"/v1/storefront/products/{ProductId(one)}" for one in found[::7]])


async def _me(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/v1/me"])


async def _search(world: World, wanted: Wanted) -> Load:
    words = [f"{part.lower()}+m{size}" for part in PARTS for size in (6, 12)] + ["bolt+stainles", "galvanized+shackle"]
    return await _reads(world, wanted, [f"/v1/storefront/products?limit=20&q={text}" for text in words])


async def _orders(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/v1/orders?limit=50"], lambda _: "owner")


async def _orders_far(world: World, wanted: Wanted) -> Load:
    """Page 1,000 of 50, or where there are fewer orders the page after nine tenths of them."""
    count = (await world.values("SELECT count(*) FROM orders"))[0]
    left, path = min(999 * 50, count * 9 // 10), "/v1/orders?limit=50"
    while left > 0:
        step = min(left, 200)
        page = (await world.ask("GET", path.replace("limit=50", f"limit={step}"), "owner")).json()
        path, left = f"/v1/orders?limit=50&cursor={page['next']}", left - step
    return await _reads(world, wanted, [path], lambda _: "owner")


async def _own_orders(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/v1/orders?limit=50"])


async def _catalogue_page(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/app/catalogue"], accept="text/html")


async def _orders_page(world: World, wanted: Wanted) -> Load:
    return await _reads(world, wanted, ["/admin/orders"], lambda _: "owner", accept="text/html")


async def _new_cart(world: World, wanted: Wanted) -> Load:
    await clear(world)
    requests = [
        [await world.request("POST", "/v1/carts", _buyer(client), {"name": "Cart"})] * wanted.each
        for client in range(wanted.clients)
    ]
    return Load(requests=requests, status="201", once=True)


async def clear(world: World) -> None:
    """Nobody has an open cart any more; a person may have some hundred."""
    async with world.open() as ctx:
        await ctx.db.run("UPDATE carts SET status = 'discarded' WHERE status = 'open'")


async def _added_line(world: World, wanted: Wanted) -> Load:
    """A line into a cart of up to twelve: another article each time, then more of each."""
    await clear(world)
    products = await _product_count(world)
    requests = []
    for client in range(wanted.clients):
        cart = (await world.ask("POST", "/v1/carts", _buyer(client), {"name": "Cart"})).json(201)
        lines = [{"sku": sku((client * 31 + line * 7) % products, 0), "quantity": {"value": "1"}} for line in range(12)]
        address = f"/v1/carts/{cart['id']}/lines"
        requests.append([await world.request("POST", address, _buyer(client), {"lines": [line]}) for line in lines])
    return Load(requests=requests)


async def _product_count(world: World) -> int:
    return int((await world.values("SELECT count(*) FROM products"))[0])


async def ready_cart(world: World, who: str, number: int, lines: int) -> tuple[str, str]:
    """A cart of some lines and the fingerprint of what its checkout shows."""
    products = await _product_count(world)
    cart = (await world.ask("POST", "/v1/carts", who, {"name": "Order"})).json(201)["id"]
    wanted = [_line(number * 61 + line * 13, products) for line in range(lines)]
    added = (await world.ask("POST", f"/v1/carts/{cart}/lines", who, {"lines": wanted})).json()
    assert not added["refused"], added
    preview = (await world.ask("POST", f"/v1/carts/{cart}/preview", who)).json()
    return cart, preview["fingerprint"]


def _line(number: int, products: int) -> dict[str, Any]:
    place = number % products
    return {"sku": sku(place - 1 if place % 50 == 49 else place, number % 2), "quantity": {"value": "2"}}


async def _order(world: World, wanted: Wanted) -> Load:
    return await _submits(world, wanted, with_key=False)


async def _order_with_key(world: World, wanted: Wanted) -> Load:
    return await _submits(world, wanted, with_key=True)


async def _submits(world: World, wanted: Wanted, *, with_key: bool) -> Load:
    """Carts of five lines, ready to be ordered; preparing them takes longer than ordering them."""
    await clear(world)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(client: int, number: int) -> bytes:
        async with gate:
            cart, fingerprint = await ready_cart(world, _buyer(client), client * 1_009 + number, 5)
        body = {"fingerprint": fingerprint, "is_terms_accepted": True}
        more = {"key": cart} if with_key else {}
        return await world.request("POST", f"/v1/carts/{cart}/submit", _buyer(client), body, **more)

    for client in range(wanted.clients):
        await world.headers(_buyer(client))
    requests = [
        list(await asyncio.gather(*(one(client, number) for number in range(wanted.each))))
        for client in range(wanted.clients)
    ]
    return Load(requests=requests, once=True)


async def _decision(world: World, wanted: Wanted) -> Load:
    """Each approver decides the same requests, each beginning elsewhere; the eighth decision places the order."""
    teams = max(1, wanted.clients // APPROVERS)
    waiting: list[list[str]] = []
    for team in range(teams):
        asked = []
        for number in range(wanted.each):
            who = f"buyer{BUYERS + number % REQUESTERS:02}"
            cart, fingerprint = await ready_cart(world, who, team * 777 + number, 5)
            body = {"fingerprint": fingerprint, "is_terms_accepted": True}
            request = (await world.ask("POST", f"/v1/carts/{cart}/submit", who, body)).json()
            asked.append(request["approval_id"])
        waiting.append(asked)
    requests = []
    for client in range(wanted.clients):
        team, approver = client // APPROVERS, client % APPROVERS
        mine = cycled(waiting[team], wanted.each, approver * wanted.each // APPROVERS)
        who, number = f"approver{approver + 1}", team
        paths = [f"/v1/approvals/{one}/approve" for one in mine]
        requests.append([await world.request("POST", path, who, {}, number=number) for path in paths])
    return Load(requests=requests, once=True)


async def _basket(world: World, wanted: Wanted) -> Load:
    """Prices of a thousand lines in quantities that reach the tiers, in one call."""
    variants = await world.values("SELECT id FROM variants ORDER BY sku_key LIMIT 20000")
    requests = []
    for client in range(wanted.clients):
        chosen = cycled(variants[client::3], 1_000)
        lines = [
            {
                "key": key,
                "variant_id": str(VariantId(one)),
                "quantity": {"value": str(1 + key * 7 % 1_500), "unit": "C62"},
            }
            for key, one in enumerate(chosen)
        ]
        body = {"lines": lines, "with_trace": False}
        requests.append([await world.request("POST", "/v1/prices/resolve", _buyer(client), body)])
    return Load(requests=requests)


OPERATIONS = (
    Operation(name="session", title="session check", prepare=_me, shows_beside=True, p95_bar=25),
    Operation(name="products", title="page of 20 products", prepare=_products, shows_beside=True, p95_bar=25),
    Operation(name="first_page", title="first page of 20", prepare=_first_page, shows_beside=True, p95_bar=25),
    Operation(name="detail", title="product detail", prepare=_detail, shows_beside=True, p95_bar=25),
    Operation(name="search", title="search", prepare=_search, shows_beside=True, p95_bar=40),
    Operation(
        name="orders", title="orders, page 1 of 50", prepare=_orders, shows_beside=True, p95_bar=20, bar_clients=8
    ),
    Operation(
        name="orders_far", title="orders, page 1,000", prepare=_orders_far, shows_beside=True, p95_bar=20, bar_clients=8
    ),
    Operation(
        name="own_orders", title="a buyer's orders", prepare=_own_orders, shows_beside=True, p95_bar=20, bar_clients=8
    ),
    Operation(name="catalogue_page", title="catalogue (HTML)", prepare=_catalogue_page, p95_bar=40, bar_clients=8),
    Operation(name="orders_page", title="staff's orders (HTML)", prepare=_orders_page, p95_bar=40, bar_clients=8),
    Operation(name="new_cart", title="new cart", prepare=_new_cart, rate_bar=1_050),
    Operation(name="added_line", title="added line", prepare=_added_line, p95_bar=25),
    Operation(name="order", title="order of 5 lines", prepare=_order, p95_bar=60, rate_bar=800),
    Operation(name="order_with_key", title="the same, repeatable", prepare=_order_with_key, p95_bar=60),
    Operation(name="decision", title="approval decision", prepare=_decision, p95_bar=15, rate_bar=1_000, bar_clients=8),
    Operation(
        name="basket",
        title="basket of 1,000 lines",
        prepare=_basket,
        shows_beside=True,
        p95_bar=60,
        bar_clients=1,
        counts=(1, 8),
    ),
)
