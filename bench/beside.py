"""pgbench running what a request runs: the same statements, as the same role, under the same policies, at once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.recording import Script
from hanse.platform.supervisor import find_binaries

RATE = re.compile(r"tps = ([\d.]+)")


def run_beside(url: str, scripts: Sequence[Script], clients: int, seconds: float, folder: Path) -> float:
    """Transactions a second that pgbench reaches, each of them one of the scripts. Raises RuntimeError."""
    command = [find_binaries().program("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
    command += ["-T", str(max(1, round(seconds)))]
    for number, script in enumerate(scripts):
        path = folder / f"beside-{number}.sql"
        path.write_text(script.text)
        command += ["-f", str(path)]
        for name, value in script.variables.items():
            command += ["-D", f"{name}={value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, timeout=seconds + 60, check=False)
    found = RATE.search(done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench ended with {done.returncode}: {done.stderr[-1500:]}")
    return float(found[1])
