"""Bringing a database to this code's schema: as the owner role, one migrator at a time, one transaction per migration.

Owns the connection of migrations and the lock between migrators. The revisions themselves are in hanse/migrations, the
table maker in schema/. Nothing here runs inside a web process.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

from hanse.kit.clock import SystemClock
from hanse.kit.errors import HanseError
from hanse.platform.db.revisions import FOLDER, Revision, missing, problems, read_revisions
from hanse.platform.db.roles import OWNER

_LOCK = 0x48414E5345  # "HANSE": the advisory lock between migrators
_LOCK_POLL_SECONDS = 0.05
_LOCK_WAIT_SECONDS = 600.0
_BUSY_RETRIES = 20
_BUSY_PAUSE_SECONDS = 1.0
_BUSY_PAUSE_MAX_SECONDS = 5.0
# Whoever comes after a migration that waits for a table waits, too: so it must give up well before they do.
_LIMITS = "SET lock_timeout = '1s'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"


class MigrationFailed(HanseError):
    """A migration could not be applied; those before it are, and it left nothing behind."""

    status = 503
    code = "migration_failed"
    title = "A migration could not be applied"


@dataclass(frozen=True, slots=True)
class Progress:
    """One migration has been applied: `done` of `total`."""

    revision: str
    title: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def upgrade(
    owner_url: str, on_progress: OnProgress | None = None, *, target: str = "head", folder: Path = FOLDER
) -> list[str]:
    """Apply all pending migrations and return their ids; a second migrator waits for the first and finds nothing to do.

    A migration that cannot get its lock within a second gives way to the running application and is tried again for a
    minute or two. `target` stops at an earlier revision and `folder` holds another chain, for rehearsals and tests.
    Raises MigrationFailed; what was applied before stays applied.
    """
    with _connected(owner_url) as connection:
        _lock(connection)
        return _Upgrade(connection, on_progress or _silent, target, folder).run()


def current(owner_url: str) -> str | None:
    """The revision the database is at; None when it is empty. Raises MigrationFailed when it cannot be reached."""
    with _open(owner_url) as connection:
        return _current(connection)


def pending(owner_url: str) -> list[Revision]:
    """The migrations `upgrade` would apply, in order."""
    lacking = set(missing(current(owner_url)))
    return [revision for revision in read_revisions() if revision.id in lacking]


def check() -> list[str]:
    """What is wrong with the migration files, each in a sentence; empty when all is well."""
    return problems()


def script(start: str | None = None, end: str = "head") -> str:
    """The SQL of the migrations after `start` up to `end`, for reading and linting; nothing is connected."""
    output = io.StringIO()
    config = _config(FOLDER, output)
    directory = ScriptDirectory.from_config(config)
    first = start or "base"

    def steps(revision: Any, context: Any) -> list[RevisionStep]:
        return directory._upgrade_revs(end, first if revision is None or first == "base" else revision)

    with EnvironmentContext(config, directory, fn=steps, as_sql=True, starting_rev=start, destination_rev=end):
        directory.run_env()
    return output.getvalue()


class _Upgrade:
    """One run, by the migrator that holds the lock."""

    def __init__(self, connection: sa.Connection, on_progress: OnProgress, target: str, folder: Path) -> None:
        self._connection = connection
        self._on_progress = on_progress
        self._target = target
        self._folder = folder
        self._applied: list[str] = []
        lacking = missing(_current(_driver(connection)), folder)
        connection.rollback()
        if target != "head":
            lacking = lacking[: lacking.index(target) + 1] if target in lacking else ()
        self._lacking = lacking
        self._titles = {revision.id: revision.title for revision in read_revisions(folder)}

    def run(self) -> list[str]:
        """Apply what is lacking; gives way to others that hold a lock, and tries again."""
        for attempt in range(_BUSY_RETRIES + 1):
            try:
                if len(self._applied) < len(self._lacking):
                    self._run_alembic()
                break
            except sa.exc.DBAPIError as error:
                self._connection.rollback()
                busy = isinstance(error.orig, psycopg.errors.LockNotAvailable)
                if not busy or attempt == _BUSY_RETRIES:
                    failed = self._lacking[len(self._applied)]
                    raise MigrationFailed(f"{failed} could not be applied: {str(error.orig).strip()}") from error
                sleep(min(_BUSY_PAUSE_SECONDS * (attempt + 1), _BUSY_PAUSE_MAX_SECONDS))
        return self._applied

    def _run_alembic(self) -> None:
        config = _config(self._folder)
        config.attributes["connection"] = self._connection
        config.attributes["on_apply"] = self._on_apply
        directory = ScriptDirectory.from_config(config)

        def steps(revision: Any, context: Any) -> list[RevisionStep]:
            return directory._upgrade_revs(self._target, revision)

        with EnvironmentContext(config, directory, fn=steps, as_sql=False, destination_rev=self._target):
            directory.run_env()

    def _on_apply(self, *, step: Any, **_: Any) -> None:
        revision = step.up_revision_id
        self._applied.append(revision)
        self._on_progress(Progress(revision, self._titles.get(revision, ""), len(self._applied), len(self._lacking)))


def _config(folder: Path, output_buffer: io.StringIO | None = None) -> Config:
    config = Config(output_buffer=output_buffer) if output_buffer else Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _connected(owner_url: str) -> Iterator[sa.Connection]:
    """One SQLAlchemy connection as the owner role, with time limits, closed for good afterwards."""

    def connect() -> psycopg.Connection[Any]:
        connection = _open(owner_url)
        connection.autocommit = True
        _become_owner(connection)
        connection.execute(_LIMITS)
        connection.autocommit = False
        return connection

    engine = sa.create_engine(
        "postgresql+psycopg://", creator=connect, poolclass=NullPool, use_native_hstore=False, pool_reset_on_return=None
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _open(owner_url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(owner_url, connect_timeout=10, application_name="hanse migrate")
    except psycopg.OperationalError as error:
        raise MigrationFailed(f"The database cannot be reached as its owner: {str(error).strip()}") from error


def _become_owner(connection: psycopg.Connection[Any]) -> None:
    """Everything made belongs to hanse_owner, also when an administrator's URL is used. Raises MigrationFailed."""
    row = connection.execute(
        "SELECT current_user,"
        " coalesce((SELECT pg_has_role(r.oid, 'MEMBER') FROM pg_roles r WHERE r.rolname = %s), false)",
        (OWNER,),
    ).fetchone()
    user, may = row if row is not None else ("?", False)
    if user == OWNER:
        return
    if not may:
        raise MigrationFailed(
            f"The owner URL logs in as {user}, which is not a member of {OWNER}; use the URL of {OWNER}"
        )
    connection.execute(f"SET ROLE {OWNER}")


def _lock(connection: sa.Connection) -> None:
    """Take the lock between migrators, held until the connection closes. Raises MigrationFailed after ten minutes.

    It is asked for again and again instead of waited for: a waiting statement holds a snapshot, and a concurrent index
    build in the other migrator would wait for that snapshot for ever.
    """
    driver = _driver(connection)
    clock = SystemClock()
    until = clock.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        row = driver.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        driver.rollback()
        if row is not None and row[0]:
            return
        if clock.monotonic() > until:
            raise MigrationFailed("Another migration has been running for ten minutes; look at `hanse doctor`")
        sleep(_LOCK_POLL_SECONDS)


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise MigrationFailed("The connection to the database was lost")
    return driver


def _current(connection: psycopg.Connection[Any]) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        connection.rollback()
        return None
    return None if row is None else str(row[0])


def _silent(_: Progress) -> None:
    return None
