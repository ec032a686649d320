"""Products side by side: one row for each thing that is said of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from hanse.domains.storefront.types import ShopProductDetail

COMPARED: Final = 4
"""So many fit beside each other."""


class ComparedRow(msgspec.Struct, frozen=True):
    """What is said of each product under one label; empty where nothing is."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def compared(products: Sequence[ShopProductDetail]) -> list[ComparedRow]:
    """Brand, then every fact in the order the first product that has it says it; of variants all values."""
    said: dict[str, list[str]] = {"Brand": [one.brand for one in products]}
    for place, product in enumerate(products):
        facts: dict[str, dict[str, None]] = {}
        for fact in (*product.facts, *(fact for variant in product.variants for fact in variant.facts)):
            facts.setdefault(fact.label, {})[fact.value] = None
        for label, values in facts.items():
            row = said.setdefault(label, [""] * len(products))
            row[place] = _in_short(list(values))
    return [ComparedRow(label, values) for label, values in said.items() if any(values)]


def _in_short(values: Sequence[str]) -> str:
    return ", ".join(values) if len(values) <= 3 else f"{values[0]} … {values[-1]} ({len(values)})"
