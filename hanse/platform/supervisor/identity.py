"""Owns telling which process is which: a pid alone proves nothing, it may be reused or a zombie.

Must not be here: starting or stopping processes.
"""

import ctypes
import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
# Loaded once, before any fork: the loader's locks must not be needed in a forked child.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Identity(msgspec.Struct, frozen=True):
    """One process, told apart from a later one with the same pid by its start time."""

    pid: int
    started: float

    def alive(self) -> bool:
        """Whether this very process still runs; a zombie or a successor with its pid does not count."""
        return identify(self.pid) == self

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal if this very process still runs; whether it was sent."""
        if not self.alive():
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True


def identify(pid: int) -> Identity | None:
    """The identity of a live process, or None when there is none (or only a zombie) under this pid."""
    try:
        process = psutil.Process(pid)
        if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
            return None
        return Identity(pid, process.create_time())
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return None


def find_postmaster(cluster: Path) -> Identity | None:
    """The PostgreSQL server that runs on this very database folder, if any.

    The lock file only gives a pid to look at: the process must be a live `postgres` of the folder's
    owner that works in this folder or names it, and no child (children have other titles).
    """
    pid = _recorded_pid(cluster)
    found = identify(pid) if pid else None
    if found is None or not _runs_here(found.pid, cluster):
        return None
    return found if found.alive() and _is_postmaster(found.pid) else None


def find_leftovers(cluster: Path) -> list[Identity]:
    """Every PostgreSQL process on this folder, among them children that outlived their server."""
    found = (identify(pid) for pid in psutil.pids())
    return [process for process in found if process is not None and _runs_here(process.pid, cluster)]


def find_on_deleted(cluster: Path) -> Identity | None:
    """A server that still runs on a folder of this name which was deleted under it."""
    for pid in psutil.pids():
        try:
            process = psutil.Process(pid)
            if process.name() == "postgres" and process.cmdline()[-2:] == ["-D", str(cluster)]:
                return identify(pid)
        except psutil.Error:
            continue
    return None


def _recorded_pid(cluster: Path) -> int:
    try:
        first = (cluster / "postmaster.pid").read_text("utf-8").split("\n", 1)[0]
        return max(0, int(first))
    except (OSError, ValueError):
        return 0


def mark_of(cluster: Path) -> str:
    """A short name of a database folder that its server's processes carry in their titles."""
    return "hanse-" + hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]


def _runs_here(pid: int, cluster: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.name() != "postgres" or process.uids().effective != cluster.stat().st_uid:
            return False
        if _works_in(process, cluster):
            return True
        words = process.cmdline()
        return mark_of(cluster) in " ".join(words) or ("-D" in words and os.path.samefile(words[-1], cluster))
    except (psutil.Error, OSError):
        return False


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    try:
        return os.path.samefile(process.cwd(), cluster)
    except (psutil.AccessDenied, OSError):
        # Root in a container may be kept from looking into another user's process.
        return False


def _is_postmaster(pid: int) -> bool:
    try:
        return "-D" in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """What a new child runs before its program, so that it gets `number` when its parent dies in any way.

    Linux only; elsewhere the next start finds and stops what is left. The parent is the *thread*
    that starts the child, so start children from the main thread, under `held_signals`.
    """
    parent = os.getpid()

    def prepare() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)
        signal.set_wakeup_fd(-1)
        for stop in STOP_SIGNALS:
            signal.signal(stop, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    return prepare


def name_process(name: str) -> None:
    """Call this process by a name of at most 15 characters in `ps` and `top`, where the system can."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_NAME, name.encode()[:15] + b"\0", 0, 0, 0)


@contextmanager
def held_signals() -> Iterator[None]:
    """Keep requests to stop waiting while a child is made.

    A signal that reached a child before it left its parent's handlers behind would be lost for ever.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
