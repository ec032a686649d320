"""Named places before and after each commit and each call to the outside, where a fault run may hit a process.

Ordinary processes pass them without effect: only a process started with HANSE_TEST_FAILPOINTS looks further, into the
folder named there. A file with the name of a point says what is to happen there: `kill` or `hold 0.5`, perhaps
only in processes whose name begins so (`kill on worker`). The first process that passes takes the file away, so each
order is carried out once, whatever runs at the same time.

Must not be here: what is tried out at the points (`faults/`), or any behaviour the product relies on.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Final

VARIABLE: Final = "HANSE_TEST_FAILPOINTS"
POINTS: Final = (
    "db.commit.before",
    "db.commit.after",
    "http.send.before",
    "http.send.after",
    "mail.send.before",
    "mail.send.after",
    "files.write.before",
    "files.write.after",
    "files.remove.before",
    "files.remove.after",
    "checkpoint.export.before",
    "checkpoint.export.after",
)
_FOLDER = os.environ.get(VARIABLE, "")


def failpoint(name: str) -> None:
    """Pass a named place; nothing happens there outside of a fault run."""
    if _FOLDER:
        _pass(Path(_FOLDER), name)


def _pass(folder: Path, name: str) -> None:
    order = folder / name
    try:
        action, _, process = order.read_text("ascii").strip().partition(" on ")
        if not os.environ.get("HANSE_PROCESS", "").startswith(process):
            return
        order.rename(folder / f"{name}.done")
    except FileNotFoundError:
        return
    word, _, seconds = action.partition(" ")
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "hold":
        time.sleep(float(seconds))
