"""Ranges of decimals as people and addresses write them: 10..60, 10.., ..60; both ends belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from hanse.kit.errors import FieldError, Invalid

PATTERN: Final = r"^[a-z][a-z0-9_]*=(-?[0-9]{1,15}([.][0-9]{1,9})?)?[.][.](-?[0-9]{1,15}([.][0-9]{1,9})?)?\Z"
"""What a key with its range looks like: length=10..60."""
_KEYED: Final = re.compile(PATTERN)
Bounds = Mapping[str, str | None]
"""`least` and `most` as plain decimals; None where the range is open."""


def read_ranges(texts: Iterable[str]) -> dict[str, Bounds]:
    """Ranges by key. Raises Invalid for the same key twice and for what is no range."""
    found: dict[str, Bounds] = {}
    for position, text in enumerate(texts):
        key, _, bounds = text.partition("=")
        if not _KEYED.fullmatch(text):
            sentence = f"{text[:40]} is not a range; write it like length=10..60"
            raise Invalid(sentence, fields=[FieldError(f"ranges.{position}", sentence)])
        if key in found:
            raise Invalid.field(f"ranges.{position}", f"{key} is given more than once", "repeated")
        least, _, most = bounds.partition("..")
        found[key] = {"least": least or None, "most": most or None}
    return found


def write_range(key: str, least: str, most: str) -> str | None:
    """The form `read_ranges` takes; None when neither end is said."""
    return f"{key}={least}..{most}" if least or most else None
