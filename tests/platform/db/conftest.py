"""Databases for the tests of this folder: migrated up to the platform's own migrations, copied from a template."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
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


@pytest.fixture
def make_base(cluster: Cluster) -> Iterator[Callable[[str | None], Base]]:
    """Make databases of this test: copies of a template, or empty ones (None)."""
    made: list[str] = []

    def make(source: str | None) -> Base:
        name = f"db_{worker_name()}_{next(_numbers)}"
        made.append(name)
        urls = cluster.create_database(name, source)
        database = str(conninfo_to_dict(urls.owner)["dbname"])
        return Base(urls, with_login(cluster.admin_url(), database=database))

    yield make
    for name in made:
        cluster.drop_database(name)


@pytest.fixture
def base(make_base: Callable[[str | None], Base], template: str) -> Base:
    """A fresh database with the platform's tables."""
    return make_base(template)


@pytest.fixture
def empty_base(make_base: Callable[[str | None], Base]) -> Base:
    """A fresh database with roles and grants but no tables."""
    return make_base(None)


@pytest.fixture(scope="session")
def shared(cluster: Cluster, template: str) -> Iterator[Base]:
    """One database with the platform's tables for tests that undo what they do."""
    name = f"db_shared_{worker_name()}"
    urls = cluster.create_database(name, template)
    yield Base(urls, with_login(cluster.admin_url(), database=str(conninfo_to_dict(urls.owner)["dbname"])))
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def tenants() -> tuple[str, str]:
    """Two tenants that share nothing."""
    return TENANT_A, TENANT_B
