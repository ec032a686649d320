"""What regions, currencies and taxes speak of, as it is given and taken. Data only."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Name = Annotated[str, Meta(min_length=1, max_length=120, description="Name people know it by")]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166 country code, such as DE")]
CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
TaxClassCode = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z", description="Code of a tax class, such as standard")
]
Subdivision = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z0-9]{0,10}\Z",
        examples=["NY"],
        description="State or province by its ISO 3166-2 code without the country: CA",
    ),
]
RateMicros = Annotated[int, Meta(ge=0, le=10_000_000, description="The rate in millionths: 200000 is 20 %")]


class RegionId(Id, prefix="reg"):
    """Some countries a business sells to in one way."""


class TaxClassId(Id, prefix="txc"):
    """A tax class the business added."""


class TaxRateId(Id, prefix="txr"):
    """A tax rate with the days it applies."""


class TaxRounding(enum.StrEnum):
    """Where tax is rounded: on every line, or once per rate on the document and then spread over the lines."""

    LINE = "line"
    TOTAL = "total"


class Country(Data, frozen=True, kw_only=True):
    """A country with its name in the reader's language."""

    code: str
    name: str


class CurrencyInfo(Data, frozen=True, kw_only=True):
    """A currency and how many decimal places its amounts have."""

    code: str
    name: str
    exponent: Annotated[int, Meta(description="How many decimal places its amounts have")]


class ListCountries(PageQuery, frozen=True, kw_only=True):
    """Which countries to list."""

    region: RegionId | None = None


class ListCurrencies(PageQuery, frozen=True, kw_only=True):
    """Which currencies to list."""

    used: Annotated[bool, Meta(description="Only those a region or the business uses")] = False


class Region(Data, frozen=True, kw_only=True):
    """Countries that share a currency and the way tax is shown and rounded."""

    id: RegionId
    name: str
    currency: str
    countries: Annotated[list[str], Meta(description="ISO 3166 codes of the countries that lie in it")]
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the prices include tax")]
    tax_rounding: Annotated[TaxRounding, Meta(description="Where tax is rounded: on every line, or on the total")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="region", id=self.id)


class ListRegions(PageQuery, frozen=True, kw_only=True):
    """Which regions to list."""

    country: CountryCode | None = None


class CreateRegion(Input, frozen=True, kw_only=True):
    """A new region."""

    name: Name
    currency: CurrencyCode
    countries: Annotated[
        list[CountryCode], Meta(description="ISO 3166 codes of the countries that lie in it", max_length=300)
    ] = []
    is_tax_inclusive: Annotated[bool, Meta(description="Whether prices shown there include tax")] = False
    tax_rounding: Annotated[TaxRounding, Meta(description="Where tax is rounded: on every line, or on the total")] = (
        TaxRounding.LINE
    )


class UpdateRegion(Input, frozen=True, kw_only=True):
    """Changes of a region; what is not sent stays."""

    name: Name | UnsetType = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    countries: (
        Annotated[list[CountryCode], Meta(description="ISO 3166 codes of the countries that lie in it", max_length=300)]
        | UnsetType
    ) = UNSET
    is_tax_inclusive: Annotated[bool | UnsetType, Meta(description="Whether the prices include tax")] = UNSET
    tax_rounding: Annotated[
        TaxRounding | UnsetType, Meta(description="Where tax is rounded: on every line, or on the total")
    ] = UNSET


class TaxClass(Data, frozen=True, kw_only=True):
    """What kind of thing is taxed; the built-in ones have no id and cannot be changed."""

    id: TaxClassId | None
    code: str
    name: str
    help: str
    is_builtin: bool = False
    version: int = 1
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="tax_class", id=self.id)


class ListTaxClasses(PageQuery, frozen=True, kw_only=True):
    """All of them, built-in ones first."""


class CreateTaxClass(Input, frozen=True, kw_only=True):
    """A new tax class; the code never changes."""

    code: TaxClassCode
    name: Name
    help: Annotated[str, Meta(max_length=400)] = ""


