"""Files in a folder and in an S3 server: whole or not at all, inside their tenant, and honest when storage fails."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import pytest

from hanse.kit.clock import ManualClock
from hanse.kit.errors import NotFound
from hanse.platform.files import (
    DOCUMENT,
    IMPORT,
    ByteRange,
    FilePurpose,
    FileStore,
    FilesUnavailable,
    FilesUrlInvalid,
    FileTooLarge,
    Upload,
    open_file_store,
)
from hanse.testing.s3 import S3Server

TENANT = UUID("018f0000-0000-7000-8000-000000000001")
OTHER = UUID("018f0000-0000-7000-8000-000000000002")
CLOCK = ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


def csv(name: str = "prices.csv", tenant: UUID = TENANT, purpose: FilePurpose = DOCUMENT) -> Upload:
    return Upload(tenant_id=tenant, purpose=purpose, name=name, declared_type="text/csv; charset=utf-8")


async def pieces(content: bytes, size: int = 7_919) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def keys(store: FileStore, tenant: UUID = TENANT) -> list[tuple[str, int]]:
    return sorted([item async for item in store.list_keys(tenant)])


async def test_a_file_comes_back_with_its_size_and_hash(store: FileStore) -> None:
    content = b"sku;price\n" * 50
    stored = await store.put(csv("Preisliste März.csv"), pieces(content))
    assert (stored.name, stored.content_type, stored.purpose) == ("Preisliste März.csv", "text/csv", "document")
    assert (stored.size, stored.sha256) == (500, hashlib.sha256(content).hexdigest())
    assert stored.stored_at == CLOCK.now()
    tenant, folder, name = stored.key.split("/")
    assert (tenant, folder, len(name)) == (str(TENANT), name[:2], 32)
    assert await store.read(TENANT, stored.key) == content
    assert await store.digest(TENANT, stored.key) == (500, stored.sha256)
    assert await keys(store) == [(stored.key, 500)]
    await store.check()


async def test_large_files_stream_both_ways(store: FileStore) -> None:
    content = b"0123456789abcde\n" * 1_250_000  # 20 MB: several parts on S3
    stored = await store.put(csv(purpose=IMPORT), pieces(content, 100_003))
    found = await store.open(TENANT, stored.key)
    seen, largest = hashlib.sha256(), 0
    async for piece in found.chunks:
        seen.update(piece)
        largest = max(largest, len(piece))
    assert (found.size, seen.hexdigest()) == (len(content), stored.sha256)
    assert largest < 9_000_000


@pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 9), (9, 10), (0, 10)])
async def test_a_part_is_read_alone(store: FileStore, start: int, end: int) -> None:
    stored = await store.put(csv(), b"0123456789")
    found = await store.open(TENANT, stored.key, ByteRange(start, end))
    assert b"".join([piece async for piece in found.chunks]) == b"0123456789"[start:end]
    assert (found.size, found.part) == (10, (start, end))


async def test_no_key_reaches_another_tenant_or_leaves_the_store(store: FileStore, tmp_path: Path) -> None:
    stored = await store.put(csv(), b"secret")
    foreign = stored.key.replace(str(TENANT), str(OTHER))
    bad = [
        stored.key,
        foreign,
        f"{OTHER}/../{stored.key}",
        f"{OTHER}/00/../../{stored.key}",
        f"../{stored.key}",
        "/etc/passwd",
        f"{OTHER}/",
        "",
        stored.key.upper(),
        f"{stored.key}\n",
        f"{OTHER}/%2e%2e/{stored.key}",
        f"{OTHER}\\..\\{TENANT}",
    ]
    for key in bad:
        with pytest.raises(NotFound):
            await store.open(OTHER, key)
        if key != foreign:
            with pytest.raises(NotFound):
                await store.delete(OTHER, key)
    assert await keys(store, OTHER) == []
    assert await store.read(TENANT, stored.key) == b"secret"


async def test_deleting_twice_is_no_failure(store: FileStore) -> None:
    stored = await store.put(csv(), b"text")
    await store.delete(TENANT, stored.key)
    await store.delete(TENANT, stored.key)
    with pytest.raises(NotFound):
        await store.read(TENANT, stored.key)


async def test_an_upload_over_the_limit_stops_there_and_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    small = FilePurpose(name="small", types=DOCUMENT.types, max_bytes=1_000_000)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 65_536
            yield b"x" * 65_536

    with pytest.raises(FileTooLarge, match="1 MB"):
        await store.put(csv(purpose=small), endless())
    assert taken < 1_200_000
    exact = await store.put(csv(purpose=small), b"x" * 1_000_000)
    assert await keys(store) == [(exact.key, 1_000_000)]
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_an_upload_that_breaks_off_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 3_000_000
        raise ConnectionResetError("client left")

    with pytest.raises(ConnectionResetError):
        await store.put(csv(), broken())
    assert await keys(store) == []
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_a_cancelled_upload_leaves_no_stray_file(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, storing = asyncio.get_running_loop(), asyncio.Event()
    go_on, stored = threading.Event(), threading.Event()
    real = store._put

    def slow(key: str, file: IO[bytes]) -> None:
        loop.call_soon_threadsafe(storing.set)
        go_on.wait(10)
        real(key, file)
        stored.set()

    monkeypatch.setattr(store, "_put", slow)
    upload = asyncio.create_task(store.put(csv(), b"text"))
    await storing.wait()
    upload.cancel()
    done, _ = await asyncio.wait([upload], timeout=0.05)
    go_on.set()
    await asyncio.to_thread(stored.wait, 10)
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert done == set()  # the caller hears of the end only when nothing is left behind
    assert stored.is_set()
    assert await keys(store) == []


async def test_reading_no_more_than_allowed(local: FileStore) -> None:
    stored = await local.put(csv(), b"x" * 1001)
    with pytest.raises(FileTooLarge):
        await local.read(TENANT, stored.key, most=1000)


# --- the folder -------------------------------------------------------------------------------------------------------


async def test_folders_are_private(local: FileStore, tmp_path: Path) -> None:
    await local.put(csv(), b"x" * 2_000_000)
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700


FULL_DISK = """
import asyncio, pathlib, resource, signal, sys, uuid
from hanse.kit.clock import SystemClock
from hanse.platform.files import DOCUMENT, FilesUnavailable, Upload, open_file_store

