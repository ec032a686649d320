"""Runs measurements, prints their tables, and keeps the figures as JSON in bench/out."""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psutil

from bench import contracts, growth, imports, isolation, papers, sizes, starting, trail
from bench import figures as bars_of
from bench.figures import Figure
from bench.measuring import Effort, Measured, measure
from bench.operations import OPERATIONS
from bench.table import bars, moved, save, table
from bench.world import opened
from hanse import __version__
from hanse.demo.scale.sizes import SCALES

OUT = Path(__file__).parent / "out"
MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "start": starting.measure,
    "isolation": isolation.measure,
    "contracts": contracts.measure,
    "papers": papers.measure,
    "imports": imports.measure,
    "growth": growth.measured,
    "sizes": sizes.measure,
}
TRAIL = "trail"
ROWS = {operation.name: operation for operation in OPERATIONS}


def main() -> int:
    """Measure what is named, or everything; with --strict a missed bar is status 1."""
    options = _options()
    names = options.names or [*ROWS, TRAIL, *MEASUREMENTS]
    figures: list[Figure] = []
    rows: list[Measured] = []
    wanted = [ROWS[name] for name in names if name in ROWS]
    if wanted:
        rows = asyncio.run(_measure(wanted, options))
        figures += bars(rows)
        print(table(rows) + "\n")
        print("\n".join(moved(options.scale, rows)) + "\n")
        if options.save_baseline:
            save(options.scale, rows)
    for name in (one for one in names if one not in ROWS):
        print(f"Measuring {name} ...", file=sys.stderr)
        figures += trail.measure(options.scale) if name == TRAIL else MEASUREMENTS[name]()
    if figures:
        print(bars_of.table(figures))
    print(f"\nWritten to {_keep({'figures': figures, 'rows': rows, 'scale': options.scale})}.", file=sys.stderr)
    missed = [figure for figure in figures if figure.is_met is False]
    return 1 if missed and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    choices = [*ROWS, TRAIL, *MEASUREMENTS, []]
    parser.add_argument("names", nargs="*", choices=choices, help="What to measure; everything unless named.")
    parser.add_argument(
        "--scale", choices=list(SCALES), default="bench", help="The world; built once, see bench/world.py."
    )
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="How many at once.")
    parser.add_argument("--seconds", type=float, default=3.0, help="Length of a burst.")
    parser.add_argument("--rounds", type=int, default=3, help="Bursts whose median counts.")
    parser.add_argument("--alone", action="store_true", help="Without pgbench beside.")
    parser.add_argument("--save-baseline", action="store_true", help="Make this run what later ones are compared with.")
    parser.add_argument("--strict", action="store_true", help="End with status 1 when a bar is missed.")
    return parser.parse_args()


async def _measure(wanted: list[Any], options: argparse.Namespace) -> list[Measured]:
    effort = Effort(
        seconds=options.seconds, rounds=options.rounds, clients=tuple(options.clients), beside=not options.alone
    )
    rows: list[Measured] = []
    async with opened(options.scale) as world:
        for operation in wanted:
            print(f"Measuring {operation.name} ...", file=sys.stderr)
            rows += await measure(world, operation, effort)
    return rows


def _keep(measured: dict[str, Any]) -> Path:
    OUT.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    content = {
        "at": now,
        "version": __version__,
        "python": platform.python_version(),
        "processors": psutil.cpu_count(),
        "load_before": psutil.getloadavg()[2],
        **measured,
    }
    path = OUT / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2))
    return path


if __name__ == "__main__":
    sys.exit(main())
