from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.money import BadSplit, Money, split
from hanse.kit.scaled import COUNT_MAX
from tests.kit.properties import at_length, counts

weights_lists = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)


def _minors(parts: list[Money]) -> list[int]:
    return [part.minor for part in parts]


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (200, [1, 1, 1], [67, 67, 66]),
        (1, [1, 2], [0, 1]),
        (1, [0, 0], [1, 0]),
        (7, [0, 5, 0], [0, 7, 0]),
        (0, [3, 4], [0, 0]),
        (5, [1], [5]),
        (10, [3, 3, 4], [3, 3, 4]),
        (3, [0, 0, 0, 0], [1, 1, 1, 0]),
        (COUNT_MAX, [COUNT_MAX, COUNT_MAX], [COUNT_MAX // 2 + 1, COUNT_MAX // 2]),
    ],
)
def test_known_splits(minor: int, weights: list[int], parts: list[int]) -> None:
    assert _minors(split(Money(minor, "EUR"), weights)) == parts


@pytest.mark.parametrize("weights", [[], [-1, 2], [1.5, 1], [True, 1], ["1"], [None]])
def test_impossible_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(BadSplit) as caught:
        split(Money(100, "EUR"), weights)
    assert caught.value.status == 422


@given(counts, weights_lists)
@at_length
def test_a_split_is_exact_fair_and_mirrored(minor: int, weights: list[int]) -> None:
    money = Money(minor, "EUR")
    parts = split(money, weights)
    assert Money.sum(parts, "EUR") == money
    assert split(-money, weights) == [-part for part in parts]
    shares = weights if any(weights) else [1] * len(weights)
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        # Less than one minor unit from the exact share, on either side, and of the right sign.
        assert abs(part.minor * whole - minor * share) < whole
        assert part.minor * minor >= 0
        assert share or part.is_zero


@given(st.integers(0, 10**9), weights_lists)
@at_length
def test_the_left_over_units_go_to_the_largest_remainders_then_the_earliest(minor: int, weights: list[int]) -> None:
    shares = weights if any(weights) else [1] * len(weights)
    whole = sum(shares)
    extra = [
        part.minor - minor * share // whole
        for part, share in zip(split(Money(minor, "EUR"), weights), shares, strict=True)
    ]
    assert set(extra) <= {0, 1}
    ranked = sorted(range(len(shares)), key=lambda at: (-(minor * shares[at] % whole), at))
    assert [extra[at] for at in ranked] == sorted(extra, reverse=True)


@given(st.integers(0, 10**9), st.integers(1, 30))
@at_length
def test_equal_weights_differ_by_one_unit_at_most_and_never_rise(minor: int, shares: int) -> None:
    parts = _minors(split(Money(minor, "EUR"), [7] * shares))
    assert parts == sorted(parts, reverse=True)
    assert max(parts) - min(parts) <= 1


def test_many_random_splits_add_up_exactly() -> None:
    # 1,000,000 with --hypothesis-profile=million; enough of them otherwise to touch every branch many times.
    rounds = 1_000_000 if settings.get_current_profile_name() == "million" else 20_000
    source = random.Random(20_261_120)
    for _ in range(rounds):
        weights = [source.randrange(source.choice((1, 2, 10, 10**6))) for _ in range(source.randrange(1, 12))]
        minor = source.randrange(-(10 ** source.randrange(1, 16)), 10 ** source.randrange(1, 16))
        assert sum(part.minor for part in split(Money(minor, "KWD"), weights)) == minor
