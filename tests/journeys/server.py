"""A whole installation as `hanse up` starts it (supervisor, web process, worker) on a database of its own.

The demo world stands in it. Mails wait in the development mailbox.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanse.app import build_services, build_web, pool_settings, running
from hanse.demo.seeding import seed
from hanse.kit.clock import Clock, SystemClock
from hanse.platform.db.database import Database
from hanse.platform.db.migrate import upgrade
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.db.statistics import refresh_statistics
from hanse.platform.settings import Settings
from hanse.testing.browser import ROOT
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import Installation, test_settings

SECRET = "a key for journeys that is long enough to be one"
GREETING = b"Hanse answers at"
STOP_SECONDS = 20


@dataclass
class Server:
    """A running installation: its address, and the folder its mails and files are in."""

    url: str
    folder: Path
    urls: DatabaseUrls
    process: subprocess.Popen[bytes]

    def settings(self) -> Settings:
        """The settings the processes run with, for preparing data beside them."""
        return test_settings(self.urls, self.folder, **installation_settings(self.url))

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def installation_settings(url: str) -> dict[str, Any]:
    """What differs from the settings of other tests."""
    return {"public_url": url, "secret_key": SECRET, "demo": True}


def start(cluster: Cluster, folder: Path) -> Server:
    """Start an installation on a copy of the demo database; returns when it answers."""
    template = cluster.ensure_template("demo", build_demo)
    urls = cluster.create_database(f"demo_{worker_name()}", template)
    port = _free_port()
    url = f"http://localhost:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANSE_")}
    environment |= {
        "HANSE_ENV": "test",
        "HANSE_DEMO": "true",
        "HANSE_DATA_DIR": str(folder),
        "HANSE_HOST": "127.0.0.1",
        "HANSE_PORT": str(port),
        "HANSE_PUBLIC_URL": url,
        "HANSE_WEB_PROCESSES": "1",
        "HANSE_SECRET_KEY": SECRET,
        "HANSE_RATE_LIMIT_PER_MINUTE": "1000000",
        "HANSE_RATE_LIMIT_PUBLIC_PER_MINUTE": "1000000",
        "DATABASE_URL": urls.app,
        "HANSE_DATABASE_OWNER_URL": urls.owner,
        "HANSE_DATABASE_JOBS_URL": urls.jobs,
        "PYTHONUNBUFFERED": "1",
    }
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hanse.cli", "up"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    for line in process.stdout:
        if GREETING in line:
            return Server(url, folder, urls, process)
    raise RuntimeError(f"The installation did not start:\n{(folder / 'log').read_text('utf-8', 'replace')[-4000:]}")


@asynccontextmanager
async def workshop(server: Server, clock: Clock | None = None) -> AsyncIterator[Installation]:
    """The same installation in this process, on the same database, for preparing people and data by commands.

    With a clock of its own it does what the worker will do when that time has come.
    """
    clock = clock or SystemClock()
    settings = server.settings()
    services = build_services(settings, clock)
    sweeper = Database(server.urls.jobs, pool_settings(settings, "sweeper"))
    async with running(services):
        await sweeper.open()
        try:
            yield Installation(build_web(services), services, sweeper, server.urls, clock)  # type: ignore[arg-type]
        finally:
            await sweeper.close()


def build_demo(urls: DatabaseUrls) -> None:
    upgrade(urls.owner)
    with ThreadPoolExecutor(1) as pool:  # a loop of its own: that of the tests is not disturbed
        pool.submit(asyncio.run, _seed(urls)).result()
    refresh_statistics(urls.owner)


async def _seed(urls: DatabaseUrls) -> None:
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(test_settings(urls, Path(folder), secret_key=SECRET))
        async with running(services):
            await seed(services)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
