"""The rows of the table `files`: which stored bytes belong to what. Its subject's domain decides who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hanse.kit.ids import Id, uuid7
from hanse.kit.structs import Data
from hanse.platform.files.kinds import ScanState, StoredFile
from hanse.platform.files.links import FileLinks
from hanse.platform.files.scanning import ask_for_scan

if TYPE_CHECKING:
    from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO files (id, key, name, content_type, size, sha256, purpose, subject_kind, subject_id, uploaded_by,
    scan_state, created_at)
VALUES (%(id)s, %(key)s, %(name)s, %(content_type)s, %(size)s, %(sha256)s, %(purpose)s, %(kind)s, %(subject)s, %(by)s,
    %(scan)s, %(now)s)
"""
SELECT: Final = """
SELECT id, key, name, content_type, size, sha256, purpose, subject_kind, subject_id, uploaded_by, created_at,
    scan_state, scan_finding
FROM files WHERE deleted_at IS NULL
"""
OF_SUBJECTS: Final = SELECT + " AND subject_kind = %(kind)s AND subject_id = ANY(%(subjects)s) ORDER BY created_at, id"
BY_ID: Final = SELECT + " AND id = %(id)s AND subject_kind = %(kind)s AND subject_id = %(subject)s"
DELETE: Final = "UPDATE files SET deleted_at = %(now)s WHERE id = %(id)s"


class FileRecord(Data, frozen=True, kw_only=True):
    """One kept file and what it belongs to. Size in bytes; `sha256` of the stored bytes."""

    id: UUID
    key: str
    name: str
    content_type: str
    size: int
    sha256: bytes
    purpose: str
    subject_kind: str | None
    subject_id: UUID | None
    uploaded_by: UUID | None
    created_at: datetime
    scan_state: ScanState | None = None
    scan_finding: str | None = None


async def keep_file(ctx: Ctx, stored: StoredFile, subject_kind: str, subject_id: Id | UUID) -> FileRecord:
    """Remember stored bytes as belonging to a subject; from the commit on they are not swept away as unknown.

    Where a virus scanner is set, what people sent waits for it before anybody gets it.
    """
    is_scanned = bool(ctx.services.settings.virus_scanner_url) and not stored.is_made
    values: dict[str, Any] = {
        "id": uuid7(),
        "key": stored.key,
        "name": stored.name,
        "content_type": stored.content_type,
        "size": stored.size,
        "sha256": bytes.fromhex(stored.sha256),
        "purpose": stored.purpose,
        "kind": subject_kind,
        "subject": _uuid(subject_id),
        "by": ctx.principal.member_id,
        "scan": "waiting" if is_scanned else None,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    if is_scanned:
        await ask_for_scan(ctx, values["id"])
    return await ctx.db.one(BY_ID, values, into=FileRecord)


async def files_of(ctx: Ctx, subject_kind: str, subjects: Sequence[Id | UUID]) -> list[FileRecord]:
    """The files of some subjects of one kind, oldest first."""
    if not subjects:
        return []
    wanted = [_uuid(subject) for subject in subjects]
    return await ctx.db.all(OF_SUBJECTS, {"kind": subject_kind, "subjects": wanted}, into=FileRecord)


async def find_file(ctx: Ctx, subject_kind: str, subject_id: Id | UUID, file_id: UUID) -> FileRecord:
    """One file of a subject. Raises NotFound."""
    values = {"id": file_id, "kind": subject_kind, "subject": _uuid(subject_id)}
    return await ctx.db.one(BY_ID, values, into=FileRecord)


async def forget_file(ctx: Ctx, record: FileRecord) -> None:
    """Take a file away from its subject. Its bytes stay until unknown files are swept."""
    await ctx.db.run(DELETE, {"id": record.id, "now": ctx.now})


def link_to(ctx: Ctx, record: FileRecord, *, inline: bool = False) -> str:
    """A path of minutes to the bytes of a file the caller may see."""
    stored = StoredFile(
        tenant_id=ctx.tenant.id,
        key=record.key,
        purpose=record.purpose,
        name=record.name,
        content_type=record.content_type,
        size=record.size,
        sha256=record.sha256.hex(),
        stored_at=record.created_at,
    )
    return FileLinks(ctx.services.crypto).sign(stored, inline=inline)


def _uuid(identity: Id | UUID) -> UUID:
    return identity.uuid if isinstance(identity, Id) else identity
