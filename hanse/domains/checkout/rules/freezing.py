"""The hash of a frozen basket: the same content gives the same hash, whatever the order of its keys. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from hanse.kit.structs import to_builtins


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document with its keys in order, 64 hexadecimal digits."""
    text = json.dumps(to_builtins(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
