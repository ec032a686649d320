"""Money in minor units, unit prices in micros of the major unit, and the only ways to round and to split them.

Rules (domains.md, section 0): an amount is a whole number of minor units of one ISO 4217 currency; outside it is a
decimal string, never a float. A line is rounded once. Every split is exact, and a negative one mirrors the positive
one, so that a full refund cancels a charge. No exchange rates, taxes or formatting for people here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

from hanse.kit.currencies import EXPONENTS, UnknownCurrency, get_currency
from hanse.kit.errors import Invalid
from hanse.kit.quantity import QUANTITY_SCALE, Quantity
from hanse.kit.scaled import Scaled, format_decimal, parse_decimal, read_wire_object, round_half_up

MICROS: Final = 1_000_000
_MICRO_PLACES: Final = 6
BASIS_POINTS: Final = 10_000


class CurrencyMismatch(Invalid, ValueError):
    """Two amounts in different currencies were added, subtracted or compared."""

    code = "currency_mismatch"
    title = "These amounts are in different currencies"


class BadSplit(Invalid, ValueError):
    """An amount cannot be split over these weights: there are none, or one is negative."""

    code = "bad_split"
    title = "An amount is split over at least one share, and no share may be negative"


def _mismatch(mine: str, other: str) -> CurrencyMismatch:
    return CurrencyMismatch(f"An amount in {mine} cannot be combined with one in {other}; convert one of them first")


def _checked_code(currency: str) -> str:
    if currency not in EXPONENTS:
        get_currency(currency)
    return currency


class Money(Scaled):
    """An amount: `minor` whole minor units (cents, yen, fils) of `currency`. May be negative.

    Adds, subtracts and orders only within one currency (CurrencyMismatch); multiplies only by int. Raises
    UnknownCurrency, OutOfRange beyond bigint, TypeError when `minor` is not an int.
    """

    __slots__ = ()

    def __init__(self, minor: int, currency: str) -> None:
        self._set(minor, _checked_code(currency))

    def _mismatch(self, other_code: str) -> CurrencyMismatch:
        return _mismatch(self._code, other_code)

    @property
    def minor(self) -> int:
        return self._count

    @property
    def currency(self) -> str:
        return self._code

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """Read a decimal string such as "1234.50". Raises NotADecimal, UnknownCurrency, OutOfRange."""
        return cls(parse_decimal(amount, get_currency(currency).exponent), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Give nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Self:
        """Add any number of amounts, none gives zero. Raises CurrencyMismatch when one is in another currency."""
        total = 0
        for amount in amounts:
            if amount.currency != currency:
                raise _mismatch(currency, amount.currency)
            total += amount.minor
        return cls(total, currency)

    @property
    def amount(self) -> str:
        """The decimal string with exactly the currency's places: "1234.50", "-0.05", "1500" (JPY)."""
        return format_decimal(self._count, EXPONENTS[self._code])

    def basis_points(self, basis_points: int) -> Self:
        """Take a percentage in basis points (10,000 = 100 %), rounded once, half away from zero."""
        return self.scaled(basis_points, BASIS_POINTS)

    def rate(self, rate_micros: int) -> Self:
        """Take a rate in micros (1,000,000 = 100 %), such as a tax of 8.875 %, rounded once, half away from zero."""
        return self.scaled(rate_micros, MICROS)

    def included_rate(self, rate_micros: int) -> Self:
        """Take out what a rate added: the tax inside a gross amount. `rate_micros` must be above -100 %."""
        return self.scaled(rate_micros, MICROS + rate_micros)

    def to_wire(self) -> dict[str, str]:
        """Give the JSON form {"amount": "1234.50", "currency": "GBP"}."""
        return {"amount": self.amount, "currency": self._code}

    @classmethod
    def from_wire(cls, obj: Any) -> Self:
        """Read the JSON form. Raises NotADecimal, UnknownCurrency, OutOfRange (all are ValueError)."""
        return cls.parse(*read_wire_object(obj, "amount", "currency"))

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe the JSON form for OpenAPI."""
        return _wire_schema(
            "An amount of money. `amount` is a decimal in quotes with no more places than the currency has "
            "(2 for EUR, 0 for JPY, 3 for KWD); `currency` is an ISO 4217 code.",
            places=3,
            example={"amount": "1234.50", "currency": "GBP"},
        )

    def __str__(self) -> str:
        return f"{self.amount} {self._code}"


class UnitPrice(Scaled):
    """The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.

    The same arithmetic as Money. It becomes money only through `line_total`, which rounds once.
    """

    __slots__ = ()

    def __init__(self, micros: int, currency: str) -> None:
        self._set(micros, _checked_code(currency))

    def _mismatch(self, other_code: str) -> CurrencyMismatch:
        return _mismatch(self._code, other_code)

    @property
    def micros(self) -> int:
        return self._count

    @property
    def currency(self) -> str:
        return self._code

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """Read a decimal string with up to 6 places. Raises NotADecimal, UnknownCurrency, OutOfRange."""
        get_currency(currency)
        return cls(parse_decimal(amount, _MICRO_PLACES), currency)

    @classmethod
    def from_money(cls, money: Money) -> Self:
        """Give the price that equals this amount exactly."""
        return cls(money.minor * 10 ** (_MICRO_PLACES - EXPONENTS[money.currency]), money.currency)

    @property
    def amount(self) -> str:
        """The decimal string: at least the currency's places, at most 6: "12.00", "0.0123"."""
        return format_decimal(self._count, _MICRO_PLACES, EXPONENTS[self._code])

    def basis_points(self, basis_points: int) -> Self:
        """Take a percentage in basis points (10,000 = 100 %), rounded once to micros, half away from zero."""
        return self.scaled(basis_points, BASIS_POINTS)

    def to_wire(self) -> dict[str, str]:
        """Give the JSON form {"amount": "0.0123", "currency": "GBP"}."""
        return {"amount": self.amount, "currency": self._code}

    @classmethod
    def from_wire(cls, obj: Any) -> Self:
        """Read the JSON form. Raises NotADecimal, UnknownCurrency, OutOfRange (all are ValueError)."""
        return cls.parse(*read_wire_object(obj, "amount", "currency"))

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe the JSON form for OpenAPI."""
        return _wire_schema(
            "The price of one unit. `amount` is a decimal in quotes with up to 6 places, finer than the currency where "
            "needed; `currency` is an ISO 4217 code.",
            places=_MICRO_PLACES,
            example={"amount": "0.0123", "currency": "GBP"},
        )

    def __str__(self) -> str:
        return f"{self.amount} {self._code}"


def line_total(quantity: Quantity, unit_price: UnitPrice) -> Money:
    """Price a line: quantity times unit price, rounded once to minor units, half away from zero.

    The quantity must already be in the unit the price is for. Raises OutOfRange.
    """
    exponent = EXPONENTS[unit_price.currency]
    product = quantity.units * unit_price.micros
    return Money(round_half_up(product, QUANTITY_SCALE * 10 ** (_MICRO_PLACES - exponent)), unit_price.currency)


def split(money: Money, weights: Sequence[int]) -> list[Money]:
    """Divide an amount in proportion to whole weights, so that the parts add up to it exactly.

    Largest remainder: each part is rounded towards zero, then the minor units left go one each to the largest
    remainders, the earlier position first among equals. Weights that are all zero count as equal. A negative amount
    gives the mirror of the positive one. Raises BadSplit.
    """
    if not weights or any(type(weight) is not int or weight < 0 for weight in weights):
        raise BadSplit
    whole = sum(weights)
    shares: Sequence[int] = weights
    if not whole:
        shares, whole = [1] * len(weights), len(weights)
    amount = abs(money.minor)
    parts: list[int] = []
    remainders: list[int] = []
    for share in shares:
        part, remainder = divmod(amount * share, whole)
        parts.append(part)
        remainders.append(remainder)
    left = amount - sum(parts)
    if left:
        for position in sorted(range(len(parts)), key=lambda at: -remainders[at])[:left]:
            parts[position] += 1
    sign = -1 if money.minor < 0 else 1
    return [money._new(sign * part) for part in parts]


def _wire_schema(description: str, places: int, example: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": {
            "amount": {"type": "string", "pattern": rf"^-?[0-9]{{1,19}}(\.[0-9]{{1,{places}}})?$"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
        "example": example,
    }


__all__ = [
    "BASIS_POINTS",
    "MICROS",
    "BadSplit",
    "CurrencyMismatch",
    "Money",
    "UnitPrice",
    "UnknownCurrency",
    "line_total",
    "split",
]
