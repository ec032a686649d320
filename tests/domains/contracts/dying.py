"""Workers that die while they look after renewals: each is a fork that runs what is due at an instant, and is killed.

Called as `dying <app url> <owner url> <jobs url> <folder>`, with lines `<instant> <point>` to read; tells the exit code
of each worker. No assertions. The lease of a dead worker's job counts as over.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from hanse.domains.contracts.commands import renewals
from hanse.kit.clock import ManualClock
from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.installation import open_installation

LEFT = "UPDATE hanse_jobs.pgqueuer SET status = 'queued', queue_manager_id = NULL WHERE status = 'picked'"
POINTS = {
    "told": ("_tell", ""),
    "told.commit": ("_tell", "db.commit.before"),
    "told.over": ("_tell", "db.commit.after"),
    "written": ("begin_next", ""),
    "renewed": ("_renew_by_itself", ""),
    "renewed.commit": ("_renew_by_itself", "db.commit.before"),
    "renewed.over": ("_renew_by_itself", "db.commit.after"),
}
"""Where a worker dies: right after a part of the work, or at the commit that follows it."""


def die_after(name: str, order: str, folder: Path) -> None:
    """Let this process be killed after a function of renewals, at once or at the point that is ordered."""
    inner: Callable[..., Awaitable[Any]] = getattr(renewals, name)

    async def then_die(*arguments: Any) -> Any:
        found = await inner(*arguments)
        if not order:
            os.kill(os.getpid(), signal.SIGKILL)
        (folder / order).write_text("kill", "ascii")
        return found

    setattr(renewals, name, then_die)


async def work(urls: DatabaseUrls, folder: Path, instant: datetime) -> None:
    """Everything that is due at an instant."""
    async with open_installation(urls, folder, ManualClock(instant)) as site:
        async with site.sweeper.transaction() as transaction:
            await transaction.run(LEFT)
        await site.drain()


def main(app: str, owner: str, jobs: str, place: str) -> None:
    folder = Path(place)
    for line in sys.stdin:
        instant, point = line.split()
        pid = os.fork()
        if not pid:
            try:
                die_after(*POINTS[point], folder)
                asyncio.run(
                    work(DatabaseUrls(app=app, owner=owner, jobs=jobs), folder, datetime.fromisoformat(instant))
                )
            finally:
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
