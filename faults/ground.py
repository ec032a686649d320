"""The ground faults are tried on: a real tree of processes with a business that sells, and its people.

The business is made through the product's own commands on the same database; the load goes over HTTP, as in production.
Must not be here: what is broken, or what is expected.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench import installation as bench
from faults.wire import Broken, Wire
from hanse.app import build_services, build_web, pool_settings, running
from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.kit.clock import SystemClock
from hanse.kit.ids import uuid7
from hanse.kit.money import UnitPrice
from hanse.platform.db.database import Database
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.failpoints import VARIABLE
from hanse.platform.settings import Settings, load_settings
from hanse.platform.supervisor import running_database
from hanse.testing.installation import Business, Installation, Person
from hanse.testing.mailbox import SmtpServer

NEW_LIST = """
INSERT INTO price_lists (id, name, name_key, layer, currency, status, created_at, updated_at)
VALUES (%(id)s, 'base', 'base', 'base', 'EUR', 'active', %(now)s, %(now)s)
"""
NEW_ENTRY = """
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, kind, amount_micros, updated_at)
VALUES (%(id)s, %(list)s, 'variant', %(variant)s, 'C62', 'fixed', %(micros)s, %(now)s)
"""
ADDRESS = {"line1": "Quay 1", "city": "Hamburg", "postal_code": "20457", "country": "DE", "is_shipping_default": True}
_numbers = itertools.count(1)


@dataclass
class Shop:
    """A business with stock, one organization that buys there, a buyer and an approver of that organization."""

    business: Business
    organization: str
    warehouse: str
    price_list: Any
    buyer: Person
    head: Person

    async def article(self, stock: str, price: str = "10.00") -> str:
        """Something that is sold; the variant's id."""
        number = next(_numbers)
        product = await made(
            self.business.owner, "/v1/products", {"name": f"Bolt {number}", "variants": [{"sku": f"B-{number}"}]}
        )
        await made(self.business.owner, f"/v1/products/{product['id']}/activate", {})
        variant = str(product["variants"][0]["id"])
        line = {"variant_id": variant, "quantity": {"value": stock, "unit": "C62"}}
        await made(self.business.owner, "/v1/stock-receipts", {"location_id": self.warehouse, "lines": [line]})
        values = {
            "id": uuid7(),
            "list": self.price_list,
            "variant": VariantId.parse(variant).uuid,
            "micros": UnitPrice.parse(price, "EUR").micros,
        }
        async with self.business.open() as ctx:
            await ctx.db.run(NEW_ENTRY, {**values, "now": ctx.now})
        return variant

    async def rows(self, query: Any, **values: Any) -> list[dict[str, Any]]:
        """What the database holds of this business, read as the application."""
        async with self.business.open() as ctx:
            return await ctx.db.all(query, values)

    async def value(self, query: Any, **values: Any) -> Any:
        async with self.business.open() as ctx:
            return await ctx.db.value(query, values)


