"""Owns real PostgreSQL databases for tests: one throw-away server per run, shared by its processes.

`HANSE_TEST_DATABASE_ADMIN_URL` names an external server to use instead (a superuser on PostgreSQL >= 15).
Must not be here: tables or data (the caller's `build`), or anything the product imports.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from hanse.platform.db.provision import (
    DatabaseUrls,
    Passwords,
    create_from_template,
    drop_database,
    kept_passwords,
    provision,
    urls_for,
    with_login,
)

ADMIN_VARIABLE = "HANSE_TEST_DATABASE_ADMIN_URL"
_START_SECONDS = 60.0
_STALE_SECONDS = 60.0


class Cluster:
    """A PostgreSQL server for tests; databases made here are gone when the run ends."""

    def __init__(self, admin: str, passwords: Passwords, prefix: str, locks: Path) -> None:
        self._admin = admin
        self._passwords = passwords
        self._prefix = prefix
        self._locks = locks
        self._made: list[str] = []

    def create_database(self, name: str, template: str | None = None) -> DatabaseUrls:
        """A new database with roles and grants, empty or copied from a template made by `ensure_template`.

        Names are private to this run; a name taken in it is an error.
        """
        database = self._named(name)
        if template is None:
            urls = provision(self._admin, self._passwords, database=database)
        else:
            urls = create_from_template(self._admin, self._passwords, database=database, template=self._named(template))
        self._made.append(database)
        return urls

    def ensure_template(self, name: str, build: Callable[[DatabaseUrls], None]) -> str:
        """Make the template `name` once per run: provision it and let `build` migrate and fill it.

        The first process of a parallel run builds, the others wait. `build` must leave no connection open.
        """
        with open(self._locks / f"template-{name}.lock", "a+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            if lock.read() != "built":
                drop_database(self._admin, self._named(name))
                build(self.create_database(name))
                lock.truncate(0)
                lock.write("built")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database of this run, ending its connections."""
        drop_database(self._admin, self._named(name))

    def urls(self, name: str) -> DatabaseUrls:
        """The addresses of a database of this run."""
        return urls_for(self._admin, self._passwords, self._named(name))

    def admin_url(self, name: str | None = None) -> str:
        """The superuser's address, for tests of the walls themselves; for a database of this run, or the server."""
        return with_login(self._admin, database=self._named(name)) if name else self._admin

    def drop_all(self) -> None:
        """Drop every database this process made."""
        while self._made:
            drop_database(self._admin, self._made.pop())

    def _named(self, name: str) -> str:
        return f"{self._prefix}_{name}"


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """The server of this test run: the external one when named, else one started for the run."""
    run = re.sub(r"[^a-z0-9]", "", os.environ.get("PYTEST_XDIST_TESTRUNUID", "").lower())[:12] or secrets.token_hex(6)
    home = _home()
    _remove_stale(home)
    admin = os.environ.get(ADMIN_VARIABLE, "")
    if admin:
        folder = home / f"external-{run}"
        folder.mkdir(mode=0o700, exist_ok=True)
        cluster = Cluster(admin, _derived_passwords(admin), f"hanse_test_{run}", folder)
        try:
            yield cluster
        finally:
            cluster.drop_all()
        return
    with _joined(home, run) as (folder, admin):
        yield Cluster(admin, kept_passwords(folder / "secrets"), "test", folder)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL server of this test run, shared by all its processes."""
    with open_cluster() as found:
        yield found


def worker_name() -> str:
    """A name for this process's own database: `gw0`, ... in a parallel run, else `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def _joined(home: Path, run: str) -> Iterator[tuple[Path, str]]:
    """Join the run's server, starting its keeper when this is the first process."""
    folder = home / run
    with open(home / "start.lock", "ab") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        users = _join(folder)
        try:
            admin = _await_ready(folder)
        except BaseException:
            users.close()
            raise
    try:
        yield folder, admin
    finally:
        users.close()


def _join(folder: Path) -> IO[bytes]:
    deadline = time.monotonic() + _START_SECONDS
    while (folder / "ready.json").exists():
        try:
            users = open(folder / "users", "rb")
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            continue
        except BlockingIOError:
            # The keeper is closing down after the last user; a new server follows when it is done.
            users.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
            continue
        return users
    folder.mkdir(mode=0o711, exist_ok=True)
    (folder / "users").touch(mode=0o600)
    users = open(folder / "users", "rb")
    fcntl.flock(users, fcntl.LOCK_SH)
    with open(folder / "keeper.log", "wb") as log:
        subprocess.Popen(
            [sys.executable, "-m", "hanse.testing.cluster_keeper", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return users


def _await_ready(folder: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while not (folder / "ready.json").exists():
        if time.monotonic() > deadline:
            said = (folder / "keeper.log").read_text("utf-8", "replace")
            raise RuntimeError(f"The test database server did not start: {said[-2000:]}")
        time.sleep(0.01)
    ready = json.loads((folder / "ready.json").read_text("utf-8"))
    if "problem" in ready:
        raise RuntimeError(ready["problem"])
    return str(ready["admin_url"])


def _home() -> Path:
    """A folder for this user's runs; other users may pass through it (the service user must) but not read."""
    home = Path(tempfile.gettempdir()) / f"hanse-tests-{os.geteuid()}"
    home.mkdir(mode=0o711, exist_ok=True)
    if home.lstat().st_uid != os.geteuid() or home.is_symlink():
        raise RuntimeError(f"{home} belongs to somebody else: delete it, or set TMPDIR to another folder.")
    return home


def _remove_stale(home: Path) -> None:
    """Delete what killed runs left, once nobody holds it and it is older than a start could take."""
    now = time.time()
    for folder in home.iterdir():
        try:
            old = now - folder.stat().st_mtime > _STALE_SECONDS
            if not folder.is_dir() or not old:
                continue
            with open(folder / "users", "rb") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue


def _derived_passwords(admin: str) -> Passwords:
    """The same passwords in every run on one server: its roles are shared by all runs there."""
    owner, app, jobs = (hashlib.sha256(f"{role} {admin}".encode()).hexdigest() for role in ("owner", "app", "jobs"))
    return Passwords(owner=owner, app=app, jobs=jobs)
