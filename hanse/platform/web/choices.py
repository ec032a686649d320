"""Lists people choose from in forms of several domains: languages, time zones, currencies, by names they know."""

from __future__ import annotations

import functools

from babel import Locale

from hanse.kit.currencies import list_currencies
from hanse.kit.locales import timezones
from hanse.platform.web.parts import Option

_LOCALES = (
    *("en-GB", "en-US", "en-IE", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-BE", "fr-CH", "nl-NL", "nl-BE", "it-IT"),
    *("es-ES", "pt-PT", "pt-BR", "da-DK", "sv-SE", "nb-NO", "fi-FI", "pl-PL", "cs-CZ", "et-EE", "lv-LV", "lt-LT"),
    *("hu-HU", "ro-RO", "el-GR", "tr-TR", "ja-JP", "zh-CN", "ko-KR", "hi-IN", "en-IN", "en-AU", "en-CA", "fr-CA"),
)
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
