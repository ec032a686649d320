"""M1, M2, M6: a crowd that buys more than there is, one key sent many times at once, and very many splits."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from bench.figures import Figure
from faults.ground import Ground, Shop
from faults.invariants import broken
from faults.ledger import verdict
from faults.wire import Broken, Wire
from hanse.kit.money import Money, split

AREA = "money and stock"
CONNECTIONS = 64
DUPLICATES, CANCELLED = 0.3, 0.1
ANSWERS = {201, 409, 503}


def order(shop: Shop, variant: str, token: str) -> dict[str, object]:
    """An order of one piece."""
    line = {
        "variant_id": variant,
        "quantity": {"value": "1", "unit": "C62"},
        "unit_price": {"amount": "10.00", "currency": "EUR"},
    }
    return {
        "organization_id": shop.organization,
        "currency": "EUR",
        "po_number": token,
        "lines": [line],
        "shipping_address": {"country": "DE", "line1": "Quay 1"},
    }


async def crowd(ground: Ground, seed: int, buyers: int, units: int) -> list[Figure]:
    """M1: more buyers than units, three in ten send twice, one in ten goes away before the answer."""
    chance = random.Random(seed)
    shop = await ground.shop()
    variant = await shop.article(str(units))
    turns: asyncio.Queue[tuple[str, bool, bool]] = asyncio.Queue()
    for number in range(buyers):
        turns.put_nowait((f"{seed}-{number}", chance.random() < DUPLICATES, chance.random() < CANCELLED))
    sold: set[str] = set()
    statuses: Counter[int] = Counter()
    wires = [(ground.wire(shop.business.owner), ground.wire(shop.business.owner)) for _ in range(CONNECTIONS // 2)]
    await asyncio.gather(*(_buy(shop, variant, pair, turns, (sold, statuses)) for pair in wires))
    problems = await broken(shop.business)
    rows = await shop.rows("SELECT po_number, count(*) AS orders FROM orders GROUP BY 1")
    problems += [f"{row['po_number']} was sold {row['orders']} times" for row in rows if row["orders"] > 1]
    there = {row["po_number"] for row in rows}
    problems += [f"the acknowledged sale {token} is lost" for token in sold - there]
    problems += [
        f"{count} answers were {status}" for status, count in statuses.items() if status not in (201, 409, 503)
    ]
    allocated = await shop.value("SELECT sum(allocated)::bigint FROM stock_levels") // 10_000
    return [
        *verdict(AREA, f"{buyers} buyers of {units} units", problems),
        Figure(area=AREA, name="units sold", value=allocated, unit="", bar=units),
        Figure(area=AREA, name="units sold, no fewer", value=allocated, unit="", bar=units, sense="at_least"),
        Figure(area=AREA, name="orders", value=len(rows), unit="", bar=units),
    ]


async def _buy(
    shop: Shop,
    variant: str,
    wires: tuple[Wire, Wire],
    turns: asyncio.Queue[tuple[str, bool, bool]],
    seen: tuple[set[str], Counter[int]],
) -> None:
    while not turns.empty():
        token, twice, goes_away = turns.get_nowait()
        body, key = order(shop, variant, token), {"idempotency-key": token}
        sends = [asyncio.create_task(wire.send("POST", "/v1/orders", body, key)) for wire in wires[: 1 + twice]]
        if goes_away:
            await asyncio.sleep(0.01)
            for send in sends:
                send.cancel()
        for outcome in await asyncio.gather(*sends, return_exceptions=True):
            if isinstance(outcome, (Broken, asyncio.CancelledError)):
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            seen[1][outcome.status] += 1
            if outcome.status == 201:
                seen[0].add(token)


async def one_key(ground: Ground, seed: int, keys: int, times: int) -> list[Figure]:
    """M2: each key is sent many times at once; it has one effect, and every answer that tells of it tells the same."""
    shop = await ground.shop()
    variant = await shop.article("1000000")
    wires = [ground.wire(shop.business.owner) for _ in range(times)]
    problems: list[str] = []
    for number in range(keys):
        token = f"{seed}-k{number}"
        body, key = order(shop, variant, token), {"idempotency-key": token}
        answers = await asyncio.gather(*(wire.send("POST", "/v1/orders", body, key) for wire in wires))
        told = {answer.json()["id"] for answer in answers if answer.status == 201}
        statuses = {answer.status for answer in answers}
        if len(told) != 1 or not statuses <= ANSWERS:
            problems.append(f"the key {token} was answered {sorted(statuses)} with {len(told)} orders")
    rows = await shop.rows("SELECT po_number, count(*) AS orders FROM orders GROUP BY 1")
    problems += [f"the key {row['po_number']} made {row['orders']} orders" for row in rows if row["orders"] != 1]
    problems += await broken(shop.business)
    return [
        *verdict(AREA, f"{keys} keys, each {times} times at once", problems),
        Figure(area=AREA, name="orders of these keys", value=len(rows), unit="", bar=keys),
        Figure(area=AREA, name="orders of these keys, no fewer", value=len(rows), unit="", bar=keys, sense="at_least"),
    ]


def splits(seed: int, count: int) -> list[Figure]:
    """M6: whatever is divided among whomever, the parts add up to the minor unit, and a negative split mirrors."""
    chance = random.Random(seed)
    inexact = 0
    for _ in range(count):
        whole = Money(chance.randint(-(10**12), 10**12), "EUR")
        weights = [chance.randint(0, 10**9) for _ in range(chance.randint(1, 12))]
        weights[0] += 1  # at least one takes part
        parts = split(whole, weights)
        mirrored = split(-whole, weights)
        inexact += sum(part.minor for part in parts) != whole.minor or mirrored != [-part for part in parts]
    return [Figure(area=AREA, name=f"{count:,} random splits that do not add up", value=inexact, unit="", bar=0)]
