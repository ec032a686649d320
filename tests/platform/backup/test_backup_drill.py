"""F7: backup, destroy, restore in one command each; afterwards everything is as it was, and nothing is sent twice."""

from __future__ import annotations

import itertools
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
import pytest

from hanse.domains.identity.domain import DOMAIN as IDENTITY
from hanse.kit.errors import ExplainedError
from hanse.platform.backup import (
    ArchiveBroken,
    Restored,
    RestoreOptions,
    Source,
    make_backup,
    open_archive,
    rehearse_restore,
    restore_backup,
)
from hanse.platform.db.copies import CopyRefused
from hanse.platform.db.provision import with_login
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.platform.settings import replace_secret
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import PASSWORD, Client, Installation
from tests.platform.backup.drills import Drill, fill, names, prepare_drill, silently
from tests.sampling import deep

pytestmark = pytest.mark.slow
NUMBERS = itertools.count(1)


@pytest.fixture
def drill(cluster: Cluster, installation_urls: object, tmp_path: Path) -> Iterator[Drill]:
    """An installation of the test's own."""
    name = f"drill_{worker_name()}_{next(NUMBERS)}"
    made = prepare_drill(cluster, name, tmp_path / "data")
    yield made
    for suffix in ("", "_restoring", "_replaced"):
        cluster.drop_database(name + suffix)


async def back_up(drill: Drill, file: Path, *, with_keys: bool = False) -> None:
    with drill.source() as source:
        await make_backup(source, file, silently, with_keys=with_keys)


async def bring_back(drill: Drill, file: Path, *, replace: bool = False) -> Restored:
    options = RestoreOptions(now=drill.clock.now(), replace=replace, after_restore=IDENTITY.after_restore)
    with open_archive(file) as archive, drill.source() as source:
        return await restore_backup(source, archive, silently, options)


async def waiting_jobs(running: Installation) -> int:
    async with running.sweeper.transaction() as transaction:
        return int(await transaction.value("SELECT coalesce(sum(jobs), 0) FROM jobs_overview()"))


