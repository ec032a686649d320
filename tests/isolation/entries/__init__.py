"""How to call every operation rightly: one entry per registered operation, by domain. A new route needs one.

Every file here counts, so a new domain brings its own and changes none.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.isolation.world import Entry


def _found() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for module in iter_modules(__path__):
        own: dict[str, Entry] = getattr(import_module(f"{__name__}.{module.name}"), "ENTRIES", {})
        twice = found.keys() & own.keys()
        assert not twice, f"{module.name}.py tells again how to call {sorted(twice)}"
        found |= own
    return found


ENTRIES = _found()
