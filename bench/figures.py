"""What a measurement gives: named figures, and the bars some of them are held against. Data only."""

from __future__ import annotations

from typing import Literal

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value; with a bar it is met when it is at most (or at least) that."""

    area: str
    name: str
    value: float
    unit: str
    bar: float | None = None
    sense: Literal["at_most", "at_least"] = "at_most"

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is met; None without one."""
        if self.bar is None:
            return None
        return self.value <= self.bar if self.sense == "at_most" else self.value >= self.bar


def table(figures: list[Figure]) -> str:
    """The figures as text."""
    rows = [("what", "measured", "bar", "")]
    for figure in figures:
        sign = "<=" if figure.sense == "at_most" else ">="
        bar = f"{sign} {_number(figure.bar)} {figure.unit}" if figure.bar is not None else ""
        verdict = {True: "met", False: "MISSED", None: ""}[figure.is_met]
        rows.append((f"{figure.area}: {figure.name}", f"{_number(figure.value)} {figure.unit}", bar, verdict))
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    lines = []
    for row in rows:
        cells = (row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].ljust(widths[2]), row[3])
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"
