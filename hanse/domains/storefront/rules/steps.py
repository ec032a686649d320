"""A few ranges of prices out of many counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MOST: Final = 6
"""So many ranges can be taken in at a glance."""
Step = tuple[int, int, int]  # from, below, how many


def steps_of(edges: Mapping[int, int]) -> list[Step]:
    """Counts by edge (1, 2, 5, 10, ... micros) as at most so many steps: neighbours with the least are put together.

    Every count is in exactly one step, and steps have no gaps.
    """
    steps: list[Step] = []
    for edge in sorted(edges):
        low = steps[-1][1] if steps else edge
        steps.append((low, next_edge(edge), edges[edge]))
    while len(steps) > MOST:
        at = min(range(len(steps) - 1), key=lambda place: steps[place][2] + steps[place + 1][2])
        left, right = steps[at], steps[at + 1]
        steps[at : at + 2] = [(left[0], right[1], left[2] + right[2])]
    return steps


def next_edge(edge: int) -> int:
    """The edge above one: 1, 2, 5, 10, ..."""
    if edge == 0:
        return 1
    leading = int(str(edge)[0])
    return edge // leading * {1: 2, 2: 5, 5: 10}[leading]
