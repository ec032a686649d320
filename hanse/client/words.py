"""Closed lists of words as enumerations that do not break when the installation learns a new word."""

from __future__ import annotations

import enum
from typing import Self


class Word(enum.StrEnum):
    """Base of all of them: a word that is not in the list is kept as it is."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = value
        word._value_ = value
        return word
