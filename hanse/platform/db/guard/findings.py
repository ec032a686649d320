"""What a rule of the guard says. Data only."""

from __future__ import annotations

from typing import Literal

from hanse.kit.structs import Data


class Finding(Data, frozen=True):
    """One thing wrong with the database: a stable code, what it is about, and a sentence that says what to change.

    On an `error` nothing may start; a `warning` is shown and logged.
    """

    level: Literal["error", "warning"]
    code: str
    subject: str
    sentence: str


def error(code: str, subject: str, sentence: str) -> Finding:
    """A finding that stops every start."""
    return Finding(level="error", code=code, subject=subject, sentence=sentence)


def warning(code: str, subject: str, sentence: str) -> Finding:
    """A finding that is shown but stops nothing."""
    return Finding(level="warning", code=code, subject=subject, sentence=sentence)