async def main(root, limit):
    store = open_file_store("", SystemClock(), root)
    upload = Upload(tenant_id=uuid.UUID(int=1), purpose=DOCUMENT, name="a.csv")
    kept = await store.put(upload, b"kept")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        await store.put(upload, b"x" * 900_000)
    except FilesUnavailable as error:
        print("refused", error.status, error.code)
    try:
        await store.put(upload, b"x" * 5_000_000)
    except FilesUnavailable as error:
        print("refused", error.status, error.code)
    print([key == kept.key async for key, _ in store.list_keys(uuid.UUID(int=1))])
    print((await store.read(uuid.UUID(int=1), kept.key)).decode())
    store.close()

asyncio.run(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
"""


def test_a_disk_that_takes_no_more_refuses_cleanly_and_leaves_nothing(tmp_path: Path) -> None:
    # 0.9 MB waits in memory and meets the limit in the store, 5 MB meets it in the spool.
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), "500000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith(("20", "{"))]
    assert lines == ["refused 503 files_unavailable"] * 2 + ["[True]", "kept"]
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(left) == 1


async def test_a_folder_that_vanished_or_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    store = open_file_store("", CLOCK, tmp_path)
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(FilesUnavailable) as caught:
        await store.put(csv(), b"text")
    with pytest.raises(FilesUnavailable):
        await store.check()
    assert str(tmp_path) not in caught.value.message
    store.close()


# --- S3 ---------------------------------------------------------------------------------------------------------------


async def test_the_prefix_keeps_installations_apart(s3: S3Server, tmp_path: Path) -> None:
    name = uuid4().hex
    one, two = (open_file_store(s3.url(prefix=f"{name}/{n}"), CLOCK, tmp_path) for n in "ab")
    stored = await one.put(csv(), b"text")
    with pytest.raises(NotFound):
        await two.read(TENANT, stored.key)
    listed = s3.client().list_objects_v2(Bucket="files", Prefix=name)["Contents"]
    assert [item["Key"] for item in listed] == [f"{name}/a/{stored.key}"]


@pytest.mark.parametrize("wrong", [{"secret": "wrong"}, {"bucket": "nobody"}])
async def test_wrong_credentials_or_bucket_are_unavailable_and_show_no_secret(
    s3: S3Server, tmp_path: Path, wrong: dict[str, str]
) -> None:
    store = open_file_store(s3.url(**wrong), CLOCK, tmp_path)
    with pytest.raises(FilesUnavailable) as caught:
        await store.put(csv(), b"text")
    for action in (store.check(), store.read(TENANT, f"{TENANT}/00/{'0' * 32}")):
        with pytest.raises(FilesUnavailable):
            await action
    assert s3.secret_key not in caught.value.reason + caught.value.message


async def test_a_dead_server_is_unavailable_at_once(tmp_path: Path) -> None:
    with S3Server() as server:
        store = open_file_store(server.url(), CLOCK, tmp_path)
        stored = await store.put(csv(), b"text")
        server.stop()
        async with asyncio.timeout(10):
            with pytest.raises(FilesUnavailable):
                await store.read(TENANT, stored.key)
            with pytest.raises(FilesUnavailable):
                await store.put(csv(), b"text")
    store.close()


async def test_a_frozen_server_holds_nobody_up_for_long(tmp_path: Path) -> None:
    with S3Server() as server:
        store = open_file_store(f"{server.url()}&timeout=1", CLOCK, tmp_path)
        stored = await store.put(csv(), b"text")
        server.freeze()
        try:
            async with asyncio.timeout(8):
                with pytest.raises(FilesUnavailable):
                    await store.read(TENANT, stored.key)
        finally:
            server.thaw()
        assert await store.read(TENANT, stored.key) == b"text"
    store.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://host/x", "looks like"),
        ("file://relative/path", "looks like"),
        ("s3://", "looks like"),
        ("s3://bucket?acl=public", "knows region, endpoint and timeout"),
        ("s3://bucket?timeout=0", "1 to 99 seconds"),
        ("s3://bucket?endpoint=minio:9000", "starts with https"),
    ],
)
def test_unusable_addresses_stop_the_start(tmp_path: Path, url: str, reason: str) -> None:
    with pytest.raises(FilesUrlInvalid, match=reason):
        open_file_store(url, CLOCK, tmp_path)


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FilesUrlInvalid, match="cannot be made"):
        open_file_store(f"file://{tmp_path}/file/inside", CLOCK, tmp_path)
    assert os.listdir(tmp_path) == ["file"]
