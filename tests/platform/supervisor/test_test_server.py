"""The database server that tests share: it ends with its last user, however that one ends."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from tests.platform.supervisor.conftest import eventually

USE = """
    import os, sys, time
    import psycopg
    from hanse.testing.database import open_cluster
    with open_cluster() as cluster:
        template = cluster.ensure_template("t", lambda urls: None)
        urls = cluster.create_database(sys.argv[1], template=template)
        with psycopg.connect(cluster.admin_url()) as connection:
            print(connection.execute("SHOW data_directory").fetchone()[0], flush=True)
        sys.stdin.read()
"""

pytestmark = pytest.mark.slow


def use(name: str, run: str) -> "subprocess.Popen[str]":
    """A test process of the parallel run `run`, which goes on until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(USE), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "HANSE_TEST_DATABASE_ADMIN_URL"}
        | {"PYTEST_XDIST_TESTRUNUID": run},
    )


def servers(folder: str) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if folder in (process.info["cmdline"] or []) and "-D" in (process.info["cmdline"] or [])
    ]


def test_processes_of_a_run_share_a_server_that_ends_after_the_last(tmp_path: Path) -> None:
    run = f"shared{tmp_path.name}"
    with use("one", run) as first, use("two", run) as second:
        assert first.stdout is not None
        assert second.stdout is not None
        folder = first.stdout.readline().strip()
        assert second.stdout.readline().strip() == folder
        assert len(servers(folder)) == 1
        first.kill()
        first.wait()
        assert len(servers(folder)) == 1
        second.kill()
    eventually(lambda: not servers(folder))
    eventually(lambda: not Path(folder).exists())
