"""Draws the pictures of demo products: simple shapes on a quiet ground, the same every time.

Must not be here: which product gets which picture.
"""

from __future__ import annotations

import colorsys
import io
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from hanse.platform.loading import later

if TYPE_CHECKING:
    from PIL import Image, ImageDraw
else:
    Image, ImageDraw = later("PIL.Image"), later("PIL.ImageDraw")

SIDE: Final = 640
_SCALE: Final = 2  # drawn larger and made smaller, which smooths the edges
_FULL: Final = SIDE * _SCALE

Colour = tuple[int, int, int]
Draw = Callable[["ImageDraw.ImageDraw", int], None]


def picture(kind: str, hue: int) -> bytes:
    """A PNG of 640 x 640 pixels. `hue` in degrees. Raises KeyError for a kind nobody drew."""
    image = Image.new("RGB", (_FULL, _FULL), _tone(hue, 0.06, 0.96))
    _KINDS[kind](ImageDraw.Draw(image), hue)
    out = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _tone(hue: int, saturation: float, light: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue / 360, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _hexagon(x: float, y: float, radius: float, turn: float = 0.0) -> list[tuple[float, float]]:
    return [
        (
            x + radius * math.cos(math.radians(60 * corner + turn)),
            y + radius * math.sin(math.radians(60 * corner + turn)),
        )
        for corner in range(6)
    ]


def _circle(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: Colour) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _bolt(draw: ImageDraw.ImageDraw, hue: int) -> None:
    dark, mid, light = _tone(hue, 0.18, 0.36), _tone(hue, 0.14, 0.55), _tone(hue, 0.12, 0.72)
    draw.rectangle((560, 470, 720, 1050), fill=mid)
    for thread in range(500, 1050, 36):
        draw.polygon([(548, thread), (732, thread - 22), (732, thread - 4), (548, thread + 18)], fill=dark)
    draw.polygon([(400, 300), (880, 300), (880, 470), (400, 470)], fill=light)
    draw.rectangle((530, 300, 750, 470), fill=mid)
    draw.polygon([(430, 240), (850, 240), (880, 300), (400, 300)], fill=dark)


def _nut(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.polygon(_hexagon(640, 640, 400, 30), fill=_tone(hue, 0.15, 0.42))
    draw.polygon(_hexagon(640, 620, 385, 30), fill=_tone(hue, 0.13, 0.62))
    _circle(draw, 640, 620, 245, _tone(hue, 0.12, 0.76))
    _circle(draw, 640, 620, 200, _tone(hue, 0.2, 0.28))
    _circle(draw, 640, 632, 190, _tone(hue, 0.06, 0.96))


def _washer(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _circle(draw, 640, 660, 400, _tone(hue, 0.15, 0.42))
    _circle(draw, 640, 640, 395, _tone(hue, 0.12, 0.68))
    _circle(draw, 640, 640, 205, _tone(hue, 0.2, 0.34))
    _circle(draw, 640, 652, 198, _tone(hue, 0.06, 0.96))


def _bearing(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _circle(draw, 640, 640, 420, _tone(hue, 0.14, 0.4))
    _circle(draw, 640, 640, 360, _tone(hue, 0.1, 0.8))
    _circle(draw, 640, 640, 215, _tone(hue, 0.14, 0.4))
    _circle(draw, 640, 640, 160, _tone(hue, 0.06, 0.96))
    for ball in range(9):
        angle = math.radians(40 * ball)
        x, y = 640 + 288 * math.cos(angle), 640 + 288 * math.sin(angle)
        _circle(draw, x, y, 62, _tone(hue, 0.12, 0.5))
        _circle(draw, x - 16, y - 16, 26, _tone(hue, 0.1, 0.85))


def _coil(draw: ImageDraw.ImageDraw, hue: int, *, laid: bool) -> None:
    for ring, radius in enumerate((430, 355, 280, 205)):
        draw.ellipse(
            (640 - radius, 640 - radius, 640 + radius, 640 + radius),
            outline=_tone(hue, 0.45, 0.3 + 0.07 * ring),
            width=62,
        )
        if laid:
            for strand in range(0, 360, 9):
                angle = math.radians(strand)
                inner, outer = radius - 58, radius - 6
                x, y = 640 + inner * math.cos(angle), 640 + inner * math.sin(angle)
                turned = angle + 0.1
                draw.line(
                    (x, y, 640 + outer * math.cos(turned), 640 + outer * math.sin(turned)),
                    fill=_tone(hue, 0.4, 0.68),
                    width=10,
                )


def _rope(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _coil(draw, hue, laid=True)


def _hose(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _coil(draw, hue, laid=False)
    draw.rectangle((1010, 640, 1130, 900), fill=_tone(hue, 0.45, 0.3))
    draw.rectangle((990, 880, 1150, 1010), fill=_tone(hue, 0.1, 0.66))


def _valve(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.rounded_rectangle((200, 600, 1080, 820), 40, fill=_tone(hue, 0.1, 0.58))
    draw.polygon(_hexagon(290, 710, 160), fill=_tone(hue, 0.12, 0.45))
    draw.polygon(_hexagon(990, 710, 160), fill=_tone(hue, 0.12, 0.45))
    _circle(draw, 640, 710, 200, _tone(hue, 0.1, 0.7))
    draw.rectangle((600, 380, 680, 560), fill=_tone(hue, 0.14, 0.38))
    draw.rounded_rectangle((560, 320, 1090, 410), 44, fill=_tone(8, 0.6, 0.5))


def _shackle(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.arc((300, 200, 980, 980), 150, 390, fill=_tone(hue, 0.12, 0.5), width=110)
    draw.rounded_rectangle((220, 800, 1060, 920), 50, fill=_tone(hue, 0.55, 0.5))
    draw.polygon(_hexagon(250, 860, 100), fill=_tone(hue, 0.5, 0.38))


def _glove(draw: ImageDraw.ImageDraw, hue: int) -> None:
    skin, coat = _tone(hue, 0.12, 0.72), _tone(hue, 0.45, 0.34)
    draw.rounded_rectangle((430, 820, 850, 1100), 40, fill=skin)
    draw.rounded_rectangle((410, 560, 870, 900), 90, fill=coat)
    for finger, top in enumerate((330, 240, 260, 350)):
        left = 415 + 116 * finger
        draw.rounded_rectangle((left, top, left + 100, 680), 50, fill=coat)
    draw.rounded_rectangle((250, 600, 360, 800), 50, fill=coat)
    draw.polygon([(300, 740), (440, 660), (440, 840), (330, 800)], fill=coat)


def _helmet(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.pieslice((260, 280, 1020, 1060), 180, 360, fill=_tone(hue, 0.75, 0.52))
    draw.rounded_rectangle((180, 640, 1100, 740), 50, fill=_tone(hue, 0.75, 0.44))
    for rib in (470, 610, 750):
        draw.rounded_rectangle((rib, 320, rib + 60, 650), 30, fill=_tone(hue, 0.8, 0.62))


def _can(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.rounded_rectangle((360, 330, 920, 1070), 40, fill=_tone(hue, 0.1, 0.62))
    draw.rectangle((360, 520, 920, 940), fill=_tone(hue, 0.5, 0.42))
    draw.ellipse((360, 260, 920, 400), fill=_tone(hue, 0.08, 0.78))
    draw.ellipse((430, 285, 850, 372), fill=_tone(hue, 0.1, 0.5))
    draw.rectangle((430, 600, 850, 660), fill=_tone(hue, 0.3, 0.86))
    draw.rectangle((430, 700, 700, 740), fill=_tone(hue, 0.3, 0.72))


def _book(draw: ImageDraw.ImageDraw, hue: int) -> None:
    draw.rounded_rectangle((330, 240, 950, 1060), 24, fill=_tone(hue, 0.4, 0.36))
    for swatch in range(6):
        left, top = 430 + 230 * (swatch % 2), 330 + 230 * (swatch // 2)
        draw.rectangle((left, top, left + 180, top + 180), fill=_tone(hue + 55 * swatch, 0.35, 0.6))


def _weave(draw: ImageDraw.ImageDraw, hue: int, over: Callable[[int, int], bool]) -> None:
    step = 32
    for row in range(_FULL // step):
        for column in range(_FULL // step):
            light = 0.62 if over(column, row) else 0.44
            box = (column * step, row * step, column * step + step - 3, row * step + step - 3)
            draw.rounded_rectangle(box, 8, fill=_tone(hue, 0.32, light + 0.03 * ((column * 7 + row * 3) % 3)))


def _plain(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _weave(draw, hue, lambda column, row: (column + row) % 2 == 0)


def _twill(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _weave(draw, hue, lambda column, row: (column + row) % 4 < 2)


def _herringbone(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _weave(draw, hue, lambda column, row: ((column if column // 8 % 2 else -column) + row) % 4 < 2)


def _stripe(draw: ImageDraw.ImageDraw, hue: int) -> None:
    _weave(draw, hue, lambda column, row: column % 8 < 3 or (row % 2 == 0 and column % 8 == 5))


_KINDS: Final[Mapping[str, Draw]] = {
    "bolt": _bolt, "nut": _nut, "washer": _washer, "bearing": _bearing, "rope": _rope, "hose": _hose, "valve": _valve,
    "shackle": _shackle, "glove": _glove, "helmet": _helmet, "can": _can, "book": _book, "plain": _plain,
    "twill": _twill, "herringbone": _herringbone, "stripe": _stripe,
}  # fmt: skip
