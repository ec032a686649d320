"""A pytest plugin: writes down which doors each test passes, which of them hold, and how long it takes.

One file per process. The isolation walk is taken whole, with its strangers.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation.doors import Doors

DOORS = Doors()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    DOORS.passed.clear()
    DOORS.held.clear()
    began = time.process_time()
    with DOORS.watched():
        result = yield
    if DOORS.passed or DOORS.held:
        line = {
            "test": item.nodeid,
            "seconds": round(time.process_time() - began, 3),
            "doors": sorted(DOORS.passed),
            "held": sorted(DOORS.held),
        }
        target = Path(os.environ["HANSE_MUTATION_OUT"]) / f"passed-{os.getpid()}.jsonl"
        with target.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return result
