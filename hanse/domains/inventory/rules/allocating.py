"""Who gets what from where: pure decisions over locked levels. No I/O, no clock.

Quantities are whole ten-thousandths of the stock unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from hanse.kit.quantity import QUANTITY_SCALE

ITSELF: Final = QUANTITY_SCALE
"""One unit of a line takes one of the variant: a line that is no bundle."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one line takes of one variant; `per_unit` of it for each unit of the line."""

    line_key: int
    variant_id: UUID
    quantity: int
    per_unit: int = ITSELF


@dataclass(frozen=True, slots=True)
class Level:
    """What may be promised of a variant at a place."""

    variant_id: UUID
    location_id: UUID
    free: int
    priority: int


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a need: from a place, or for later when there is none."""

    need: Need
    location_id: UUID | None
    quantity: int


@dataclass(slots=True)
class Decision:
    """What everybody gets. `missing` says for each need that cannot be met what there would be."""

    portions: list[Portion] = field(default_factory=list)
    missing: dict[Need, int] = field(default_factory=dict)

    @property
    def backordered(self) -> dict[UUID, int]:
        """How much of each variant is promised for later."""
        totals: dict[UUID, int] = defaultdict(int)
        for portion in self.portions:
            if portion.location_id is None:
                totals[portion.need.variant_id] += portion.quantity
        return dict(totals)


@dataclass(slots=True)
class _Place:
    location_id: UUID
    free: int


def share_out(needs: Sequence[Need], levels: Iterable[Level], backorder_left: Mapping[UUID, int | None]) -> Decision:
    """Serve the needs in order from what is free; the rest becomes a back-order where that is allowed.

    A need is served from one place when one has all of it (the preferred first), else from several. `backorder_left`
    names the variants that may be back-ordered, with how much more (None = without limit).
    """
    places: dict[UUID, list[_Place]] = defaultdict(list)
    for level in sorted(levels, key=lambda level: (level.priority, level.location_id)):
        if level.free > 0:
            places[level.variant_id].append(_Place(level.location_id, level.free))
    left = dict(backorder_left)
    decision = Decision()
    for need in needs:
        _serve(need, places[need.variant_id], left, decision)
    return decision


def _serve(need: Need, places: list[_Place], left: dict[UUID, int | None], decision: Decision) -> None:
    free = sum(place.free for place in places)
    rest = need.quantity - free
    if rest > 0:
        limit = left.get(need.variant_id, 0)
        if limit is not None and limit < rest:
            decision.missing[need] = free + limit
            return
        if limit is not None:
            left[need.variant_id] = limit - rest
    wanted = need.quantity
    for place in [place for place in places if place.free >= wanted][:1] or places:
        taken = min(place.free, wanted)
        if taken:
            place.free -= taken
            wanted -= taken
            decision.portions.append(Portion(need, place.location_id, taken))
    if wanted:
        decision.portions.append(Portion(need, None, wanted))


def units_covered(parts: Iterable[tuple[int, int]]) -> int:
    """How much of a line its parts make: `parts` are (what there is of a variant, what one unit of the line takes)."""
    return min((quantity * ITSELF // per_unit for quantity, per_unit in parts), default=0)


def part_of(quantity: int, per_unit: int) -> int:
    """How much of a variant `quantity` of a line takes, rounded up to the smallest countable amount."""
    return -(-quantity * per_unit // ITSELF)


def take_back(quantity: int, held: Sequence[tuple[int, bool]]) -> list[int]:
    """Divide what is given back over what a line holds: back-orders (True) first, then the last promised.

    Gives one amount per item of `held`, in its order; never more than is held.
    """
    taken = [0] * len(held)
    order = sorted(range(len(held)), key=lambda at: (not held[at][1], -at))
    for position in order:
        part = min(quantity, held[position][0])
        taken[position] = part
        quantity -= part
    return taken