class UpdateTaxClass(Input, frozen=True, kw_only=True):
    """What the class is called."""

    name: Name
    help: Annotated[str, Meta(max_length=400)] = ""


class RateState(enum.StrEnum):
    CURRENT = "current"
    SCHEDULED = "scheduled"
    ENDED = "ended"


class TaxRate(Data, frozen=True, kw_only=True):
    """A rate of one country (or one of its states) and class, from a day on, up to but without `valid_to`."""

    id: TaxRateId
    country: str
    subdivision: Annotated[str, Meta(description="State or province; empty for the whole country")]
    tax_class: Annotated[str, Meta(description="Code of the tax class")]
    name: str
    rate_micros: Annotated[int, Meta(description="The rate in millionths: 200000 is 20 %")]
    percent: Annotated[str, Meta(description="The rate as people write it, without the sign: 8.875")]
    valid_from: Annotated[date, Meta(description="The first day on which it applies")]
    valid_to: Annotated[date | None, Meta(description="The first day on which it no longer applies; null without end")]
    state: RateState
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="tax_rate", id=self.id)


class ListTaxRates(PageQuery, frozen=True, kw_only=True):
    """Which rates to list; by country, state, class and day."""

    country: CountryCode | None = None
    tax_class: TaxClassCode | None = None
    state: RateState | None = None


class CreateTaxRate(Input, frozen=True, kw_only=True):
    """A new rate. One of the same place and class without an end is ended on the day this begins."""

    country: CountryCode
    subdivision: Subdivision = ""
    tax_class: TaxClassCode = "standard"
    name: Name
    rate_micros: RateMicros
    valid_from: Annotated[date, Meta(description="The first day on which it applies")]
    valid_to: Annotated[
        date | None, Meta(description="The first day on which it no longer applies; null without end")
    ] = None


class UpdateTaxRate(Input, frozen=True, kw_only=True):
    """A correction of a rate."""

    name: Name
    rate_micros: RateMicros
    valid_from: Annotated[date, Meta(description="The first day on which it applies")]
    valid_to: Annotated[
        date | None, Meta(description="The first day on which it no longer applies; null without end")
    ] = None


class TaxLine(Input, frozen=True, kw_only=True):
    """A line to be taxed. `net` is the gross amount when the calculation says that tax is included."""

    key: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    net: Money
    tax_class: TaxClassCode = "standard"


class CalculateTax(Input, frozen=True, kw_only=True):
    """What to tax, where and when. All lines are in one currency; `at` is now when left out."""

    country: CountryCode
    region: Annotated[Subdivision, Meta(description="State or province, where rates differ")] = ""
    at: Annotated[datetime, Meta(tz=True, description="The instant asked about; now when left out")] | None = None
    is_inclusive: Annotated[bool, Meta(description="Whether the amounts include the tax")] = False
    currency: Annotated[CurrencyCode | None, Meta(description="Of the totals, when there may be no line")] = None
    lines: Annotated[list[TaxLine], Meta(description="What to tax", max_length=10_000)]


class TaxedLine(Data, frozen=True, kw_only=True):
    """A line with its tax."""

    key: int
    net: Money
    tax: Money
    gross: Money
    rate_micros: Annotated[int, Meta(description="The rate in millionths: 200000 is 20 %")]
    rate_name: Annotated[str, Meta(description="What documents call the rate")]


class TaxTotal(Data, frozen=True, kw_only=True):
    """What one rate adds up to."""

    rate_micros: Annotated[int, Meta(description="The rate in millionths: 200000 is 20 %")]
    rate_name: Annotated[str, Meta(description="What documents call the rate")]
    net: Money
    tax: Money
    gross: Money


class TaxResult(Data, frozen=True, kw_only=True):
    """Lines in the order they came, totals by rate (highest first), and the sums; everything adds up exactly."""

    lines: Annotated[list[TaxedLine], Meta(description="The lines in the order they came")]
    rates: Annotated[list[TaxTotal], Meta(description="What each rate adds up to, the highest first")]
    net: Money
    tax: Money
    gross: Money
    rounding: Annotated[TaxRounding, Meta(description="Where tax was rounded")]
