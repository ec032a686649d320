"""How to call every operation rightly: an entry per registered operation, a file per domain. A new route needs one."""

import importlib
import pkgutil

from tests.isolation.world import Entry

_FILES = sorted(found.name for found in pkgutil.iter_modules(__path__))
ENTRIES: dict[str, Entry] = {
    name: entry for file in _FILES for name, entry in importlib.import_module(f"{__name__}.{file}").ENTRIES.items()
}
