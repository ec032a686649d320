"""Which thing an approval is about: the id inside an outside id, and the hash of what was submitted."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.approvals.errors import UnknownSubject
from hanse.kit.ids import decode_uuid
from hanse.kit.structs import to_builtins


def subject_uuid(text: str) -> UUID:
    """The UUID of an id in its outside form (`quo_...`) or plain. Raises UnknownSubject."""
    tail = text.rpartition("_")[2]
    try:
        return decode_uuid(tail) if len(tail) == 26 else UUID(text)
    except ValueError:
        raise UnknownSubject.field("subject_id", "This is not an id", "unknown_subject") from None


def hash_document(content: Any) -> str:
    """SHA-256 of the canonical JSON (keys in order), in hex: equal only for equal content."""
    canonical = msgspec.json.encode(to_builtins(content), order="deterministic")
    return hashlib.sha256(canonical).hexdigest()
