"""Figures for home pages and reports. Data only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from hanse.kit.money import Money
from hanse.kit.structs import Data, Input

CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code; the reader's own when left out")]


class OrderFiguresQuery(Input, frozen=True, kw_only=True):
    """Orders by day or by month, counted back from today; in one currency."""

    step: Annotated[Literal["day", "month"], Meta(description="How long one period is")] = "day"
    periods: Annotated[int, Meta(ge=1, le=366, description="How many periods, the present one included")] = 30
    currency: CurrencyCode | None = None


class OrderFigure(Data, frozen=True, kw_only=True):
    """The orders placed in one period, without cancelled ones; `start` is its first day."""

    start: Annotated[date, Meta(description="First day of the period")]
    count: Annotated[int, Meta(description="How many orders")]
    total: Money


class OrderFigures(Data, frozen=True, kw_only=True):
    """One figure for each period, oldest first, also where nothing was ordered."""

    currency: str
    count: Annotated[int, Meta(description="How many orders in all periods")]
    total: Money
    points: list[OrderFigure]


class QuoteFiguresQuery(Input, frozen=True, kw_only=True):
    """Open quotes by age, in one currency."""

    currency: CurrencyCode | None = None


class QuoteAge(Data, frozen=True, kw_only=True):
    """Open quotes that have been in their state for so many days; without `to_days` for longer."""

    from_days: Annotated[int, Meta(description="Least age in days")]
    to_days: Annotated[int | None, Meta(description="Greatest age in days; null for any longer")]
    count: Annotated[int, Meta(description="How many quotes")]
    total: Money


class QuoteFigures(Data, frozen=True, kw_only=True):
    """Open quotes by how long nothing happened, youngest first."""

    currency: str
    count: Annotated[int, Meta(description="How many quotes are open")]
    total: Money
    ages: list[QuoteAge]
