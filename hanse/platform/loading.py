"""Owns importing a module by its name when it is first needed: parts that many starts never use cost them nothing.

This is the one place where that is done. Must not be here: anything that is loaded.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


def load(target: str) -> Any:
    """What `module:attribute` names; the module is imported now."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def later(name: str) -> Any:
    """Stands for the module of that name, which is imported when something of it is first asked for.

    For libraries that few processes ever use: beside it, `if TYPE_CHECKING` imports the library for the type checker.
    """
    return _Later(name)


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            # Whoever looks over all modules does not mean this one.
            raise AttributeError(name)
        found = getattr(importlib.import_module(self.__name__), name)
        setattr(self, name, found)
        return found
