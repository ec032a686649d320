"""Languages, regions and time zones by their standard names: which exist and how they are spelt. No formatting."""

from __future__ import annotations

import functools
import zoneinfo

from babel import Locale, UnknownLocaleError

from hanse.kit.errors import Invalid


def check_locale(text: str, field: str = "locale") -> str:
    """Give a locale in its canonical form (`en-GB`, BCP 47). Raises Invalid at `field`."""
    try:
        found = Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise Invalid.field(field, "Choose a language and region such as en-GB or de-CH", "unknown_locale") from None
    return str(found).replace("_", "-")


@functools.cache
def timezones() -> frozenset[str]:
    """Every IANA time zone this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def check_timezone(text: str, field: str = "timezone") -> str:
    """Give the time zone back when it exists. Raises Invalid at `field`."""
    if text not in timezones():
        raise Invalid.field(field, "Choose a time zone such as Europe/Berlin", "unknown_timezone")
    return text
