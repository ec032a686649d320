"""The tree of categories: which places are allowed. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.catalog.errors import CategoryLoop, CategoryTooDeep

LEVELS: Final = 10


def check_place(own: UUID | None, parent_path: Sequence[UUID], levels_below: int) -> None:
    """Refuse a place below itself, or too deep. `levels_below` counts the category itself.

    Raises CategoryLoop, CategoryTooDeep.
    """
    if own is not None and own in parent_path:
        raise CategoryLoop()
    if len(parent_path) + levels_below > LEVELS:
        raise CategoryTooDeep()
