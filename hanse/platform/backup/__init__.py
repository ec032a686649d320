"""Owns backup and restore of a whole installation as one file: database, stored files, and what proves both.

`archive` is the file, `manifest` what it says of itself, `making` and `restoring` the two ways, `proving` the
comparison. Must not be here: how PostgreSQL is copied (`platform/db/copies`), or the commands (`platform/cli`).
"""

from hanse.platform.backup.archive import ArchiveBroken, ArchiveReader, open_archive
from hanse.platform.backup.making import Made, make_backup
from hanse.platform.backup.manifest import Manifest
from hanse.platform.backup.restoring import Restored, RestoreOptions, restore_backup
from hanse.platform.backup.source import Source

__all__ = [
    "ArchiveBroken",
    "ArchiveReader",
    "Made",
    "Manifest",
    "RestoreOptions",
    "Restored",
    "Source",
    "make_backup",
    "open_archive",
    "restore_backup",
]
