"""Attribute values as a buyer reads them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hanse.domains.storefront.types import ShopFact
from hanse.kit.units import UNITS


def facts_of(values: Mapping[str, Any], declared: Sequence[Mapping[str, Any]]) -> list[ShopFact]:
    """The values in the order their attributes are declared in, with label and unit; unknown keys are left out."""
    return [
        ShopFact(label=one["label"], value=text)
        for one in declared
        if one["key"] in values and (text := value_in_words(values[one["key"]], one["unit"]))
    ]


def value_in_words(value: Any, unit: str | None) -> str:
    """One value as text, with the name of its unit behind it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    known = UNITS.get(unit or "")
    return f"{text} {known.symbol or known.name}" if known else text
