"""Owns importing a module by its name when it is first needed: parts that many starts never use cost them nothing.

This is the one place where that is done. Must not be here: anything that is loaded.
"""

from __future__ import annotations

import importlib
from typing import Any


def load(target: str) -> Any:
    """What `module:attribute` names; the module is imported now."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
