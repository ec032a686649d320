"""Facts about the database for its operator: server, size, clock, settings that matter. Read-only; judges nothing.

`hanse doctor` and `hanse db status` show them. Must not be here: the start-up guard (`guard/`), or tenants' rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, LiteralString

import psycopg
from psycopg.rows import class_row

from hanse.kit.structs import Data
from hanse.platform.db.errors import DatabaseUnavailable

_CONNECT_SECONDS: Final = 10


class DatabaseFacts(Data, frozen=True, kw_only=True):
    """What one database says of itself. Sizes in bytes; `connections` counts all of the server."""

    server: str
    server_number: int
    role: str
    database: str
    size_bytes: int
    connections: int
    connections_max: int
    now: datetime
    is_replica: bool
    durable: bool
    encrypted: bool


FACTS: Final[LiteralString] = """
    SELECT current_setting('server_version') AS server, current_setting('server_version_num')::int AS server_number,
        current_user::text AS role, current_database()::text AS database,
        pg_database_size(current_database()) AS size_bytes,
        (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections,
        current_setting('max_connections')::int AS connections_max, clock_timestamp() AS now,
        pg_is_in_recovery() AS is_replica,
        current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS durable,
        coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
            OR inet_server_addr() IS NULL AS encrypted
"""


def database_facts(url: str) -> DatabaseFacts:
    """Ask once, as the role of the address. Raises DatabaseUnavailable with PostgreSQL's own reason."""
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS, autocommit=True) as connection:
            found = connection.cursor(row_factory=class_row(DatabaseFacts)).execute(FACTS).fetchone()
    except psycopg.Error as problem:
        first = next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
        raise DatabaseUnavailable(f"The database cannot be reached ({first.rstrip('.')}).") from problem
    assert found is not None
    return found
