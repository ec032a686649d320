"""Money, numbers, dates and times as a reader of one locale and time zone expects them (CLDR data through babel).

Formatting only: no rounding rule of the business lives here, and nothing is parsed.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from hanse.kit.currencies import EXPONENTS

DEFAULT_LOCALE = "en-GB"
NEVER = "\N{EN DASH}"
SIZES = ("B", "kB", "MB", "GB", "TB")
RECENT = dt.timedelta(days=7)
_AMOUNT = re.compile(r"(?<![\w.,-])(-?\d+(?:\.\d+)?) ([A-Z]{3})\b")  # as kit.money writes itself
GLUED_CODE = re.compile(r"([A-Z]{3})(\d)")  # CLDR wants a space between a letter code and a digit; babel leaves it out


class Amount(Protocol):
    """What money formatting needs; `hanse.kit.money.Money` and `UnitPrice` both have it."""

    @property
    def amount(self) -> str: ...

    @property
    def currency(self) -> str: ...


@functools.lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """Read a locale such as `de-AT`; an unknown region gives the language, an unknown language British English."""
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        pass
    try:
        return Locale(parse_locale(name, sep="-")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LOCALE, sep="-")


@functools.lru_cache(maxsize=256)
def zone_of(name: str) -> dt.tzinfo:
    """Read an IANA time zone; an unknown one is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


@functools.lru_cache(maxsize=8192)
def _currency(amount: str, currency: str, locale: str) -> str:
    value = Decimal(amount)
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    found = locale_of(locale)
    pattern = found.currency_formats["standard"].pattern.replace(".00", "." + "0" * places if places else "")
    text = format_currency(value, currency, format=pattern, locale=found, currency_digits=False)
    return GLUED_CODE.sub(r"\1" + "\xa0" + r"\2", text)


@functools.lru_cache(maxsize=4096)
def _number(value: Decimal | int, places: int | None, locale: str) -> str:
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=locale_of(locale), decimal_quantization=places is not None)


@functools.lru_cache(maxsize=4096)
def _day(value: dt.date, style: str, locale: str) -> str:
    return format_date(value, style, locale=locale_of(locale))


@functools.lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, locale: str) -> str:
    return format_time(dt.time(hour, minute), "short", locale=locale_of(locale))


@functools.lru_cache(maxsize=4096)
def _distance(seconds: int, locale: str) -> str:
    return format_timedelta(dt.timedelta(seconds=seconds), add_direction=True, threshold=0.95, locale=locale_of(locale))


class Formatter:
    """Formats for one reader. `now` is the instant that relative times count from."""

    def __init__(self, locale: str, timezone: str, now: dt.datetime) -> None:
        self.locale = locale
        self.zone = zone_of(timezone)
        self.now = now

    def local(self, value: dt.datetime) -> dt.datetime:
        """Move an instant into the reader's time zone. Raises ValueError for an instant without a zone."""
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be shown")
        return value.astimezone(self.zone)

    def money(self, value: Amount | None) -> str:
        """Write an amount with its currency; as many decimals as the amount itself has (unit prices may be finer)."""
        return NEVER if value is None else _currency(value.amount, value.currency, self.locale)

    def amounts(self, text: str) -> str:
        """Write the amounts inside a sentence ("by 12.50 GBP") as the reader writes them; for sentences that were made
        without knowing who reads them.
        """
        return _AMOUNT.sub(
            lambda found: _currency(found[1], found[2], self.locale) if found[2] in EXPONENTS else found[0], text
        )

    def country(self, code: str | None) -> str:
        """Name a country in the reader's language; a code that is none stays as it is."""
        return locale_of(self.locale).territories.get(code, code) if code else ""

    def number(self, value: Decimal | float | None, places: int | None = None) -> str:
        """Write a number with grouping; `places` fixes the decimals."""
        if value is None:
            return NEVER
        return _number(Decimal(str(value)) if isinstance(value, float) else value, places, self.locale)

    def percent(self, value: Decimal | float | None, places: int = 0) -> str:
        """Write a ratio (0.25) as a percentage (25 %)."""
        if value is None:
            return NEVER
        pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
        if locale_of(self.locale).percent_formats[None].pattern.endswith("\xa0%"):
            pattern = pattern.replace("%", "\xa0%")
        return format_percent(Decimal(str(value)), format=pattern, locale=locale_of(self.locale))

    def filesize(self, value: int | None) -> str:
        """Write a number of bytes in steps of 1,000 (1.4 MB)."""
        if value is None:
            return NEVER
        size, step = Decimal(value), 0
        while size >= 1000 and step < len(SIZES) - 1:
            size, step = size / 1000, step + 1
        shown = size.quantize(Decimal("0.1") if step and size < 100 else Decimal(1))
        return f"{self.number(shown)}\xa0{SIZES[step]}"

    def date(self, value: dt.date | dt.datetime | None, style: str = "medium") -> str:
        """Write a day (`14 Nov 2026`); an instant is first moved into the reader's time zone."""
        if value is None:
            return NEVER
        day = self.local(value).date() if isinstance(value, dt.datetime) else value
        return _day(day, style, self.locale)

    def datetime(self, value: dt.datetime | None, style: str = "medium") -> str:
        """Write an instant as day and time to the minute; `style="full"` adds weekday, seconds and zone."""
        if value is None:
            return NEVER
        local = self.local(value)
        if style == "full":
            return f"{_day(local.date(), style, self.locale)}, {local:%H:%M:%S %Z}"
        return f"{_day(local.date(), style, self.locale)}, {_clock(local.hour, local.minute, self.locale)}"

    def time(self, value: dt.datetime | dt.time | None) -> str:
        """Write the time of day to the minute."""
        if value is None:
            return NEVER
        local = self.local(value) if isinstance(value, dt.datetime) else value
        return _clock(local.hour, local.minute, self.locale)

    def day(self, value: dt.date | dt.datetime | None) -> str:
        """Write a day without its year where that is this year (`14 Nov`)."""
        if value is None:
            return NEVER
        day = self.local(value).date() if isinstance(value, dt.datetime) else value
        if day.year != self.local(self.now).year:
            return self.date(day)
        return format_skeleton("MMMd", dt.datetime.combine(day, dt.time(12)), locale=locale_of(self.locale))

    def ago(self, value: dt.datetime | None) -> str:
        """Write an instant as distance from now within a week ("3 hours ago", "in 2 days"), else as a day."""
        if value is None:
            return NEVER
        distance = value - self.now
        if abs(distance) >= RECENT:
            return self.day(value)
        if abs(distance) < dt.timedelta(seconds=45):
            return "just now" if locale_of(self.locale).language == "en" else self.time(value)
        # To the unit that is shown, so that equal texts are made once.
        unit = 60 if abs(distance) < dt.timedelta(hours=1) else 3600 if abs(distance) < dt.timedelta(days=1) else 86400
        return _distance(round(distance.total_seconds() / unit) * unit, self.locale)
