"""The pure rules of stock: whatever is asked for, nobody gets more than there is, and nothing is lost on the way."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.inventory.rules.allocating import Level, Need, part_of, share_out, take_back, units_covered

VARIANTS = [UUID(int=number) for number in range(3)]
PLACES = [UUID(int=100 + number) for number in range(3)]
AMOUNTS = st.integers(0, 500)
LEVELS = st.lists(
    st.builds(Level, st.sampled_from(VARIANTS), st.sampled_from(PLACES), st.integers(-50, 500), st.integers(0, 3)),
    max_size=9,
    unique_by=lambda level: (level.variant_id, level.location_id),
)
NEEDS = st.lists(st.tuples(st.sampled_from(VARIANTS), st.integers(1, 400)), min_size=1, max_size=8).map(
    lambda items: [Need(key, variant, amount) for key, (variant, amount) in enumerate(items)]
)
LIMITS = st.dictionaries(st.sampled_from(VARIANTS), st.none() | st.integers(0, 300))


@given(needs=NEEDS, levels=LEVELS, limits=LIMITS)
def test_everybody_gets_exactly_what_was_asked_or_is_named(
    needs: list[Need], levels: list[Level], limits: dict[UUID, int | None]
) -> None:
    decision = share_out(needs, levels, limits)
    got: dict[Need, int] = defaultdict(int)
    taken: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for portion in decision.portions:
        assert portion.quantity > 0
        got[portion.need] += portion.quantity
        if portion.location_id is not None:
            taken[portion.need.variant_id, portion.location_id] += portion.quantity
    for need in needs:
        if need in decision.missing:
            assert got[need] == 0
            assert decision.missing[need] < need.quantity
        else:
            assert got[need] == need.quantity
    free = {(level.variant_id, level.location_id): max(level.free, 0) for level in levels}
    assert all(amount <= free[place] for place, amount in taken.items())
    for variant, amount in decision.backordered.items():
        assert variant in limits
        limit = limits[variant]
        assert limit is None or amount <= limit


@given(needs=NEEDS, levels=LEVELS)
def test_a_need_that_is_named_could_not_have_been_met(needs: list[Need], levels: list[Level]) -> None:
    decision = share_out(needs, levels, {})
    free: dict[UUID, int] = defaultdict(int)
    for level in levels:
        free[level.variant_id] += max(level.free, 0)
    for portion in decision.portions:
        free[portion.need.variant_id] -= portion.quantity
    assert all(free[need.variant_id] < need.quantity for need in decision.missing)


@given(quantity=AMOUNTS, held=st.lists(st.tuples(AMOUNTS, st.booleans()), max_size=6))
def test_what_is_given_back_is_never_more_than_held_and_waiting_goes_first(
    quantity: int, held: list[tuple[int, bool]]
) -> None:
    taken = take_back(quantity, held)
    assert all(0 <= part <= amount for part, (amount, _) in zip(taken, held, strict=True))
    assert sum(taken) == min(quantity, sum(amount for amount, _ in held))
    promised = sum(part for part, (_, waits) in zip(taken, held, strict=True) if not waits)
    waiting = sum(amount - part for part, (amount, waits) in zip(taken, held, strict=True) if waits)
    assert promised == 0 or waiting == 0


@given(quantity=st.integers(0, 10**9), per_unit=st.integers(1, 10**8))
def test_parts_always_cover_the_bundles_they_were_taken_for(quantity: int, per_unit: int) -> None:
    assert units_covered([(part_of(quantity, per_unit), per_unit)]) >= quantity
