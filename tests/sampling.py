"""Which part of a walk over the whole registry a usual run takes: every test of a kind costs the same, and they add up.

`HANSE_TESTS=all` (`make test-all`) takes every one. What is sampled is walked whole somewhere else too, more cheaply:
isolation over REST, where each operation is in one of two halves, and the answer of every page to everybody.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")
deep = pytest.mark.skipif(
    os.environ.get("HANSE_TESTS") != "all", reason="takes long or needs a machine of its own; make test-all runs it"
)


def sampled(items: Sequence[T], one_in: int) -> list[T]:
    """Every `one_in`-th, beginning with the first; all of them when the whole walk is wanted."""
    return list(items) if os.environ.get("HANSE_TESTS") == "all" else list(items[::one_in])


def taken_in_turn(items: Sequence[T], turn: int, count: int) -> list[T]:
    """`count` of the items, the next ones each turn, so that all are met in a walk; all of them in a whole walk."""
    if os.environ.get("HANSE_TESTS") == "all":
        return list(items)
    return [items[(turn * count + step) % len(items)] for step in range(min(count, len(items)))]
