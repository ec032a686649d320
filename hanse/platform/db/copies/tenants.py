"""One tenant's rows out of a database and into another, as the owner, who is bound by row level security too.

The policies keep the tenants apart; but the owner may act as the definer of functions, whose policies show some tables
whole. So each statement names the tenant besides: a row of another one is neither read nor written, but refused.
Must not be here: the archive, files, or keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from hanse.kit.errors import ExplainedError
from hanse.kit.structs import Data
from hanse.platform.db.copies.snapshot import COUNT, ChainHead, FileRow, TableCount
from hanse.platform.db.provision import administrator

_BATCH: Final = 500
_LEFT_BEHIND: Final = frozenset({"idempotency_keys", "job_progress"})
"""What only the installation that answered can use; so is each table whose comment begins with "Derived:"."""


class TenantCopyRefused(ExplainedError):
    """The tenant cannot be copied as things are; nothing was changed."""


class AccountLine(Data, frozen=True, kw_only=True):
    """A person of the tenant, without anything they log in with."""

    id: UUID
    email: str | None
    display_name: str
    locale: str | None
    timezone: str | None
    status: str
    email_verified_at: datetime | None
    created_at: datetime


class Address(Data, frozen=True, kw_only=True):
    """A handle or domain of the tenant."""

    kind: str
    value: str


class TenantRows:
    """One tenant inside one transaction."""

    def __init__(self, connection: psycopg.Connection[Any], tenant_id: UUID) -> None:
        self._connection = connection
        self.tenant_id = tenant_id
        self._tenant = sql.SQL("{}::uuid").format(sql.Literal(str(tenant_id)))
        self.columns: dict[str, list[str]] = {}
        for table, column in connection.execute(_COLUMNS):
            self.columns.setdefault(table, []).append(column)

    def revision(self) -> str:
        """The migration the schema is at."""
        return str(self._value("SELECT version_num FROM public.alembic_version"))

    def now(self) -> datetime:
        """The instant of this view."""
        found: datetime = self._value("SELECT now()")
        return found

    def tables(self) -> list[str]:
        """Every table of tenants' rows, those that others refer to first."""
        graph: TopologicalSorter[str] = TopologicalSorter({table: set() for table in self.columns})
        for table, target in self._connection.execute(_REFERENCES):
            if table in self.columns and target in self.columns and table != target:
                graph.add(table, target)
        return [table for table in graph.static_order() if table not in _LEFT_BEHIND]

    def lines(self, table: str) -> Iterator[bytes]:
        """A table's rows as JSON, a line each."""
        query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE t.tenant_id = {}")
        with self._connection.cursor("hanse_tenant_rows") as cursor:
            cursor.itersize = _BATCH
            cursor.execute(query.format(sql.Identifier("public", table), self._tenant))
            for (row,) in cursor:
                yield row.encode() + b"\n"

    def count(self, table: str) -> TableCount:
        """How many rows, and a fingerprint of all they hold."""
        own = sql.SQL("(SELECT * FROM {} o WHERE o.tenant_id = {})").format(
            sql.Identifier("public", table), self._tenant
        )
        query = COUNT.format(tenant=self._tenant, table=own)
        row = self._connection.execute(query).fetchone()
        rows, fingerprint = (row[1], str(row[2])) if row else (0, "0")
        return TableCount(table=table, tenant_id=self.tenant_id, rows=rows, fingerprint=fingerprint)

    def files(self) -> list[FileRow]:
        """Every file that is not deleted."""
        found = self._connection.execute(_FILES, {"tenant": self.tenant_id})
        return [FileRow(tenant_id=row[0], key=row[1], size=row[2], sha256=row[3]) for row in found]

    def chain_head(self) -> ChainHead | None:
        """The last link of the audit chain."""
        row = self._connection.execute(_HEAD, {"tenant": self.tenant_id}).fetchone()
        return None if row is None else ChainHead(tenant_id=self.tenant_id, sequence=row[0], hash=row[1])

    def accounts(self) -> list[AccountLine]:
        """The people of the tenant."""
        names = AccountLine.__struct_fields__
        found = self._connection.execute(_ACCOUNTS, {"tenant": self.tenant_id})
        return [AccountLine(**dict(zip(names, row, strict=True))) for row in found]

    def addresses(self) -> list[Address]:
        """Where the tenant is found."""
        found = self._connection.execute(_ADDRESSES, {"tenant": self.tenant_id})
        return [Address(kind=kind, value=value) for kind, value in found]

    def is_empty(self) -> bool:
        """Whether no row of the tenant is there."""
        query: LiteralString = "SELECT EXISTS (SELECT FROM public.tenants WHERE tenant_id = %(tenant)s)"
        return not self._value(query, {"tenant": self.tenant_id})

    def bring_addresses(self, addresses: Sequence[Address]) -> None:
        """Take the tenant's handle and domains. Raises TenantCopyRefused when somebody else has one."""
        for address in addresses:
            values = {"kind": address.kind, "value": address.value, "tenant": self.tenant_id}
            if self._connection.execute(_ADD_ADDRESS, values).rowcount != 1:
                raise TenantCopyRefused(f"Another business here has the {address.kind} {address.value} already.")

    def bring_accounts(self, accounts: Sequence[AccountLine]) -> dict[str, str]:
        """Make the people known here; gives the ids that are others here, because their e-mail address was known."""
        changed: dict[str, str] = {}
        for account in accounts:
            values = {name: getattr(account, name) for name in AccountLine.__struct_fields__}
            row = self._connection.execute(_FIND_ACCOUNT, values).fetchone()
            if row is None:
                self._connection.execute(_ADD_ACCOUNT, values)
            elif row[0] != account.id:
                changed[str(account.id)] = str(row[0])
        return changed

    def bring(self, table: str, lines: Iterable[bytes], accounts: dict[str, str]) -> None:
        """Insert rows under the policies. Rows that refer to others of their table come in one statement."""
        refers_to_itself = self._value(_SELF_REFERENCE, {"table": table})
        batch: list[bytes] = []
        for line in lines:
            batch.append(_with_accounts(line, accounts) if accounts and "account_id" in self.columns[table] else line)
            if len(batch) >= _BATCH and not refers_to_itself:
                self._insert(table, batch)
                batch = []
        if batch:
            self._insert(table, batch)

    def _insert(self, table: str, batch: list[bytes]) -> None:
        names = sql.SQL(", ").join(sql.Identifier(name) for name in self.columns[table])
        query = sql.SQL(
            "INSERT INTO {table} ({names})"
            " SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %(rows)s::jsonb) r"
            " WHERE r.tenant_id = {tenant}"
        ).format(table=sql.Identifier("public", table), names=names, tenant=self._tenant)
        done = self._connection.execute(query, {"rows": (b"[" + b",".join(batch) + b"]").decode()})
        if done.rowcount != len(batch):
            raise TenantCopyRefused(f"The file holds rows of {table} that belong to another business: use another one.")

    def _value(self, query: LiteralString, values: dict[str, Any] | None = None) -> Any:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else row[0]


