"""How a brand colour will look: the shades Hanse derives for both themes, with the contrast each reaches."""

from __future__ import annotations

from hanse.kit.structs import Data
from hanse.platform.web.contrast import DARK, LIGHT, Ground, contrast, derive, from_hex, to_hex


class Shades(Data, frozen=True, kw_only=True):
    """One theme's colours as hexadecimal sRGB, for a drawing, and the contrasts of text."""

    theme: str
    surface: str
    border: str
    text: str
    muted: str
    ink: str
    fill: str
    on_fill: str
    soft: str
    ink_contrast: float
    fill_contrast: float


_GREYS = {
    False: ("#ffffff", "#e3e5ea", "#16181d", "#5f6673"),
    True: ("#131519", "#2b2f37", "#e9ebef", "#a3a9b5"),
}


def shades_of(colour: str) -> tuple[Shades, Shades]:
    """The light and the dark form of a brand colour. Raises ValueError for what is no colour."""
    return _shades(colour, LIGHT, "Light"), _shades(colour, DARK, "Dark")


def _shades(colour: str, ground: Ground, theme: str) -> Shades:
    accent = derive(from_hex(colour), ground)
    _, border, text, muted = _GREYS[ground.dark]
    return Shades(
        theme=theme,
        surface=to_hex(ground.surfaces[0]),
        border=border,
        text=text,
        muted=muted,
        ink=to_hex(accent.ink),
        fill=to_hex(accent.fill),
        on_fill=accent.on_fill,
        soft=to_hex(accent.soft),
        ink_contrast=round(contrast(accent.ink, ground.surfaces[0]), 1),
        fill_contrast=round(contrast(accent.fill, accent.on_fill), 1),
    )
