"""The health score as a pure function of measured factors. What is not measured is left out, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hanse.domains.organizations.types.health import Factor, FactorName, Reading, Trend

TREND_FROM: Final = 5  # points; smaller differences are noise
NO_DATA: Final = "No data yet"


class Scale(msgspec.Struct, frozen=True):
    """How a factor's value becomes 0 to 100: linear from `worst` to `best`; `weight` in percent of the whole."""

    label: str
    help: str
    weight: int
    worst: float
    best: float


SCALES: Final[Mapping[FactorName, Scale]] = {
    FactorName.RECENCY: Scale("Recency", "Days since they last did something here", 20, 180, 7),
    FactorName.FREQUENCY: Scale("Frequency", "Days with activity in the last 90", 20, 0, 12),
    FactorName.PAYMENT: Scale("Payment behaviour", "Share of invoices paid on time", 25, 0.5, 1),
    FactorName.DISPUTES: Scale("Disputes", "Disputes per 100 orders", 15, 10, 0),
    FactorName.UTILISATION: Scale("Contract utilisation", "Share of the commitment that was drawn", 10, 0, 0.9),
    FactorName.SUPPORT: Scale("Support load", "Support cases in the last 30 days", 10, 20, 1),
}


class Score(msgspec.Struct, frozen=True):
    """The result: 0 to 100, or None when nothing was measured."""

    score: int | None
    factors: list[Factor]


def compute(readings: Iterable[Reading], before: Mapping[FactorName, int]) -> Score:
    """Score what was measured; weights of the rest are shared out. `before` has the factors' scores of 30 days ago."""
    measured = {reading.factor: reading for reading in readings}
    known = sum(SCALES[name].weight for name in measured)
    factors = [_factor(name, measured.get(name), known, before.get(name)) for name in FactorName]
    if not known:
        return Score(None, factors)
    points = sum(SCALES[name].weight * factor_score(name, reading.value) for name, reading in measured.items())
    return Score(_rounded(points, known), factors)


def factor_score(name: FactorName, value: float) -> int:
    """0 to 100 for one value."""
    scale = SCALES[name]
    share = (value - scale.worst) / (scale.best - scale.worst)
    return round(100 * min(1.0, max(0.0, share)))


def _factor(name: FactorName, reading: Reading | None, known: int, before: int | None) -> Factor:
    scale = SCALES[name]
    if reading is None:
        return Factor(
            name=name,
            label=scale.label,
            help=scale.help,
            weight=0,
            value=None,
            detail=NO_DATA,
            score=None,
            trend=None,
        )
    score = factor_score(name, reading.value)
    return Factor(
        name=name,
        label=scale.label,
        help=scale.help,
        weight=_rounded(scale.weight * 100, known),
        value=reading.value,
        detail=reading.detail,
        score=score,
        trend=_trend(score, before),
    )


def _trend(score: int, before: int | None) -> Trend | None:
    if before is None:
        return None
    if abs(score - before) < TREND_FROM:
        return Trend.FLAT
    return Trend.UP if score > before else Trend.DOWN


def _rounded(points: int, of: int) -> int:
    """Half up, in whole numbers."""
    return (2 * points + of) // (2 * of)
