"""Owns creating a brand-new database folder: whole or not at all.

Must not be here: starting a server on it (`cluster.py`).
"""

import os
import secrets
import shutil
import signal
import subprocess

from hanse.platform.settings import SecretFileError, read_or_create_secret
from hanse.platform.supervisor.configuration import MAIN, SUPERUSER
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import Places
from hanse.platform.supervisor.reasons import reason
from hanse.platform.supervisor.service_user import own, spawn_options, write_owned

_SECRET = "postgres_superuser"
_HALF_MADE = "postgres.new-"
_PASSWORD = "password-"


class Creation:
    """A running `initdb`; made beside and renamed when whole, so that a killed start leaves no half database."""

    def __init__(self, places: Places) -> None:
        password = read_or_create_secret(places.data_dir / "secrets", _SECRET)
        self._places = places
        self._folder = places.base / f"{_HALF_MADE}{secrets.token_hex(4)}"
        self._folder.mkdir(mode=0o700)
        own(self._folder, places.account)
        self._password_file = places.sockets / f"{_PASSWORD}{secrets.token_hex(4)}"
        write_owned(self._password_file, password + "\n", places.account)
        self._process = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **spawn_options(places.account, signal.SIGKILL),
        )

    def _command(self) -> list[str]:
        return [
            self._places.binaries.program("initdb"),
            f"--pgdata={self._folder}",
            f"--username={SUPERUSER}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # Order by code point with the letters of Unicode known: alike on every machine, and fast.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            # The caller syncs while the server already answers.
            "--no-sync",
            "--no-instructions",
            # Probing the machine for these takes most of the time; hanse.conf sets the real values.
            "--set=shared_buffers=16MB",
            "--set=dynamic_shared_memory_type=posix",
            "--set=max_connections=20",
        ]

    @property
    def pid(self) -> int:
        """The pid of `initdb`."""
        return self._process.pid

    def finish(self) -> None:
        """Wait for the end and put the new folder in its place.

        Raises: SupervisorError with the reason when it failed; nothing is left then.
        """
        output, _ = self._process.communicate()
        self._password_file.unlink(missing_ok=True)
        if self._process.returncode != 0:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise SupervisorError(f"The database could not be created in {self._places.base}: {reason(output)}.")
        write_owned(self._folder / "postgresql.conf", MAIN, self._places.account)
        os.rename(self._folder, self._places.cluster)

    def abandon(self) -> None:
        """End it; what it made so far is removed."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        remove_half_made(self._places)


def remove_half_made(places: Places) -> None:
    """Delete what creations left that were killed."""
    for folder in places.base.glob(f"{_HALF_MADE}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for file in places.sockets.glob(f"{_PASSWORD}*"):
        file.unlink(missing_ok=True)


def sync_to_disk(places: Places) -> "subprocess.Popen[bytes]":
    """Start bringing a database folder to the disk, which may happen beside a running server."""
    return subprocess.Popen(
        [places.binaries.program("initdb"), "--sync-only", f"--pgdata={places.cluster}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **spawn_options(places.account, signal.SIGKILL),
    )


def superuser_password(places: Places) -> str:
    """The generated password of the superuser.

    Raises: SupervisorError when it is missing or unreadable.
    """
    folder = places.data_dir / "secrets"
    try:
        found = read_or_create_secret(folder, _SECRET, create=False)
    except SecretFileError as problem:
        raise SupervisorError(str(problem)) from problem
    if not found:
        raise SupervisorError(
            f"The database password {folder / _SECRET} is missing: restore it from a backup of the data folder."
        )
    return found
