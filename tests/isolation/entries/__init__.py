"""How to call every operation rightly: one entry per registered operation, in one file per domain, all found here.

A new route needs one.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.isolation.world import Entry


def _found() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for module in pkgutil.iter_modules(__path__):
        entries: dict[str, Entry] = importlib.import_module(f"{__name__}.{module.name}").ENTRIES
        twice = found.keys() & entries.keys()
        assert not twice, f"{module.name} has entries that another file has: {sorted(twice)}"
        found |= entries
    return found


ENTRIES = _found()
