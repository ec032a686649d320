"""Brings up real worker processes quickly: everything is imported once, each worker is a fork of its own.

Takes lines `start <app url> <jobs url> <tenant>...` and tells `started <pid>`, `ended <pid> <code>`; workers tell
`<pid> <what>`. The workers' lease is short so that tests of takeover are.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from datetime import timedelta
from uuid import UUID

from hanse.kit.clock import SystemClock
from hanse.platform.authz import TenantRef
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.registry import Registry
from hanse.platform.worker import Worker, WorkerSettings, run_worker
from hanse.testing.worker import OpenGate, platform_services
from tests.platform.jobs.workshop import WORK, say

SETTINGS = WorkerSettings(
    at_once=3,
    lease=timedelta(seconds=1),
    poll=timedelta(milliseconds=20),
    chain=timedelta(milliseconds=100),
    seen=timedelta(milliseconds=200),
    grace=timedelta(seconds=5),
)


async def work(app_url: str, jobs_url: str, *tenants: str) -> None:
    app, sweeper = Database(app_url), Database(jobs_url, PoolSettings(maximum=4))
    await app.open()
    await sweeper.open()
    gate = OpenGate({UUID(text): TenantRef(id=UUID(text), handle="t", name="T") for text in tenants})
    worker = Worker(platform_services(app, Registry([WORK]), SystemClock()), sweeper, gate, SETTINGS)
    say("ready")
    await run_worker(worker)
    await app.close()
    await sweeper.close()
    say("stopped")


def tell(line: str) -> None:
    """Say a line in one piece: the workers write to the same pipe."""
    os.write(1, f"{line}\n".encode())


def start(arguments: list[str], living: set[int]) -> None:
    pid = os.fork()
    if pid:
        living.add(pid)
        tell(f"started {pid}")
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        asyncio.run(work(*arguments))
        code = 0
    finally:
        os._exit(code)


def reap(living: set[int]) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        living.discard(pid)
        tell(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def end(living: set[int]) -> None:
    """Kill whoever still works: an orphan would hold the pipe, and take the jobs of later tests."""
    for pid in living:
        os.kill(pid, signal.SIGKILL)
    while living:
        living.discard(os.wait()[0])


def main() -> None:
    sys.stdout = sys.stderr  # what workers log would run into the lines told on descriptor 1
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asked = sys.stdin.fileno()
    rest = b""
    living: set[int] = set()
    while True:
        ready, _, _ = select.select([asked, woken], [], [])
        if woken in ready:
            os.read(woken, 100)
            reap(living)
        if asked in ready:
            data = os.read(asked, 65536)
            if not data:
                end(living)
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                start(line.decode().split()[1:], living)


if __name__ == "__main__":
    main()
