"""F6: the disk is full. The data folder lies on a small file system in memory, which a file fills to its last byte."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from faults.ground import Ground, answers
from faults.ledger import Traffic, judge, needs_approval, verdict

AREA = "full disk"
SIZE = "640m"
_CHUNK = 1 << 20


@contextlib.contextmanager
def small_disk() -> Iterator[tuple[Path, bool]]:
    """A folder for an installation, and whether it is a file system of its own; only root may mount one."""
    with tempfile.TemporaryDirectory(prefix="hanse-faults-") as name:
        os.chmod(name, 0o755)
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "hanse-faults", name]
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
        try:
            yield Path(name) / "data", mounted
        finally:
            if mounted:
                subprocess.run(["umount", "-l", name], check=True)


async def full(ground: Ground, seed: int, seconds: float) -> list[Figure]:
    """Fill the disk under load, look at the answers, make room again."""
    shop = await ground.shop()
    await needs_approval(shop)
    traffic = Traffic(ground, shop, await shop.article("1000000"), seed)
    traffic.begin(orders=6, approvals=2)
    await asyncio.sleep(0.5)
    before = traffic.ledger.statuses[503]
    ballast = ground.settings.data_dir.parent / "ballast"
    until = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < until:
        _fill(ballast)
        await asyncio.sleep(0.2)
    ballast.unlink()
    recovery = await answers(ground.port)
    ledger = await traffic.end()
    return [
        *verdict(AREA, "on a file system in memory", await judge(shop, ledger)),
        Figure(area=AREA, name="refused with 503 meanwhile", value=ledger.statuses[503] - before, unit=""),
        Figure(area=AREA, name="ready again after", value=recovery, unit="s", bar=10),
        Figure(area=AREA, name="acknowledged", value=ledger.acknowledged, unit="", bar=1, sense="at_least"),
    ]


def _fill(ballast: Path) -> None:
    """Take every byte that is left."""
    size = _CHUNK
    with open(ballast, "ab", buffering=0) as file:
        while size >= 1:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 16
