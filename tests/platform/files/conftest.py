"""File stores of both kinds, and files of every kind, made in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from hanse.kit.clock import ManualClock
from hanse.platform.files import FileStore, open_file_store
from hanse.testing.s3 import S3Server

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def local(tmp_path: Path) -> Iterator[FileStore]:
    store = open_file_store("", ManualClock(START), tmp_path)
    yield store
    store.close()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    url = ""
    if request.param == "s3":
        url = request.getfixturevalue("s3").url(prefix=f"test/{uuid4().hex}")
    opened = open_file_store(url, ManualClock(START), tmp_path)
    yield opened
    opened.close()
