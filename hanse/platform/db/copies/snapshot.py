"""One consistent view of a whole database: what a dump takes, counted and fingerprinted in the same instant.

Must not be here: making the dump, or comparing two views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from hanse.kit.structs import Data
from hanse.platform.db.errors import DatabaseUnavailable

_CONNECT_SECONDS: Final = 10
_BATCH: Final = 1000


class TableCount(Data, frozen=True, kw_only=True):
    """How many rows a table has of one tenant (None: of no tenant), and a fingerprint of all they hold.

    The fingerprint is a sum over the rows' hashes, so it does not depend on their order.
    """

    table: str
    tenant_id: UUID | None
    rows: int
    fingerprint: str


class FileRow(Data, frozen=True, kw_only=True):
    """A stored file some row knows. Size in bytes."""

    tenant_id: UUID
    key: str
    size: int
    sha256: str


class ChainHead(Data, frozen=True, kw_only=True):
    """The last link of a tenant's audit chain."""

    tenant_id: UUID
    sequence: int
    hash: str


class Snapshot:
    """A view that does not change while it is open; `id` lets a dump see exactly the same."""

    def __init__(self, connection: psycopg.Connection[Any], identity: str, taken_at: datetime) -> None:
        self._connection = connection
        self.id = identity
        self.taken_at = taken_at

    def revision(self) -> str | None:
        """The migration the schema is at; None for an empty database."""
        if not self._value("SELECT to_regclass('public.alembic_version') IS NOT NULL"):
            return None
        found: str | None = self._value("SELECT version_num FROM public.alembic_version")
        return found

    def tables(self) -> list[tuple[str, str, bool]]:
        """Every table as (schema, name, whether its rows belong to tenants)."""
        rows = self._connection.execute(_TABLES).fetchall()
        return [(schema, name, has_tenant) for schema, name, has_tenant in rows]

    def counts(self, on_table: Callable[[], None] = lambda: None) -> list[TableCount]:
        """Rows and fingerprints of every table, by tenant."""
        found: list[TableCount] = []
        for schema, name, has_tenant in self.tables():
            tenant = sql.SQL("t.tenant_id" if has_tenant else "NULL::uuid")
            query = COUNT.format(tenant=tenant, table=sql.Identifier(schema, name))
            label = name if schema == "public" else f"{schema}.{name}"
            for tenant_id, rows, fingerprint in self._connection.execute(query):
                found.append(TableCount(table=label, tenant_id=tenant_id, rows=rows, fingerprint=str(fingerprint)))
            on_table()
        return found

    def files(self) -> Iterator[FileRow]:
        """Every file that is not deleted, in order of keys, read in pieces."""
        if not self._value("SELECT to_regclass('public.files') IS NOT NULL"):
            return
        with self._connection.cursor("hanse_files", row_factory=class_row(FileRow)) as cursor:
            cursor.itersize = _BATCH
            cursor.execute(_FILES)
            yield from cursor

    def chain_heads(self) -> list[ChainHead]:
        """The last link of every audit chain."""
        if not self._value("SELECT to_regclass('public.audit_chain') IS NOT NULL"):
            return []
        with self._connection.cursor(row_factory=class_row(ChainHead)) as cursor:
            return cursor.execute(_HEADS).fetchall()

    def _value(self, query: LiteralString) -> Any:
        row = self._connection.execute(query).fetchone()
        return None if row is None else row[0]


@contextmanager
def open_snapshot(admin_url: str) -> Iterator[Snapshot]:
    """Hold one view of the database of an administrator's address; writers go on meanwhile.

    Raises DatabaseUnavailable, and InsufficientPrivilege when the role cannot see past row level security.
    """
    try:
        connection = psycopg.connect(admin_url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as problem:
        first = next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
        raise DatabaseUnavailable(f"The database cannot be reached ({first.rstrip('.')}).") from problem
    with connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
            assert row is not None
            yield Snapshot(connection, *row)


# Values are compared as text, so how text is made must not depend on the server or the role.
_SETTINGS: Final[tuple[LiteralString, ...]] = (
    "SET row_security = off",
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'iso_8601'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)
_TABLES: Final[LiteralString] = """
    SELECT n.nspname::text, c.relname::text, a.attname IS NOT NULL
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum > 0
        AND c.relrowsecurity
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
"""
COUNT: Final = sql.SQL(
    "SELECT {tenant}, count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)"
    " FROM {table} t GROUP BY 1 ORDER BY 1"
)
_FILES: Final[LiteralString] = """
    SELECT tenant_id, key, size, encode(sha256, 'hex') AS sha256 FROM public.files WHERE deleted_at IS NULL ORDER BY key
"""
_HEADS: Final[LiteralString] = """
    SELECT DISTINCT ON (tenant_id) tenant_id, sequence, encode(hash, 'hex') AS hash
    FROM public.audit_chain ORDER BY tenant_id, sequence DESC
"""
