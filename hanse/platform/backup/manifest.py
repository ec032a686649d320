"""What a backup says of itself. Data only; written last, read first."""

from __future__ import annotations

from datetime import datetime

from hanse.kit.structs import Data
from hanse.platform.db.copies import ChainHead, FileRow, TableCount

FORMAT = 1


class Part(Data, frozen=True, kw_only=True):
    """One member of the archive. Size in bytes."""

    name: str
    size: int
    sha256: str


class Manifest(Data, frozen=True, kw_only=True):
    """Everything needed to judge a backup before it is restored, and to prove the restore after it.

    `key_mark` tells whether a secret key is the one the data was encrypted with, without giving it away. `missing`
    lists files that rows know but the store did not have; `damaged` those whose bytes are not what was stored.
    """

    format: int
    version: str
    made_at: datetime
    revision: str
    server: str
    key_mark: str
    has_keys: bool
    dump: Part
    index: Part
    files: int
    files_bytes: int
    counts: list[TableCount]
    chains: list[ChainHead]
    missing: list[FileRow] = []
    damaged: list[FileRow] = []

    @property
    def tenants(self) -> int:
        """How many tenants it holds rows of."""
        return sum(1 for count in self.counts if count.table == "tenants" and count.rows)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count.rows for count in self.counts)
