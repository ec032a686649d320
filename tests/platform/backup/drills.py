"""A small but complete installation for the drills: businesses, partners, a logo, an audit chain, waiting mail."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from hanse.domains.tenants.api import update_branding, upload_logo
from hanse.domains.tenants.types import UpdateBranding
from hanse.kit.clock import ManualClock
from hanse.platform.audit import Chainer
from hanse.platform.backup import Source
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.files import open_file_store
from hanse.platform.supervisor import find_binaries
from hanse.testing.database import Cluster
from hanse.testing.installation import START, TEMPLATE, Installation, Person, open_installation, test_settings

WATCH: list[str] = []


@dataclass
class Drill:
    """One installation that is backed up, destroyed and restored."""

    cluster: Cluster
    name: str
    folder: Path
    urls: DatabaseUrls
    clock: ManualClock

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Installation]:
        """The installation while it runs; nothing stays connected afterwards."""
        async with open_installation(self.urls, self.folder, self.clock) as installation:
            yield installation

    @contextmanager
    def source(self) -> Iterator[Source]:
        """What is backed up and restored into, as the superuser."""
        settings = test_settings(self.urls, self.folder)
        store = open_file_store("", self.clock, self.folder)
        programs = str(Path(find_binaries().program("pg_dump")).parent)
        try:
            yield Source(settings=settings, admin_url=self.cluster.admin_url(self.name), store=store, programs=programs)
        finally:
            store.close()

    def destroy(self) -> None:
        """Lose everything: the database and the files."""
        self.cluster.drop_database(self.name)
        shutil.rmtree(self.folder)
        self.folder.mkdir()


def prepare_drill(cluster: Cluster, name: str, folder: Path) -> Drill:
    """A migrated, empty installation of its own."""
    folder.mkdir()
    return Drill(cluster, name, folder, cluster.create_database(name, TEMPLATE), ManualClock(START))


async def fill(installation: Installation, partners: int = 3) -> list[Person]:
    """Two businesses with partners and a logo each, a sealed audit trail, and mail that was never sent."""
    owners: list[Person] = []
    for name in ("Kiel Chandlers", "Lübeck Ropes"):
        business = await installation.found(name)
        owners.append(business.owner)
        for number in range(partners):
            answer = await business.owner.post("/v1/organizations", {"name": f"{name} partner {number}"})
            assert answer.status_code == 201, answer.text
        async with business.open() as ctx:
            key = await upload_logo(ctx, "logo.png", "image/png", picture(len(owners)))
            await update_branding(ctx, UpdateBranding(logo_key=key))
    chainer = Chainer(installation.services, installation.sweeper)
    while await chainer.run_once():
        pass
    return owners


def picture(shade: int) -> bytes:
    """A small picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (32, 32), (shade * 40, 90, 120)).save(content, "PNG")
    return content.getvalue()


@contextmanager
def silently(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Progress nobody looks at; what began is remembered."""
    WATCH.append(what)
    yield lambda steps: None


async def names(owner: Person) -> list[str]:
    """The partners an owner sees."""
    answer = await owner.get("/v1/organizations", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return sorted(item["name"] for item in items)
