"""Every pair of text and ground that the style sheets use stays readable, in both themes and with any brand colour."""

import re
from pathlib import Path

import pytest

from hanse.platform.web import contrast
from hanse.platform.web.contrast import DARK, LIGHT, Oklch, accent_css, derive, from_hex, to_hex

TOKENS = (Path(contrast.__file__).parent / "static" / "css" / "tokens.css").read_text("utf-8")
DECLARED = re.compile(r"--([a-z-]+):\s*light-dark\(((?:[^()]|\([^()]*\))*?),\s*((?:[^()]|\([^()]*\))*?)\);")
SURFACES = ("surface", "canvas", "surface-raised", "surface-sunken", "surface-hover")
TONES = ("positive", "caution", "critical", "info")
BRANDS = (
    "#000",
    "#fff",
    "#ffd400",
    "#00ff00",
    "#0b1f3a",
    "#1d4ed8",
    "#3b82f6",
    "#f97316",
    "#10b981",
    "#e11d48",
    "#7f7f7f",
    "#ff00ff",
)
THEMES = (0, 1)


def colour(text: str) -> Oklch | str:
    text = text.strip()
    if text.startswith("#"):
        return text
    numbers = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", text)
    assert numbers, text
    return Oklch(*(float(number) for number in numbers.groups()))


def read_tokens() -> dict[str, tuple[Oklch | str, Oklch | str]]:
    skipped = {"scrim", "shadow-float"}
    found = {name: (day, night) for name, day, night in DECLARED.findall(TOKENS) if name not in skipped}
    return {name: (colour(day), colour(night)) for name, (day, night) in found.items()}


TOKEN = read_tokens()


def pairs() -> list[tuple[str, str, float]]:
    wanted = [(ink, ground, 4.5) for ink in ("text", "muted", "accent", *TONES) for ground in SURFACES]
    wanted += [(tone, f"{tone}-soft", 4.5) for tone in (*TONES, "accent")]
    wanted += [("text", f"{tone}-soft", 4.5) for tone in (*TONES, "accent")]
    wanted += [("on-accent", "accent-fill", 4.5), ("on-accent", "accent-fill-hover", 4.5)]
    # WCAG 2.2, 1.4.11: what shows where a control is needs 3.
    wanted += [("border-control", ground, 3.0) for ground in ("surface", "canvas", "surface-raised")]
    return wanted


@pytest.mark.parametrize("theme", THEMES, ids=("light", "dark"))
@pytest.mark.parametrize(("ink", "ground", "least"), pairs())
def test_tokens_are_readable(ink: str, ground: str, least: float, theme: int) -> None:
    assert contrast.contrast(TOKEN[ink][theme], TOKEN[ground][theme]) >= least


@pytest.mark.parametrize("theme", THEMES, ids=("light", "dark"))
@pytest.mark.parametrize("fill", ["critical-fill", "critical-fill-hover"])
def test_white_is_readable_on_dangerous_buttons(fill: str, theme: int) -> None:
    assert contrast.contrast("#ffffff", TOKEN[fill][theme]) >= 4.5


def test_the_grounds_accents_are_derived_for_are_those_of_the_style_sheet() -> None:
    assert LIGHT.surfaces == tuple(dict.fromkeys(TOKEN[name][0] for name in ("surface", "canvas", "surface-sunken")))
    assert DARK.surfaces == tuple(TOKEN[name][1] for name in ("surface", "canvas", "surface-raised", "surface-sunken"))


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=("light", "dark"))
@pytest.mark.parametrize("brand", BRANDS)
def test_any_brand_colour_gives_a_readable_accent(brand: str, ground: contrast.Ground) -> None:
    accent = derive(from_hex(brand), ground)
    for surface in (*ground.surfaces, accent.soft):
        assert contrast.contrast(accent.ink, surface) >= 4.5
    assert contrast.contrast(accent.on_fill, accent.fill) >= 4.5
    assert contrast.contrast(accent.on_fill, accent.fill_hover) >= 4.5
    assert contrast.contrast(accent.fill, ground.surfaces[0]) >= 1.29


def test_a_colour_that_is_readable_already_is_kept() -> None:
    assert to_hex(derive(from_hex("#1d4ed8"), LIGHT).fill) == "#1d4ed8"
    assert to_hex(derive(from_hex("#1d4ed8"), LIGHT).ink) == "#1d4ed8"


def test_hex_survives_the_way_through_oklch() -> None:
    for brand in ("#1d4ed8", "#f97316", "#0b1f3a", "#10b981", "#808080"):
        assert to_hex(from_hex(brand)) == brand


def test_contrast_is_that_of_wcag() -> None:
    assert contrast.contrast("#000", "#fff") == pytest.approx(21)
    assert contrast.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("bad", ["red", "#12345", "#1234567", "}body{display:none", "#12345g", ""])
def test_only_hex_colours_reach_the_style_sheet(bad: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        accent_css(bad)


def test_accent_css_sets_both_themes() -> None:
    css = accent_css("#b45309")
    assert css.startswith(":root{")
    assert css.endswith("}")
    for name in ("accent", "accent-fill", "accent-fill-hover", "on-accent", "accent-soft"):
        assert f"--{name}:light-dark(" in css
