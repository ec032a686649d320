"""Bringing an installation back: beside the present database, proved, made harmless, and only then put in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import LiteralString

from hanse.kit.errors import ExplainedError, NotFound
from hanse.kit.structs import Data
from hanse.platform.backup.archive import FILES, ArchiveReader
from hanse.platform.backup.making import Step
from hanse.platform.backup.proving import (
    Proof,
    check_chains,
    check_files,
    compare_counts,
    proof_of,
    require_equal,
)
from hanse.platform.backup.source import Source, key_mark
from hanse.platform.db.copies import (
    CopyRefused,
    FileRow,
    Parked,
    Programs,
    check_administrator,
    clear_room,
    exchange,
    held_by_others,
    holds_rows,
    make_room,
    open_snapshot,
    quiet,
    restore,
)
from hanse.platform.db.provision import database_name, with_login
from hanse.platform.db.revisions import chain, missing
from hanse.platform.settings import Settings, replace_secret


class RestoreRefused(ExplainedError):
    """The restore is not possible as things are; nothing was changed."""


class RestoreOptions(Data, frozen=True, kw_only=True):
    """How to restore. `replace`: the present database may go although it holds data.

    `after_restore` are the statements of the domains.
    """

    now: datetime
    replace: bool = False
    after_restore: tuple[LiteralString, ...] = ()


class Restored(Data, frozen=True, kw_only=True):
    """A restore that was proved. `replaced` names the database that was there before, when it is kept."""

    made_at: datetime
    revision: str
    pending: list[str]
    proof: Proof
    parked: Parked
    replaced: str
    keys: str
    missing_files: int


async def restore_backup(source: Source, archive: ArchiveReader, step: Step, options: RestoreOptions) -> Restored:
    """Restore an archive in whole or not at all.

    The present database stays untouched until the new one is proved. Files are put back under their keys; those that
    are there already with the same bytes are left, so an interrupted restore is gone on with by running it again.
    Raises RestoreRefused, RestoreUnproven, ArchiveBroken, CopyFailed, FilesUnavailable.
    """
    manifest = archive.manifest
    _refuse_newer(manifest.revision, manifest.version)
    check_administrator(source.admin_url)
    _refuse_occupied(source.admin_url, replace=options.replace)
    beside = await _restore_beside(source, archive, step)
    await _put_files_back(source, archive, step)
    parked = quiet(beside, manifest.made_at, options.now, options.after_restore)
    _refuse_occupied(source.admin_url, replace=options.replace)
    replaced = exchange(source.admin_url, keep=options.replace)
    keys = _keep_keys(source.settings, archive, options.now)
    return Restored(
        made_at=manifest.made_at,
        revision=manifest.revision,
        pending=list(missing(manifest.revision)),
        proof=proof_of(manifest),
        parked=parked,
        replaced=replaced,
        keys=keys,
        missing_files=len(manifest.missing),
    )


async def rehearse_restore(source: Source, archive: ArchiveReader, step: Step) -> Proof:
    """Restore an archive beside the present database, compare all of it, and drop it again; Hanse goes on working.

    Raises RestoreRefused, RestoreUnproven, ArchiveBroken, CopyFailed.
    """
    _refuse_newer(archive.manifest.revision, archive.manifest.version)
    try:
        await _restore_beside(source, archive, step)
    finally:
        clear_room(source.admin_url)
    with step("Comparing files", archive.manifest.files) as advance:
        for row in archive.files():
            archive.check_file(row)
            advance(1)
    return proof_of(archive.manifest)


async def _restore_beside(source: Source, archive: ArchiveReader, step: Step) -> str:
    """Fill a database beside the present one and prove it; gives its address."""
    manifest = archive.manifest
    number = check_administrator(source.admin_url)
    programs = Programs.for_server(max(number, int(manifest.server)), source.programs)
    with step("Checking the backup", manifest.dump.size + manifest.index.size):
        archive.check_part(manifest.dump)
        archive.check_part(manifest.index)
    beside = make_room(source.admin_url)
    with step("Restoring the database", manifest.dump.size) as advance:
        restore(programs, beside, _told(archive, advance))
    with step("Comparing every row", len({count.table for count in manifest.counts})) as advance:
        with open_snapshot(beside) as snapshot:
            found = snapshot.counts(lambda: advance(1))
        require_equal(compare_counts(manifest.counts, found))
    app_url = with_login(source.settings.database_url, database=database_name(beside))
    with step("Checking audit trails", len(manifest.chains)) as advance:
        require_equal(await check_chains(app_url, manifest.chains, advance))
    return beside


def _refuse_newer(revision: str, version: str) -> None:
    if revision not in chain():
        raise RestoreRefused(
            f"The backup was made by Hanse {version}, whose schema ({revision}) this version does not know: restore it "
            "with that version or later."
        )


def _refuse_occupied(admin_url: str, *, replace: bool) -> None:
    others = held_by_others(admin_url)
    if others:
        raise CopyRefused(
            f"{others} connections use the database {database_name(admin_url)}: stop web and worker processes first."
        )
    filled = holds_rows(admin_url)
    if filled and not replace:
        raise RestoreRefused(
            f"The database {database_name(admin_url)} is not empty ({filled} tables hold rows): say --replace to put "
            "the backup in its place; what is there now is kept aside."
        )


def _told(archive: ArchiveReader, advance: Callable[[int], None]) -> Iterator[bytes]:
    for piece in archive.pieces(archive.manifest.dump.name):
        advance(len(piece))
        yield piece


async def _put_files_back(source: Source, archive: ArchiveReader, step: Step) -> None:
    with step("Putting files back", archive.manifest.files) as advance:
        for row in archive.files():
            if not await _is_there(source, row):
                archive.check_file(row)
                with archive.open(FILES + row.key) as member:
                    await source.store.put_back(row.tenant_id, row.key, member)
            advance(1)
    with step("Comparing files", archive.manifest.files) as advance:
        require_equal(await check_files(source.store, archive.files(), advance))


async def _is_there(source: Source, row: FileRow) -> bool:
    try:
        return await source.store.digest(row.tenant_id, row.key) == (row.size, row.sha256)
    except NotFound:
        return False


def _keep_keys(settings: Settings, archive: ArchiveReader, now: datetime) -> str:
    """Make the restored data readable: by the key in place, or by the one in the archive. Says which, for people."""
    manifest = archive.manifest
    if key_mark(settings.secret_key) == manifest.key_mark:
        return "The secret key in use is the one of the backup."
    kept = archive.keys()
    file = settings.secrets_dir / "secret_key"
    if kept is None:
        return (
            "The secret key in use is not the one of the backup, and the backup holds no keys: set HANSE_SECRET_KEY to "
            "the former key, or people must set up their second factors anew and encrypted fields stay unreadable."
        )
    if not file.exists():
        return "The backup holds another secret key, but HANSE_SECRET_KEY is set: set it to the former key."
    aside = file.with_name(f"secret_key.before-restore-{now:%Y%m%dT%H%M%S}")
    os.replace(file, aside)
    replace_secret(settings.secrets_dir, "secret_key", kept["secret_key"])
    return f"The secret key of the backup is in place; the former one is kept as {aside.name}."
