"""What Hanse returns: regions. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.words import Word


class TaxRounding(Word):
    """Where tax is rounded: on every line, or once per rate on the document and then spread over the lines."""

    LINE = "line"
    TOTAL = "total"


TaxRoundingWord: TypeAlias = TaxRounding | Literal["line", "total"]


class RateState(Word):
    """The words of RateState."""

    CURRENT = "current"
    ENDED = "ended"
    SCHEDULED = "scheduled"


RateStateWord: TypeAlias = RateState | Literal["current", "ended", "scheduled"]


class Country(Struct, frozen=True, kw_only=True):
    """A country with its name in the reader's language."""

    code: str
    name: str


class CurrencyInfo(Struct, frozen=True, kw_only=True):
    """A currency and how many decimal places its amounts have."""

    code: str
    name: str
    exponent: int


class Region(Struct, frozen=True, kw_only=True):
    """Countries that share a currency and the way tax is shown and rounded."""

    id: str
    name: str
    currency: str
    countries: list[str]
    is_tax_inclusive: bool
    tax_rounding: TaxRounding
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class TaxClass(Struct, frozen=True, kw_only=True):
    """What kind of thing is taxed; the built-in ones have no id and cannot be changed."""

    id: str | None
    code: str
    name: str
    help: str
    is_builtin: bool
    version: int
    allowed_actions: list[str]


class TaxRate(Struct, frozen=True, kw_only=True):
    """A rate of one country (or one of its states) and class, from a day on, up to but without `valid_to`."""

    id: str
    country: str
    subdivision: str
    tax_class: str
    name: str
    rate_micros: int
    percent: str
    valid_from: date
    valid_to: date | None
    state: RateState
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class TaxedLine(Struct, frozen=True, kw_only=True):
    """A line with its tax."""

    key: int
    net: Money
    tax: Money
    gross: Money
    rate_micros: int
    rate_name: str


class TaxTotal(Struct, frozen=True, kw_only=True):
    """What one rate adds up to."""

    rate_micros: int
    rate_name: str
    net: Money
    tax: Money
    gross: Money


class TaxResult(Struct, frozen=True, kw_only=True):
    """Lines in the order they came, totals by rate (highest first), and the sums; everything adds up exactly."""

    lines: list[TaxedLine]
    rates: list[TaxTotal]
    net: Money
    tax: Money
    gross: Money
    rounding: TaxRounding
