"""Small charts drawn on the server as SVG: lines, areas, bars, donuts, sparklines and meters.

Coordinates are percentages, so a chart fits any width while its text keeps its size; colours are classes, so both
themes and the tenant's accent apply. The template puts a title before and a table behind each chart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import msgspec
from babel.numbers import format_compact_currency, format_compact_decimal
from markupsafe import Markup, escape

from hanse.platform.web.format import Formatter, locale_of
from hanse.platform.web.parts import Series, Slice

TONES = ("accent", "info", "positive", "caution", "critical", "neutral")
HEIGHT = 176
WIDEST = 12.0  # per cent of the plot that one bar may take
TOP = 14  # room for the highest point's mark and label
BOTTOM = 24  # room for the labels below the zero line
LABEL_ROOM = 16  # least distance in px between two labels at the right edge
WIDTH = 400  # the least plot in px whose labels may stand side by side; narrower ones drop every second
LETTER = 7  # px


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """Writes a chart's values for one reader. kind: number, money (needs `currency`) or percent."""

    formatter: Formatter
    kind: str = "number"
    currency: str = ""

    def full(self, value: float) -> str:
        """Write a value as a table would."""
        if self.kind == "money":
            return self.formatter.money(Sum(amount=f"{value:.2f}", currency=self.currency))
        return self.formatter.percent(value, 1) if self.kind == "percent" else self.formatter.number(value)

    def short(self, value: float) -> str:
        """Write a value for an axis (12K)."""
        if self.kind == "percent":
            return self.formatter.percent(value)
        locale = locale_of(self.formatter.locale)
        digits = 1 if (value and abs(value) < 10) or 1000 <= abs(value) < 10_000 else 0
        if self.kind == "money":
            return format_compact_currency(
                Decimal(str(value)), self.currency, locale=locale, fraction_digits=digits
            ).strip()
        return format_compact_decimal(Decimal(str(value)), locale=locale, fraction_digits=digits)


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """An amount as text, for the formatter."""

    amount: str
    currency: str


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The value axis: round steps that include zero."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Give the distance from the top, 0-100."""
        return 100 * (self.high - value) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """List the values that get a line."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + index * self.step, 10) for index in range(count + 1)]


def scale_of(values: Sequence[float], lines: int = 4) -> Scale:
    """Choose round steps (1, 2, 2.5 or 5 times a power of ten) from the least to the largest value, with zero."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    raw = (high - low) / lines
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    return Scale(low=math.floor(low / step) * step, high=math.ceil(high / step) * step, step=step)


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tone_of(series: Series | Slice, index: int) -> str:
    """Give the tone a series or slice is drawn in."""
    return series.tone if series.tone in TONES else TONES[index % len(TONES)]


def _points(values: Sequence[float], scale: Scale) -> list[tuple[float, float]]:
    last = max(1, len(values) - 1)
    return [(100 * index / last, scale.share(value)) for index, value in enumerate(values)]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _grid(scale: Scale) -> str:
    lines = []
    for value in scale.ticks():
        y = _n(scale.share(value))
        kind = "chart-zero" if value == 0 else "chart-grid"
        lines.append(f'<line class="{kind}" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>')
    return "".join(lines)


