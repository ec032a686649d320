"""What the supervisor's tests share: places both accounts can reach, and waiting for what a process does."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hanse.platform.supervisor import EmbeddedPostgres, arrange_places, find_binaries


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every user may enter; pytest's own is closed to the database's service user."""
    path = Path(tempfile.mkdtemp(prefix="hanse-supervisor-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def pristine() -> Iterator[Path]:
    """A data folder with a stopped, empty database; tests work on copies of it."""
    path = Path(tempfile.mkdtemp(prefix="hanse-pristine-"))
    path.chmod(0o711)
    server = make_server(path / "data")
    server.begin()
    server.wait()
    server.stop()
    yield path / "data"
    shutil.rmtree(path)


@pytest.fixture
def data_dir(pristine: Path, folder: Path) -> Path:
    """An own data folder with a stopped database."""
    target = folder / "data"
    shutil.copytree(pristine, target, copy_function=shutil.copy2)
    for source in [pristine, *pristine.rglob("*")]:
        copied = target / source.relative_to(pristine)
        if os.geteuid() == 0:
            os.chown(copied, source.stat().st_uid, source.stat().st_gid)
    return target


def make_server(data_dir: Path, **options: object) -> EmbeddedPostgres:
    """An embedded server on a data folder, without crash safety unless asked for."""
    return EmbeddedPostgres(arrange_places(data_dir, find_binaries()), **({"durable": False} | options))  # type: ignore[arg-type]


def eventually(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something another process does has happened; fails when it has not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
