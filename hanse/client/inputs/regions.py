"""What Hanse takes: regions. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.models import RateStateWord, TaxRoundingWord


class CreateRegion(TypedDict, total=False):
    """A new region."""

    # Name people know it by
    name: Required[str]
    # ISO 4217 code, such as EUR
    currency: Required[str]
    # ISO 3166 codes of the countries that lie in it
    countries: list[str]
    # Whether prices shown there include tax
    is_tax_inclusive: bool
    # Where tax is rounded: on every line, or on the total
    tax_rounding: TaxRoundingWord


class UpdateRegion(TypedDict, total=False):
    """Changes of a region; what is not sent stays."""

    # Name people know it by
    name: str
    # ISO 4217 code, such as EUR
    currency: str
    # ISO 3166 codes of the countries that lie in it
    countries: list[str]
    # Whether the prices include tax
    is_tax_inclusive: bool
    # Where tax is rounded: on every line, or on the total
    tax_rounding: TaxRoundingWord


class CreateTaxClass(TypedDict, total=False):
    """A new tax class; the code never changes."""

    # Code of a tax class, such as standard
    code: Required[str]
    # Name people know it by
    name: Required[str]
    # A sentence that explains it
    help: str


class UpdateTaxClass(TypedDict, total=False):
    """What the class is called."""

    # Name people know it by
    name: Required[str]
    # A sentence that explains it
    help: str


class CreateTaxRate(TypedDict, total=False):
    """A new rate. One of the same place and class without an end is ended on the day this begins."""

    # ISO 3166 country code, such as DE
    country: Required[str]
    # State or province by its ISO 3166-2 code without the country: CA
    subdivision: str
    # Code of a tax class, such as standard
    tax_class: str
    # Name people know it by
    name: Required[str]
    # The rate in millionths: 200000 is 20 %
    rate_micros: Required[int]
    # The first day on which it applies
    valid_from: Required[date]
    # The first day on which it no longer applies; null without end
    valid_to: date | None


class UpdateTaxRate(TypedDict, total=False):
    """A correction of a rate."""

    # Name people know it by
    name: Required[str]
    # The rate in millionths: 200000 is 20 %
    rate_micros: Required[int]
    # The first day on which it applies
    valid_from: Required[date]
    # The first day on which it no longer applies; null without end
    valid_to: date | None


class TaxLine(TypedDict, total=False):
    """A line to be taxed. `net` is the gross amount when the calculation says that tax is included."""

    # Short name for programs
    key: Required[int]
    # An amount: `minor` whole minor units (cents, yen, fils) of `currency`. May be negative.
    net: Required[Money]
    # Code of a tax class, such as standard
    tax_class: str


class CalculateTax(TypedDict, total=False):
    """What to tax, where and when. All lines are in one currency; `at` is now when left out."""

    # ISO 3166 country code, such as DE
    country: Required[str]
    # State or province, where rates differ
    region: str
    # The instant asked about; now when left out
    at: datetime | None
    # Whether the amounts include the tax
    is_inclusive: bool
    # Of the totals, when there may be no line
    currency: str | None
    # What to tax
    lines: Required[list[TaxLine]]


class CountryListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # State, province or county, where the country has them
    region: str


class CurrencyListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only those a region or the business uses
    used: bool


class RegionListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # ISO 3166 country code, such as DE
    country: str


class TaxClassListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class TaxRateListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # ISO 3166 country code, such as DE
    country: str
    # Code of a tax class, such as standard
    tax_class: str
    # Where it stands; hand it back where it is asked for
    state: RateStateWord
