"""Keeps the bytes of files in a folder or a bucket: streamed in under checks, streamed out, all keys inside a tenant.

An upload becomes visible whole or not at all. Blocking work (disk, S3, decoding) runs in threads of its own, so a slow
storage holds up nothing else. Not here: the table of files.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, cast
from uuid import UUID

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from hanse.kit.clock import Clock
from hanse.kit.errors import NotFound
from hanse.platform.failpoints import failpoint
from hanse.platform.files.contents import check_content, expected_type
from hanse.platform.files.errors import FilesUnavailable, FileTooLarge
from hanse.platform.files.images import WIDTHS, resize_image, rewrite_image
from hanse.platform.files.kinds import IMAGES, StoredFile, Upload, safe_name
from hanse.platform.files.ranges import ByteRange
from hanse.platform.outbound.breaker import Breakers
from hanse.platform.outbound.errors import OutboundBusy, OutboundPaused

if TYPE_CHECKING:
    from obstore import GetResult

T = TypeVar("T")

_CHUNK = 256 * 1024
_AT_ONCE = 64
_IN_MEMORY = 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{2}/[0-9a-f]{32}")
_log = structlog.get_logger(__name__)


class OpenFile(NamedTuple):
    """A file being read: its whole size, the part that comes, and the bytes in pieces."""

    size: int
    part: ByteRange
    chunks: AsyncIterator[bytes]


class _Content(NamedTuple):
    """Bytes ready to be stored."""

    file: IO[bytes]
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


class FileStore:
    """One storage of one installation; safe to share between tasks."""

    def __init__(self, objects: ObjectStore, clock: Clock, *, spool: Path, root: Path | None = None) -> None:
        """Store in `objects`; uploads wait in `spool` until they are checked. `root` is the folder of a local store."""
        self._objects = objects
        self._clock = clock
        self._spool = spool
        self._root = root
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="hanse-files")
        self._pictures = asyncio.Semaphore(2)  # a decoded picture takes up to 200 MB
        self._breakers = Breakers(clock, threshold=3, pause_seconds=5.0, longest_pause_seconds=60.0)

    async def put(self, upload: Upload, content: bytes | AsyncIterable[bytes]) -> StoredFile:
        """Take a file in and give what to remember of it; reads no further than the purpose's size.

        Pictures are written anew (see `images`), so size and hash are those of the stored bytes.

        Raises FileTypeRefused, FileTooLarge, FileRefused, FilesUnavailable; then nothing is left behind.
        """
        content_type = expected_type(upload)
        key = new_key(upload.tenant_id)
        with await self._run(self._open_spool) as spool:
            size = await self._receive(upload, content, spool)
            await self._run(check_content, content_type, spool, size)
            if content_type in IMAGES:
                async with self._pictures:
                    ready = await self._run(_rewritten, spool, content_type, upload.purpose.image_side)
            else:
                ready = _Content(spool, size, await self._run(_sha256, spool))
            await self._keep(key, ready.file)
        return StoredFile(
            tenant_id=upload.tenant_id,
            key=key,
            purpose=upload.purpose.name,
            name=safe_name(upload.name),
            content_type=content_type,
            size=ready.size,
            sha256=ready.sha256,
            stored_at=self._clock.now(),
            is_made=upload.purpose.is_made,
            width=ready.width,
            height=ready.height,
        )

    async def open(self, tenant_id: UUID, key: str, part: ByteRange | None = None) -> OpenFile:
        """Start reading a file, or a part of it. Raises NotFound (also for another tenant's key), FilesUnavailable."""
        path = _checked(tenant_id, key)
        found = await self._outside(self._run(self._get, path, part))
        start, end = found.range
        pieces = iter(found.stream(min_chunk_size=_CHUNK))
        return OpenFile(found.meta["size"], ByteRange(start, end), self._pieces(pieces))

    async def read(self, tenant_id: UUID, key: str, most: int = 50_000_000) -> bytes:
        """Give a whole file of at most `most` bytes. Raises NotFound, FileTooLarge, FilesUnavailable."""
        found = await self.open(tenant_id, key)
        if found.size > most:
            raise FileTooLarge(most)
        return b"".join([piece async for piece in found.chunks])

    async def variant(self, tenant_id: UUID, key: str, width: str, kind: Literal["webp", "png"] = "webp") -> bytes:
        """Give a picture at a named width (`images.WIDTHS`); made once, then kept beside the picture.

        Raises NotFound, FileRefused (no picture), FilesUnavailable, and KeyError for a width that has no name.
        """
        path = f"{_checked(tenant_id, key)}.d/{WIDTHS[width]}.{kind}"
        with contextlib.suppress(NotFound):
            return await self._outside(self._run(lambda: bytes(obstore.get(self._objects, path).bytes())))
        original = await self.read(tenant_id, key)
        async with self._pictures:
            picture = await self._run(resize_image, original, width, kind)
        with contextlib.suppress(FilesUnavailable):  # logged; the picture can be shown without being kept
            await self._keep(path, io.BytesIO(picture.content))
        try:
            await self._run(obstore.head, self._objects, key)
        except NotFound:  # deleted meanwhile: then nothing of it may stay
            await self._remove(path)
            raise
        return picture.content

    async def digest(self, tenant_id: UUID, key: str) -> tuple[int, str]:
        """Give size and SHA-256 of the stored bytes, to prove a restore. Raises NotFound, FilesUnavailable."""
        found, sha256 = await self.open(tenant_id, key), hashlib.sha256()
        async for piece in found.chunks:
            sha256.update(piece)
        return found.size, sha256.hexdigest()

    async def put_back(self, tenant_id: UUID, key: str, content: IO[bytes]) -> None:
        """Store what a backup holds under the very key it had; it was checked when it first came in.

        Raises NotFound for another tenant's key, FilesUnavailable.
        """
        await self._keep(_checked(tenant_id, key), content)

    async def delete(self, tenant_id: UUID, key: str) -> None:
        """Remove a file and its variants; one that is gone already is no failure.

        Raises NotFound for another tenant's key, FilesUnavailable.
        """
        path = _checked(tenant_id, key)
        await self._remove(path)
        for item in await self._run(lambda: obstore.list(self._objects, f"{path}.d/").collect()):
            await self._remove(item["path"])

    async def list_keys(self, tenant_id: UUID) -> AsyncIterator[tuple[str, int]]:
        """Give every key of a tenant with its size, to find files no row knows. Raises FilesUnavailable."""
        pages = iter(await self._run(lambda: obstore.list(self._objects, f"{tenant_id}/", chunk_size=500)))
        while (page := await self._run(next, pages, None)) is not None:
            for item in page:
                if _KEY.fullmatch(item["path"]):
                    yield item["path"], item["size"]

    async def check(self) -> None:
        """Prove that a file can be written, read and removed now. Raises FilesUnavailable."""
        key = new_key(UUID(int=0))
        try:
            await self._keep(key, io.BytesIO(b"probe"))
            await self.read(UUID(int=0), key)
            await self.delete(UUID(int=0), key)
        except NotFound:
            raise FilesUnavailable("what was written could not be read") from None

    def close(self) -> None:
        """Give up the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _open_spool(self) -> IO[bytes]:
        """Make a file that has no name on the disk, so that it is gone after any crash."""
        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(self._spool)))

    def _get(self, key: str, part: ByteRange | None) -> GetResult:
        if part is None:
            return obstore.get(self._objects, key)
        return obstore.get(self._objects, key, options={"range": (part.start, part.end)})

    async def _receive(self, upload: Upload, content: bytes | AsyncIterable[bytes], spool: IO[bytes]) -> int:
        """Write the upload to the spool in large pieces; the event loop never waits for the disk."""
        size, waiting = 0, bytearray()
        async for chunk in _as_stream(content):
            size += len(chunk)
            if size > upload.purpose.max_bytes:
                raise FileTooLarge(upload.purpose.max_bytes)
            waiting += chunk
            if len(waiting) >= _CHUNK:
                await self._run(spool.write, bytes(waiting))
                waiting.clear()
        await self._run(spool.write, bytes(waiting))
        return size

    async def _remove(self, path: str) -> None:
        failpoint("files.remove.before")
        with contextlib.suppress(NotFound):
            await self._outside(self._run(obstore.delete, self._objects, path))
        failpoint("files.remove.after")

    async def _keep(self, key: str, file: IO[bytes]) -> None:
        """Store the bytes. When the caller is cancelled meanwhile, the thread's work is undone once it ends."""
        await self._outside(self._write(key, file))

    async def _write(self, key: str, file: IO[bytes]) -> None:
        failpoint("files.write.before")
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._put, key, file)
        try:
            await asyncio.shield(future)
            failpoint("files.write.after")
        except asyncio.CancelledError:
            with contextlib.suppress(FilesUnavailable):
                await future
                await asyncio.shield(self._remove(key))
            raise

    def _put(self, key: str, file: IO[bytes]) -> None:
        file.seek(0)
        try:
            obstore.put(self._objects, key, file, chunk_size=8 * 1024 * 1024, max_concurrency=2)
            if self._root is not None:
                _sync(self._root / key)
        except (BaseError, OSError) as error:
            with contextlib.suppress(BaseError, OSError):
                obstore.delete(self._objects, key)
            raise _unavailable(error) from error

    async def _outside(self, work: Coroutine[Any, Any, T]) -> T:
        """Do what needs the storage; one that was away several times in a row is left alone for some seconds.

        Uploads that wait for it would otherwise hold connections that everybody else needs. A disk of our own never
        keeps anybody waiting. Raises FilesUnavailable.
        """
        if self._root is not None:
            return await work
        try:
            with self._breakers.attempt("", "files", _AT_ONCE) as attempt:
                try:
                    found = await work
                except NotFound:
                    attempt.succeeded()
                    raise
                except FilesUnavailable:
                    attempt.failed()
                    raise
                attempt.succeeded()
                return found
        except (OutboundPaused, OutboundBusy) as error:
            work.close()
            raise FilesUnavailable("it is left alone for a while, because it did not answer") from error

    async def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run blocking work in a thread and name its failures."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*arguments))
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise _unavailable(error) from error
            raise NotFound from None
        except (BaseError, OSError) as error:
            raise _unavailable(error) from error

    async def _pieces(self, pieces: Iterator[Any]) -> AsyncIterator[bytes]:
        while (piece := await self._run(next, pieces, None)) is not None:
            yield bytes(piece)


