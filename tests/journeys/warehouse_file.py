"""A file of products as a wholesaler has it, as long as a run wants: decimal commas, its own order of columns."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

ROWS: Final = 100_000 if os.environ.get("HANSE_TESTS") == "all" else 2_000
"""A usual run takes a short file; `HANSE_TESTS=all` the whole one."""
COLOURS: Final = ("red", "green", "blue", "yellow", "black")
SHAPES: Final = ("Hexagon bolt", "Carriage bolt", "Eye bolt", "Wing nut", "Washer", "Threaded rod", "Shackle")


def product_lines(rows: int) -> Iterator[str]:
    """The lines of the file, the heading first."""
    yield "Bezeichnung;Warengruppe;Artikelnummer;Gewicht;Hersteller;Kurztext;Mindestmenge;Bemerkung\n"
    for number in range(rows):
        shape = SHAPES[number % len(SHAPES)]
        yield (
            f"{shape} M{number % 60 + 3} {COLOURS[number % 5]} no. {number};Fixings > {shape}s > Group {number % 40};"
            f"WH-{number:06};{number % 9},{number % 900 + 100};Maker {number % 30};"
            f"Galvanised {shape.lower()} for outside use;{number % 5 + 1};shelf {number % 77}\n"
        )


def price_lines(rows: int) -> Iterator[str]:
    """A price of each product, the heading first."""
    yield "Preis;Artikel\n"
    for number in range(rows):
        yield f"{number % 1_000 + 1},{number % 90 + 10};WH-{number:06}\n"
