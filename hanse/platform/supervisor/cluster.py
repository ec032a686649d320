"""Owns the life of one embedded PostgreSQL server: create, start, recover, stop.

Must not be here: roles and databases (`platform/db/provision.py`), or Hanse's own processes.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import msgspec

from hanse.platform.supervisor import identity
from hanse.platform.supervisor.binaries import check_major
from hanse.platform.supervisor.configuration import ACCESS, SUPERUSER, server_configuration
from hanse.platform.supervisor.creation import Creation, remove_half_made, superuser_password, sync_to_disk
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import Places
from hanse.platform.supervisor.reasons import reason, told
from hanse.platform.supervisor.service_user import spawn_options, write_owned

_POLL_SECONDS = 0.01
_START_SECONDS = 15.0
_LEFTOVER_SECONDS = 20.0
_STOP_SECONDS = 60.0
_TELL_SECONDS = 2.0
# The line of postmaster.pid that holds the server's status.
_STATUS_LINE = 7
_LOG_LIMIT_BYTES = 8 * 1024 * 1024
DEFAULT_PORT = 5432

Say = Callable[[str], None]


class DatabaseBusy(SupervisorError):
    """Another live supervisor looks after this database."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where the embedded server listens."""

    sockets: Path
    port: int

    def url(self, user: str, password: str, database: str) -> str:
        """The PostgreSQL address for a user and database, through the unix socket."""
        return (
            f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}"
            f"?host={quote(str(self.sockets), safe='')}&port={self.port}"
        )


