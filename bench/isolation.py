"""What row level security costs: the same reads with it, and on a copy of the tables without it.

Bar I9: p95 with row level security minus p95 without is at most 1 ms. Both sides run through our own transaction, with
the same statements; the copy's SQL names the tenant by hand, as one would have to write it without the policy.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

from bench.figures import Figure
from bench.installation import fresh_folder
from bench.load import percentile
from hanse.app import build_services, running
from hanse.demo.seeding import seed
from hanse.platform.db import migrate
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.services import Services
from hanse.platform.settings import Settings, load_settings
from hanse.platform.supervisor import database, embedded_postgres

AREA = "isolation"
TENANTS, ORGANIZATIONS = 20, 200
ROUNDS, SAMPLES = 15, 200
READS: dict[str, str] = {
    "list of 50": "SELECT * FROM {o} WHERE {t} ORDER BY name, id LIMIT 50",
    "one by id": "SELECT * FROM {o} WHERE {t} AND id = %(one)s",
    "tree with addresses": (
        "SELECT o.id, o.name, a.city FROM {o} o JOIN {c} c ON c.descendant_id = o.id {tc}"
        " LEFT JOIN {a} a ON a.organization_id = o.id {ta} WHERE c.ancestor_id = %(one)s {to} ORDER BY o.name LIMIT 50"
    ),
}


def measure() -> list[Figure]:
    """20 tenants, each with 200 organizations; both sides take turns, so that noise hits both alike."""
    with fresh_folder() as folder:
        os.environ.update({"HANSE_DATA_DIR": str(folder), "HANSE_LOG_LEVEL": "error"})
        settings = load_settings().settings
        with database(settings) as addressed:
            migrate.upgrade(addressed.database_owner_url)
            superuser = embedded_postgres(settings).superuser_url("hanse")
            return asyncio.run(_measure(addressed, superuser))


async def _measure(settings: Settings, superuser: str) -> list[Figure]:
    services = build_services(settings)
    async with running(services):
        await seed(services)
        tenant, one = await _fill(services, superuser)
        figures: list[Figure] = []
        for name, text in READS.items():
            secured, open_ = _texts(text)
            params = {"one": one, "tenant": tenant}
            rounds = [await _compare(services.database, tenant, (secured, open_), params) for _ in range(ROUNDS + 1)][
                1:
            ]
            figures += [
                _figure(f"{name}, p95 with", [percentile(one, 0.95) for one, _ in rounds]),
                _figure(f"{name}, p95 difference", _differences(rounds, 0.95), bar=1.0),
                _figure(f"{name}, median difference", _differences(rounds, 0.5)),
            ]
    return figures


def _differences(rounds: list[tuple[list[float], list[float]]], share: float) -> list[float]:
    return [percentile(secured, share) - percentile(open_, share) for secured, open_ in rounds]


def _figure(name: str, seconds: list[float], bar: float | None = None) -> Figure:
    """The median over rounds: a burst of a neighbour's work spoils one round, not the figure."""
    return Figure(area=AREA, name=name, value=statistics.median(seconds) * 1000, unit="ms", bar=bar)


async def _compare(
    pool: Database, tenant: UUID, texts: tuple[LiteralString, LiteralString], params: dict[str, Any]
) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(SAMPLES * 2):
        began = time.perf_counter()
        async with pool.transaction(tenant) as transaction:
            await transaction.all(texts[turn % 2], params)
        times[turn % 2].append(time.perf_counter() - began)
    return sorted(times[0]), sorted(times[1])


def _texts(text: str) -> tuple[LiteralString, LiteralString]:
    """The read under row level security, and the same on the copies with the tenant named by hand."""
    tables = {"o": "organizations", "c": "organization_closure", "a": "organization_addresses"}
    secured = text.format(**tables, t="true", tc="", ta="", to="")
    copies = {name: f"bench.{table}" for name, table in tables.items()}
    named = {
        "t": "tenant_id = %(tenant)s",
        "tc": "AND c.tenant_id = o.tenant_id",
        "ta": "AND a.tenant_id = o.tenant_id",
        "to": "AND o.tenant_id = %(tenant)s AND c.tenant_id = %(tenant)s",
    }
    return secured, text.format(**copies, **named)  # made of constants


async def _fill(services: Services, superuser: str) -> tuple[UUID, UUID]:
    """Many tenants with many organizations, copied from one of the demo world's; then copies without policies."""
    admin = Database(superuser, PoolSettings(minimum=1, maximum=1, statement_ms=60_000))
    await admin.open()
    try:
        async with admin.transaction() as transaction:
            tenant: UUID = await transaction.value("SELECT tenant_id FROM tenants ORDER BY tenant_id LIMIT 1")
            one: UUID = await transaction.value(ROOT, {"tenant": tenant})
            for statement in _statements():
                await transaction.run(statement, {"tenant": tenant})
    finally:
        await admin.close()
    return tenant, one


def _statements() -> Sequence[LiteralString]:
    path = Path(__file__).with_name("isolation.sql")
    text = path.read_text("utf-8").replace("{tenants}", str(TENANTS)).replace("{organizations}", str(ORGANIZATIONS))
    return [part.strip() for part in text.split(";\n") if part.strip()]  # our own file


ROOT = """
    SELECT ancestor_id FROM organization_closure WHERE tenant_id = %(tenant)s
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
"""
