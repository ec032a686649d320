"""What an amendment does to prices: kept, changed, new or gone, line by line. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Literal, NamedTuple, TypeVar

Origin = Literal["kept", "changed", "new", "gone"]
Key = TypeVar("Key", bound=Hashable)
Line = TypeVar("Line")


class Change(NamedTuple):
    """One line of the comparison; `before` and `after` are what is agreed, None where there is nothing."""

    key: Hashable
    origin: Origin
    before: object
    after: object


def compare(before: Mapping[Key, Line], after: Mapping[Key, Line]) -> list[Change]:
    """Every line of either side, in the order of the new one, then those that are gone."""
    found = [Change(key, origin_of(before.get(key), line), before.get(key), line) for key, line in after.items()]
    return found + [Change(key, "gone", line, None) for key, line in before.items() if key not in after]


def origin_of(before: object, after: object) -> Origin:
    """What became of a line."""
    if before is None:
        return "new"
    return "kept" if before == after else "changed"
