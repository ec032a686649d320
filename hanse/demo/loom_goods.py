"""The range of Loom & Weft: cloth by the metre, in colours, widths and finishes; trimmings and the cutting book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hanse.demo.goods import Article, Fact, Family, Range, Shelf, listed

SHELVES: Final = (
    Shelf("upholstery", "Upholstery", None, "Woven for chairs that are sat on ten thousand times."),
    Shelf("curtains", "Curtains and sheers"),
    Shelf("outdoor", "Outdoor"),
    Shelf("trimmings", "Trimmings"),
)


@dataclass(frozen=True, slots=True)
class Cloth:
    """A cloth by the metre: each colour is an article; width and finish are chosen with the order."""

    name: str
    code: str
    shelf: str
    drawn: str
    summary: str
    cost: int
    rubs: int
    mix: str
    hue: int
    colours: tuple[str, ...]

    def family(self) -> Family:
        """The same as a product."""
        articles = tuple(
            Article(f"{self.code}-{number:02}", colour, self.cost, 380 - 43 * (number % 8), (("colour", colour),))
            for number, colour in enumerate(self.colours, 1)
        )
        return Family(
            self.name.lower().replace(" ", "-"),
            self.name,
            self.shelf,
            "Loom & Weft",
            self.drawn,
            self.summary,
            articles,
            unit="MTR",
            least="1",
            step="0.1",
            facts=(("rub_count", self.rubs), ("composition", self.mix), ("care", "Dry clean")),
            lead_days=10,
            needs_options=True,
            hue=self.hue,
        )


_QUIET = ("Chalk", "Oat", "Slate", "Ink")
_BOLD = ("Madder", "Saffron", "Moss", "Ink", "Plum")
FAMILIES: Final = (
    Cloth(
        "Kelp",
        "KEL",
        "upholstery",
        drawn="twill",
        summary="A dense wool twill with a dry hand.",
        cost=2450,
        rubs=60000,
        mix="85 % wool, 15 % polyamide",
        hue=165,
        colours=(*_QUIET, "Moss", "Fir"),
    ).family(),
    Cloth(
        "Harbour Stripe",
        "HST",
        "upholstery",
        drawn="stripe",
        summary="Ticking stripe, woven in two weights of yarn.",
        cost=2180,
        rubs=40000,
        mix="60 % cotton, 40 % linen",
        hue=215,
        colours=("Navy", "Brick", "Sand", "Pine"),
    ).family(),
    Cloth(
        "Dune",
        "DUN",
        "upholstery",
        drawn="plain",
        summary="Plain weave boucle, soft and uneven like sand.",
        cost=2890,
        rubs=35000,
        mix="70 % wool, 30 % cotton",
        hue=38,
        colours=_QUIET,
    ).family(),
    Cloth(
        "Guild",
        "GUI",
        "upholstery",
        drawn="herringbone",
        summary="Herringbone for contract seating, flame retardant.",
        cost=3350,
        rubs=100000,
        mix="100 % Trevira CS",
        hue=255,
        colours=_BOLD,
    ).family(),
    Cloth(
        "Signal",
        "SIG",
        "upholstery",
        drawn="plain",
        summary="A clear plain for offices, in colours that stay.",
        cost=1990,
        rubs=100000,
        mix="100 % recycled polyester",
        hue=5,
        colours=(*_BOLD, "Teal", "Sky"),
    ).family(),
    Cloth(
        "Veil",
        "VEI",
        "curtains",
        drawn="plain",
        summary="Sheer linen that lets the light in and the street out.",
        cost=1390,
        rubs=8000,
        mix="100 % linen",
        hue=60,
        colours=("White", "Chalk", "Mist"),
    ).family(),
    Cloth(
        "Nightfall",
        "NIG",
        "curtains",
        drawn="twill",
        summary="Blackout with a soft face, for hotel rooms.",
        cost=2260,
        rubs=12000,
        mix="100 % polyester, coated",
        hue=230,
        colours=_QUIET,
    ).family(),
    Cloth(
        "Terrace",
        "TER",
        "outdoor",
        drawn="stripe",
        summary="Solution-dyed, for sun, rain and wine.",
        cost=2640,
        rubs=30000,
        mix="100 % acrylic",
        hue=130,
        colours=("Awning green", "Sea", "Brick", "Sand"),
    ).family(),
    Family(
        "piping-cord",
        "Piping cord",
        "trimmings",
        "Loom & Weft",
        "rope",
        "Covered cord in the colours of the house.",
        listed("PC", (("Chalk", 210, 900), ("Ink", 210, 640), ("Madder", 210, 310))),
        unit="MTR",
        least="5",
        step="1",
        hue=350,
    ),
    Family(
        "cutting-book",
        "Cutting book 2026",
        "trimmings",
        "Loom & Weft",
        "book",
        "All cloths on 120 pages. One is free for each partner.",
        (Article("BOOK-26", "", 1800, 64),),
        hue=320,
    ),
)
FACTS: Final = (
    Fact("colour", "Colour", "text"),
    Fact("composition", "Composition", "text"),
    Fact("rub_count", "Martindale rubs", "number"),
    Fact("care", "Care", "text"),
)
LOOM_RANGE: Final = Range(SHELVES, FAMILIES, FACTS)