class EmbeddedPostgres:
    """One embedded server; `begin` returns at once, `wait` when it answers, `stop` when it is gone.

    Start it from the main thread: the server ends with the thread that started it.
    """

    def __init__(
        self, places: Places, *, durable: bool = True, tcp_port: int = 0, connections: int = 60, say: Say | None = None
    ) -> None:
        self._places = places
        self._durable = durable
        self._tcp_port = tcp_port
        self._connections = connections
        self._say: Say = say or (lambda line: None)
        self._lock: IO[str] | None = None
        self._creation: Creation | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._sync: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self.endpoint = Endpoint(places.sockets, tcp_port or DEFAULT_PORT)

    def begin(self) -> None:
        """Take the database's lock and start creating or starting it, without waiting.

        Raises: SupervisorError when another supervisor looks after it, or it cannot be started.
        """
        with told(self._places):
            self._take_lock()
            try:
                self._settle_leftovers()
                remove_half_made(self._places)
                if (self._places.cluster / "PG_VERSION").exists():
                    check_major(self._places.cluster)
                    self._start_server()
                else:
                    self._refuse_deleted()
                    self._creation = Creation(self._places)
            except BaseException:
                self.stop()
                raise

    def wait(self, called_off: Callable[[], bool] = lambda: False) -> Endpoint:
        """Wait until the server accepts connections; tells about a crash recovery that takes long.

        `called_off` is asked again and again and ends the wait early when it says so.

        Raises: SupervisorError when it does not start, with the server's own reason.
        """
        with told(self._places):
            try:
                fresh = self._creation is not None
                if self._creation is not None:
                    self._creation.finish()
                    self._creation = None
                    self._start_server()
                self._wait_ready(called_off)
                if fresh and self._durable:
                    self._sync = sync_to_disk(self._places)
            except BaseException:
                self.stop()
                raise
        return self.endpoint

    def superuser_url(self, database: str = "postgres") -> str:
        """The address of the superuser, for provisioning and backup only.

        Raises: SupervisorError when its password file is missing or unreadable.
        """
        return self.endpoint.url(SUPERUSER, superuser_password(self._places), database)

    def exit_status(self) -> int | None:
        """The exit status of the server process, or None while it runs."""
        if self._sync is not None and self._sync.poll() is not None:
            self._sync = None
        return self._server.poll() if self._server is not None else 0

    @property
    def pid(self) -> int:
        """The pid of the server process, 0 when there is none."""
        return self._server.pid if self._server is not None else 0

    def pids(self) -> set[int]:
        """The pids of every process started here."""
        return {process.pid for process in (self._creation, self._server, self._sync) if process is not None}

    def forget(self) -> None:
        """In a forked child: let go of the lock, which the parent goes on holding."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_looked_after(self) -> bool:
        """Whether another supervisor holds this database; starts and changes nothing."""
        with told(self._places):
            try:
                self._take_lock()
            except DatabaseBusy:
                return True
            self.stop()
            return False

    def is_replaced(self) -> bool:
        """Whether somebody deleted or replaced the database's folder while the server runs."""
        if self._lock is None:
            return False
        try:
            return not os.path.samestat(os.stat(self._places.lock), os.fstat(self._lock.fileno()))
        except FileNotFoundError:
            return True

    def stop(self) -> None:
        """End the server with a fast, clean shutdown (open transactions roll back), and free the lock."""
        if self._creation is not None:
            self._creation.abandon()
            self._creation = None
        if self._server is not None:
            if self._server.poll() is None:
                # On a folder that was replaced nothing may be written any more, not even that it shut down.
                self._server.send_signal(signal.SIGQUIT if self.is_replaced() else signal.SIGINT)
                try:
                    self._server.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    # SIGQUIT ends at once; the next start recovers from the log.
                    self._server.send_signal(signal.SIGQUIT)
                    self._server.wait()
            self._server = None
        if self._sync is not None:
            self._sync.wait()
            self._sync = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def restart(self, called_off: Callable[[], bool] = lambda: False) -> Endpoint:
        """Start the server again after it ended by itself.

        Raises: SupervisorError when it does not start.
        """
        with told(self._places):
            self._server = None
            self._settle_leftovers()
            self._start_server()
            self._wait_ready(called_off)
        return self.endpoint

    def _take_lock(self) -> None:
        # "a+" keeps the holder's pid readable for whoever is refused.
        lock = open(self._places.lock, "a+", encoding="ascii")
        os.chmod(self._places.lock, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise DatabaseBusy(
                f"Hanse already runs on the data folder {self._places.data_dir} (process {holder}): stop that one, or "
                "set HANSE_DATA_DIR to another folder."
            ) from problem
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _settle_leftovers(self) -> None:
        """End what a killed supervisor or server left behind, and drop a lock file that names nobody."""
        cluster = self._places.cluster
        if not cluster.exists():
            return
        found = identity.find_postmaster(cluster)
        if found is not None:
            self._say("Stopping the database server that an earlier start left running.")
            found.signal(signal.SIGINT)
            if not _gone([found], _LEFTOVER_SECONDS):
                found.signal(signal.SIGQUIT)
        leftovers = identity.find_leftovers(cluster) if (cluster / "postmaster.pid").exists() else []
        if not _gone(leftovers, _LEFTOVER_SECONDS):
            raise SupervisorError(
                f"A database process (pid {leftovers[0].pid}) still works on {cluster}: end it with "
                f"`kill -QUIT {leftovers[0].pid}` and start again."
            )
        (cluster / "postmaster.pid").unlink(missing_ok=True)

    def _refuse_deleted(self) -> None:
        """A server whose folder was deleted under it writes its control file into the new one: never both."""
        found = identity.find_on_deleted(self._places.cluster)
        if found is not None:
            raise SupervisorError(
                f"A database server (process {found.pid}) still runs on the deleted folder {self._places.cluster}: "
                "stop the Hanse that started it, then start again."
            )

    def _start_server(self) -> None:
        places = self._places
        write_owned(
            places.cluster / "hanse.conf",
            server_configuration(
                sockets=places.sockets,
                port=self.endpoint.port,
                tcp=bool(self._tcp_port),
                durable=self._durable,
                connections=self._connections,
                mark=identity.mark_of(places.cluster),
            ),
            places.account,
        )
        write_owned(places.cluster / "pg_hba.conf", ACCESS, places.account)
        self._log_start = _rotated_size(places.log)
        with open(places.log, "ab") as log, identity.held_signals():
            os.chmod(places.log, 0o600)
            self._server = subprocess.Popen(
                [places.binaries.program("postgres"), "-D", str(places.cluster)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **spawn_options(places.account, signal.SIGINT),
            )

    def _wait_ready(self, called_off: Callable[[], bool]) -> None:
        """Poll the status PostgreSQL keeps in its lock file: no connection is needed to see it."""
        assert self._server is not None
        started = last_told = time.monotonic()
        while not self._is_ready() and not called_off():
            if self._server.poll() is not None:
                raise SupervisorError(
                    f"The database server did not start: {reason(self._said())}. Its log is {self._places.log}."
                )
            now = time.monotonic()
            if now - last_told > _TELL_SECONDS:
                last_told = now
                self._say(f"Waiting for the database: {reason(self._said())} ({now - started:.0f} s).")
            if now - started > _START_SECONDS and not self._recovering():
                raise SupervisorError(
                    f"The database server does not answer after {now - started:.0f} s: see its log {self._places.log}."
                )
            time.sleep(_POLL_SECONDS)

    def _is_ready(self) -> bool:
        try:
            lines = (self._places.cluster / "postmaster.pid").read_text("utf-8").splitlines()
        except (FileNotFoundError, UnicodeDecodeError):
            return False
        if len(lines) <= _STATUS_LINE or lines[0] != str(self.pid):
            return False
        return lines[_STATUS_LINE].strip() == "ready"

    def _recovering(self) -> bool:
        said = self._said()
        return "recovery" in said or "redo" in said or "syncing data directory" in said

    def _said(self) -> str:
        with open(self._places.log, encoding="utf-8", errors="replace") as log:
            log.seek(self._log_start)
            return log.read(1 << 20)


def _gone(processes: list[identity.Identity], seconds: float) -> bool:
    """Wait until all these processes have ended; whether they did within `seconds`."""
    deadline = time.monotonic() + seconds
    while any(process.alive() for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _rotated_size(log: Path) -> int:
    """Move a large log aside (one older log is kept); the size of what stays."""
    try:
        size = log.stat().st_size
    except FileNotFoundError:
        return 0
    if size < _LOG_LIMIT_BYTES:
        return size
    os.replace(log, log.with_name(log.name + ".old"))
    return 0
