"""Reading a price formula: a sum of prices of lower layers, each times a number, plus an amount.

`base * 0.85 + 0.10`, `(below + cost) / 2`, `base - 15 %` are read into millionths by name and an amount in micros, so
that the database and this code come to the same price. Names may not be multiplied with each other. Nothing is
evaluated as code, and what is not in this small grammar is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import msgspec

from hanse.domains.pricing.errors import BadFormula
from hanse.domains.pricing.types import LAYERS, Layer
from hanse.kit.money import MICROS
from hanse.kit.scaled import round_half_up

BELOW: Final = "below"
FACTOR_LIMIT: Final = 1_000
AMOUNT_LIMIT: Final = 10**15
_TOKEN: Final = re.compile(r"\s*(?:([0-9]{1,15}(?:\.[0-9]{1,12})?)|([a-z_]{1,40})|([-+*/()%]))")
_Linear = dict[str, Fraction]  # by name; "" is the amount


class Formula(msgspec.Struct, frozen=True):
    """A read formula: millionths of each named price, and an amount in micros."""

    factors: dict[str, int]
    amount_micros: int


def parse_formula(text: str, layer: Layer) -> Formula:
    """Read a formula of an entry in a list of this layer. Raises BadFormula saying what is wrong.

    Known are the layers below the list's own, `cost`, and `below` (what would be paid without this list).
    """
    known = {BELOW, *(item.value for item in LAYERS[: LAYERS.index(layer)])} if layer is not Layer.COST else set()
    found = _Reader(text, known).read()
    factors = {name: _micros(value) for name, value in found.items() if name and value}
    if not factors:
        raise BadFormula("A formula names at least one price, such as base; write a fixed price instead")
    amount = _micros(found.get("", Fraction(0)))
    if any(abs(factor) > FACTOR_LIMIT * MICROS for factor in factors.values()) or abs(amount) > AMOUNT_LIMIT:
        raise BadFormula("The numbers in this formula are too large")
    return Formula(factors, amount)


def evaluate(factors: Mapping[str, int], amount: int, prices: Mapping[str, int | None]) -> int | None:
    """What a formula comes to in micros, rounded once half away from zero; None when a price it names is missing."""
    total = amount * MICROS
    for name, factor in factors.items():
        price = prices.get(name)
        if price is None:
            return None
        total += factor * price
    return round_half_up(total, MICROS)


def _micros(value: Fraction) -> int:
    return round_half_up(value.numerator * MICROS, value.denominator)


class _Reader:
    """A recursive descent over the tokens; every value is linear in the names."""

    def __init__(self, text: str, known: set[str]) -> None:
        self.known = known
        self.tokens = _tokens(text)
        self.at = 0

    def read(self) -> _Linear:
        value = self._sum()
        if self.at < len(self.tokens):
            raise BadFormula(f"{self.tokens[self.at]!r} is not expected here")
        return value

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.at += 1
        return token

    def _sum(self) -> _Linear:
        value = self._product()
        while self._peek() in ("+", "-"):
            sign = 1 if self._take() == "+" else -1
            right = self._product()
            if self._peek() == "%":
                # As on a calculator: base - 15 % takes 15 % of what stands before.
                self._take()
                right = _times(value, {"": _number(right, "%") / 100})
            value = {
                name: value.get(name, Fraction(0)) + sign * right.get(name, Fraction(0)) for name in {*value, *right}
            }
        return value

    def _product(self) -> _Linear:
        value = self._part()
        while self._peek() in ("*", "/"):
            operator = self._take()
            right = self._part()
            if operator == "/":
                number = _number(right, "/")
                if not number:
                    raise BadFormula("A formula cannot divide by zero")
                right = {"": 1 / number}
            value = _times(value, right)
        return value

    def _part(self) -> _Linear:
        token = self._take()
        if token == "-":
            return _times(self._part(), {"": Fraction(-1)})
        if token == "(":
            value = self._sum()
            if self._take() != ")":
                raise BadFormula("A bracket is not closed")
            return value
        if token[:1].isdigit():
            return {"": Fraction(token)}
        if token in self.known:
            return {token: Fraction(1)}
        if token[:1].isalpha():
            names = ", ".join(sorted(self.known)) or "none"
            raise BadFormula(f"There is no price named {token!r} below this list; known here: {names}")
        raise BadFormula(f"Something is missing before {token!r}" if token else "The formula ends too early")


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFormula(
                f"{text[at:].strip()[:12]!r} cannot be read; use numbers with a point, names and + - * / ( )"
            )
        found.append(match.group(match.lastindex or 0))
        at = match.end()
    return found


def _number(value: _Linear, operator: str) -> Fraction:
    if any(part for name, part in value.items() if name):
        raise BadFormula(f"After {operator} only a number can stand")
    return value.get("", Fraction(0))


def _times(left: _Linear, right: _Linear) -> _Linear:
    if any(part for name, part in left.items() if name) and any(part for name, part in right.items() if name):
        raise BadFormula("Prices cannot be multiplied with each other")
    if any(part for name, part in left.items() if name):
        number = right.get("", Fraction(0))
        return {name: part * number for name, part in left.items()}
    number = left.get("", Fraction(0))
    return {name: part * number for name, part in right.items()}
