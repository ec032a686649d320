"""Runs measurements, prints their table, and keeps the figures as JSON in bench/out."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil

from bench import isolation, serving, sizes, starting
from bench.figures import Figure, table
from hanse import __version__

OUT = Path(__file__).parent / "out"
MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "start": starting.measure,
    "serving": serving.measure,
    "isolation": isolation.measure,
    "sizes": sizes.measure,
}


def main() -> int:
    """Measure what is named, or everything; with --strict a missed bar is status 1."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*MEASUREMENTS, []], help="What to measure; everything unless named."
    )
    parser.add_argument("--strict", action="store_true", help="End with status 1 when a bar is missed.")
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.names or MEASUREMENTS:
        print(f"Measuring {name} ...", file=sys.stderr)
        figures += MEASUREMENTS[name]()
    print(table(figures))
    print(f"\nWritten to {_keep(figures)}.", file=sys.stderr)
    missed = [figure for figure in figures if figure.is_met is False]
    return 1 if missed and options.strict else 0


def _keep(figures: list[Figure]) -> Path:
    OUT.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    content = {
        "at": now,
        "version": __version__,
        "python": platform.python_version(),
        "processors": psutil.cpu_count(),
        "load_before": psutil.getloadavg()[2],
        "figures": figures,
    }
    path = OUT / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2))
    return path


if __name__ == "__main__":
    sys.exit(main())
