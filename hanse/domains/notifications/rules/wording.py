"""Wordings with placeholders: which are known, and what they become. Pure.

A placeholder is `{{ name }}` and nothing more: no expression, no code. What is put in is never read again, so a value
that looks like a placeholder stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hanse.domains.notifications.types import Placeholder
from hanse.kit.errors import FieldError
from hanse.kit.text import clean_line

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,59})\s*\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}")


def problems_of(path: str, text: str, known: Sequence[Placeholder]) -> list[FieldError]:
    """What is wrong with a wording: names that are not known, and braces that name nothing."""
    names = {one.name for one in known}
    unknown = sorted({name for name in _PLACEHOLDER.findall(text) if name not in names})
    listed = ", ".join("{{ " + one.name + " }}" for one in known)
    found = [
        FieldError(path, f"{{{{ {name} }}}} is not known here; use {listed}", "unknown_placeholder") for name in unknown
    ]
    if _BRACES.search(_PLACEHOLDER.sub("", text)):
        found.append(
            FieldError(path, "Write a placeholder as {{ name }}, with nothing else in the braces", "bad_placeholder")
        )
    return found


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced by its value; one without a value becomes nothing."""
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), ""), text)


def fill_line(text: str, values: Mapping[str, str], limit: int = 200) -> str:
    """The same for a subject, which is one line."""
    return clean_line(fill_in(text, values))[:limit]


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text: blank lines stand between them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def best_locale(wanted: str, offered: Iterable[str], otherwise: str) -> str | None:
    """The offered language that suits a reader: theirs, its language alone, the tenant's, or none."""
    at_hand = set(offered)
    for locale in (wanted, wanted.partition("-")[0], otherwise, otherwise.partition("-")[0]):
        if locale in at_hand:
            return locale
    return None
