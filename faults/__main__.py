"""Breaks a real installation in many ways, prints what became of it, and keeps the figures as JSON in faults/out."""

from __future__ import annotations

import argparse
import asyncio
import platform
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil

from bench.figures import Figure, table
from bench.installation import fresh_folder
from faults import clocks, disk, kills, money, outages, outside, pressure, silence, upgrading
from faults.ground import Ground, open_ground
from hanse import __version__
from hanse.platform.observability import configure_logging
from hanse.testing.mailbox import smtp_server

OUT = Path(__file__).parent / "out"


@dataclass(frozen=True)
class Size:
    """How much of each fault: a short run for the test suite, the long one by command."""

    kills: int
    points: int
    freeze_seconds: float
    network_seconds: float
    load_seconds: float
    approvals: int
    requests: int
    buyers: int
    units: int
    keys: int
    times: int
    splits: int
    rows: int


SHORT = Size(
    kills=8,
    points=4,
    freeze_seconds=5.5,
    network_seconds=3,
    load_seconds=2,
    approvals=3,
    requests=30,
    buyers=200,
    units=30,
    keys=4,
    times=40,
    splits=20_000,
    rows=20_000,
)
LONG = Size(
    kills=200,
    points=80,
    freeze_seconds=10,
    network_seconds=30,
    load_seconds=10,
    approvals=40,
    requests=600,
    buyers=10_000,
    units=500,
    keys=200,
    times=100,
    splits=1_000_000,
    rows=1_000_000,
)


async def _splits(ground: Ground, seed: int, size: Size) -> list[Figure]:
    return money.splits(seed, size.splits)


Fault = Callable[[Ground, int, Size], Awaitable[list[Figure]]]
FAULTS: dict[str, Fault] = {
    "splits": _splits,
    "crowd": lambda ground, seed, size: money.crowd(ground, seed, size.buyers, size.units),
    "key": lambda ground, seed, size: money.one_key(ground, seed, size.keys, size.times),
    "clocks": lambda ground, seed, size: clocks.jumps(ground, seed, size.approvals),
    "outages": lambda ground, seed, size: outages.dead(ground, seed, size.requests),
    "overload": lambda ground, seed, size: pressure.overload(ground, seed, size.load_seconds),
    "stop": lambda ground, seed, size: pressure.stop(ground, seed),
    "network": lambda ground, seed, size: silence.bad_network(ground, seed, size.network_seconds),
    "frozen": lambda ground, seed, size: silence.freeze(ground, seed, size.freeze_seconds),
    "points": lambda ground, seed, size: kills.at_commits(ground, seed, size.points),
    "files": lambda ground, seed, size: outside.at_files(ground, seed, size.points // 2),
    "mails": lambda ground, seed, size: outside.at_mails(ground, seed, 2 + size.points // 20),
    "kills": lambda ground, seed, size: kills.mixed(ground, seed, size.kills),
    "upgrade": lambda ground, seed, size: upgrading.upgrade(ground, seed, size.rows),
}
ON_A_DISK_OF_ITS_OWN: dict[str, Fault] = {
    "disk": lambda ground, seed, size: disk.full(ground, seed, size.load_seconds * 2),
}


async def run(names: list[str], seed: int, size: Size) -> list[Figure]:
    """Try the named faults one after the other on one installation; each gets a business of its own."""
    figures: list[Figure] = []
    if set(names) & set(FAULTS):
        with fresh_folder() as folder:
            async with smtp_server() as mail, open_ground(folder, mail) as ground:
                figures += await _try(FAULTS, names, ground, seed, size)
    if set(names) & set(ON_A_DISK_OF_ITS_OWN):
        with disk.small_disk() as (folder, own_disk):
            if own_disk:
                async with open_ground(folder) as ground:
                    figures += await _try(ON_A_DISK_OF_ITS_OWN, names, ground, seed, size)
            else:
                print("disk: not tried, because only root may mount a small file system.", file=sys.stderr)
    return figures


async def _try(faults: dict[str, Fault], names: list[str], ground: Ground, seed: int, size: Size) -> list[Figure]:
    figures: list[Figure] = []
    for name, fault in faults.items():
        if name in names:
            print(f"{name} (seed {seed}) ...", file=sys.stderr, flush=True)
            figures += await fault(ground, seed, size)
    return figures


def main() -> int:
    """Try what is named, or everything; a promise that was not kept is status 1."""
    known = [*FAULTS, *ON_A_DISK_OF_ITS_OWN]
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], help="What to try; everything unless named.")
    parser.add_argument("--seed", type=int, default=None, help="Repeat the choices of an earlier run.")
    parser.add_argument("--short", action="store_true", help="As the test suite does it, in a minute.")
    options = parser.parse_args()
    configure_logging("error", "json")
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    names = options.names or known
    figures = asyncio.run(run(names, seed, SHORT if options.short else LONG))
    print(table(figures))
    print(f"\nRepeat with --seed {seed}. Written to {_keep(figures, seed)}.", file=sys.stderr)
    return 1 if any(figure.is_met is False for figure in figures) else 0


def _keep(figures: list[Figure], seed: int) -> Path:
    OUT.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    content = {
        "at": now,
        "version": __version__,
        "python": platform.python_version(),
        "processors": psutil.cpu_count(),
        "seed": seed,
        "figures": figures,
    }
    path = OUT / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2))
    return path


if __name__ == "__main__":
    sys.exit(main())
