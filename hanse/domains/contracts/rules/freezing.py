"""The hash of a version: SHA-256 over one canonical JSON text of its content, the same wherever it is made again."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from hanse.domains.contracts.types import ContractContent
from hanse.kit.structs import convert, to_builtins


def stored(content: ContractContent) -> dict[str, Any]:
    """The content as it is stored: plain values, in their outside form."""
    plain: dict[str, Any] = to_builtins(content)
    return plain


def hash_of(content: dict[str, Any]) -> str:
    """The hash of stored content; the order of keys does not matter, anything else does."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def read_content(content: dict[str, Any]) -> ContractContent:
    """Stored content as data again."""
    return convert(content, ContractContent)
