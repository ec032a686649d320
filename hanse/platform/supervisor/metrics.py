"""Owns the folder through which the processes of one tree count together, so that any of them can show all.

Must not be here: what is counted (`platform/telemetry.py`). This module must not import prometheus_client: that
library decides at its import, by the variable set here, whether counts are shared.
"""

import os
import shutil
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


class SharedMetrics:
    """The shared folder; begun empty, because counts start again with the tree."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "metrics"

    def begin(self) -> None:
        """Make the folder and tell the library and all children to use it. Call before any part is imported.

        Raises: OSError when it cannot be made.
        """
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700, parents=True)
        os.environ[VARIABLE] = str(self._folder)

    def forget(self, pid: int) -> None:
        """Drop what only counts while a process lives, such as the requests it worked on."""
        for file in self._folder.glob(f"gauge_live*_{pid}.db"):
            file.unlink(missing_ok=True)
