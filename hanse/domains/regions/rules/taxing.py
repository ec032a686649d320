"""Calculating tax: the rate of each line, and rounding that adds up.

Domains.md, sections 0 and 10: rounded half away from zero to the currency's minor unit, on each line or once per rate;
in the latter case the total is spread by largest remainder, the earlier line first among equals, and a negative
document mirrors the positive one. No I/O and no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from hanse.domains.regions.errors import TaxRateMissing
from hanse.domains.regions.types import RateState, TaxedLine, TaxLine, TaxResult, TaxRounding, TaxTotal
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import MICROS, Money
from hanse.kit.scaled import format_decimal, round_half_up

ZERO_CLASS = "zero"
STANDARD_CLASS = "standard"


class Rate(msgspec.Struct, frozen=True):
    """A rate as it applies: millionths, and the name documents show."""

    micros: int
    name: str


NO_TAX_SET = Rate(0, "No tax set")
ZERO_RATED = Rate(0, "Zero rated")


def rate_for(tax_class: str, rates: Mapping[str, Rate], *, has_rates: bool) -> Rate | None:
    """The rate of a class: its own, else none for the zero class, else the standard one; None when nothing is set.

    `has_rates` says whether the business set any rate for the country at all: without one nothing is taxed there.
    """
    if tax_class in rates:
        return rates[tax_class]
    if tax_class == ZERO_CLASS:
        return ZERO_RATED
    if not has_rates:
        return NO_TAX_SET
    return rates.get(STANDARD_CLASS)


def calculate(
    lines: Sequence[TaxLine], rates: Sequence[Rate], currency: str, rounding: TaxRounding, *, inclusive: bool
) -> TaxResult:
    """Tax lines at the rates given, one for each; what is not given is derived, so that net + tax = gross always.

    Raises Invalid for a line in another currency.
    """
    amounts = [line.net.minor for line in lines]
    wrong = [
        FieldError(f"lines.{position}.net", f"All lines must be in {currency}", "currency_mismatch")
        for position, line in enumerate(lines)
        if line.net.currency != currency
    ]
    if wrong:
        raise Invalid("All lines of one calculation are in one currency", fields=wrong)
    taxes = _taxes(amounts, rates, rounding, inclusive=inclusive)
    taxed = [
        _line(line, rate, tax, currency, inclusive=inclusive)
        for line, rate, tax in zip(lines, rates, taxes, strict=True)
    ]
    groups: dict[Rate, list[TaxedLine]] = {}
    for rate, item in zip(rates, taxed, strict=True):
        groups.setdefault(rate, []).append(item)
    totals = [
        TaxTotal(
            rate_micros=rate.micros,
            rate_name=rate.name,
            net=Money.sum((item.net for item in items), currency),
            tax=Money.sum((item.tax for item in items), currency),
            gross=Money.sum((item.gross for item in items), currency),
        )
        for rate, items in sorted(groups.items(), key=lambda pair: (-pair[0].micros, pair[0].name))
    ]
    return TaxResult(
        lines=taxed,
        rates=totals,
        net=Money.sum((item.net for item in taxed), currency),
        tax=Money.sum((item.tax for item in taxed), currency),
        gross=Money.sum((item.gross for item in taxed), currency),
        rounding=rounding,
    )


def _line(line: TaxLine, rate: Rate, tax: int, currency: str, *, inclusive: bool) -> TaxedLine:
    tax_amount = Money(tax, currency)
    net = line.net - tax_amount if inclusive else line.net
    return TaxedLine(
        key=line.key, net=net, tax=tax_amount, gross=net + tax_amount, rate_micros=rate.micros, rate_name=rate.name
    )


def _taxes(amounts: Sequence[int], rates: Sequence[Rate], rounding: TaxRounding, *, inclusive: bool) -> list[int]:
    """The tax of each line in minor units."""
    if rounding is TaxRounding.LINE:
        return [round_half_up(*_exact(amount, rate, inclusive)) for amount, rate in zip(amounts, rates, strict=True)]
    taxes = [0] * len(amounts)
    groups: dict[Rate, list[int]] = {}
    for position, rate in enumerate(rates):
        groups.setdefault(rate, []).append(position)
    for rate, positions in groups.items():
        for position, tax in zip(positions, spread([amounts[at] for at in positions], rate, inclusive), strict=True):
            taxes[position] = tax
    return taxes


def spread(amounts: Sequence[int], rate: Rate, inclusive: bool) -> list[int]:
    """Round the tax of the sum once and give each line its share; the shares add up to it exactly."""
    whole = sum(amounts)
    leading = whole or next((amount for amount in amounts if amount), 0)
    sign = -1 if leading < 0 else 1
    exact = [_exact(sign * amount, rate, inclusive) for amount in amounts]
    floors = [numerator // denominator for numerator, denominator in exact]
    remainders = [numerator % denominator for numerator, denominator in exact]
    left = round_half_up(*_exact(sign * whole, rate, inclusive)) - sum(floors)
    for position in sorted(range(len(amounts)), key=lambda at: -remainders[at])[:left]:
        floors[position] += 1
    return [sign * tax for tax in floors]


def _exact(amount: int, rate: Rate, inclusive: bool) -> tuple[int, int]:
    return amount * rate.micros, MICROS + rate.micros if inclusive else MICROS


def missing(position: int, tax_class: str, country: str) -> FieldError:
    """What is said of a line that no rate applies to."""
    return FieldError(
        f"lines.{position}.tax_class",
        f"No rate of the class {tax_class} applies in {country} on this day, and no standard one; set it first",
        TaxRateMissing.code,
    )


def percent_of(rate_micros: int) -> str:
    """A rate as people write it, without the sign: 8.875."""
    return format_decimal(rate_micros, 4, 0)


def state_of(valid_from: date, valid_to: date | None, today: date) -> RateState:
    """Whether a rate applies on a day, later, or no more."""
    if valid_from > today:
        return RateState.SCHEDULED
    return RateState.ENDED if valid_to is not None and valid_to <= today else RateState.CURRENT
