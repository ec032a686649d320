"""Databases for the tests of this folder: migrated up to the platform's own migrations, copied from a template."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.pool import NullPool

from hanse.platform.db import migrate
from hanse.platform.db.provision import DatabaseUrls, with_login
from hanse.testing.database import Cluster, cluster, worker_name

__all__ = ["cluster"]

PLATFORM_HEAD = "0002_jobs"
TENANT_A = "0193a000-0000-7000-8000-00000000000a"
TENANT_B = "0193a000-0000-7000-8000-00000000000b"

_numbers = itertools.count()


@dataclass(frozen=True)
class Base:
    """One database of a test, by its addresses."""

    urls: DatabaseUrls
    admin: str

    @contextmanager
    def migration(self) -> Iterator[Operations]:
        """What a migration sees: the table maker works on this connection, committed at the end."""
        engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(self.urls.owner),
            poolclass=NullPool,
            use_native_hstore=False,
        )
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with Operations.context(context) as operations, context.begin_transaction():
                yield operations
            connection.commit()
        engine.dispose()

    @contextmanager
    def app(self, tenant: str | None = None) -> Iterator[psycopg.Connection[Any]]:
        """A transaction of the application, bound to a tenant or to none; rolled back."""
        with psycopg.connect(self.urls.app) as connection:
            bind(connection, tenant)
            yield connection
            connection.rollback()

    def run(self, *statements: str, tenant: str | None = None, role: str = "app") -> None:
        """Execute and commit as app, jobs, owner or admin."""
        url = self.admin if role == "admin" else getattr(self.urls, role)
        with psycopg.connect(url) as connection:
            bind(connection, tenant)
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement: str, *, tenant: str | None = None, role: str = "app") -> list[tuple[Any, ...]]:
        """Read as app, jobs, owner or admin."""
        url = self.admin if role == "admin" else getattr(self.urls, role)
        with psycopg.connect(url) as connection:
            bind(connection, tenant)
            return connection.execute(statement).fetchall()


def bind(connection: psycopg.Connection[Any], tenant: str | None) -> None:
    if tenant is not None:
        connection.execute(f"SET LOCAL app.tenant_id = '{tenant}'")


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """A database with the platform's migrations and no domain's."""
    return cluster.ensure_template("platform_only", lambda urls: _migrate(urls.owner))


def _migrate(owner_url: str) -> None:
    migrate.upgrade(owner_url, target=PLATFORM_HEAD)


@contextmanager
def database(cluster: Cluster, template: str | None) -> Iterator[Base]:
    """One database, copied from a template or with roles and grants only, gone afterwards."""
    name = f"db_{worker_name()}_{next(_numbers)}"
    urls = cluster.create_database(name, template)
    yield Base(urls, with_login(cluster.admin_url(), database=str(conninfo_to_dict(urls.owner)["dbname"])))
    cluster.drop_database(name)


@pytest.fixture
def base(cluster: Cluster, template: str) -> Iterator[Base]:
    """A fresh database with the platform's tables."""
    with database(cluster, template) as found:
        yield found


@pytest.fixture(scope="module")
def module_base(cluster: Cluster, template: str) -> Iterator[Base]:
    """A database with the platform's tables, shared by a module that adds its own."""
    with database(cluster, template) as found:
        yield found


@pytest.fixture
def empty_base(cluster: Cluster) -> Iterator[Base]:
    """A fresh database with roles and grants but no tables."""
    with database(cluster, None) as found:
        yield found


@pytest.fixture(scope="session")
def shared(cluster: Cluster, template: str) -> Iterator[Base]:
    """One database with the platform's tables for tests that undo what they do."""
    with database(cluster, template) as found:
        yield found


@pytest.fixture(scope="session")
def tenants() -> tuple[str, str]:
    """Two tenants that share nothing."""
    return TENANT_A, TENANT_B
