"""The file itself: a ZIP with the dump, the files, their index and the manifest. It is whole or it is not there.

Must not be here: what is put in, or what is done with it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from hanse.kit.errors import ExplainedError
from hanse.kit.structs import from_json, to_json
from hanse.platform.backup.manifest import FORMAT, Manifest, Part
from hanse.platform.db.copies import FileRow

DUMP, INDEX, MANIFEST, KEYS = "database.dump", "files.jsonl", "manifest.json", "keys.json"
FILES = "files/"
_CHUNK = 1 << 20


class ArchiveBroken(ExplainedError):
    """The file is no backup of Hanse, or not a whole one."""


class ArchiveWriter:
    """Puts parts into a new archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, pieces: Iterable[bytes]) -> Part:
        """Write one member; what is in it is compressed already, or a picture."""
        size, sha256 = 0, hashlib.sha256()
        with self.member(name) as member:
            for piece in pieces:
                member.write(piece)
                sha256.update(piece)
                size += len(piece)
        return Part(name=name, size=size, sha256=sha256.hexdigest())

    def member(self, name: str) -> IO[bytes]:
        """A new member to write to; one at a time."""
        return self._archive.open(zipfile.ZipInfo(name), "w", force_zip64=True)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, without which nothing counts."""
        self.add(MANIFEST, [to_json(manifest)])


@contextmanager
def create_archive(path: Path) -> Iterator[ArchiveWriter]:
    """A new archive, readable for its owner only; it gets its name when it is whole and on the disk, not before."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                yield ArchiveWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class ArchiveReader:
    """An archive whose manifest could be read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def pieces(self, name: str) -> Iterator[bytes]:
        """One member's bytes. Raises ArchiveBroken."""
        with self.open(name) as member:
            while piece := member.read(_CHUNK):
                yield piece

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """One member as a file. Raises ArchiveBroken when it is missing or damaged."""
        try:
            with self._archive.open(name) as member:
                yield member
        except KeyError as problem:
            raise ArchiveBroken(f"The backup lacks {name}: use another one.") from problem
        except zipfile.BadZipFile as problem:
            raise ArchiveBroken(f"{name} in the backup is damaged ({problem}): use another one.") from problem

    def files(self) -> Iterator[FileRow]:
        """The index of stored files."""
        with self.open(INDEX) as member:
            for line in member:
                yield from_json(line, FileRow)

    def keys(self) -> dict[str, str] | None:
        """The secret keys, when they were put in."""
        if not self.manifest.has_keys:
            return None
        return msgspec.json.decode(b"".join(self.pieces(KEYS)), type=dict[str, str])

    def check_part(self, part: Part) -> None:
        """Compare a member with what the manifest says. Raises ArchiveBroken."""
        size, sha256 = 0, hashlib.sha256()
        for piece in self.pieces(part.name):
            size += len(piece)
            sha256.update(piece)
        if (size, sha256.hexdigest()) != (part.size, part.sha256):
            raise ArchiveBroken(f"{part.name} in the backup is not what was written: use another one.")

    def check_file(self, row: FileRow) -> None:
        """Compare a stored file with what the index says. Raises ArchiveBroken."""
        self.check_part(Part(name=FILES + row.key, size=row.size, sha256=row.sha256))


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveReader]:
    """Open a backup. Raises ArchiveBroken when it is none, not whole, or of a later format."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open(MANIFEST) as member:
                manifest = from_json(member.read(), Manifest)
            if manifest.format > FORMAT:
                raise ArchiveBroken(
                    f"{path} was made by Hanse {manifest.version}: restore it with that version or later."
                )
            yield ArchiveReader(archive, manifest)
    except FileNotFoundError as problem:
        raise ArchiveBroken(f"There is no file {path}.") from problem
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError) as problem:
        raise ArchiveBroken(f"{path} is not a whole backup of Hanse: use another one.") from problem
