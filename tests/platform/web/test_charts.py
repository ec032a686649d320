"""Charts drawn on the server: honest axes, labels in place, nothing unescaped."""

import itertools
import re
from datetime import UTC, datetime

import pytest

from hanse.platform.web import charts
from hanse.platform.web.charts import Writer, scale_of
from hanse.platform.web.format import Formatter
from hanse.platform.web.parts import Series, Slice

WRITER = Writer(formatter=Formatter("en-GB", "UTC", datetime(2026, 11, 20, tzinfo=UTC)))
POUNDS = Writer(formatter=WRITER.formatter, kind="money", currency="GBP")


def heights(svg: str) -> list[tuple[float, float]]:
    bars = re.findall(r'<rect class="chart-bar[^"]*" x="[\d.]+%" y="([\d.]+)%" width="[\d.]+%" height="([\d.]+)%"', svg)
    return [(float(y), float(height)) for y, height in bars]


@pytest.mark.parametrize(
    ("values", "low", "high", "step"),
    [
        ([3, 38], 0, 40, 10),
        ([98_000, 190_400], 0, 200_000, 50_000),
        ([-1.1, 1.4], -2, 2, 1),
        ([], 0, 1, 0.25),
        ([0, 0], 0, 1, 0.25),
        ([-5, -2], -6, 0, 2),
    ],
)
def test_axes_have_round_steps_and_include_zero(values: list[float], low: float, high: float, step: float) -> None:
    scale = scale_of(values)
    assert (scale.low, scale.high, scale.step) == (low, high, step)
    assert 0 in scale.ticks()


def test_bars_grow_from_zero_in_proportion() -> None:
    svg = str(charts.bars("Margin", ("a", "b", "c"), [Series("m", (2.0, -1.0, 1.0))], WRITER))
    (first_y, first), (second_y, second), (_, third) = heights(svg)
    zero = first_y + first
    assert second_y == pytest.approx(zero, abs=0.02)
    assert first == pytest.approx(2 * third, abs=0.02)
    assert second == pytest.approx(third, abs=0.02)
    assert "chart-zero" in svg


def test_lines_end_at_the_right_edge_and_say_each_value() -> None:
    svg = str(charts.lines("Revenue", ("Oct", "Nov"), [Series("Revenue", (100.0, 250.5))], POUNDS, area=True))
    assert "Nov · £250.50" in svg
    assert 'cx="100%"' in svg
    assert 'role="img" aria-label="Revenue"' in svg


def test_names_at_the_end_of_lines_do_not_touch() -> None:
    svg = str(charts.end_labels([Series("A", (1, 100)), Series("B", (1, 101)), Series("C", (1, 99))], WRITER))
    places = [float(y) for y in re.findall(r' y="([\d.]+)"', svg)]
    assert all(lower - upper >= charts.LABEL_ROOM for upper, lower in itertools.pairwise(places))


def test_labels_below_keep_even_steps_and_the_last() -> None:
    months = ("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    svg = str(charts.lines("x", months, [Series("x", tuple(range(12)))], WRITER))
    shown = re.findall(r'y="170" text-anchor="\w+">(\w+)<', svg)
    assert shown == ["Nov", "Aug", "May", "Feb"]


def test_what_people_typed_is_escaped() -> None:
    bad = '"><script>alert(1)</script>'
    drawn = [
        charts.lines(bad, (bad, bad), [Series(bad, (1, 2)), Series(bad, (2, 3))], WRITER),
        charts.bars(bad, (bad, bad), [Series(bad, (1, 2)), Series(bad, (1, 2))], WRITER),
        charts.end_labels([Series(bad, (1, 2))], WRITER),
        charts.donut(bad, [Slice(bad, 1)], bad),
    ]
    assert not any("<script" in svg for svg in drawn)


def test_a_donut_covers_the_whole_and_leaves_out_nothing() -> None:
    svg = str(charts.donut("x", [Slice("a", 75), Slice("b", 25), Slice("none", 0)]))
    offsets = re.findall(r'stroke-dashoffset="(-?[\d.]+)"', svg)
    assert offsets == ["0", "-75"]


def test_charts_of_nothing_are_drawn_without_failing() -> None:
    assert str(charts.sparkline([])) == ""
    assert "<svg" in str(charts.bars("x", (), [], WRITER))
    assert "<svg" in str(charts.lines("x", ("a",), [Series("x", (1,))], WRITER))
    assert "donut-part" not in str(charts.donut("x", [Slice("a", 0)]))


@pytest.mark.parametrize(("share", "width"), [(-1, "0"), (0.425, "42.5"), (1.7, "100")])
def test_meters_stay_within_their_track(share: float, width: str) -> None:
    assert f'class="meter-fill" width="{width}%"' in str(charts.meter(share))


def test_short_amounts_for_axes() -> None:
    assert POUNDS.short(150_000) == "£150K"
    assert WRITER.short(0) == "0"
