"""Owns copying a whole database out and in: one consistent view, PostgreSQL's own programs, exchanging databases.

Everything here works with an administrator who sees past row level security; nothing a request runs may import it.
Must not be here: the archive, files and keys (`platform/backup`).
"""

from hanse.platform.db.copies.exchange import (
    CopyRefused,
    check_administrator,
    clear_room,
    drop_replaced,
    exchange,
    held_by_others,
    holds_rows,
    make_room,
    replaced_size,
)
from hanse.platform.db.copies.programs import CopyFailed, Programs, dump, restore
from hanse.platform.db.copies.quieting import Parked, quiet
from hanse.platform.db.copies.snapshot import ChainHead, FileRow, Snapshot, TableCount, open_snapshot
from hanse.platform.db.copies.tenants import AccountLine, Address, TenantCopyRefused, TenantRows, open_tenant

__all__ = [
    "AccountLine",
    "Address",
    "ChainHead",
    "CopyFailed",
    "CopyRefused",
    "FileRow",
    "Parked",
    "Programs",
    "Snapshot",
    "TableCount",
    "TenantCopyRefused",
    "TenantRows",
    "check_administrator",
    "clear_room",
    "drop_replaced",
    "dump",
    "exchange",
    "held_by_others",
    "holds_rows",
    "make_room",
    "open_snapshot",
    "open_tenant",
    "quiet",
    "replaced_size",
    "restore",
]
