"""F1: processes are killed, mixed, while people order and approve. F2: one is killed before and after each commit."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter

import psutil

from bench.figures import Figure
from faults.ground import Ground, answers
from faults.ledger import Traffic, judge, needs_approval, verdict

AREA = "kill -9"
TARGETS = ("web", "web", "web", "worker", "worker", "backend", "backend", "server")
COMMITS = ("db.commit.before", "db.commit.after")
POINT_SECONDS = 40.0


async def mixed(ground: Ground, seed: int, kills: int) -> list[Figure]:
    """Kill web, worker, a connection's process or the whole server, again and again."""
    chance = random.Random(seed)
    shop = await ground.shop()
    await needs_approval(shop)
    traffic = Traffic(ground, shop, await shop.article("1000000"), seed)
    traffic.begin()
    done: Counter[str] = Counter()
    while sum(done.values()) < kills:
        await asyncio.sleep(chance.uniform(0.2, 1.2))
        target = chance.choice(TARGETS)
        if _kill(ground, target, chance):
            done[target] += 1
        if target == "server":
            await answers(ground.port)
    await answers(ground.port)
    ledger = await traffic.end()
    problems = await judge(shop, ledger)
    return [
        *verdict(AREA, "mixed", problems),
        Figure(
            area=AREA, name=", ".join(f"{name} {count}" for name, count in sorted(done.items())), value=kills, unit=""
        ),
        Figure(area=AREA, name="acknowledged", value=ledger.acknowledged, unit="", bar=kills / 2, sense="at_least"),
        Figure(area=AREA, name="connections that broke", value=ledger.breaks, unit=""),
        Figure(area=AREA, name="slowest answer", value=ledger.slowest, unit="s"),
    ]


async def at_commits(ground: Ground, seed: int, rounds: int) -> list[Figure]:
    """Kill whoever passes a commit next, web or worker, before and after it, in the midst of each kind of work."""
    chance = random.Random(seed)
    shop = await ground.shop()
    await needs_approval(shop)
    variant = await shop.article("1000000")
    reached = 0
    problems: list[str] = []
    for number in range(rounds):
        point, process = COMMITS[number % 2], ("web", "worker")[number // 2 % 2]
        traffic = Traffic(ground, shop, variant, seed * 1_000 + number)
        # Somewhere in the work, not always at its first commit.
        arming = asyncio.create_task(_arm(ground, point, process, chance.uniform(0.0, 0.3)))
        await traffic.once()
        await arming
        reached += await _reached(ground, traffic, point)
        problems += await judge(shop, traffic.ledger)
    return [
        *verdict("failpoints", "before and after commits", problems),
        Figure(area="failpoints", name="reached", value=reached, unit="", bar=rounds, sense="at_least"),
    ]


async def _arm(ground: Ground, point: str, process: str, after: float) -> None:
    await asyncio.sleep(after)
    ground.tell(point, f"kill on {process}")


async def _reached(ground: Ground, traffic: Traffic, point: str) -> bool:
    """Whether somebody died there. When the work was over before the point was armed, more work passes it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + POINT_SECONDS
    while not ground.was_reached(point):
        if loop.time() > until:
            return False
        await traffic.once()
    return True


def _kill(ground: Ground, target: str, chance: random.Random) -> bool:
    """Kill one process of a kind; false when none lives now."""
    try:
        if target == "server":
            ground.server_process().send_signal(signal.SIGKILL)
            return True
        kind = "postgres" if target == "backend" else target
        found = ground.processes(kind)
        if target == "backend":
            server = ground.server_process().pid
            found = [one for one in found if one.pid != server and "hanse" in " ".join(one.cmdline())]
        if not found:
            return False
        chance.choice(found).send_signal(signal.SIGKILL)
    except (psutil.NoSuchProcess, StopIteration):
        return False
    return True


def _told(done: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(done.items()))
