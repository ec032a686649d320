"""The short run of `make faults`: one installation is broken in many ways, and keeps every promise it made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bench.figures import Figure, table
from faults import clocks, disk, kills, money, outside, pressure, silence, upgrading
from faults.ground import Ground, open_ground
from hanse.platform.failpoints import POINTS, failpoint
from tests.sampling import deep

pytestmark = pytest.mark.slow
SEED = 20261120


@dataclass
class Place:
    """The ground all tests of this module share, and whether its disk is small enough to fill."""

    ground: Ground
    has_own_disk: bool


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place() -> AsyncIterator[Place]:
    """A real tree of processes."""
    with disk.small_disk() as (folder, own):
        async with open_ground(folder, web_processes="2") as ground:
            yield Place(ground, own)


FAULTS: dict[str, Callable[[Ground], Awaitable[list[Figure]]]] = {
    "crowd": lambda ground: money.crowd(ground, SEED, 120, 20),
    "key": lambda ground: money.one_key(ground, SEED, 2, 40),
    "clocks": lambda ground: clocks.jumps(ground, SEED, 2),
    "stop": lambda ground: pressure.stop(ground, SEED),
    "network": lambda ground: silence.bad_network(ground, SEED, 2, far_away=False),
    "frozen": lambda ground: silence.freeze(ground, SEED, 5),
    "points": lambda ground: kills.at_commits(ground, SEED, 4),
    "files": lambda ground: outside.at_files(ground, SEED, 2),
    "kills": lambda ground: kills.mixed(ground, SEED, 5),
    "upgrade": lambda ground: upgrading.upgrade(ground, SEED, 5_000),
}
# How quick a machine is that does many other things is no promise of Hanse.
TIMES = ("slowest answer", "recovery", "ready again", "took")


def unkept(figures: list[Figure]) -> list[Figure]:
    """The promises that were broken."""
    return [figure for figure in figures if figure.is_met is False and not any(name in figure.name for name in TIMES)]


LONG = {"network", "upgrade", "points", "files"}  # these are tried by `make faults` and `make test-all`


@pytest.mark.parametrize("name", [pytest.param(name, marks=[deep] if name in LONG else []) for name in FAULTS])
async def test_nothing_is_lost_doubled_or_wrong(place: Place, name: str) -> None:
    figures = await FAULTS[name](place.ground)
    assert not unkept(figures), table(figures)


async def test_a_full_disk_is_refused_cleanly_and_forgotten(place: Place) -> None:
    if not place.has_own_disk:
        pytest.skip("only root may mount a small file system")
    figures = await disk.full(place.ground, SEED, 2)
    assert not unkept(figures), table(figures)


def test_failpoints_do_nothing_outside_of_fault_runs() -> None:
    for name in POINTS:
        failpoint(name)