def _every(labels: Sequence[str]) -> int:
    """Say that each, each second or each third label ... is written, so that none touches the next."""
    fit = max(2, WIDTH // (LETTER * max(map(len, labels), default=1) + 12))
    return max(1, math.ceil(len(labels) / fit))


def _below(labels: Sequence[str]) -> str:
    """Write at most six labels below the plot at even steps, counted back from the last."""
    if not labels:
        return ""
    last = len(labels) - 1
    step = max(1, math.ceil(last / 5), _every(labels))
    out = []
    for place, index in enumerate(range(last, -1, -step)):
        anchor = "end" if index == last and last else "start" if index == 0 else "middle"
        # Every second label gives way on narrow screens (chart.css).
        kind = "chart-label chart-label-inner" if place % 2 else "chart-label"
        x = _n(100 * index / last) if last else "0"
        out.append(
            f'<text class="{kind}" x="{x}%" y="{HEIGHT - 6}" text-anchor="{anchor}">{escape(labels[index])}</text>'
        )
    return "".join(out)


def axis(series: Sequence[Series], writer: Writer) -> Markup:
    """Draw the value axis that stands left of a plot of the same series."""
    scale = scale_of([value for one in series for value in one.values])
    texts = [(writer.short(value), TOP + scale.share(value) / 100 * (HEIGHT - TOP - BOTTOM)) for value in scale.ticks()]
    width = 10 + 7 * max(len(text) for text, _ in texts)
    marks = "".join(
        f'<text class="chart-label" x="{width - 8}" y="{_n(y + 4)}" text-anchor="end">{escape(text)}</text>'
        for text, y in texts
    )
    return Markup(f'<svg class="chart-axis" width="{width}" height="{HEIGHT}" aria-hidden="true">{marks}</svg>')  # noqa: S704


def _hits(labels: Sequence[str], series: Sequence[Series], writer: Writer, *, centred: bool) -> str:
    """Lay an invisible column over each point; its text is shown by tooltip.js."""
    count = max(1, len(labels))
    width = 100 / count if centred else 100 / max(1, count - 1)
    out = []
    for index, label in enumerate(labels):
        text = " · ".join(
            [label] + [(f"{one.label}: " if len(series) > 1 else "") + writer.full(one.values[index]) for one in series]
        )
        x = index * width if centred else index * width - width / 2
        out.append(
            f'<rect class="chart-hit" x="{_n(x)}%" width="{_n(width)}%" y="0" height="100%" data-tip="{escape(text)}"/>'
        )
    return "".join(out)


def _plot(inner: str, labels: str, name: str) -> Markup:
    plot = f'<svg class="chart-area" y="{TOP}" height="{HEIGHT - TOP - BOTTOM}" width="100%">{inner}</svg>'
    frame = f'<svg class="chart-plot" width="100%" height="{HEIGHT}" role="img" aria-label="{escape(name)}">'
    return Markup(f"{frame}{plot}{labels}</svg>")  # noqa: S704 - every text inside is escaped where it is written


def lines(name: str, labels: Sequence[str], series: Sequence[Series], writer: Writer, area: bool = False) -> Markup:
    """Draw one or more series as lines over the same labels; `area` fills below a single one."""
    scale = scale_of([value for one in series for value in one.values])
    drawn, marks = [], []
    for index, one in enumerate(series):
        tone, points = tone_of(one, index), _points(one.values, scale)
        if not points:
            continue
        zero = _n(scale.share(0))
        if area:
            drawn.append(f'<path class="chart-fill tone-{tone}" d="{_path(points)}L100 {zero}L0 {zero}Z"/>')
        drawn.append(f'<path class="chart-line tone-{tone}" d="{_path(points)}"/>')
        marks.append(
            f'<circle class="chart-dot tone-{tone}" cx="{_n(points[-1][0])}%" cy="{_n(points[-1][1])}%" r="3.5"/>'
        )
    stretched = (
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">{"".join(drawn)}</svg>'
    )
    inner = _grid(scale) + stretched + "".join(marks) + _hits(labels, series, writer, centred=False)
    return _plot(inner, _below(labels), name)


def bars(name: str, labels: Sequence[str], series: Sequence[Series], writer: Writer) -> Markup:
    """Draw one or more series as groups of bars; negative values hang below the zero line."""
    scale = scale_of([value for one in series for value in one.values])
    count, zero = max(1, len(labels)), scale.share(0)
    slot = 100 / count
    gap = max(slot * 0.3, slot - WIDEST * len(series))  # few bars stay bars
    width = (slot - gap) / max(1, len(series))
    drawn = []
    for order, one in enumerate(series):
        for index, value in enumerate(one.values):
            y = min(scale.share(value), zero)
            x = index * slot + gap / 2 + order * width
            drawn.append(
                f'<rect class="chart-bar tone-{tone_of(one, order)}" x="{_n(x)}%" y="{_n(y)}%" width="{_n(width)}%" '
                f'height="{_n(abs(scale.share(value) - zero))}%" rx="2"/>'
            )
    texts = []
    every = _every(labels)
    for index, label in enumerate(labels):
        back = count - 1 - index
        if back % every == 0:
            kind = "chart-label" if back % (every * 2) == 0 else "chart-label chart-label-inner"
            middle = _n(index * slot + slot / 2)
            texts.append(
                f'<text class="{kind}" x="{middle}%" y="{HEIGHT - 6}" text-anchor="middle">{escape(label)}</text>'
            )
    return _plot(_grid(scale) + "".join(drawn) + _hits(labels, series, writer, centred=True), "".join(texts), name)


def end_labels(series: Sequence[Series], writer: Writer) -> Markup:
    """Write each line's name and last value at the right edge, moved apart where they would touch."""
    scale = scale_of([value for one in series for value in one.values])
    plot = HEIGHT - TOP - BOTTOM
    places = sorted(
        (TOP + scale.share(one.values[-1]) / 100 * plot, index, one) for index, one in enumerate(series) if one.values
    )
    out: list[str] = []
    floor, width = 0.0, 0
    for y, index, one in places:
        text = f"{one.label} {writer.short(one.values[-1])}"
        floor = max(y + 4, floor + LABEL_ROOM)
        width = max(width, 14 + 7 * len(text))
        out.append(f'<text class="chart-name tone-{tone_of(one, index)}" x="8" y="{_n(floor)}">{escape(text)}</text>')
    return Markup(f'<svg class="chart-ends" width="{width}" height="{HEIGHT}" aria-hidden="true">{"".join(out)}</svg>')  # noqa: S704


def has_figures(series: Sequence[Series]) -> bool:
    """Whether there is anything to draw but the zero line."""
    return any(value for one in series for value in one.values)


def sparkline(values: Sequence[float], tone: str = "accent") -> Markup:
    """Draw the course of a figure without axes, for a tile or a table cell; its numbers stand beside it."""
    if len(values) < 2 or not any(values):
        return Markup("")
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    last = len(values) - 1
    points = [(2 + 92 * index / last, 3 + 22 * (high - value) / spread) for index, value in enumerate(values)]
    path = _path(points)
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="sparkline tone-{tone if tone in TONES else "accent"}" width="96" height="28" viewBox="0 0 96 28" '
        f'aria-hidden="true"><path class="spark-fill" d="{path}L94 28L2 28Z"/><path class="spark-line" d="{path}"/>'
        f'<circle class="spark-dot" cx="{_n(points[-1][0])}" cy="{_n(points[-1][1])}" r="2"/></svg>'
    )


