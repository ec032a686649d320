"""One installation for the tests of the command line, which stands in the demo world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import TEMPLATE
from tests.cli.shell import Shell, terminal
from tests.journeys.server import build_demo


@pytest.fixture(scope="session")
def shell(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal on an installation with the demo world, which the tests of this process share."""
    name = f"cli_{worker_name()}"
    template = cluster.ensure_template("demo", build_demo)
    yield terminal(cluster.create_database(name, template), tmp_path_factory.mktemp("cli"))
    cluster.drop_database(name)


@pytest.fixture
def bare(cluster: Cluster, installation_urls: DatabaseUrls, tmp_path: Path) -> Iterator[Shell]:
    """A terminal on an installation of the test's own, migrated and empty."""
    name = f"cli_bare_{worker_name()}"
    made = terminal(cluster.create_database(name, TEMPLATE), tmp_path / "data")
    yield made
    for suffix in ("", "_restoring", "_replaced"):
        cluster.drop_database(name + suffix)
