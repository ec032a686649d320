"""A pytest plugin: writes down which doors each test passes, and how long it takes. One file per process."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation.doors import Doors

DOORS = Doors()
WALK = "isolation.test_operations"


def pytest_collection_finish() -> None:
    """Here the isolation walk only has to show which doors its right callers pass; who is refused comes later."""
    for name, module in list(sys.modules.items()):
        if name.endswith(WALK):
            module.strangers_of = _nobody  # type: ignore[attr-defined]
            module.fingerprint = _nothing  # type: ignore[attr-defined]


async def _nobody(world: object) -> dict[str, object]:
    return {}


def _nothing(*_: object) -> dict[str, str]:
    return {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    DOORS.passed.clear()
    began = time.monotonic()
    with DOORS.watched():
        result = yield
    if DOORS.passed:
        line = {"test": item.nodeid, "seconds": round(time.monotonic() - began, 3), "doors": sorted(DOORS.passed)}
        target = Path(os.environ["HANSE_MUTATION_OUT"]) / f"passed-{os.getpid()}.jsonl"
        with target.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return result
