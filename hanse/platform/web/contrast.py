"""Colour arithmetic: OKLCH to and from sRGB, WCAG contrast, and a tenant's accent derived from one brand colour.

Owns the promise that whatever colour a tenant picks, text on it and text in it stay readable. No CSS files, no I/O.
"""

from __future__ import annotations

import functools
import math
import re
from typing import NamedTuple

import msgspec

TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3 (AA, ordinary text)
FILL_CONTRAST = 1.3  # a filled button must still be seen as a shape on the page; its label is what identifies it
WHITE = "#ffffff"
INK = "#16181d"
HEX = re.compile(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Oklch(NamedTuple):
    """A colour by lightness (0-1), chroma (0-0.4) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    def css(self) -> str:
        """Write the colour as a CSS `oklch()` value."""
        return f"oklch({self.lightness:.4f} {self.chroma:.4f} {self.hue:.1f})"


class Accent(msgspec.Struct, frozen=True, kw_only=True):
    """One theme's accent: `ink` for text and lines, `fill` under `on_fill` for buttons, `soft` behind the selected."""

    ink: Oklch
    fill: Oklch
    fill_hover: Oklch
    on_fill: str
    soft: Oklch


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What an accent stands on in one theme; the surfaces equal those of `static/css/tokens.css` (a test checks)."""

    dark: bool
    surfaces: tuple[Oklch, ...]
    soft_lightness: float
    soft_chroma: float


LIGHT = Ground(
    dark=False,
    surfaces=(Oklch(1.0, 0.0, 264.0), Oklch(0.982, 0.002, 264.0), Oklch(0.965, 0.003, 264.0)),
    soft_lightness=0.955,
    soft_chroma=0.025,
)
DARK = Ground(
    dark=True,
    surfaces=(
        Oklch(0.19, 0.007, 264.0),
        Oklch(0.165, 0.006, 264.0),
        Oklch(0.235, 0.008, 264.0),
        Oklch(0.25, 0.009, 264.0),
    ),
    soft_lightness=0.27,
    soft_chroma=0.04,
)


def parse_hex(text: str) -> tuple[float, float, float]:
    """Read `#rgb` or `#rrggbb` as sRGB channels 0-1. Raises ValueError for anything else."""
    if not HEX.fullmatch(text):
        raise ValueError("A colour is written as # and six hexadecimal digits, for example #1d4ed8")
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def from_hex(text: str) -> Oklch:
    """Turn a hexadecimal sRGB colour into OKLCH (matrices: Bjorn Ottosson, "A perceptual color space", 2020)."""
    red, green, blue = (_linear(channel) for channel in parse_hex(text))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _linear_rgb(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def in_gamut(colour: Oklch) -> bool:
    """Say whether an sRGB screen can show the colour."""
    return all(-0.0005 <= channel <= 1.0005 for channel in _linear_rgb(colour))


def fit(colour: Oklch) -> Oklch:
    """Lower the chroma until an sRGB screen can show the colour."""
    if in_gamut(colour):
        return colour
    low, high = 0.0, colour.chroma
    for _ in range(18):
        middle = (low + high) / 2
        low, high = (middle, high) if in_gamut(colour._replace(chroma=middle)) else (low, middle)
    return colour._replace(chroma=low)


def to_hex(colour: Oklch) -> str:
    """Write the colour as `#rrggbb`, clipped to sRGB."""
    channels = (round(_gamma(min(1.0, max(0.0, channel))) * 255) for channel in _linear_rgb(colour))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def luminance(colour: Oklch | str) -> float:
    """Give the WCAG relative luminance (0-1) of a colour."""
    if isinstance(colour, str):
        red, green, blue = (_linear(channel) for channel in parse_hex(colour))
    else:
        red, green, blue = (min(1.0, max(0.0, channel)) for channel in _linear_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Oklch | str, second: Oklch | str) -> float:
    """Give the WCAG contrast ratio (1-21) of two colours."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _shift_until(colour: Oklch, step: float, grounds: tuple[Oklch | str, ...], ratio: float) -> Oklch:
    """Move the lightness by `step` until the colour reaches `ratio` on every ground (or lightness ends)."""
    colour = fit(colour)
    original = colour
    end = 1.0 if step > 0 else 0.0
    while colour.lightness != end and min(contrast(colour, ground) for ground in grounds) < ratio:
        lightness = min(1.0, max(0.0, colour.lightness + step))
        colour = fit(original._replace(lightness=lightness))
    return colour


def _fill(brand: Oklch, ground: Ground) -> tuple[Oklch, str]:
    """Keep the brand colour where it can be seen; a colour that nearly carries white text is darkened until it does."""
    away = 0.005 if ground.dark else -0.005
    fill = _shift_until(brand, away, (ground.surfaces[0],), FILL_CONTRAST)
    if contrast(fill, WHITE) >= TEXT_CONTRAST:
        return fill, WHITE
    if contrast(fill, WHITE) >= 3.0:
        return _shift_until(fill, -0.005, (WHITE,), TEXT_CONTRAST), WHITE
    return _shift_until(fill, 0.005, (INK,), TEXT_CONTRAST), INK


def derive(brand: Oklch, ground: Ground) -> Accent:
    """Derive one theme's accent from the brand colour; every pair of text and ground reaches 4.5."""
    away = 0.005 if ground.dark else -0.005
    soft = fit(Oklch(ground.soft_lightness, min(ground.soft_chroma, brand.chroma), brand.hue))
    ink = _shift_until(brand, away, (*ground.surfaces, soft), TEXT_CONTRAST)
    fill, on_fill = _fill(brand, ground)
    hover_step = -0.04 if on_fill == WHITE else 0.04
    hover = fit(fill._replace(lightness=min(1.0, max(0.0, fill.lightness + hover_step))))
    return Accent(ink=ink, fill=fill, fill_hover=hover, on_fill=on_fill, soft=soft)


@functools.lru_cache(maxsize=1024)
def accent_css(brand: str) -> str:
    """Write the custom properties of a tenant's accent for both themes. Raises ValueError unless it is a hex colour."""
    colour = from_hex(brand)
    light, dark = derive(colour, LIGHT), derive(colour, DARK)
    pairs = (
        ("accent", light.ink.css(), dark.ink.css()),
        ("accent-fill", light.fill.css(), dark.fill.css()),
        ("accent-fill-hover", light.fill_hover.css(), dark.fill_hover.css()),
        ("on-accent", light.on_fill, dark.on_fill),
        ("accent-soft", light.soft.css(), dark.soft.css()),
    )
    return ":root{" + "".join(f"--{name}:light-dark({day},{night});" for name, day, night in pairs) + "}"
