"""Countries and their names (CLDR data through babel), and the tax classes every business has."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from babel import Locale, UnknownLocaleError

from hanse.domains.regions.types import TaxClass

BUILTIN_CLASSES: Final = (
    TaxClass(id=None, code="standard", name="Standard", help="What no other class is said for", is_builtin=True),
    TaxClass(id=None, code="reduced", name="Reduced", help="What the law taxes less, such as books", is_builtin=True),
    TaxClass(id=None, code="zero", name="Zero", help="Free of tax everywhere unless a rate is set", is_builtin=True),
)
BUILTIN_CODES: Final = frozenset(item.code for item in BUILTIN_CLASSES)
# CLDR also names unions, outlying areas and test codes.
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"})


@functools.lru_cache(maxsize=64)
def country_names(locale: str) -> Mapping[str, str]:
    """Every country's code and name in this locale (English when it is not known), by name."""
    names = _locale(locale).territories
    english = _locale("en").territories
    known: dict[str, str] = {
        code: str(names.get(code, name))
        for code, name in english.items()
        if isinstance(code, str) and len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return dict(sorted(known.items(), key=lambda item: (item[1].casefold(), item[0])))


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
