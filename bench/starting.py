"""Start times and idle memory of a whole installation with its usual settings."""

from __future__ import annotations

import statistics
import time

from bench.figures import Figure
from bench.installation import fresh_folder, running

SETTLE_SECONDS = 6.0
RESTARTS = 3
MIB = 1024 * 1024


def measure() -> list[Figure]:
    """From an empty folder to the first page with the demo world built; then what it holds idle; then again."""
    restarts, restart_cpu = [], []
    with fresh_folder() as folder:
        with running(folder) as installation:
            first, first_cpu = installation.first_page_seconds, sum(installation.cpu().values())
            installation.await_demo()  # whoever builds it is not idle, and goes away
            time.sleep(SETTLE_SECONDS)
            memory = installation.memory()
        for _ in range(RESTARTS):
            with running(folder) as installation:
                restarts.append(installation.first_page_seconds)
                restart_cpu.append(sum(installation.cpu().values()))
    figures = [
        Figure(area="start", name="empty folder to first page", value=first, unit="s", bar=3.0),
        Figure(area="start", name="empty folder to first page, CPU of all processes", value=first_cpu, unit="s"),
        Figure(area="start", name="restart to first page", value=statistics.median(restarts), unit="s", bar=1.5),
        Figure(
            area="start",
            name="restart to first page, CPU of all processes",
            value=statistics.median(restart_cpu),
            unit="s",
        ),
        Figure(area="memory", name="whole tree, idle", value=sum(memory.values()) / MIB, unit="MiB", bar=350),
    ]
    figures += [
        Figure(area="memory", name=f"{kind}, idle", value=size / MIB, unit="MiB") for kind, size in memory.items()
    ]
    return figures
