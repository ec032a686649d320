"""I10 in small: a few doors are taken away, and the isolation walk misses each of them. All of them: `make mutate`."""

from __future__ import annotations

import pytest

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.testing.database import Cluster
from hanse.testing.installation import Installation
from tests.isolation.test_operations import test_only_the_right_caller_gets_through as walk
from tests.isolation.world import World, strangers_of
from tests.mutation.doors import Doors

walk.__test__ = False  # type: ignore[attr-defined]
ROUTES = {operation_of(route.operation).name: route for route in build_registry().routes}
SAMPLE = ("region.create", "location.update")


@pytest.mark.parametrize("name", SAMPLE)
async def test_a_door_that_is_gone_is_missed(name: str, installation: Installation, cluster: Cluster) -> None:
    route = ROUTES[name]
    operation = operation_of(route.operation)
    business, other = await installation.found("Kanarienvogel GmbH"), await installation.found("Others")
    world = World(installation, business, other)
    strangers = await strangers_of(world)
    with Doors().watched() as doors:
        await walk(route, operation, world, strangers, cluster)
        asked = {door for door in doors.passed if door.endswith(f" {operation.permission}") and " may " not in door}
        assert asked, f"{name} passed no door: {sorted(doors.passed)}"
        missed = 0
        for door in asked:
            with doors.without(door):
                try:
                    await walk(route, operation, world, strangers, cluster)
                except AssertionError:
                    missed += 1
        assert missed, f"nobody missed {sorted(asked)}"
