"""The hash of a frozen basket: the same content gives the same hash, whatever the order of its keys. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

from hanse.kit.structs import encode_hook

_encode: Final = msgspec.json.Encoder(enc_hook=encode_hook, order="sorted").encode


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document with its keys in order, 64 hexadecimal digits."""
    return sha256(_encode(document)).hexdigest()
