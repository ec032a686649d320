"""The connection pool of one process. Opens transactions; nothing outside `platform/db` sees a connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from hanse.kit.structs import Data
from hanse.platform.db.errors import DatabaseUnavailable, translate
from hanse.platform.db.lookups import Lookups
from hanse.platform.db.transaction import Transaction
from hanse.platform.db.values import register_values
from hanse.platform.db.watched import MARGIN_SECONDS, WatchedConnection, WatchedPool

Connection = AsyncConnection[Any]
# How long the pool tries to replace one connection, waiting twice as long after each failure. It then gives up until
# somebody asks for one: so after an outage of any length the next request tries at once.
RECONNECT_SECONDS = 5.0


class PoolSettings(Data, frozen=True):
    """How many connections, how long to wait for one (seconds), and PostgreSQL's own limits (milliseconds)."""

    minimum: int = 1
    maximum: int = 10
    acquire_seconds: float = 2.0
    waiting: int = 200
    statement_ms: int = 4_000
    lock_ms: int = 3_000
    idle_in_transaction_ms: int = 15_000
    connect_seconds: int = 5
    application_name: str = "hanse"


class Database:
    """A pool for one role. `transaction()` is the only way to talk to PostgreSQL."""

    def __init__(self, url: str, settings: PoolSettings | None = None) -> None:
        self.settings = settings or PoolSettings()
        limits = self.settings
        self._url = url
        self._pool = WatchedPool(
            url,
            kwargs={
                "autocommit": True,
                "connect_timeout": limits.connect_seconds,
                "application_name": limits.application_name,
                "options": (
                    f"-c timezone=UTC -c statement_timeout={limits.statement_ms} -c lock_timeout={limits.lock_ms} "
                    f"-c idle_in_transaction_session_timeout={limits.idle_in_transaction_ms}"
                ),
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 10_000,
            },
            min_size=limits.minimum,
            max_size=limits.maximum,
            timeout=limits.acquire_seconds,
            max_waiting=limits.waiting,
            reconnect_timeout=RECONNECT_SECONDS,
            configure=self._configure,
            open=False,
            check=None,
            connection_class=WatchedConnection,
        )
        self._lookups = Lookups(self._pool)

    async def open(self) -> None:
        """Connect. Raises DatabaseUnavailable when PostgreSQL does not answer in time."""
        try:
            await self._pool.open(wait=True, timeout=self.settings.connect_seconds)
        except Exception as error:
            await self._pool.close()
            raise DatabaseUnavailable(
                f"The database cannot be reached ({await self._reason(error)}): start it, or correct its address"
            ) from error

    async def _reason(self, error: Exception) -> str:
        """Why no connection could be made, in PostgreSQL's own words: the pool itself only knows that time ran out."""
        try:
            probe = await AsyncConnection.connect(self._url, connect_timeout=self.settings.connect_seconds)
        except psycopg.Error as problem:
            lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
            return lines[0].rstrip(".") if lines else type(problem).__name__
        await probe.close()
        return type(error).__name__

    async def close(self) -> None:
        """Give every connection back to PostgreSQL."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, tenant_id: UUID | None = None) -> AsyncIterator[Transaction]:
        """Run one transaction for one tenant (or none); commits at the end, rolls back on any exception.

        The connection is taken at the first statement, so work that needs no database takes none.
        Raises a HanseError for what a person can act on; everything else passes unchanged.
        """
        transaction = Transaction(self._pool, tenant_id)
        try:
            yield transaction
            await transaction.finish()
        except BaseException as error:
            await transaction.abandon()
            named = translate(error) if isinstance(error, Exception) else None
            if named is None:
                raise
            raise named from error
        finally:
            await transaction.release()

    async def lookup(self, sql: LiteralString, params: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """Run one statement outside any tenant and transaction, in one round trip; gives its first row or None.

        For the definer functions that find out who is asking; they see only what they were written to return.
        Raises a HanseError as `transaction` does.
        """
        try:
            return await self._lookups.find(sql, params)
        except Exception as error:
            named = translate(error)
            if named is None:
                raise
            raise named from error

    async def ping(self) -> bool:
        """Say whether a statement gets through now; for readiness."""
        try:
            async with self.transaction() as transaction:
                return bool(await transaction.value("SELECT 1") == 1)
        except DatabaseUnavailable:
            return False

    def statistics(self) -> dict[str, int]:
        """Counters of the pool (connections, waiting, time-outs) for the metrics."""
        return self._pool.get_stats()

    async def _configure(self, connection: Connection) -> None:
        connection.prepare_threshold = 2
        limit = self.settings.statement_ms
        if limit and isinstance(connection, WatchedConnection):
            connection.silence_seconds = limit / 1000 + MARGIN_SECONDS
        register_values(connection)
