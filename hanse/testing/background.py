"""Owns a migrated database for tests of background work. What runs there is `hanse/testing/worker.py`."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from hanse.platform.db.migrate import upgrade
from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.database import Cluster, worker_name

PLATFORM_HEAD = "0002_jobs"
CLEAN = """
    TRUNCATE hanse_jobs.pgqueuer, hanse_jobs.pgqueuer_log, hanse_jobs.schedules, hanse_jobs.workers, dead_jobs,
        job_progress, events, timers, idempotency_keys, audit_pending, audit_people, audit_chain, audit_checkpoints,
        audit_entries
"""


@pytest.fixture(scope="session")
def background_urls(cluster: Cluster) -> DatabaseUrls:
    """A migrated database of this process for tests of background work."""
    cluster.ensure_template("background", _migrate)
    return cluster.create_database(f"background_{worker_name()}", template="background")


@pytest.fixture(scope="session")
def background_owner(background_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    """The owner's connection, for cleaning up and for what only somebody with the database's password could do."""
    with psycopg.connect(background_urls.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def clean_background(background_owner: psycopg.Connection) -> None:
    """Start with an empty queue and empty platform tables."""
    background_owner.execute(CLEAN)


def _migrate(urls: DatabaseUrls) -> None:
    upgrade(urls.owner, target=PLATFORM_HEAD)
