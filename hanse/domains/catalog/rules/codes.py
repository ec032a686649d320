"""Article numbers, trade item numbers and handles: how they are compared and what is a right one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from hanse.kit.errors import Invalid
from hanse.kit.text import SLUG_LIMIT, clean_line, slugify

SKU_LIMIT: Final = 80
_GTIN_LENGTHS: Final = (8, 12, 13, 14)


@lru_cache(maxsize=5_000)
def sku_key(sku: str) -> str:
    """The form in which article numbers are compared: upper case, without blanks. Empty for nothing but blanks."""
    return "".join(clean_line(sku).upper().split())[:SKU_LIMIT]


def check_gtin(text: str | None, path: str = "gtin") -> str | None:
    """Give a trade item number as its digits, or None for nothing. Raises Invalid at `path`.

    The last digit is checked as the GS1 General Specifications (section 7.9) say.
    """
    digits = "".join(letter for letter in text or "" if letter not in " -")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _GTIN_LENGTHS:
        raise Invalid.field(path, "A GTIN has 8, 12, 13 or 14 digits", "bad_gtin")
    if _check_digit(digits[:-1]) != int(digits[-1]):
        raise Invalid.field(path, f"The last digit of {digits} does not fit; compare it with the label", "bad_gtin")
    return digits


def _check_digit(digits: str) -> int:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def handle_from(name: str, fallback: str, number: int = 1) -> str:
    """A handle made of a name, with a number when the plain one is taken."""
    stem = slugify(name) or fallback
    if number == 1:
        return stem
    tail = f"-{number}"
    return stem[: SLUG_LIMIT - len(tail)].rstrip("-") + tail
