"""`hanse web` and `hanse worker` as a supervisor of a second machine runs them: they start, answer, work, and stop."""

from __future__ import annotations

import json
import queue
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cli.shell import Shell

pytestmark = pytest.mark.slow
SECONDS = 60.0


@pytest.fixture
def started(shell: Shell) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts programs; what still runs at the end of the test is ended."""
    programs: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        programs.append(shell.program(*arguments))
        return programs[-1]

    yield start
    for program in programs:
        if program.poll() is None:
            program.kill()
        program.communicate()


def test_web_answers_until_it_is_told_to_stop(shell: Shell, started: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    shell.variables |= {"HANSE_PORT": str(port), "HANSE_PUBLIC_URL": url, "HANSE_WEB_PROCESSES": "1"}
    program = started("web", "--json")
    assert json.loads(_line(program))["url"] == url
    with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:
        assert answer.status == 200
    assert _checks(shell)["Web server"] == "pass"
    _stop(program, signal.SIGTERM)
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{url}/readyz", timeout=2)


def test_a_worker_works_until_it_is_told_to_stop(shell: Shell, started: Callable[..., subprocess.Popen[str]]) -> None:
    before = sum(item["jobs"] for item in shell.ask("jobs", "list")["queue"] if item["status"] == "queued")
    assert before > 0
    program = started("worker")
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        listed = shell.ask("jobs", "list")
        left = {item["name"] for item in listed["queue"] if item["name"].startswith("identity.")}
        if listed["workers"] and not left:
            break
        time.sleep(0.5)
    assert [item["pid"] for item in listed["workers"]] == [program.pid]
    assert left == set()
    _stop(program, signal.SIGINT)
    assert shell.ask("jobs", "list")["workers"] == []


def test_a_worker_without_its_address_says_which_setting(shell: Shell) -> None:
    lacking = Shell(shell.folder, {**shell.variables})
    del lacking.variables["HANSE_DATABASE_JOBS_URL"]
    said = lacking.run("worker").err
    assert "HANSE_DATABASE_JOBS_URL" in said


def _line(program: subprocess.Popen[str]) -> str:
    """The first line of its standard output, or a failure instead of waiting for ever."""
    read: queue.Queue[str] = queue.Queue()
    assert program.stdout is not None
    threading.Thread(target=lambda: read.put(program.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]
    return read.get(timeout=SECONDS)


def _stop(program: subprocess.Popen[str], how: signal.Signals) -> None:
    program.send_signal(how)
    _, err = program.communicate(timeout=SECONDS)
    assert program.returncode == 0, err


def _checks(shell: Shell) -> dict[str, Any]:
    return {item["name"]: item["state"] for item in shell.ask("doctor")["checks"]}
