"""A pytest plugin: takes one door away after the other and runs the tests that pass it until one of them fails.

A failure counts only when the same test passes again with the door in its place. What was found is written at once, so
an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from hanse.testing.installation import Business, Installation
from tests.mutation.doors import Doors

DOORS = Doors()
TEST_SECONDS = 60
_seen: list[Installation] = []
_found = Installation.found


async def _found_here(self: Installation, name: str = "", **options: Any) -> Business:
    """Remembers the installation that the tests of this process share."""
    if not _seen:
        _seen.append(self)
    return await _found(self, name, **options)


Installation.found = _found_here  # type: ignore[method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    folder = Path(os.environ["HANSE_MUTATION_OUT"])
    plan: dict[str, list[str]] = json.loads((folder / "plan.json").read_text("utf-8"))
    items = {item.nodeid: item for item in session.items}
    found = folder / f"found-{os.getpid()}.jsonl"
    with DOORS.watched():
        for number, (door, tests) in enumerate(plan.items(), 1):
            began = time.monotonic()
            found_items = [items[test] for test in tests if test in items]
            killer, tried = _first_that_fails(door, found_items, session)
            line: dict[str, Any] = {"door": door, "killed_by": killer, "tried": tests[:tried]}
            if killer is None:  # perhaps another door asks for the same, and only both together are missed
                line["killed_with_doubles_by"], _ = _first_that_fails(door, found_items, session, doubles=True)
            line["seconds"] = round(time.monotonic() - began, 2)
            with found.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            word = "missed " if killer else "doubled" if line["killed_with_doubles_by"] else "SURVIVED"
            print(f"{number}/{len(plan)} {word} {door}", file=sys.stderr, flush=True)
    return True


def _first_that_fails(
    door: str, tests: Sequence[pytest.Item], session: pytest.Session, *, doubles: bool = False
) -> tuple[str | None, int]:
    for tried, item in enumerate(tests, 1):
        with DOORS.without(door, doubles=doubles):
            failed = not _passes(item, session)
        if failed and (_passes(item, session) or _passes_in_a_new_world(item, session)):
            return item.nodeid, tried
    return None, len(tests)


def _passes_in_a_new_world(item: pytest.Item, session: pytest.Session) -> bool:
    """What got through may have changed the world that the isolation tests share."""
    for installation in _seen:
        installation.services.extras.pop("isolation_world", None)
    return _passes(item, session)


class _After:
    """Stands for whatever is run next: only what belongs to the session outlives a test."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session

    def listchain(self) -> list[pytest.Session]:
        """The nodes that stay set up."""
        return [self._session]


def _passes(item: pytest.Item, session: pytest.Session) -> bool:
    """Run one test; its own fixtures end with it, those of the session stay."""
    item._initrequest()  # type: ignore[attr-defined]
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, TEST_SECONDS)
    try:
        reports = runtestprotocol(item, log=False, nextitem=_After(session))  # type: ignore[arg-type]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return all(not report.failed for report in reports)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"a test took more than {TEST_SECONDS} seconds")
