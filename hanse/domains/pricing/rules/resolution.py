"""Which of a line's candidates is its price, and what is said of all the others.

Domains.md, section 4. The highest layer that has a price wins. Inside a layer: own organization before those above it,
priority, variant before product before category (nearest first), the unit asked for before another, largest reached
tier, narrowest window, lowest amount, id. A list that competes takes the lower of itself and the layers below. The
database ranks by the same rules (price_best in the migration); tests hold both against a plain model. No I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.pricing.rules.formulas import BELOW, evaluate
from hanse.domains.pricing.types import LAYERS, Layer, PriceOutcome
from hanse.kit.money import MICROS
from hanse.kit.scaled import COUNT_MAX, round_half_up

COST = 0
_NO_PRICES: Mapping[str, int | None] = {}


class Candidate(msgspec.Struct, frozen=True, array_like=True):
    """An entry that holds for a line: the columns of price_candidates that ranking needs.

    `place` ranks it inside its layer by everything but amount and id, reached or not; `amount` is micros for one of the
    line's unit: a fixed price, or what a formula adds. `from_quantity` is the smallest quantity of the line's unit that
    reaches the tier.
    """

    entry_id: UUID
    list_id: UUID
    layer: int
    distance: int
    priority: int
    competes: bool
    specificity: int
    converts: bool
    is_reached: bool
    place: int
    width: int
    from_quantity: int
    unit: str
    amount: int | None
    percent_micros: int | None
    factors: dict[str, int] | None

    @property
    def is_counted(self) -> bool:
        """Whether it counts from prices of lower layers, instead of saying an amount."""
        return self.percent_micros is not None or self.factors is not None


class Found(msgspec.Struct, frozen=True):
    """The price of a line: the winner (None = on request), what it comes to, and each layer's best on the way."""

    winner: Candidate | None
    value: int | None
    cost: int | None
    best: dict[int, tuple[Candidate, int]]
    paid: dict[int, tuple[Candidate, int]]


def find_price(candidates: Iterable[Candidate]) -> Found:
    """Find the price among candidates whose tier is reached."""
    layers: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.is_reached:
            layers.setdefault(candidate.layer, []).append(candidate)
    best: dict[int, tuple[Candidate, int]] = {}
    paid: dict[int, tuple[Candidate, int]] = {}
    below: tuple[Candidate, int] | None = None
    for layer in range(len(LAYERS)):
        present = layers.get(layer)
        if present is None:
            continue
        counts = any(candidate.is_counted for candidate in present)
        chosen = _best(present, prices_below(best, below) if counts else _NO_PRICES)
        if chosen is None:
            continue
        best[layer] = chosen
        if layer == COST:
            continue
        if below is None or not chosen[0].competes or below[1] >= chosen[1]:
            below = chosen
        paid[layer] = below
    winner, value = below if below is not None else (None, None)
    cost = best[COST][1] if COST in best else None
    return Found(winner, value, cost, best, paid)


def prices_below(
    best: Mapping[int, tuple[Candidate, int]], below: tuple[Candidate, int] | None
) -> dict[str, int | None]:
    """The prices a formula may name, by their names."""
    named: dict[str, int | None] = {LAYERS[layer].value: value for layer, (_, value) in best.items()}
    named[BELOW] = below[1] if below is not None else None
    return named


def value_of(candidate: Candidate, prices: Mapping[str, int | None]) -> int | None:
    """What a candidate comes to in micros for one unit; None when it has nothing to count from, or is below zero."""
    value: int | None
    if candidate.percent_micros is not None:
        lower = prices.get(BELOW)
        value = None if lower is None else round_half_up(lower * (MICROS - candidate.percent_micros), MICROS)
    elif candidate.factors is not None:
        value = evaluate(candidate.factors, candidate.amount or 0, prices)
    else:
        value = candidate.amount
    return value if value is not None and 0 <= value <= COUNT_MAX else None


def _best(candidates: Sequence[Candidate], prices: Mapping[str, int | None]) -> tuple[Candidate, int] | None:
    chosen: tuple[Candidate, int] | None = None
    for candidate in candidates:
        value = value_of(candidate, prices)
        if value is None:
            continue
        if chosen is None or (candidate.place, value, candidate.entry_id) < (
            chosen[0].place,
            chosen[1],
            chosen[0].entry_id,
        ):
            chosen = (candidate, value)
    return chosen


class Judged(msgspec.Struct, frozen=True):
    """A candidate with what it comes to, what became of it, and why."""

    candidate: Candidate
    value: int | None
    outcome: PriceOutcome
    reason: str


