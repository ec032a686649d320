"""Owns one child process of the supervisor: start, notice its end, signal it, restart it with a pause.

Must not be here: which children there are (`tree.py`).
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import NoReturn

from hanse.platform.supervisor.identity import end_with_parent, held_signals, name_process

_PAUSE_FIRST_SECONDS = 0.1
_PAUSE_MAX_SECONDS = 5.0
# A child that lived this long was healthy: its next end is a new story.
_HEALTHY_SECONDS = 5.0
EXIT_UNEXPECTED = 70


class Child(ABC):
    """A process in its own session, so that a signal reaches all it started and Ctrl-C does not."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pid = 0
        self.status: int | None = None
        self.restarts = 0
        self._started = 0.0
        self._pause = _PAUSE_FIRST_SECONDS
        self.due = 0.0

    def start(self) -> None:
        """Start the process. Call from the main thread: the child ends with the thread that made it."""
        self.status = None
        self._started = time.monotonic()
        with held_signals():
            self.pid = self._spawn()

    @abstractmethod
    def _spawn(self) -> int:
        """Start the process and give its pid."""

    @abstractmethod
    def _reap(self) -> int | None:
        """The exit status if it ended (negative: the signal), else None."""

    def running(self) -> bool:
        """Whether the process runs; notices and collects its end."""
        if self.pid and self.status is None:
            self.status = self._reap()
            if self.status is not None:
                self.send_group(signal.SIGKILL)
        return bool(self.pid) and self.status is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        if self.running():
            os.kill(self.pid, number)

    def send_group(self, number: signal.Signals) -> None:
        """Send a signal to the process and everything it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def join(self) -> None:
        """Wait for the end of a process that was killed."""
        while self.running():
            time.sleep(0.005)

    def plan_restart(self) -> float:
        """Decide when to start again after an end, later each time; gives the pause in seconds."""
        now = time.monotonic()
        if now - self._started > _HEALTHY_SECONDS:
            self._pause = _PAUSE_FIRST_SECONDS
        pause, self._pause = self._pause, min(self._pause * 2, _PAUSE_MAX_SECONDS)
        self.due = now + pause
        self.restarts += 1
        return pause

    def ended_by(self) -> str:
        """How the process ended, for a person."""
        if self.status is None:
            return "still runs"
        if self.status < 0:
            return f"was killed by {signal.Signals(-self.status).name}"
        return f"ended with status {self.status}"


class CommandChild(Child):
    """A child that runs another program."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        super().__init__(name)
        self._command = command
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def _spawn(self) -> int:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            env=self._environment,
            start_new_session=True,
            # The supervisor has no threads whose locks the child could need.
            preexec_fn=end_with_parent(signal.SIGKILL),  # noqa: PLW1509
        )
        return self._process.pid

    def _reap(self) -> int | None:
        return self._process.poll() if self._process is not None else 0


class ForkedChild(Child):
    """A child that runs a function in a copy of this process: no import is paid twice, memory is shared.

    The supervisor has no threads, which is what makes forking it safe.
    """

    def __init__(self, name: str, work: Callable[[], int]) -> None:
        super().__init__(name)
        self._work = work

    def _spawn(self) -> int:
        prepare = end_with_parent(signal.SIGKILL)
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if not pid:
            self._run(prepare)
        return pid

    def _run(self, prepare: Callable[[], None]) -> NoReturn:
        status: int | None = None
        try:
            os.setsid()
            prepare()
            name_process(f"hanse-{self.name}")
            status = self._work()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else EXIT_UNEXPECTED
        finally:
            # The last frame of this process: an error can be reported here only, and must not reach the parent's code.
            if status is None:
                traceback.print_exc()
            _flush()
            os._exit(EXIT_UNEXPECTED if status is None else status)

    def _reap(self) -> int | None:
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return EXIT_UNEXPECTED
        return os.waitstatus_to_exitcode(status) if pid else None


def reap_strangers(known: set[int]) -> None:
    """Collect ended processes that are not ours but fell to us, which happens to process 1 of a container."""
    if os.getpid() != 1:
        return
    with contextlib.suppress(ChildProcessError):
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in known:
                return
            os.waitpid(ended.si_pid, os.WNOHANG)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
