"""Owns giving a command the installation's database: the running one, or one started for the command.

Must not be here: the long-running tree of processes (`tree.py`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from hanse.platform.db.provision import (
    DatabaseUrls,
    ProvisionError,
    kept_passwords,
    provision,
    refusal,
    urls_for,
)
from hanse.platform.settings import Settings
from hanse.platform.supervisor.binaries import find_binaries
from hanse.platform.supervisor.cluster import DatabaseBusy, EmbeddedPostgres, Say
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import arrange_places

# Room for `psql`, backups and the supervisor itself beside the pools.
_SPARE_CONNECTIONS = 20
_JOIN_SECONDS = 60.0
# An external database that starts beside Hanse gets this many tries of one connect time-out.
_REACH_TRIES = 4
_POLL_SECONDS = 0.05


def embedded_postgres(settings: Settings, say: Say | None = None) -> EmbeddedPostgres:
    """The embedded server of an installation, not yet started.

    Raises: SupervisorError when its folders or programs cannot be used.
    """
    processes = settings.web_processes + settings.worker_processes
    return EmbeddedPostgres(
        arrange_places(settings.data_dir, find_binaries()),
        durable=settings.env != "test",
        tcp_port=settings.database_port,
        connections=processes * settings.database_pool_max + _SPARE_CONNECTIONS,
        say=say,
    )


def provision_embedded(settings: Settings, server: EmbeddedPostgres) -> Settings:
    """Make roles and database of a started embedded server ready; gives settings with their addresses.

    Raises: SupervisorError.
    """
    try:
        urls = provision(server.superuser_url(), kept_passwords(settings.secrets_dir))
    except ProvisionError as problem:
        raise SupervisorError(str(problem)) from problem
    return with_urls(settings, urls)


def with_urls(settings: Settings, urls: DatabaseUrls) -> Settings:
    """The same settings with the addresses of a database."""
    return msgspec.structs.replace(
        settings, database_url=urls.app, database_owner_url=urls.owner, database_jobs_url=urls.jobs
    )


@contextmanager
def database(settings: Settings, say: Say | None = None, *, alone: bool = False) -> Iterator[Settings]:
    """Settings whose database addresses work, for the time of a command.

    Uses the server named by the settings; else the embedded one, joining it when `hanse up` runs,
    starting and stopping it when not. With `alone` an embedded one that runs is refused instead. Call from the main
    thread.

    Raises: SupervisorError.
    """
    if not settings.embedded_database:
        yield settings
        return
    server = embedded_postgres(settings, say)
    try:
        server.begin()
    except DatabaseBusy:
        if alone:
            raise
        yield _join(settings, server)
        return
    try:
        server.wait()
        yield provision_embedded(settings, server)
    finally:
        server.stop()


def running_database(settings: Settings) -> Settings:
    """Settings whose addresses name a database that is looked after elsewhere: the one set, or that of `hanse up`.

    Raises: SupervisorError when there is neither.
    """
    if not settings.embedded_database:
        return settings
    server = embedded_postgres(settings)
    if server.is_looked_after():
        return _join(settings, server)
    raise SupervisorError(
        f"No database runs for {settings.data_dir}: start `hanse up` there first, or set DATABASE_URL to a server."
    )


def _join(settings: Settings, server: EmbeddedPostgres) -> Settings:
    """Wait for the database of the `hanse up` that runs beside this command."""
    deadline = time.monotonic() + _JOIN_SECONDS
    while True:
        try:
            urls = urls_for(server.superuser_url(), kept_passwords(settings.secrets_dir), "hanse")
            reason = refusal(urls.owner)
        except (ProvisionError, SupervisorError) as problem:
            reason = str(problem)
        if not reason:
            return with_urls(settings, urls)
        if time.monotonic() > deadline:
            raise SupervisorError(
                f"Another Hanse runs on {settings.data_dir}, but its database does not answer ({reason}): stop it and "
                "try again."
            )
        time.sleep(_POLL_SECONDS)


def reach_external(settings: Settings, say: Say, wait: Callable[[float], bool]) -> None:
    """Wait a little for an external database that is not there yet.

    `wait` sleeps some seconds and gives false when the start was called off.

    Raises: SupervisorError when it stays unreachable.
    """
    deadline, told = time.monotonic() + _REACH_TRIES * settings.database_connect_timeout_seconds, False
    while reason := refusal(settings.database_url):
        if time.monotonic() > deadline or not wait(0.5):
            raise SupervisorError(f"The database cannot be reached ({reason}): start it, or correct DATABASE_URL.")
        if not told:
            say(f"Waiting for the database: {reason}.")
            told = True
