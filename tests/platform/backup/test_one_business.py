"""One business moves to another installation: all of it, nothing of anybody else, and its audit trail still holds."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from hanse.domains.identity.api import ensure_account
from hanse.kit.errors import ExplainedError
from hanse.platform.audit import Chainer, VaultSigner, verify_chain
from hanse.platform.backup import ArchiveBroken, Arrived, export_tenant, import_tenant, read_manifest
from hanse.platform.context import system_principal
from hanse.platform.db.copies import TenantCopyRefused
from hanse.platform.settings import Settings
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import Installation
from tests.platform.backup.drills import Drill, fill, names, prepare_drill, silently
from tests.sampling import deep

pytestmark = pytest.mark.slow
NUMBERS = itertools.count(1)


@pytest.fixture
def here(cluster: Cluster, installation_urls: object, tmp_path: Path) -> Iterator[Drill]:
    """The installation a business comes from."""
    name = f"here_{worker_name()}_{next(NUMBERS)}"
    yield prepare_drill(cluster, name, tmp_path / "here")
    cluster.drop_database(name)


@pytest.fixture
def there(cluster: Cluster, installation_urls: object, tmp_path: Path) -> Iterator[Drill]:
    """The installation it goes to."""
    name = f"there_{worker_name()}_{next(NUMBERS)}"
    yield prepare_drill(cluster, name, tmp_path / "there")
    cluster.drop_database(name)


def settings_of(drill: Drill) -> Settings:
    with drill.source() as source:
        return source.settings


async def take_out(drill: Drill, running: Installation, tenant_id: UUID, file: Path) -> None:
    signer = VaultSigner(running.services.crypto)
    await export_tenant(settings_of(drill), running.services.files, signer, tenant_id, file, silently)


async def bring_in(drill: Drill, running: Installation, file: Path) -> Arrived:
    return await import_tenant(settings_of(drill), running.services.files, file, silently)


def rows_by_tenant(drill: Drill, table: str) -> dict[str, int]:
    with psycopg.connect(drill.cluster.admin_url(drill.name)) as connection:
        query = f"SELECT tenant_id::text, count(*) FROM {table} GROUP BY 1"
        return dict(connection.execute(query).fetchall())  # type: ignore[arg-type]


async def test_a_business_arrives_whole_and_alone(here: Drill, there: Drill, tmp_path: Path) -> None:
    file = tmp_path / "business.zip"
    async with here.running() as running:
        [owner, _] = await fill(running)
        partners = await names(owner)
        tenant = (await owner.get("/v1/tenant")).json()
        tenant_id = UUID(tenant["logo_key"].partition("/")[0])
        chainer = Chainer(running.services, running.sweeper, signer=VaultSigner(running.services.crypto))
        assert await chainer.checkpoint(tenant_id) is not None
        await take_out(here, running, tenant_id, file)
        account = owner.email
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"

    async with there.running() as running:
        async with running.open(None, system_principal(["*"])) as ctx:
            known = await ensure_account(ctx, account, "The same person", verified=True)
        await fill(running, partners=1)
        others = rows_by_tenant(there, "organizations")
        done = await bring_in(there, running, file)
        assert (done.known_people, done.chain_problems, done.files) == (1, [], 1)
        after = rows_by_tenant(there, "organizations")
        assert {key: after[key] for key in others} == others, "nothing of anybody else changes"
        assert after[str(tenant_id)] == 3
        ref = await running.services.tenants.by_handle(running.services, tenant["handle"])
        assert ref is not None
        assert ref.id == tenant_id
        async with running.open(ref) as ctx:
            assert sorted(await ctx.db.values("SELECT name FROM organizations")) == partners
            members = await ctx.db.values("SELECT account_id FROM members")
        assert members == [known.id.uuid]
        assert len(await running.services.files.read(tenant_id, tenant["logo_key"])) > 0
        own = await verify_chain(running.services.database, tenant_id, (), VaultSigner(running.services.crypto))
        assert own.is_sound, "both installations of this test have the same key"
        with pytest.raises(TenantCopyRefused, match="here already"):
            await bring_in(there, running, file)


async def test_nothing_that_logs_anybody_in_is_in_the_file(here: Drill, tmp_path: Path) -> None:
    file = tmp_path / "business.zip"
    async with here.running() as running:
        [owner, other] = await fill(running, partners=1)
        tenant_id = UUID((await owner.get("/v1/tenant")).json()["logo_key"].partition("/")[0])
        foreign = (await other.get("/v1/tenant")).json()
        await take_out(here, running, tenant_id, file)
    with zipfile.ZipFile(file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"argon2", owner.session.token.encode(), foreign["logo_key"].encode(), other.email.encode()):
        assert secret not in content


@deep
async def test_a_changed_file_or_a_foreign_row_brings_in_nothing(here: Drill, there: Drill, tmp_path: Path) -> None:
    file, changed = tmp_path / "business.zip", tmp_path / "changed.zip"
    async with here.running() as running:
        [owner, other] = await fill(running, partners=1)
        tenant_id = UUID((await owner.get("/v1/tenant")).json()["logo_key"].partition("/")[0])
        foreign = (await other.get("/v1/tenant")).json()["logo_key"].partition("/")[0]
        await take_out(here, running, tenant_id, file)
    async with there.running() as running:
        for swap in ((b"partner 0", b"partner 9"), (str(tenant_id).encode(), foreign.encode())):
            rewrite(file, changed, "tables/organizations.jsonl", *swap)
            with pytest.raises(ExplainedError):
                await bring_in(there, running, changed)
            assert rows_by_tenant(there, "tenants") == {}
            assert rows_by_tenant(there, "organizations") == {}
        (tmp_path / "nothing.zip").write_bytes(b"PK nonsense")
        with pytest.raises(ArchiveBroken):
            await bring_in(there, running, tmp_path / "nothing.zip")


def rewrite(source: Path, target: Path, member: str, old: bytes, new: bytes) -> None:
    """The same archive with one member changed, and its mark in the manifest mended as a forger would."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            copy.writestr(name, content.replace(old, new) if name == member else content)
    assert json.loads(zipfile.ZipFile(target).read("tenant.json"))["format"] == read_manifest(source).format