async def log_in(running: Installation, email: str) -> Client:
    """Somebody who logs in with their password."""
    person = running.visitor()
    answer = await person.post("/v1/sessions", {"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    session = answer.json()["session"]
    person.http.cookies.set(SESSION_COOKIE, session["token"])
    person.csrf = session["csrf_token"]
    return person


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def exists(drill: Drill, suffix: str) -> bool:
    name = with_login(drill.cluster.admin_url(drill.name)).rpartition("/")[2].partition("?")[0]
    query = f"SELECT count(*) FROM pg_database WHERE datname = '{name}{suffix}'"
    return value(drill.cluster.admin_url(), query) == 1


async def test_everything_comes_back_and_nothing_is_done_twice(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        owners = await fill(running)
        seen = [await names(owner) for owner in owners]
        logos = [(await owner.get("/v1/tenant")).json()["logo_key"] for owner in owners]
        waiting = await waiting_jobs(running)
        assert waiting > 0, "the drill needs something that must not be sent twice"
    await back_up(drill, file)
    drill.destroy()
    drill.clock.advance(timedelta(days=1))

    restored = await bring_back(drill, file)

    assert (restored.proof.tenants, restored.proof.files, restored.proof.chains) == (2, 2, 2)
    assert restored.parked.jobs == waiting
    assert not restored.pending
    async with drill.running() as running:
        assert await waiting_jobs(running) == 0
        for owner, partners, logo in zip(owners, seen, logos, strict=True):
            former = Client(running.app)
            former.http.cookies.set(SESSION_COOKIE, owner.session.token)
            assert (await former.get("/v1/organizations")).status_code == 401, "old sessions must not come back"
            person = await log_in(running, owner.email)
            assert await names(person) == partners
            assert (await person.get("/v1/tenant")).json()["logo_key"] == logo
            tenant_id = logo.partition("/")[0]
            assert len(await running.services.files.read(tenant_id_of(tenant_id), logo)) > 0
    dead = "SELECT count(*) FROM dead_jobs WHERE error_code = 'restored_from_backup' AND outcome = 'failed'"
    assert value(drill.cluster.admin_url(drill.name), dead) == waiting


async def test_a_rehearsal_proves_the_backup_beside_a_running_installation(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        [owner, _] = await fill(running, partners=1)
        before = await names(owner)
        await back_up(drill, file)
        with open_archive(file) as archive, drill.source() as source:
            proof = await rehearse_restore(source, archive, silently)
        assert (proof.tenants, proof.chains, proof.files) == (2, 2, 2)
        assert await names(owner) == before, "whoever works meanwhile goes on"
        damage(file, "database.dump")
        with open_archive(file) as archive, drill.source() as source, pytest.raises(ArchiveBroken):
            await rehearse_restore(source, archive, silently)
    assert not exists(drill, "_restoring")


@deep
async def test_what_changes_during_a_backup_is_in_it_whole_or_not_at_all(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        [owner, _] = await fill(running, partners=1)
        before = await names(owner)

        @contextmanager
        def meanwhile(what: str, total: int) -> Iterator[Callable[[int], None]]:
            """Between the dump and the counting, somebody writes past everything: the counts must not see it."""
            if what == "Counting rows":
                with psycopg.connect(drill.cluster.admin_url(drill.name)) as connection:
                    connection.execute("UPDATE organizations SET name = 'written meanwhile'")
            yield lambda steps: None

        with drill.source() as source:
            await make_backup(source, file, meanwhile, with_keys=False)
        assert await names(owner) == ["written meanwhile"]
    drill.destroy()
    await bring_back(drill, file)
    async with drill.running() as running:
        assert await names(await log_in(running, owner.email)) == before


@deep
async def test_a_filled_database_is_replaced_only_when_told_and_kept_aside(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        [owner, _] = await fill(running, partners=1)
        before = await names(owner)
    await back_up(drill, file)
    async with drill.running() as running:
        person = await log_in(running, owner.email)
        assert (await person.post("/v1/organizations", {"name": "Later partner"})).status_code == 201

    with pytest.raises(ExplainedError, match="--replace"):
        await bring_back(drill, file)
    async with drill.running() as running:
        assert "Later partner" in await names(await log_in(running, owner.email)), "a refusal changes nothing"

    restored = await bring_back(drill, file, replace=True)
    assert restored.replaced.endswith("_replaced")
    assert exists(drill, "_replaced")
    async with drill.running() as running:
        assert await names(await log_in(running, owner.email)) == before


async def test_a_database_in_use_is_left_alone(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        await fill(running, partners=1)
        await back_up(drill, file)
        with pytest.raises(CopyRefused, match="stop web and worker"):
            await bring_back(drill, file, replace=True)


@pytest.mark.parametrize("member", ["database.dump", pytest.param("files/", marks=deep)])
async def test_a_damaged_backup_is_refused_and_nothing_replaced(drill: Drill, tmp_path: Path, member: str) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        [owner, _] = await fill(running, partners=1)
        before = await names(owner)
    await back_up(drill, file)
    damage(file, member)
    shutil.move(drill.folder / "files", tmp_path / "files")
    with pytest.raises(ArchiveBroken):
        await bring_back(drill, file, replace=True)
    async with drill.running() as running:
        assert await names(await log_in(running, owner.email)) == before
    assert not exists(drill, "_replaced")


@deep
async def test_a_restore_that_differs_from_the_backup_is_refused(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with drill.running() as running:
        [owner, _] = await fill(running, partners=1)
    await back_up(drill, file)
    with open_archive(file) as archive, drill.source() as source:
        counts = [
            msgspec.structs.replace(count, fingerprint="1") if count.table == "organizations" else count
            for count in archive.manifest.counts
        ]
        archive.manifest = msgspec.structs.replace(archive.manifest, counts=counts)
        options = RestoreOptions(now=drill.clock.now(), replace=True)
        with pytest.raises(ExplainedError, match=r"organizations of tenant .* has other contents"):
            await restore_backup(source, archive, silently, options)
    async with drill.running() as running:
        await log_in(running, owner.email)


async def test_a_backup_of_a_later_version_is_refused(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    await back_up(drill, file)
    with open_archive(file) as archive, drill.source() as source:
        archive.manifest = msgspec.structs.replace(archive.manifest, revision="9999_from_the_future")
        with pytest.raises(ExplainedError, match="restore it with that version"):
            await restore_backup(source, archive, silently, RestoreOptions(now=drill.clock.now()))


async def test_who_cannot_see_every_row_cannot_copy(drill: Drill, tmp_path: Path) -> None:
    with drill.source() as source:
        blind = Source(
            settings=source.settings, admin_url=drill.urls.owner, store=source.store, programs=source.programs
        )
        with pytest.raises(CopyRefused, match="BYPASSRLS"):
            await make_backup(blind, tmp_path / "backup.zip", silently, with_keys=False)
    assert files_in(tmp_path) == ["data"]


async def test_a_backup_that_fails_leaves_no_file(drill: Drill, tmp_path: Path) -> None:
    @contextmanager
    def full_disk(what: str, total: int) -> Iterator[Callable[[int], None]]:
        if what == "Copying files":
            raise OSError(28, "No space left on device")
        yield lambda steps: None

    with drill.source() as source, pytest.raises(OSError, match="No space"):
        await make_backup(source, tmp_path / "backup.zip", full_disk, with_keys=False)
    assert files_in(tmp_path) == ["data"]


async def test_the_key_travels_only_when_asked(drill: Drill, tmp_path: Path) -> None:
    without, with_keys = tmp_path / "without.zip", tmp_path / "with.zip"
    await back_up(drill, without)
    await back_up(drill, with_keys, with_keys=True)
    key = "a key for tests that is long enough to be one"
    for file, expected in ((without, False), (with_keys, True)):
        with zipfile.ZipFile(file) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
        assert (key.encode() in content) is expected
        assert file.stat().st_mode & 0o077 == 0, "nobody else may read a backup"


@deep
async def test_a_key_of_another_installation_is_exchanged_and_kept(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    await back_up(drill, file, with_keys=True)
    drill.destroy()
    replace_secret(drill.folder / "secrets", "secret_key", "another key that is also long enough for one")
    with open_archive(file) as archive, drill.source() as source:
        other = msgspec.structs.replace(source.settings, secret_key="another key that is also long enough for one")
        moved = Source(settings=other, admin_url=source.admin_url, store=source.store, programs=source.programs)
        restored = await restore_backup(moved, archive, silently, RestoreOptions(now=drill.clock.now()))
    assert "in place" in restored.keys
    secrets = drill.folder / "secrets"
    assert (secrets / "secret_key").read_text().strip() == "a key for tests that is long enough to be one"
    [kept] = secrets.glob("secret_key.before-restore-*")
    assert "another key" in kept.read_text()


def damage(file: Path, member: str) -> None:
    """Change one byte in the middle of a member."""
    with zipfile.ZipFile(file) as archive:
        info = next(item for item in archive.infolist() if item.filename.startswith(member))
    content = bytearray(file.read_bytes())
    # The member's bytes follow its name and its extra fields in the local header.
    start = (
        info.header_offset + 30 + len(info.filename) + int.from_bytes(content[info.header_offset + 28 :][:2], "little")
    )
    content[start + info.file_size // 2] ^= 0xFF
    file.write_bytes(bytes(content))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def tenant_id_of(text: str) -> UUID:
    return UUID(text)
