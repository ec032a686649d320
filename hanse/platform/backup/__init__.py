"""Owns backup and restore of a whole installation as one file: database, stored files, and what proves both.

`archive` is the file, `manifest` what it says of itself, `making` and `restoring` the two ways, `proving` the
comparison, `tenants` both ways for a single business.
Must not be here: how PostgreSQL is copied (`platform/db/copies`), or the commands (`platform/cli`).
"""

from hanse.platform.backup.archive import ArchiveBroken, ArchiveReader, open_archive
from hanse.platform.backup.making import Made, make_backup
from hanse.platform.backup.manifest import Manifest
from hanse.platform.backup.restoring import Restored, RestoreOptions, rehearse_restore, restore_backup
from hanse.platform.backup.source import Source
from hanse.platform.backup.tenants import Arrived, TenantManifest, export_tenant, import_tenant, read_manifest

__all__ = [
    "ArchiveBroken",
    "ArchiveReader",
    "Arrived",
    "Made",
    "Manifest",
    "RestoreOptions",
    "Restored",
    "Source",
    "TenantManifest",
    "export_tenant",
    "import_tenant",
    "make_backup",
    "open_archive",
    "read_manifest",
    "rehearse_restore",
    "restore_backup",
]
