"""What a backup is made of and restored into: one database as its administrator, one file store, the keys.

Must not be here: making or restoring.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from hanse.platform.files import FileStore
from hanse.platform.settings import Settings


@dataclass(frozen=True)
class Source:
    """One installation. `admin_url` sees past row level security; `programs` is the folder of bundled programs."""

    settings: Settings
    admin_url: str
    store: FileStore
    programs: str | None


def key_mark(secret_key: str) -> str:
    """A mark of a secret key: equal keys have equal marks, and nobody gets from the mark to the key."""
    return hmac.new(secret_key.encode(), b"hanse backup key mark", sha256).hexdigest()[:16]