def donut(name: str, slices: Sequence[Slice], centre: str = "") -> Markup:
    """Draw parts of a whole as a ring, from the top clockwise. Values must not be negative."""
    total = sum(one.value for one in slices)
    start, out = 0.0, []
    for index, one in enumerate(slices):
        if one.value <= 0 or total <= 0:
            continue
        part = 100 * one.value / total
        shown = max(0.4, part - (1.2 if len(slices) > 1 else 0))
        out.append(
            f'<circle class="donut-part tone-{tone_of(one, index)}" cx="60" cy="60" r="48" pathLength="100" '
            f'stroke-dasharray="{_n(shown)} {_n(100 - shown)}" stroke-dashoffset="{_n(-start)}" '
            'transform="rotate(-90 60 60)"/>'
        )
        start += part
    text = f'<text class="donut-centre" x="60" y="66" text-anchor="middle">{escape(centre)}</text>' if centre else ""
    ring = '<circle class="donut-ring" cx="60" cy="60" r="48"/>'
    return Markup(  # noqa: S704
        f'<svg class="donut" width="120" height="120" viewBox="0 0 120 120" role="img" aria-label="{escape(name)}">'
        f"{ring}{''.join(out)}{text}</svg>"
    )


def meter(share: float, tone: str = "accent") -> Markup:
    """Draw how full something is (0-1) as a bar; the number stands beside it."""
    width = _n(100 * min(1.0, max(0.0, share)))
    return Markup(  # noqa: S704
        f'<svg class="meter tone-{tone if tone in TONES else "accent"}" width="100%" height="6" aria-hidden="true">'
        '<rect class="meter-track" width="100%" height="6" rx="3"/>'
        f'<rect class="meter-fill" width="{width}%" height="6" rx="3"/></svg>'
    )
