"""What a demo business sells, as plain data: categories, and families of articles that vary by their sizes.

The data stands in nordhaven_goods.py and loom_goods.py; catalogue.py makes it real. Costs are in hundredths of the
business's currency for one stock unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product as combinations


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category; `above` is the handle of its parent."""

    handle: str
    name: str
    above: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A variant of a family: article number, what sets it apart, cost, stock in stock units, and facts about it."""

    sku: str
    name: str
    cost: int
    stock: int
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A product with its articles.

    `packs` are units it is also sold in: (unit, how many stock units). `least` and `step` bind orders in the stock
    unit. `drawn` names the picture.
    """

    handle: str
    name: str
    shelf: str
    brand: str
    drawn: str
    summary: str
    articles: tuple[Article, ...]
    unit: str = "C62"
    packs: tuple[tuple[str, int], ...] = ()
    least: str | None = None
    step: str | None = None
    facts: tuple[tuple[str, object], ...] = ()
    lead_days: int | None = None
    needs_options: bool = False
    hue: int = 210


def sized(
    code: str, first: Sequence[int], second: Sequence[int], cost: Callable[[int, int], int]
) -> tuple[Article, ...]:
    """Threaded articles: a diameter and a length in millimetres; of the thickest and longest there are few."""
    made = []
    for number, (diameter, length) in enumerate(combinations(first, second)):
        stock = 4200 - 37 * diameter * (number % 11) - 9 * length
        facts = (("thread", f"M{diameter}"), ("length_mm", length))
        made.append(
            Article(
                f"{code}-{diameter:02}-{length:03}",
                f"M{diameter} x {length} mm",
                cost(diameter, length),
                max(stock, 0),
                facts,
            )
        )
    return tuple(made)


def listed(code: str, names: Sequence[tuple[str, int, int]]) -> tuple[Article, ...]:
    """Articles by name, cost and stock, numbered in their order."""
    return tuple(
        Article(f"{code}-{number:03}", name, cost, stock) for number, (name, cost, stock) in enumerate(names, 1)
    )


@dataclass(frozen=True, slots=True)
class Kit:
    """A bundle: what it holds by article number and pieces."""

    family: Family
    holds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """An attribute of products: what people read, its kind, its unit or choices."""

    key: str
    label: str
    kind: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Everything a business sells."""

    shelves: tuple[Shelf, ...]
    families: tuple[Family, ...]
    facts: tuple[Fact, ...]
    kits: tuple[Kit, ...] = ()
