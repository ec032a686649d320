"""Lists people choose from in forms of several domains: languages, time zones, currencies, countries."""

from __future__ import annotations

import functools

from babel import Locale
from babel.numbers import get_territory_currencies

from hanse.kit.currencies import list_currencies
from hanse.kit.locales import timezones
from hanse.platform.web.parts import Option

_LOCALES = (
    *("en-GB", "en-US", "en-IE", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-BE", "fr-CH", "nl-NL", "nl-BE", "it-IT"),
    *("es-ES", "pt-PT", "pt-BR", "da-DK", "sv-SE", "nb-NO", "fi-FI", "pl-PL", "cs-CZ", "et-EE", "lv-LV", "lt-LT"),
    *("hu-HU", "ro-RO", "el-GR", "tr-TR", "ja-JP", "zh-CN", "ko-KR", "hi-IN", "en-IN", "en-AU", "en-CA", "fr-CA"),
)
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"})
_REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")


@functools.cache
def locale_options() -> tuple[Option, ...]:
    """Languages with their region, by their English name."""
    named = [(Locale.parse(code.replace("-", "_")).get_display_name("en") or code, code) for code in _LOCALES]
    return tuple(Option(code, name) for name, code in sorted(named))


@functools.cache
def timezone_options() -> tuple[Option, ...]:
    """Time zones of places, grouped by continent."""
    places = [
        Option(name, name.partition("/")[2].replace("_", " ").replace("/", ", "), group=region)
        for region in _REGIONS
        for name in sorted(zone for zone in timezones() if zone.startswith(f"{region}/"))
    ]
    return (Option("UTC", "UTC (no summer time)"), *places)


@functools.cache
def currency_options() -> tuple[Option, ...]:
    """Currencies in use, by code."""
    return tuple(Option(item.code, f"{item.code} - {item.name}") for item in list_currencies())


@functools.cache
def country_options() -> tuple[Option, ...]:
    """Countries by their English name, with their ISO 3166 code as value."""
    names = Locale.parse("en").territories
    # CLDR also names continents (numbers), groups and places without a code of their own.
    known = {code: str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES}
    return tuple(Option(code, name) for code, name in sorted(known.items(), key=lambda item: item[1]))


def guess_locale(accepted: str) -> str:
    """The first language of an Accept-Language header that can be chosen, with its region; British English else."""
    known = {option.value.lower(): option.value for option in locale_options()}
    for part in accepted[:200].lower().split(","):
        tag = part.partition(";")[0].strip()
        found = known.get(tag) or next((value for key, value in known.items() if key.startswith(f"{tag}-")), None)
        if tag and found:
            return found
    return "en-GB"


def usual_currency(locale: str) -> str:
    """What is paid with where a locale is from; euro when that is not known."""
    region = locale.rpartition("-")[2]
    used = get_territory_currencies(region)
    offered = {option.value for option in currency_options()}
    return next((code for code in used if code in offered), "EUR")