def new_key(tenant_id: UUID) -> str:
    """Make a fresh key `<tenant>/<2 hex>/<32 hex>`: nobody guesses it, and no folder grows large."""
    name = secrets.token_hex(16)
    return f"{tenant_id}/{name[:2]}/{name}"


def _checked(tenant_id: UUID, key: str) -> str:
    """Let a key through only in its one form and under its own tenant. Raises NotFound."""
    if not _KEY.fullmatch(key) or not key.startswith(f"{tenant_id}/"):
        raise NotFound
    return key


def _unavailable(error: Exception) -> FilesUnavailable:
    reason = str(error).partition("\n")[0][:300]
    _log.error("files_unavailable", reason=reason, error=type(error).__name__)
    return FilesUnavailable(reason)


def _rewritten(spool: IO[bytes], content_type: str, side: int) -> _Content:
    spool.seek(0)
    picture = rewrite_image(spool, content_type, side)
    digest = hashlib.sha256(picture.content).hexdigest()
    return _Content(io.BytesIO(picture.content), len(picture.content), digest, picture.width, picture.height)


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    sha256 = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha256.update(chunk)
    return sha256.hexdigest()


def _sync(path: Path) -> None:
    """Make a stored file and its name survive a power cut."""
    for target, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(target, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


async def _as_stream(content: bytes | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    async for chunk in content:
        yield chunk
