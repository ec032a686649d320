"""F3: a database that is frozen, far away, or lost in the midst of a COMMIT."""

from __future__ import annotations

import asyncio
import random
import urllib.parse
from pathlib import Path

from bench.figures import Figure
from faults.ground import Ground, another_web, frozen
from faults.ledger import Traffic, judge, needs_approval, verdict
from faults.proxy import Proxy, proxied
from faults.wire import Broken

AREA = "database"
HANG_BAR, RECOVERY_BAR = 5.0, 3.0
START_SECONDS = 60.0


async def freeze(ground: Ground, seed: int, seconds: float) -> list[Figure]:
    """Stop every process of PostgreSQL for a while under load, then let them go on."""
    shop = await ground.shop()
    await needs_approval(shop)
    traffic = Traffic(ground, shop, await shop.article("1000000"), seed)
    traffic.begin()
    await asyncio.sleep(0.5)
    traffic.ledger.slowest = 0.0
    with frozen(ground.processes("postgres")):
        await asyncio.sleep(seconds)
    recovery = await _first_write(ground, traffic)
    ledger = await traffic.end()
    return [
        *verdict(AREA, f"frozen for {seconds:g} s", await judge(shop, ledger)),
        Figure(area=AREA, name="frozen: slowest answer", value=ledger.slowest, unit="s", bar=HANG_BAR),
        Figure(area=AREA, name="frozen: recovery", value=recovery, unit="s", bar=RECOVERY_BAR),
    ]


async def bad_network(ground: Ground, seed: int, seconds: float, *, far_away: bool = True) -> list[Figure]:
    """Another web process reaches the same database through a network that loses COMMITs, is cut, and is slow."""
    chance = random.Random(seed)
    address = urllib.parse.urlsplit(ground.settings.database_url)
    options = dict(urllib.parse.parse_qsl(address.query))
    socket_file = Path(options["host"]) / f".s.PGSQL.{options.get('port', '5432')}"
    shop = await ground.shop()
    await needs_approval(shop)
    variant = await shop.article("1000000")
    figures: list[Figure] = []
    async with proxied(socket_file, chance) as proxy:
        url = f"postgresql://{address.username}:{address.password}@127.0.0.1:{proxy.port}{address.path}"
        other = {"DATABASE_URL": f"{url}?sslmode=disable&gssencmode=disable"}
        async with another_web(ground, other) as (port, _):
            figures += await _resets(Traffic(ground, shop, variant, seed, port=port), proxy, seconds)
            if far_away:
                figures += await _far_away(Traffic(ground, shop, variant, seed + 1, port=port), proxy, seconds)
    return figures


async def _resets(traffic: Traffic, proxy: Proxy, seconds: float) -> list[Figure]:
    """One COMMIT in five is lost, and now and then every connection."""
    loop = asyncio.get_running_loop()
    until, cuts = loop.time() + seconds, 0
    proxy.resets = 0.2
    traffic.begin(orders=3, approvals=2)
    while loop.time() < until:
        await asyncio.sleep(seconds / 4)
        cuts += proxy.cut() > 0
    proxy.resets = 0.0
    recovery = await _first_write(traffic.ground, traffic)
    ledger = await traffic.end()
    return [
        *verdict(AREA, "reset in COMMIT and cut", await judge(traffic.shop, ledger)),
        Figure(area=AREA, name="COMMITs that were reset", value=proxy.resets_done, unit="", bar=3, sense="at_least"),
        Figure(area=AREA, name="times every connection was cut", value=cuts, unit=""),
        Figure(area=AREA, name="reset: acknowledged", value=ledger.acknowledged, unit="", bar=5, sense="at_least"),
        Figure(area=AREA, name="reset: slowest answer", value=ledger.slowest, unit="s", bar=HANG_BAR),
        Figure(area=AREA, name="reset: recovery", value=recovery, unit="s", bar=RECOVERY_BAR),
    ]


async def _far_away(traffic: Traffic, proxy: Proxy, seconds: float) -> list[Figure]:
    """Every message takes 200 ms longer: nothing breaks. A checkout of thirty messages then takes its six seconds."""
    proxy.delay_seconds = 0.2
    traffic.begin(orders=2, approvals=1)
    await asyncio.sleep(seconds / 2)
    ledger = await traffic.end()
    return [
        *verdict(AREA, "200 ms away", await judge(traffic.shop, ledger)),
        Figure(
            area=AREA, name="200 ms away: acknowledged", value=ledger.acknowledged, unit="", bar=1, sense="at_least"
        ),
        Figure(area=AREA, name="200 ms away: slowest answer", value=ledger.slowest, unit="s"),
    ]


async def _first_write(ground: Ground, traffic: Traffic) -> float:
    """Seconds until somebody new gets something written."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    wire = ground.wire(traffic.shop.business.owner, traffic.port)
    while loop.time() - began < START_SECONDS:
        try:
            name = {"name": f"Afterwards {loop.time()}"}
            if (await wire.send("POST", "/v1/organizations", name)).status == 201:
                return loop.time() - began
        except Broken:
            pass
        await asyncio.sleep(0.02)
    return START_SECONDS
