"""A small installation for the supervisor's tests: a real tree of processes around the smallest application.

Run as a program it is `hanse up` without Hanse; `Installation` starts and watches it.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from hanse.kit.errors import Conflict
from hanse.platform.observability import configure_logging
from hanse.platform.settings import Settings, SettingsError, load_settings
from hanse.platform.supervisor import Hooks, SupervisorError, run
from tests.platform.supervisor.lingering import linger

WORKER = (
    "import signal, sys, time; signal.signal(15, lambda *a: sys.exit(0)); print('worker', flush=True); time.sleep(99)"
)


def prepare(settings: Settings) -> None:
    """Stands for migrating and seeding: leaves a mark as the owner."""
    linger("prepare")
    if os.environ.get("HANSE_TEST_FAIL") == "prepare":
        raise Conflict("The migration cannot be applied: restore a backup.")
    if os.environ.get("HANSE_TEST_FAIL") == "prepare-unexpectedly":
        raise KeyError("surprise")
    with psycopg.connect(settings.database_owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS prepared (pid int)")


def afterwards(settings: Settings) -> None:
    """Stands for the demo world: leaves a mark as the application."""
    if os.environ.get("HANSE_TEST_FAIL") == "afterwards":
        raise Conflict("The demo world is broken.")
    with psycopg.connect(settings.database_url) as connection:
        (settings.data_dir / "afterwards").write_text(connection.info.user)


def announce(settings: Settings) -> None:
    """Tell the test where the installation answers."""
    print(json.dumps({"port": settings.port, "pid": os.getpid(), "public_url": settings.public_url}), flush=True)


def main() -> int:
    """What `hanse up` does, around the small application."""
    configure_logging("debug", "json")
    try:
        settings = load_settings().settings
        return run(
            settings,
            web_factory="tests.platform.supervisor.application:create_app",
            worker_command=[sys.executable, "-m", "tests.platform.supervisor.waiting"]
            if os.environ.get("HANSE_TEST_WORKER") == "module"
            else [sys.executable, "-c", WORKER],
            hooks=Hooks(prepare=prepare, on_ready=announce, afterwards=afterwards),
        )
    except (SettingsError, SupervisorError) as problem:
        print(f"hanse: {problem}", file=sys.stderr)
        return 1


class Installation:
    """A running (or failed) installation."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        self._log = data_dir.parent / "log"
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.platform.supervisor.installation"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={
                    **{name: value for name, value in os.environ.items() if not name.startswith("HANSE_")},
                    "HANSE_DATA_DIR": str(data_dir),
                    "HANSE_ENV": "test",
                    "HANSE_PORT": "0",
                    "HANSE_WEB_PROCESSES": "2",
                    "HANSE_DATABASE_CONNECT_TIMEOUT_SECONDS": "1",
                }
                | environment,
                # A group of its own, as a shell gives a command: Ctrl-C goes to all of it.
                process_group=0,
            )
        self.members: list[psutil.Process] = []
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.port = json.loads(line)["port"] if line else 0

    def said(self) -> str:
        """Everything on standard error so far."""
        return self._log.read_text("utf-8")

    def last_words(self) -> str:
        """The last line on standard error."""
        return self.said().splitlines()[-1]

    def get(self, path: str) -> dict[str, Any]:
        """The JSON that a path answers on a new connection."""
        return dict(httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).json())

    def tree(self) -> list[psutil.Process]:
        """Every living process below the supervisor; remembered for `leftovers`."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        self.members = [*{*self.members, *found}]
        return [process for process in found if process.is_running()]

    def named(self, word: str) -> list[psutil.Process]:
        """Living processes whose command line contains a word."""
        found = []
        for process in self.tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                if word in " ".join([process.name(), *process.cmdline()]) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def leftovers(self) -> list[psutil.Process]:
        """Processes of the tree that live although the supervisor is gone."""
        return [process for process in self.members if _lives(process)]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; gives the exit status."""
        self.tree()
        self.process.send_signal(number)
        return self.process.wait(30)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextlib.contextmanager
def installed(data_dir: Path, **environment: str) -> Iterator[Installation]:
    """An installation for the time of a test; killed at the end if it still runs."""
    found = Installation(data_dir, environment)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.stop()
        assert found.process.stdout is not None
        found.process.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
