"""Exact fixed-point counts with a code: what Money, UnitPrice and Quantity have in common, and the one rounding rule.

A value is a whole number of a fixed fraction (cents, micros, ten-thousandths) that fits PostgreSQL's bigint, plus the
code of what is counted. No float enters or leaves. Currencies, units and their rules live in the modules that
subclass this.
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn, Self

from hanse.kit.errors import Invalid

# PostgreSQL's bigint, made symmetric so that negating a valid value is always valid.
COUNT_MAX: Final = 2**63 - 1

_SCALES: Final = tuple(10**places for places in range(20))
_DECIMAL: Final = re.compile(r"(-?)([0-9]{1,40})(?:\.([0-9]{1,12}))?")


class NotADecimal(Invalid, ValueError):
    """The text is not a plain decimal number, or has more decimal places than the value can hold."""

    code = "not_a_decimal"
    title = "Write a plain decimal number with a point, such as 1234.50"


class OutOfRange(Invalid, ValueError):
    """The number, or the result of a calculation, is larger than can be stored."""

    code = "out_of_range"
    title = "This number is larger than can be stored"


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide and round to the nearest whole number; a half goes away from zero, so negatives mirror positives.

    Raises ZeroDivisionError for a zero denominator.
    """
    if (numerator < 0) != (denominator < 0):
        return -((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))
    return (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))


def parse_decimal(text: str, places: int) -> int:
    """Read "-12.5" as a whole number of 10^-places, exactly.

    Digits, one point, an optional minus; nothing else: no exponent, sign plus, space, separator or non-ASCII digit.
    Raises NotADecimal, also for more decimal places than `places`; OutOfRange when it does not fit.
    """
    if not isinstance(text, str):
        raise NotADecimal(f'Write the number as text, such as "12.50"; {type(text).__name__} is not accepted')
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise NotADecimal(f"{text[:24]!r} is not a plain decimal number; write it like 1234.50, with a point")
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if len(fraction) > places:
        allowed = f"at most {places} decimal places are" if places else "no decimal places are"
        raise NotADecimal(f"{text[:24]!r} has {len(fraction)} decimal places; {allowed} possible here")
    count = int(whole + fraction.ljust(places, "0"))
    if count > COUNT_MAX:
        raise OutOfRange(f"{text[:24]!r} is larger than can be stored")
    return -count if sign else count


def format_decimal(count: int, places: int, least: int | None = None) -> str:
    """Write a whole number of 10^-places as a decimal; trailing zeros go, down to `least` places (default: none go)."""
    whole_count, rest = divmod(count, _SCALES[places])
    if not rest:
        zeros = places if least is None else min(least, places)
        return f"{whole_count}.{'0' * zeros}" if zeros else str(whole_count)
    sign = "-" if count < 0 else ""
    digits = str(abs(count)).rjust(places + 1, "0")
    whole, fraction = digits[:-places], digits[-places:]
    if least is not None:
        fraction = fraction[:least] + fraction[least:].rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def read_wire_object(obj: Any, number_key: str, code_key: str) -> tuple[str, str]:
    """Take the two texts of {"amount": "...", "currency": "..."}; raises NotADecimal for any other shape."""
    if not isinstance(obj, dict) or obj.keys() != {number_key, code_key}:
        raise NotADecimal(f'Send an object with exactly "{number_key}" and "{code_key}"')
    number, code = obj[number_key], obj[code_key]
    if not isinstance(number, str):
        raise NotADecimal(f'"{number_key}" must be a decimal in quotes, such as "12.50", never a bare number')
    if not isinstance(code, str):
        raise NotADecimal(f'"{code_key}" must be text')
    return number, code


class Scaled:
    """Base of the immutable counts. Equal only to the same type, count and code; ordered only within one code.

    Like a date, a value is always true in a condition, zero too: test `is_zero`.
    """

    __slots__ = ("_code", "_count")
    _code: str
    _count: int

    def _mismatch(self, other_code: str) -> Invalid:
        """Make the error for combining this with another code."""
        raise NotImplementedError

    def _set(self, count: int, code: str) -> None:
        if type(count) is not int:
            raise TypeError(f"{type(self).__name__} counts whole numbers, not {type(count).__name__}")
        if not -COUNT_MAX <= count <= COUNT_MAX:
            raise OutOfRange
        _set_count(self, count)
        _set_code(self, code)

    def _new(self, count: int) -> Self:
        """Make a value of the same kind whose code is known to be good."""
        if not -COUNT_MAX <= count <= COUNT_MAX:
            raise OutOfRange
        made = object.__new__(type(self))
        _set_count(made, count)
        _set_code(made, self._code)
        return made

    def _same(self, other: Self) -> int:
        """Give the other's count. Raises the mismatch error of the kind when the codes differ."""
        if self._code != other._code:
            raise self._mismatch(other._code)
        return other._count

    @property
    def is_zero(self) -> bool:
        return self._count == 0

    @property
    def is_positive(self) -> bool:
        return self._count > 0

    @property
    def is_negative(self) -> bool:
        return self._count < 0

    def scaled(self, numerator: int, denominator: int) -> Self:
        """Multiply by an exact fraction and round once, half away from zero. Raises OutOfRange."""
        if type(numerator) is not int or type(denominator) is not int:
            raise TypeError("scale by whole numbers")
        return self._new(round_half_up(self._count * numerator, denominator))

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return self._new(self._count + self._same(other))

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return self._new(self._count - self._same(other))

    def __mul__(self, factor: int) -> Self:
        if type(factor) is not int:
            return NotImplemented
        return self._new(self._count * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Self:
        return self._new(-self._count)

    def __abs__(self) -> Self:
        return self._new(abs(self._count))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._count == self._count and other._code == self._code

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._count < self._same(other)

    def __le__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._count <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._count > self._same(other)

    def __ge__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._count >= self._same(other)

    def __hash__(self) -> int:
        return hash((self._count, self._code))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._count, self._code)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._count}, {self._code!r})"


# The slot descriptors write past the guard above, at a third of the cost of object.__setattr__.
_set_count: Final = vars(Scaled)["_count"].__set__
_set_code: Final = vars(Scaled)["_code"].__set__