@dataclass
class Ground:
    """A running installation, and the same installation's parts in this process to prepare and to look."""

    tree: bench.Installation
    settings: Settings
    parts: Installation
    orders_folder: Path
    """Where failpoints are told what to do."""
    mail: SmtpServer | None = None
    """Where its mails go, when they go anywhere."""
    wires: list[Wire] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.tree.port

    def wire(self, person: Person, port: int | None = None) -> Wire:
        """A connection of somebody who is logged in."""
        headers = {
            "cookie": f"hanse_session={person.session.token}",
            "x-csrf-token": person.csrf,
            "origin": f"http://127.0.0.1:{port or self.port}",
            "accept": "application/json",
        }
        made_wire = Wire(port or self.port, headers)
        self.wires.append(made_wire)
        return made_wire

    def tell(self, point: str, order: str) -> None:
        """Say what is to happen to the next process that passes a failpoint."""
        (self.orders_folder / f"{point}.done").unlink(missing_ok=True)
        (self.orders_folder / point).write_text(order, "ascii")

    def was_reached(self, point: str) -> bool:
        """Whether it has happened."""
        return (self.orders_folder / f"{point}.done").exists()

    def processes(self, kind: str) -> list[psutil.Process]:
        """Living processes of one kind: web, worker, postgres (the server's first process comes first)."""
        found = []
        for process in self.tree.tree:
            try:
                if self.tree.kind_of(process) == kind and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return sorted(found, key=lambda process: process.pid)

    def server_process(self) -> psutil.Process:
        """PostgreSQL's first process."""
        processes = self.processes("postgres")
        pids = {process.pid for process in processes}
        return next(process for process in processes if process.ppid() not in pids)

    async def shop(self) -> Shop:
        """A new business that is ready to sell."""
        business = await self.parts.found()
        owner = business.owner
        place = await made(owner, "/v1/organizations", {"name": "Works", "is_active": True, "currency": "EUR"})
        await made(owner, f"/v1/organizations/{place['id']}/addresses", ADDRESS)
        organization = OrganizationId.parse(place["id"])
        buyer = await business.join("buyer", organization)
        head = await business.join("approver", organization)
        warehouse = await made(owner, "/v1/locations", {"code": "W1", "name": "Warehouse"})
        price_list = uuid7()
        async with business.open() as ctx:
            await ctx.db.run(NEW_LIST, {"id": price_list, "now": ctx.now})
        return Shop(business, place["id"], warehouse["id"], price_list, buyer, head)


async def made(person: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a POST answered when it went well."""
    answer = await person.post(path, body)
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


@asynccontextmanager
async def open_ground(folder: Path, mail: SmtpServer | None = None, **settings: str) -> AsyncIterator[Ground]:
    """Start an installation in `folder`, set as in production but for the limits on how much may be asked."""
    orders = Path(tempfile.mkdtemp(prefix="hanse-failpoints-"))
    if mail is not None:
        settings["smtp_url"] = f"smtp://127.0.0.1:{mail.port}"
    wanted = {"demo": "false", "web_processes": "2", "database_pool_max": "8", "log_level": "error", **settings}
    with bench.running(folder, {VARIABLE: str(orders)}, **wanted) as tree:
        loaded = load_settings({**tree.environment, "HANSE_ENV": "development"}).settings
        addressed = running_database(loaded)
        services = build_services(addressed, SystemClock())
        urls = DatabaseUrls(
            app=addressed.database_url, owner=addressed.database_owner_url, jobs=addressed.database_jobs_url
        )
        sweeper = Database(urls.jobs, pool_settings(addressed, "sweeper"))
        async with running(services):
            await sweeper.open()
            parts = Installation(build_web(services), services, sweeper, urls, SystemClock())  # type: ignore[arg-type]
            ground = Ground(tree, addressed, parts, orders, mail)
            try:
                yield ground
            finally:
                for wire in ground.wires:
                    wire.close()
                await sweeper.close()


@contextmanager
def frozen(processes: list[psutil.Process]) -> Iterator[None]:
    """Stop processes where they are, and let them go on afterwards."""
    try:
        for process in processes:
            os.kill(process.pid, signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            try:
                os.kill(process.pid, signal.SIGCONT)
            except ProcessLookupError:
                continue


@asynccontextmanager
async def another_web(ground: Ground, changes: dict[str, str]) -> AsyncIterator[tuple[int, subprocess.Popen[bytes]]]:
    """Web processes of the same installation with other settings; their port, and the supervisor above them."""
    port = bench.free_port()
    environment = {
        **ground.tree.environment,
        "DATABASE_URL": ground.settings.database_url,
        "HANSE_PORT": str(port),
        "HANSE_WEB_PROCESSES": "1",
        "HANSE_WORKER_PROCESSES": "0",
        "HANSE_SECRET_KEY": ground.settings.secret_key,
        **changes,
    }
    command = [sys.executable, "-m", "hanse.cli", "web"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await answers(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


async def answers(port: int, seconds: float = 60.0) -> float:
    """Wait until somebody is ready at a port; how long that took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    wire = Wire(port, {})
    while loop.time() - began < seconds:
        try:
            if (await wire.send("GET", "/readyz")).status == 200:
                return loop.time() - began
        except Broken:
            wire.close()
        await asyncio.sleep(0.05)
    raise AssertionError(f"nobody answered at port {port} within {seconds:g} s")
