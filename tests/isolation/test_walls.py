"""I3, I4, I5 and I10 on the real database: the walls stand, hold without a tenant, hold under cancelled traffic,
and are missed.

Bars of the assurance document, section 2; generic over the catalogue and the registry.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

import psycopg
import pytest
from psycopg import sql

from hanse.app import reviewed_names
from hanse.kit.ids import uuid7
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.db.guard import check_database
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE, Installation

TABLES = """
SELECT c.relname, array_agg(a.attname::text) FILTER (WHERE a.attname = 'id') IS NOT NULL AS has_id
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
GROUP BY c.relname ORDER BY c.relname
"""


@pytest.fixture
def tables(cluster: Cluster, installation: Installation) -> list[str]:
    with psycopg.connect(_admin(cluster)) as connection:
        return [name for name, _ in connection.execute(TABLES).fetchall()]


def _admin(cluster: Cluster) -> str:
    return cluster.admin_url(f"{TEMPLATE}_{worker_name()}")


async def test_the_catalogue_is_as_reviewed(installation: Installation) -> None:
    """I3: the check of every start finds nothing at all."""
    findings = await check_database(installation.services.database, reviewed_names(installation.services.registry))
    assert [finding.sentence for finding in findings if finding.level == "error"] == []


async def test_every_table_has_exactly_one_owner(installation: Installation, tables: list[str]) -> None:
    owners: dict[str, list[str]] = {table: [] for table in tables}
    for domain in installation.services.registry.domains:
        for table in domain.tables:
            owners.setdefault(table, []).append(domain.name)
    shared = {table: names for table, names in owners.items() if len(names) > 1}
    unknown = {name for domain in installation.services.registry.domains for name in domain.tables} - set(tables)
    orphans = {table for table, names in owners.items() if not names} - PLATFORM_TABLES
    assert (shared, unknown, orphans) == ({}, set(), set())


PLATFORM_TABLES = {
    "audit_chain", "audit_checkpoints", "audit_entries", "audit_pending", "audit_people", "dead_jobs", "events",
    "files",
    "idempotency_keys", "import_problems", "imports", "job_progress", "job_runs", "saved_views", "search_documents",
    "timers",
}  # fmt: skip


async def test_without_a_tenant_there_is_nothing(installation: Installation, tables: list[str]) -> None:
    """I4: no rows to read, to change or to delete, in every table, when no tenant is set."""
    await installation.found()
    with psycopg.connect(installation.urls.app, autocommit=True) as connection:
        for table in tables:
            name = sql.Identifier(table)
            for statement in ("SELECT * FROM {}", "DELETE FROM {}", "UPDATE {} SET tenant_id = tenant_id"):
                assert _rows(connection, sql.SQL(statement).format(name)) == 0, f"{statement} {table}"


async def test_a_row_cannot_be_written_for_another_tenant(
    installation: Installation, tables: list[str], cluster: Cluster
) -> None:
    """I4: an insert or update that names another tenant is refused by the database, whatever the code says."""
    mine, theirs = await installation.found(), await installation.found()
    with psycopg.connect(installation.urls.app, autocommit=True) as connection:
        for table in tables:
            with connection.transaction(force_rollback=True):
                connection.execute(f"SET LOCAL app.tenant_id = '{mine.tenant.id}'")
                moved = sql.SQL("UPDATE {} SET tenant_id = {}").format(sql.Identifier(table), theirs.tenant.id)
                seen = _rows(connection, sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
                try:
                    with connection.transaction():
                        changed = connection.execute(moved).rowcount
                except psycopg.errors.InsufficientPrivilege:
                    continue
                assert changed == 0 or not seen, f"{table}: rows were moved to another tenant"


async def test_every_policy_is_missed_when_it_is_gone(
    installation: Installation, tables: list[str], cluster: Cluster
) -> None:
    """I10: the start refuses, for each table, without its policy and without forced row level security."""
    reviewed = reviewed_names(installation.services.registry)
    name = f"mutated_{worker_name()}"
    urls = cluster.create_database(name, TEMPLATE)
    app = Database(urls.app, PoolSettings(maximum=1))
    await app.open()
    try:
        with psycopg.connect(cluster.admin_url(name), autocommit=True) as admin:
            for table in tables:
                found = sql.Identifier(table)
                admin.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(found))
                assert await _named(app, reviewed, table), f"{table} without FORCE was not noticed"
                admin.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(found))
                admin.execute(sql.SQL("ALTER POLICY tenant_isolation ON {} USING (true)").format(found))
                assert await _named(app, reviewed, table), f"{table} with an open policy was not noticed"
                admin.execute(sql.SQL("DROP POLICY tenant_isolation ON {}").format(found))
                assert await _named(app, reviewed, table), f"{table} without its policy was not noticed"
    finally:
        await app.close()
        cluster.drop_database(name)


async def test_cancelled_traffic_never_shows_another_tenant(installation: Installation) -> None:
    """I5: two tenants, 64 at once on a pool of 4, one in ten cancelled: nobody ever sees the other's watermark."""
    pool = Database(installation.urls.app, PoolSettings(maximum=4, waiting=200, acquire_seconds=20))
    await pool.open()
    chance = random.Random(20261120)
    tenants = [(await installation.found()).tenant for _ in range(2)]
    seen: list[str] = []

    async def work(position: int) -> None:
        tenant = tenants[position % 2]
        for _ in range(12):
            task = asyncio.create_task(_look(pool, tenant.id, chance.random()))
            if chance.random() < 0.1:
                await asyncio.sleep(chance.random() * 0.004)
                task.cancel()
            try:
                handles = await task
            except asyncio.CancelledError:
                continue
            assert handles == [tenant.handle]
            seen.append(tenant.handle)

    try:
        await asyncio.gather(*(work(position) for position in range(64)))
        assert len(seen) > 400
        async with pool.transaction() as transaction:
            assert await transaction.values("SELECT handle FROM tenants") == []
    finally:
        await pool.close()


async def _look(pool: Database, tenant_id: Any, luck: float) -> list[Any]:
    async with pool.transaction(tenant_id) as transaction:
        if luck < 0.3:
            await transaction.value("SELECT pg_sleep(0.002)")
        return await transaction.values("SELECT handle FROM tenants")


async def _named(app: Database, reviewed: Any, table: str) -> bool:
    findings = await check_database(app, reviewed)
    return any(finding.level == "error" and table in finding.sentence for finding in findings)


def _rows(connection: psycopg.Connection[Any], statement: sql.Composed) -> int:
    """Rows a statement reads or touches; a right that is missing altogether counts as none."""
    try:
        return connection.execute(statement).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0


async def test_an_unknown_tenant_sees_nothing(installation: Installation) -> None:
    async with installation.services.database.transaction(uuid7()) as transaction:
        assert await transaction.values("SELECT handle FROM tenants") == []