def judge(candidates: Sequence[Candidate], found: Found, amount_in_words: Any) -> list[Judged]:
    """Say of every candidate why it won or lost, the best ones first.

    `amount_in_words` writes micros for a person.
    """
    judged = []
    known: dict[int, dict[str, int | None]] = {}
    for candidate in candidates:
        if candidate.is_counted and candidate.layer not in known:
            known[candidate.layer] = _prices_at(candidate.layer, found)
        value = value_of(candidate, known.get(candidate.layer, _NO_PRICES))
        outcome, reason = _verdict(candidate, value, found, amount_in_words)
        judged.append(Judged(candidate, value, outcome, reason))
    order = {PriceOutcome.WON: 0}
    return sorted(
        judged,
        key=lambda item: (
            order.get(item.outcome, 1),
            -item.candidate.layer,
            not item.candidate.is_reached,
            item.candidate.place,
            -1 if item.value is None else item.value,
            item.candidate.entry_id,
        ),
    )


def _prices_at(layer: int, found: Found) -> dict[str, int | None]:
    """The prices known below a layer."""
    best = {at: pair for at, pair in found.best.items() if at < layer}
    lower = [at for at in found.paid if at < layer]
    return prices_below(best, found.paid[max(lower)] if lower else None)


def _verdict(candidate: Candidate, value: int | None, found: Found, words: Any) -> tuple[PriceOutcome, str]:
    if not candidate.is_reached:
        return PriceOutcome.NOT_REACHED, "The quantity does not reach this tier"
    if value is None:
        return PriceOutcome.NO_PRICE, _no_value(candidate)
    if candidate is found.winner:
        return PriceOutcome.WON, "This is the price"
    best, best_value = found.best[candidate.layer]
    if candidate is not best:
        return PriceOutcome.LOST, _behind(candidate, value, best, best_value, words)
    if candidate.layer == COST:
        return PriceOutcome.USED, "What it costs the business; never a price"
    return PriceOutcome.LOST, _above_or_lower(candidate, found, words)


def _above_or_lower(candidate: Candidate, found: Found, words: Any) -> str:
    """Why the best of its layer is not paid."""
    assert found.winner is not None
    if found.winner.layer > candidate.layer:
        return f"The {_word(found.winner.layer)} layer stands above this one and has a price"
    return f"This list competes, and a layer below is lower with {words(found.paid[candidate.layer][1])}"


def _no_value(candidate: Candidate) -> str:
    if candidate.percent_micros is not None:
        return "There is no price in the layers below to take a percentage off"
    if candidate.factors is not None:
        return "A price the formula names is missing, or the result would be below zero"
    return "The amount is larger than can be stored"


def _behind(candidate: Candidate, value: int, best: Candidate, best_value: int, words: Any) -> str:
    """The first of the rules, in their order, by which another candidate of the layer goes before this one."""
    rules = (
        (candidate.distance != best.distance, "A list of a nearer organization goes first"),
        (
            candidate.priority != best.priority,
            f"Another list has the higher priority ({best.priority} over {candidate.priority})",
        ),
        (
            candidate.specificity != best.specificity,
            f"A price of {_target(best.specificity)} goes before one of {_target(candidate.specificity)}",
        ),
        (
            candidate.converts != best.converts,
            "A price in the unit asked for goes before one converted from another unit",
        ),
        (
            candidate.place != best.place and candidate.from_quantity != best.from_quantity,
            "A larger tier is reached",
        ),
        (candidate.place != best.place, "A price that holds for a shorter time goes first"),
        (value != best_value, f"Another price of equal standing is lower with {words(best_value)}"),
    )
    return next((reason for holds, reason in rules if holds), "An older price of equal standing comes to the same")


def _word(layer: int) -> str:
    return "price group" if LAYERS[layer] is Layer.GROUP else LAYERS[layer].value


def _target(specificity: int) -> str:
    if specificity <= 1:
        return ("the variant", "the product")[specificity]
    return "a category further up" if specificity > 2 else "the category"


def at_quantity(candidates: Iterable[Candidate], quantity: int) -> Found:
    """Find the price as if so many ten-thousandths of the line's unit were ordered, or more if they are."""
    return find_price(
        candidate
        if candidate.is_reached or candidate.from_quantity > quantity
        else msgspec.structs.replace(candidate, is_reached=True)
        for candidate in candidates
    )


def ladder(candidates: Sequence[Candidate], quantity: int) -> list[tuple[int, int]]:
    """Each quantity from the one ordered on at which the price of one unit changes, with that price in micros."""
    steps: list[tuple[int, int]] = []
    further = {item.from_quantity for item in candidates if not item.is_reached}
    for step in sorted({quantity, *further}):
        value = at_quantity(candidates, step).value
        if value is not None and (not steps or steps[-1][1] != value):
            steps.append((step, value))
    return steps


def next_step(candidates: Sequence[Candidate], winner: Candidate) -> tuple[int, int] | None:
    """The next tier of the list and target that won: from which quantity on, and what is paid then."""
    further = [
        candidate.from_quantity
        for candidate in candidates
        if not candidate.is_reached
        and candidate.specificity == winner.specificity
        and candidate.layer == winner.layer
        and candidate.list_id == winner.list_id
    ]
    if not further:
        return None
    value = at_quantity(candidates, min(further)).value
    return None if value is None else (min(further), value)
