"""Owns where set-up puts things, and running a step with a clear end.

Must not be here: what is installed. Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
WEB = ROOT / "hanse" / "platform" / "web"
VENDOR = WEB / "static" / "vendor"


def say(line: str) -> None:
    """Tell what happens; on standard error, because standard output is for answers."""
    print(line, file=sys.stderr, flush=True)


def give_up(line: str) -> NoReturn:
    """End the set-up with one sentence that says what to do."""
    say(line)
    raise SystemExit(1)


def digest(*files: Path, salt: str = "") -> str:
    """One hash over the content of files that exist, and a salt."""
    total = hashlib.sha256(salt.encode())
    for file in files:
        total.update(file.read_bytes() if file.exists() else b"-")
        total.update(b"\0")
    return total.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Whether a step that left `stamp` was done for exactly this input."""
    try:
        return stamp.read_text("ascii") == wanted
    except OSError:
        return False


def run(command: list[str], *, what: str, environment: dict[str, str] | None = None, folder: Path = ROOT) -> None:
    """Run a step; when it fails, say which one and end."""
    try:
        status = subprocess.run(
            command, cwd=folder, env=os.environ | (environment or {}), stdout=sys.stderr, check=False
        ).returncode
    except OSError as problem:
        give_up(f"{what} failed: {problem}.")
    if status != 0:
        give_up(f"{what} failed with status {status}: the reason is above; mend it and run the same command again.")
