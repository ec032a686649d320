"""Making a backup: dump, counts, files and chain heads of one instant, while everything goes on working."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanse import __version__
from hanse.kit.errors import ExplainedError, NotFound
from hanse.kit.structs import Data, to_json
from hanse.platform.backup.archive import DUMP, FILES, INDEX, KEYS, ArchiveWriter, create_archive
from hanse.platform.backup.manifest import FORMAT, Manifest, Part
from hanse.platform.backup.source import Source, key_mark
from hanse.platform.db.copies import FileRow, Programs, Snapshot, check_administrator, dump, open_snapshot
from hanse.platform.settings import Settings

Step = Callable[[str, int], Any]
"""Told what begins and how many steps it has; gives a context manager of the function that counts them."""


class NothingToBackUp(ExplainedError):
    """The database is empty."""


class Made(Data, frozen=True, kw_only=True):
    """A backup that was made. Size in bytes."""

    file: str
    size: int
    manifest: Manifest


@dataclass
class _Files:
    """What became of the files."""

    index: list[FileRow]
    missing: list[FileRow]
    damaged: list[FileRow]
    size: int = 0


async def make_backup(source: Source, path: Path, step: Step, *, with_keys: bool) -> Made:
    """Write everything into one file, which appears when it is whole.

    Files that rows know but the store lacks are left out and listed, as are damaged ones: a backup with a gap is better
    than none. Raises NothingToBackUp, CopyRefused, CopyFailed, FilesUnavailable, DatabaseUnavailable.
    """
    number = check_administrator(source.admin_url)
    programs = Programs.for_server(number, source.programs)
    with open_snapshot(source.admin_url) as snapshot, create_archive(path) as archive:
        revision = snapshot.revision()
        if revision is None:
            raise NothingToBackUp("The database is empty: there is nothing to back up.")
        with step("Dumping the database", 0) as advance:
            dumped = archive.add(DUMP, _counted(dump(programs, source.admin_url, snapshot.id), advance))
        with step("Counting rows", len(snapshot.tables())) as advance:
            counts = snapshot.counts(lambda: advance(1))
        files = await _copy_files(source, snapshot, archive, step)
        index = archive.add(INDEX, (to_json(row) + b"\n" for row in files.index))
        if with_keys:
            archive.add(KEYS, [to_json(_keys(source.settings))])
        manifest = Manifest(
            format=FORMAT,
            version=__version__,
            made_at=snapshot.taken_at,
            revision=revision,
            server=str(number),
            key_mark=key_mark(source.settings.secret_key),
            has_keys=with_keys,
            dump=dumped,
            index=index,
            files=len(files.index),
            files_bytes=files.size,
            counts=counts,
            chains=snapshot.chain_heads(),
            missing=files.missing,
            damaged=files.damaged,
        )
        archive.finish(manifest)
    return Made(file=str(path), size=os.stat(path).st_size, manifest=manifest)


async def _copy_files(source: Source, snapshot: Snapshot, archive: ArchiveWriter, step: Step) -> _Files:
    files = _Files([], [], [])
    rows = list(snapshot.files())
    with step("Copying files", len(rows)) as advance:
        for row in rows:
            part = await _copy(source, archive, row)
            if part is None:
                files.missing.append(row)
            else:
                if (part.size, part.sha256) != (row.size, row.sha256):
                    files.damaged.append(row)
                files.size += part.size
                files.index.append(FileRow(tenant_id=row.tenant_id, key=row.key, size=part.size, sha256=part.sha256))
            advance(1)
    return files


async def _copy(source: Source, archive: ArchiveWriter, row: FileRow) -> Part | None:
    try:
        opened = await source.store.open(row.tenant_id, row.key)
    except NotFound:
        return None
    # Pieces arrive asynchronously and the archive is written here and now; one file is in memory by pieces only.
    return await _add(archive, FILES + row.key, opened.chunks)


async def _add(archive: ArchiveWriter, name: str, pieces: AsyncIterator[bytes]) -> Part:
    size, sha256 = 0, hashlib.sha256()
    with archive.member(name) as member:
        async for piece in pieces:
            member.write(piece)
            sha256.update(piece)
            size += len(piece)
    return Part(name=name, size=size, sha256=sha256.hexdigest())


def _counted(pieces: Iterator[bytes], advance: Callable[[int], None]) -> Iterator[bytes]:
    for piece in pieces:
        advance(len(piece))
        yield piece


def _keys(settings: Settings) -> dict[str, str]:
    return {"secret_key": settings.secret_key}
