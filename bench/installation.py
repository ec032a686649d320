"""A real installation for measuring: `hanse up` in a folder of its own, and what its processes use."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 120.0
POLL_SECONDS = 0.005


@dataclass
class Installation:
    """A running tree of processes."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    first_page_seconds: float
    ready: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> list[psutil.Process]:
        """Supervisor and everything below it."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def processes(self, kind: str) -> list[psutil.Process]:
        """Those of one kind: web, worker, postgres, supervisor."""
        return [process for process in self.tree if self.kind_of(process) == kind]

    def kind_of(self, process: psutil.Process) -> str:
        """What a process is, from its name and its place."""
        if process.pid == self.process.pid:
            return "supervisor"
        if process.name().startswith("postgres"):
            return "postgres"
        return "worker" if process.name().startswith("hanse-worker") else "web"

    def memory(self) -> dict[str, int]:
        """Proportional set size in bytes by kind of process: shared memory is counted once over all sharers."""
        found: dict[str, int] = {}
        for process in self.tree:
            with suppress(psutil.NoSuchProcess):
                kind = self.kind_of(process)
                found[kind] = found.get(kind, 0) + process.memory_full_info().pss
        return found

    def cpu(self) -> dict[str, float]:
        """Processor seconds used so far by kind of process."""
        found: dict[str, float] = {}
        for process in self.tree:
            with suppress(psutil.NoSuchProcess):  # PostgreSQL's helpers come and go
                times = process.cpu_times()
                kind = self.kind_of(process)
                found[kind] = found.get(kind, 0.0) + times.user + times.system
        return found

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    def await_demo(self) -> None:
        """Return when the demo world is whole: seeding gives way to whoever builds it, and builds nothing twice."""
        command = [sys.executable, "-m", "hanse.cli", "seed", "--json"]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(command, check=False, env=self.environment, capture_output=True).returncode != 0:
            assert time.monotonic() < deadline, "the demo world is not built"

    def log_in(self, email: str, password: str) -> str:
        """The session cookie of somebody who logs in on the page."""
        _, headers, page = self.get("/login", {"accept": "text/html"})
        token = re.search(rb'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        fields = urllib.parse.urlencode({"csrf_token": token[1].decode(), "email": email, "password": password})
        origin = f"http://127.0.0.1:{self.port}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(
            "POST",
            "/login",
            body=fields,
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "accept": "text/html",
                "origin": origin,
                "cookie": headers.get("set-cookie", "").partition(";")[0],
            },
        )
        answer = connection.getresponse()
        answer.read()
        cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        session = next((value for value in cookies if "hanse_session=" in value), "")
        assert session, f"log-in failed: {answer.status}"
        return session.partition(";")[0]


@contextmanager
def running(folder: Path, more: dict[str, str] | None = None, **settings: str) -> Iterator[Installation]:
    """Start an installation in `folder` and wait for its first page; stops it afterwards. `more` is set for it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HANSE_", "DATABASE_"))}
    # Compiled modules are what every start but the very first one finds.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {
        "HANSE_DATA_DIR": str(folder),
        "HANSE_PORT": str(port),
        "HANSE_LOG_LEVEL": "warning",
        "HANSE_RATE_LIMIT_PER_MINUTE": "10000000",
        "HANSE_RATE_LIMIT_PUBLIC_PER_MINUTE": "10000000",
        **{f"HANSE_{name.upper()}": value for name, value in settings.items()},
        **(more or {}),
    }
    log = tempfile.TemporaryFile()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hanse.cli", "up", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    try:
        first = _await_page(process, port, began, log)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield Installation(process, folder, port, first, ready, environment)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """An empty folder that every user may enter, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hanse-bench-") as name:
        os.chmod(name, 0o755)
        yield Path(name) / "data"


def _await_page(process: subprocess.Popen[str], port: int, began: float, log: Any) -> float:
    """Seconds until the log-in page answers; looking for it takes next to no processor time."""
    while time.perf_counter() - began < START_SECONDS:
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"hanse up ended: {log.read().decode(errors='replace')[-2000:]}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/login", headers={"accept": "text/html"})
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return time.perf_counter() - began
        except OSError:
            time.sleep(POLL_SECONDS)
    raise RuntimeError("hanse up did not answer in time")


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
