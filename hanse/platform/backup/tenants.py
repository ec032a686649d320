"""One business as one file, and from that file into another installation: rows, files, audit trail, people's names.

Ids are kept. Left behind is what belongs to the installation: passwords, sessions, second factors, keys, waiting jobs.
Must not be here: how rows are read and written (`platform/db/copies`), or the whole installation (`making`).
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from hanse import __version__
from hanse.kit.errors import NotFound
from hanse.kit.structs import Data, from_json, to_json
from hanse.platform.audit import VaultSigner
from hanse.platform.backup.archive import FILES, ArchiveBroken, ArchiveWriter, create_archive
from hanse.platform.backup.making import Step
from hanse.platform.backup.manifest import Part
from hanse.platform.backup.proving import check_chains, check_files, compare_counts, require_equal
from hanse.platform.backup.source import key_mark
from hanse.platform.db.copies import (
    AccountLine,
    Address,
    ChainHead,
    FileRow,
    TableCount,
    TenantCopyRefused,
    TenantRows,
    open_tenant,
)
from hanse.platform.files import FileStore
from hanse.platform.settings import Settings

FORMAT = 1
MANIFEST = "tenant.json"
TABLES = "tables/"


class TenantManifest(Data, frozen=True, kw_only=True):
    """What the file says of itself; `checkpoint_key` proves the checkpoints its installation signed."""

    format: int
    version: str
    made_at: datetime
    revision: str
    tenant_id: UUID
    handle: str
    key_mark: str
    checkpoint_key: str
    tables: list[Part]
    counts: list[TableCount]
    chain: ChainHead | None
    files: list[FileRow]
    missing: list[FileRow]
    accounts: list[AccountLine]
    addresses: list[Address]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count.rows for count in self.counts)


class Arrived(Data, frozen=True, kw_only=True):
    """What was brought in and compared. `known_people` had an account here already."""

    tenant_id: UUID
    handle: str
    rows: int
    files: int
    people: int
    known_people: int
    reads_secrets: bool
    chain_problems: list[str]


async def export_tenant(
    settings: Settings, store: FileStore, signer: VaultSigner, tenant_id: UUID, path: Path, step: Step
) -> TenantManifest:
    """Write a business into one file, as one instant saw it; the file appears when it is whole.

    Raises NotFound for a tenant without rows, ProvisionError, FilesUnavailable.
    """
    with open_tenant(settings.database_owner_url, tenant_id) as rows, create_archive(path) as archive:
        if rows.is_empty():
            raise NotFound("There is no such business")
        tables = rows.tables()
        parts: list[Part] = []
        with step("Writing tables", len(tables)) as advance:
            for table in tables:
                parts.append(archive.add(f"{TABLES}{table}.jsonl", rows.lines(table)))
                advance(1)
        present, missing = await _copy_files(archive, store, rows, step)
        addresses = rows.addresses()
        manifest = TenantManifest(
            format=FORMAT,
            version=__version__,
            made_at=rows.now(),
            revision=rows.revision(),
            tenant_id=tenant_id,
            handle=next((address.value for address in addresses if address.kind == "handle"), ""),
            key_mark=key_mark(settings.secret_key),
            checkpoint_key=signer.public_key(),
            tables=parts,
            counts=[rows.count(table) for table in tables],
            chain=rows.chain_head(),
            files=present,
            missing=missing,
            accounts=rows.accounts(),
            addresses=addresses,
        )
        archive.add(MANIFEST, [to_json(manifest)])
    return manifest


async def _copy_files(
    archive: ArchiveWriter, store: FileStore, rows: TenantRows, step: Step
) -> tuple[list[FileRow], list[FileRow]]:
    present: list[FileRow] = []
    missing: list[FileRow] = []
    files = rows.files()
    with step("Copying files", len(files)) as advance:
        for row in files:
            try:
                opened = await store.open(row.tenant_id, row.key)
            except NotFound:
                missing.append(row)
            else:
                present.append(await _add_file(archive, row, opened.chunks))
            advance(1)
    return present, missing


async def _add_file(archive: ArchiveWriter, row: FileRow, pieces: AsyncIterator[bytes]) -> FileRow:
    """Copy a file; gives the row with what was really copied."""
    size, sha256 = 0, hashlib.sha256()
    with archive.member(FILES + row.key) as member:
        async for piece in pieces:
            member.write(piece)
            sha256.update(piece)
            size += len(piece)
    return FileRow(tenant_id=row.tenant_id, key=row.key, size=size, sha256=sha256.hexdigest())


async def import_tenant(settings: Settings, store: FileStore, path: Path, step: Step) -> Arrived:
    """Bring a business in, whole and compared, or not at all.

    Raises ArchiveBroken, TenantCopyRefused (it is here already, another has its handle, or the schema differs),
    RestoreUnproven, FilesUnavailable.
    """
    with _open(path) as (archive, manifest):
        with open_tenant(settings.database_owner_url, manifest.tenant_id, writes=True) as rows:
            if not rows.is_empty():
                raise TenantCopyRefused(f"The business {manifest.handle} ({manifest.tenant_id}) is here already.")
            if rows.revision() != manifest.revision:
                raise TenantCopyRefused(
                    f"The file was made at the schema {manifest.revision}, and here it is {rows.revision()}: bring "
                    "both installations to the same version first."
                )
            known = _bring_rows(archive, manifest, rows, step)
            require_equal(_differences(manifest, rows, changed=bool(known)))
            await _bring_files(archive, manifest, store, step)
        problems: list[str] = []
        if manifest.chain is not None:
            # Its rows are equal, so whatever does not fit did not fit where it came from either.
            with step("Checking the audit trail", 1) as advance:
                problems = await check_chains(settings.database_url, [manifest.chain], advance)
    marks = [key_mark(key) for key in (settings.secret_key, *settings.secret_keys_previous)]
    return Arrived(
        tenant_id=manifest.tenant_id,
        handle=manifest.handle,
        rows=manifest.rows,
        files=len(manifest.files),
        people=len(manifest.accounts),
        known_people=len(known),
        reads_secrets=manifest.key_mark in marks,
        chain_problems=problems,
    )


def read_manifest(path: Path) -> TenantManifest:
    """What a file says of itself. Raises ArchiveBroken."""
    with _open(path) as (_, manifest):
        return manifest


def _bring_rows(archive: zipfile.ZipFile, manifest: TenantManifest, rows: TenantRows, step: Step) -> dict[str, str]:
    known = rows.bring_accounts(manifest.accounts)
    rows.bring_addresses(manifest.addresses)
    parts = {part.name: part for part in manifest.tables}
    tables = rows.tables()
    with step("Bringing rows", len(tables)) as advance:
        for table in tables:
            part = parts.pop(f"{TABLES}{table}.jsonl", None)
            if part is None:
                raise ArchiveBroken(f"The file lacks the table {table}: use another one.")
            rows.bring(table, _lines(archive, part), known)
            advance(1)
    if parts:
        raise ArchiveBroken(f"The file holds {next(iter(parts))}, which belongs to no table here.")
    return known


def _differences(manifest: TenantManifest, rows: TenantRows, *, changed: bool) -> list[str]:
    """Compare every table; those that name people have other contents where somebody had an account here already."""
    found = [rows.count(count.table) for count in manifest.counts]
    wanted = manifest.counts
    if changed:
        named = {table for table, columns in rows.columns.items() if "account_id" in columns}
        found, wanted = (
            [msgspec.structs.replace(one, fingerprint="") if one.table in named else one for one in counts]
            for counts in (found, wanted)
        )
    return compare_counts(wanted, found)


async def _bring_files(archive: zipfile.ZipFile, manifest: TenantManifest, store: FileStore, step: Step) -> None:
    with step("Bringing files", len(manifest.files)) as advance:
        for row in manifest.files:
            if row.tenant_id != manifest.tenant_id:
                raise ArchiveBroken("The file holds a stored file of another business.")
            with archive.open(FILES + row.key) as member:
                await store.put_back(row.tenant_id, row.key, member)
            advance(1)
    require_equal(await check_files(store, manifest.files, lambda steps: None))


def _lines(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """A table's rows; what was changed since is noticed before anything is committed."""
    size, sha256 = 0, hashlib.sha256()
    with archive.open(part.name) as member:
        for line in member:
            size += len(line)
            sha256.update(line)
            yield line
    if (size, sha256.hexdigest()) != (part.size, part.sha256):
        raise ArchiveBroken(f"{part.name} is not what was written: use another file.")


@contextmanager
def _open(path: Path) -> Iterator[tuple[zipfile.ZipFile, TenantManifest]]:
    """Open a file of one business. Raises ArchiveBroken."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = from_json(archive.read(MANIFEST), TenantManifest)
            if manifest.format > FORMAT:
                raise ArchiveBroken(f"{path} was made by Hanse {manifest.version}: use that version or later.")
            yield archive, manifest
    except FileNotFoundError as problem:
        raise ArchiveBroken(f"There is no file {path}.") from problem
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError) as problem:
        raise ArchiveBroken(f"{path} is not a whole file of one business: use another one.") from problem