@contextmanager
def open_tenant(owner_url: str, tenant_id: UUID, *, writes: bool = False) -> Iterator[TenantRows]:
    """One tenant in one transaction, committed at the end when it `writes`; else a view that does not change.

    Raises ProvisionError, and TenantCopyRefused for whatever the database does not take.
    """
    with administrator(owner_url) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        try:
            with connection.transaction():
                if not writes:
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                tenant = sql.Literal(str(UUID(int=tenant_id.int)))
                connection.execute(sql.SQL("SET LOCAL app.tenant_id = {}").format(tenant))
                yield TenantRows(connection, tenant_id)
        except psycopg.Error as problem:
            first = str(problem).partition("\n")[0].strip().rstrip(".")
            raise TenantCopyRefused(f"The business could not be copied, and nothing was changed: {first}.") from problem


def _with_accounts(line: bytes, accounts: dict[str, str]) -> bytes:
    """The same row with the account ids of this installation."""
    for old, new in accounts.items():
        line = line.replace(b'"account_id": "%s"' % old.encode(), b'"account_id": "%s"' % new.encode())
    return line


_SETTINGS: Final[tuple[LiteralString, ...]] = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET bytea_output = 'hex'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)
_COLUMNS: Final[LiteralString] = """
    SELECT c.relname::text, a.attname::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
        AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')
        AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'Derived:%'
    ORDER BY 1, a.attnum
"""
_REFERENCES: Final[LiteralString] = """
    SELECT s.relname::text, t.relname::text FROM pg_constraint k
    JOIN pg_class s ON s.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid WHERE k.contype = 'f'
"""
_SELF_REFERENCE: Final[LiteralString] = """
    SELECT EXISTS (SELECT FROM pg_constraint
        WHERE contype = 'f' AND conrelid = confrelid AND conrelid = ('public.' || %(table)s)::regclass)
"""
_FILES: Final[LiteralString] = """
    SELECT tenant_id, key, size, encode(sha256, 'hex') FROM public.files
    WHERE deleted_at IS NULL AND tenant_id = %(tenant)s ORDER BY key
"""
_HEAD: Final[LiteralString] = """
    SELECT sequence, encode(hash, 'hex') FROM public.audit_chain
    WHERE tenant_id = %(tenant)s ORDER BY sequence DESC LIMIT 1
"""
_ACCOUNTS: Final[LiteralString] = """
    SELECT a.id, a.email, a.display_name, a.locale, a.timezone, a.status, a.email_verified_at, a.created_at
    FROM public.accounts a
    WHERE a.id IN (SELECT m.account_id FROM public.members m WHERE m.tenant_id = %(tenant)s) ORDER BY a.id
"""
_ADDRESSES: Final[LiteralString] = """
    SELECT kind, value FROM public.tenant_addresses WHERE tenant_id = %(tenant)s ORDER BY kind, value
"""
_ADD_ADDRESS: Final[LiteralString] = """
    INSERT INTO public.tenant_addresses (kind, value, tenant_id, created_at)
    VALUES (%(kind)s, %(value)s, %(tenant)s, now()) ON CONFLICT (kind, value) DO NOTHING
"""
_FIND_ACCOUNT: Final[LiteralString] = """
    SELECT id FROM public.accounts WHERE id = %(id)s OR email = %(email)s ORDER BY (email = %(email)s) DESC NULLS LAST
"""
_ADD_ACCOUNT: Final[LiteralString] = """
    INSERT INTO public.accounts (id, email, display_name, locale, timezone, status, email_verified_at, created_at,
        updated_at)
    VALUES (%(id)s, %(email)s, %(display_name)s, %(locale)s, %(timezone)s, %(status)s, %(email_verified_at)s,
        %(created_at)s, now())
"""
