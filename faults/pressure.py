"""F4 and F9: far more clients than fit, and a stop in the midst of the load."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass, field

from bench.figures import Figure
from faults.ground import Ground, Shop, another_web
from faults.ledger import Traffic, judge, needs_approval, verdict
from faults.wire import Broken, Refused, Wire

POOL = 4
PEAK_CLIENTS = 16
CROWD = 500
GOODPUT_BAR = 0.8
STOP_BAR = 30.0


@dataclass
class Crowd:
    """What clients of one operation were answered."""

    served: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


async def overload(ground: Ground, seed: int, seconds: float) -> list[Figure]:
    """Ask one web process with 4 connections to the database with few clients, then with 500."""
    shop = await ground.shop()
    settings = {"HANSE_DATABASE_POOL_MAX": str(POOL), "HANSE_DATABASE_POOL_MIN": str(POOL)}
    async with another_web(ground, settings) as (port, _):
        await _ask(ground, shop, port, PEAK_CLIENTS, seconds / 2)
        peak = await _ask(ground, shop, port, PEAK_CLIENTS, seconds)
        crowd = await _ask(ground, shop, port, CROWD, seconds)
        after = await _ask(ground, shop, port, PEAK_CLIENTS, seconds / 2)
    goodput = crowd.served / max(peak.served, 1)
    return [
        *verdict("overload", f"{CROWD} clients on a pool of {POOL}", [*crowd.wrong, *after.wrong]),
        Figure(area="overload", name="peak", value=peak.served / seconds, unit="/s"),
        Figure(area="overload", name="goodput of peak", value=goodput, unit="", bar=GOODPUT_BAR, sense="at_least"),
        Figure(area="overload", name="refused with 503 and Retry-After", value=crowd.refused, unit=""),
        Figure(area="overload", name="slowest answer", value=crowd.slowest, unit="s", bar=5),
        Figure(area="overload", name="refused afterwards", value=after.refused, unit="", bar=0),
    ]


async def _ask(ground: Ground, shop: Shop, port: int, clients: int, seconds: float) -> Crowd:
    crowd = Crowd()
    until = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(_client(ground.wire(shop.business.owner, port), until, crowd) for _ in range(clients)))
    return crowd


async def _client(wire: Wire, until: float, crowd: Crowd) -> None:
    """Ask again and again; who is refused comes back when told to."""
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        try:
            answer = await wire.send("GET", "/v1/orders?limit=20")
        except Broken as error:
            crowd.wrong.append(f"a connection broke: {error}")
            continue
        crowd.slowest = max(crowd.slowest, answer.seconds)
        if answer.status == 200:
            crowd.served += 1
        elif answer.status == 503 and answer.headers.get("retry-after", "").isdigit():
            crowd.refused += 1
            await asyncio.sleep(int(answer.headers["retry-after"]))
        else:
            crowd.wrong.append(f"{answer.status} {answer.body[:200]!r}")
    wire.close()


async def stop(ground: Ground, seed: int) -> list[Figure]:
    """SIGTERM while clients write without a pause: whatever could be sent is answered."""
    shop = await ground.shop()
    await needs_approval(shop)
    variant = await shop.article("1000000")
    loop = asyncio.get_running_loop()
    async with another_web(ground, {"HANSE_WEB_PROCESSES": "2"}) as (port, process):
        traffic = Traffic(ground, shop, variant, seed, port=port)
        crowd = Crowd()
        clients = [asyncio.create_task(_until_refused(traffic, number, crowd)) for number in range(8)]
        await asyncio.sleep(1.0)
        began = loop.time()
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, 60)
        took = loop.time() - began
        await asyncio.gather(*clients)
    return [
        *verdict("SIGTERM", "under load", [*crowd.wrong, *await judge(shop, traffic.ledger)]),
        Figure(area="SIGTERM", name="answered", value=crowd.served, unit="", bar=8, sense="at_least"),
        Figure(area="SIGTERM", name="took", value=took, unit="s", bar=STOP_BAR),
    ]


async def _until_refused(traffic: Traffic, number: int, crowd: Crowd) -> None:
    """Enter orders until nobody listens any more; half of the clients make a connection for each request."""
    wire = traffic.ground.wire(traffic.shop.business.owner, traffic.port)
    sent = 0
    while True:
        sent += 1
        token = f"{traffic.seed}-{number}-{sent}"
        try:
            answer = await wire.send("POST", "/v1/orders", traffic.order(token), {"idempotency-key": token})
        except Refused:
            return
        except Broken as error:
            crowd.wrong.append(f"a request was dropped: {error}")
            return
        if answer.status == 201:
            crowd.served += 1
            traffic.ledger.orders[token] = answer.json()["id"]
        elif answer.status != 503:
            crowd.wrong.append(f"{answer.status} {answer.body[:200]!r}")
        if number % 2:
            wire.close()
