"""The files a business for measuring is filled from: products, prices and stock as CSV, the same every time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SHELVES: Final = ("Fixings", "Hydraulics", "Electrical", "Safety", "Coatings", "Tools", "Rigging", "Bearings")
PARTS: Final = ("Bolt", "Hose", "Cable", "Glove", "Primer", "Drill", "Shackle", "Roller", "Valve", "Clamp")
FINISHES: Final = ("zinc plated", "stainless", "black", "galvanised", "brass", "coated", "plain")
MAKERS: Final = ("Nordfix", "Halden", "Karow", "Ostra", "Brandt & Lund", "Viking Works")
SIZES: Final = (4, 5, 6, 8, 10, 12, 16, 20, 24, 30)


def sku(number: int, side: int) -> str:
    """The article number of one of the two variants of a product."""
    return f"B{number:06}-{'AB'[side]}"


def price(number: int, percent: int = 100) -> str:
    """What a product costs: between 1.35 and some hundred, with four decimals."""
    cents = 135 + (number * 7_919) % 40_000
    return f"{cents * percent // 100 // 100}.{cents * percent // 100 % 100:02}50"


def products(count: int) -> bytes:
    """Two rows for each product, in eighty categories."""
    head = "SKU,Product handle,Name,Variant,Brand,Summary,Categories,Size,Colour,Sale unit,Minimum,Step,Status"
    return _csv(head, (row for number in range(count) for row in _product(number)))


def _product(number: int) -> Iterable[str]:
    part, finish = PARTS[number % 10], FINISHES[number % 7]
    shelf = f"{SHELVES[number // 10 % 8]} > {part}s"
    maker = MAKERS[number % 6]
    name = f"{part} M{SIZES[number // 7 % 10]} {finish} {number}"
    summary = f"{part} for decks and engine rooms, {finish}, series {number % 97}"
    for side in (0, 1):
        colour = ("red", "blue", "grey", "yellow")[(number + side) % 4]
        yield (
            f"{sku(number, side)},{name.lower().replace(' ', '-')},{name},{colour},{maker},"
            f'"{summary}",{shelf},{SIZES[(number + side) % 10]},{colour},C62,1,1,active'
        )


def stock(numbers: range) -> bytes:
    """Plenty of most articles; of one in fifty little."""
    rows = (f"{sku(number, side)},{20 if number % 50 == 49 else 1_000_000}" for number in numbers for side in (0, 1))
    return _csv("SKU,Quantity", rows)


def prices(count: int, percent: int, tiers: Iterable[tuple[int, int]] = ()) -> bytes:
    """An entry for each variant, and one for each tier: (from how many, percent of the price for one)."""
    steps = ((1, 100), *tiers)
    rows = (
        f"{sku(number, side)},{least},{price(number, percent * share // 100)}"
        for number in range(count)
        for side in (0, 1)
        for least, share in steps
    )
    return _csv("SKU,From quantity,Price", rows)


def own_prices(count: int, entries: int, which: int) -> bytes:
    """Prices of one organization: a stretch of the range that begins elsewhere for each."""
    begin = which * 37
    rows = (
        f"{sku((begin + number) % count, side)},1,{price((begin + number) % count, 82 + which % 9)}"
        for number in range(entries // 2)
        for side in (0, 1)
    )
    return _csv("SKU,From quantity,Price", rows)


def _csv(head: str, rows: Iterable[str]) -> bytes:
    return "\n".join([head, *rows, ""]).encode()
