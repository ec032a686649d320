"""Variables of clauses: {{name}} in a text stands for a value. What a text uses, what is missing, the text filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_USED: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,59})\s*\}\}")
_BROKEN: Final = re.compile(r"\{\{|\}\}")


def used_in(*texts: str) -> list[str]:
    """The names of the variables that texts use, each once, in the order they come."""
    return list(dict.fromkeys(name for text in texts for name in _USED.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of its variables. One without a value stays as it is written; values are not read again,
    so a value with braces in it stands for itself."""
    return _USED.sub(lambda found: values.get(found[1]) or found[0], text)


def missing(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The variables that texts use and that have no value."""
    return [name for name in used_in(*texts) if not values.get(name)]


def is_broken(text: str) -> bool:
    """Whether braces stand in a text that name no variable: a slip that would be printed."""
    return _BROKEN.search(_USED.sub("", text)) is not None
