"""Asking one database: gather the facts in one round trip, judge them, and refuse to go on when a wall is open."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import AsyncConnection

from hanse.kit.errors import HanseError
from hanse.platform.db.database import Database
from hanse.platform.db.errors import DatabaseUnavailable
from hanse.platform.db.guard.facts import FACTS_SQL, read
from hanse.platform.db.guard.findings import Finding
from hanse.platform.db.guard.reviewed import PLATFORM, Reviewed
from hanse.platform.db.guard.rules import judge
from hanse.platform.db.revisions import require_schema

Source = str | Database | AsyncConnection[Any]
"""A URL, a pool, or an open connection of the role to be judged."""


class DatabaseUnsafe(HanseError):
    """The role or the schema would let one tenant see another; nothing may start."""

    status = 503
    code = "database_unsafe"
    title = "The database would let one tenant see another, so Hanse does not start"


async def check_database(source: Source, reviewed: Reviewed = PLATFORM) -> list[Finding]:
    """Judge the role that `source` logs in as, and the whole schema; errors come first.

    `reviewed` holds the platform's lists and those of all manifests. Raises DatabaseUnavailable.
    """
    document = await _value(source, FACTS_SQL)
    return judge(read(document), reviewed)


async def require_safe_database(source: Source, reviewed: Reviewed = PLATFORM) -> list[Finding]:
    """Go on only without errors; returns the warnings. Raises DatabaseUnsafe with every error in its message."""
    findings = await check_database(source, reviewed)
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        sentences = "\n".join(f"- {finding.sentence}" for finding in errors)
        raise DatabaseUnsafe(
            f"{DatabaseUnsafe.title}:\n{sentences}", extra={"codes": sorted({finding.code for finding in errors})}
        )
    return findings


async def check_start(source: Source, reviewed: Reviewed = PLATFORM) -> list[Finding]:
    """What web and worker ask before they serve: schema new enough and walls closed; returns the warnings.

    Raises SchemaBehind, DatabaseUnsafe or DatabaseUnavailable, each with what to do.
    """
    await require_current_schema(source)
    return await require_safe_database(source, reviewed)


async def read_revision(source: Source) -> str | None:
    """The migration the database is at; None when it has none yet."""
    exists = await _value(source, "SELECT to_regclass('public.alembic_version') IS NOT NULL")
    return await _value(source, "SELECT version_num FROM public.alembic_version") if exists else None


async def require_current_schema(source: Source) -> None:
    """Go on only when the schema is at least as new as the code. Raises SchemaBehind, which names the command."""
    require_schema(await read_revision(source))


async def _value(source: Source, sql: Any) -> Any:
    if isinstance(source, Database):
        async with source.transaction() as transaction:
            return await transaction.value(sql)
    if isinstance(source, AsyncConnection):
        row = await (await source.execute(sql)).fetchone()
        return None if row is None else row[0]
    try:
        async with await AsyncConnection.connect(source, autocommit=True, connect_timeout=5) as connection:
            return await _value(connection, sql)
    except psycopg.OperationalError as problem:
        raise DatabaseUnavailable(f"PostgreSQL does not answer: {' '.join(str(problem).split())}") from problem
