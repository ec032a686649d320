"""What a contract of 20,000 prices costs: putting it into force, what buyers wait meanwhile, and a page of products.

Bars of the issue: activation below 3 s, no read of a buyer held up by it for longer than half a second, and at most
10 % more for a page of 20 products than for somebody who pays by the list.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from bench.figures import Figure
from bench.installation import fresh_folder
from hanse.app import build_services, running
from hanse.demo.seeding import seed
from hanse.domains.access.types import OrganizationId
from hanse.domains.contracts.api import activate_contract, create_contract, save_contract_prices
from hanse.domains.contracts.types import ContractId, CreateContract
from hanse.domains.contracts.types.prices import ActivateContract, ContractPriceInput, SaveContractPrices
from hanse.domains.organizations.api import create_organization
from hanse.domains.organizations.types import CreateOrganization
from hanse.domains.storefront.api import list_products
from hanse.domains.storefront.types import ShopQuery
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx, open_context, system_principal
from hanse.platform.db import migrate
from hanse.platform.services import Services
from hanse.platform.settings import Settings, load_settings
from hanse.platform.supervisor import database

AREA: Final = "contracts"
PRICES: Final = 20_000
BATCH: Final = 2_000
ROUNDS, PAGES = 9, 40
PRODUCTS: Final = """
WITH made AS (
    INSERT INTO products (id, handle, name, name_key, status, audience, created_at, updated_at)
    SELECT gen_random_uuid(), 'bench-' || n, 'Bench part ' || n, 'bench part ' || n, 'active',
        ARRAY[catalogue_token('everyone')], now(), now()
    FROM generate_series(%(first)s::int, %(last)s::int) n
    RETURNING id, handle
), sold AS (
    INSERT INTO variants (id, product_id, sku, sku_key, stock_unit, lineage, created_at, updated_at)
    SELECT v.id, m.id, upper(m.handle), upper(m.handle), 'C62', ARRAY[v.id, m.id], now(), now()
    FROM made m CROSS JOIN LATERAL (SELECT gen_random_uuid() AS id, m.id AS own) v
    RETURNING id
)
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, kind, amount_micros, updated_at)
SELECT gen_random_uuid(), %(list)s, 'variant', sold.id, 'C62', 'fixed', 10000000, now() FROM sold
"""
LIST: Final = """
INSERT INTO price_lists (id, name, name_key, layer, currency, status, created_at, updated_at)
VALUES (gen_random_uuid(), 'Bench', 'bench', 'base', %(currency)s, 'active', now(), now()) RETURNING id
"""
SIGN: Final = "UPDATE contract_versions SET status = 'signed' WHERE contract_id = %(id)s"


def measure() -> list[Figure]:
    """Twenty thousand products on the list, one buyer with a contract for all of them and one without."""
    with fresh_folder() as folder:
        os.environ.update({"HANSE_DATA_DIR": str(folder), "HANSE_LOG_LEVEL": "error"})
        settings = load_settings().settings
        with database(settings) as addressed:
            migrate.upgrade(addressed.database_owner_url)
            return asyncio.run(_measure(addressed))


async def _measure(settings: Settings) -> list[Figure]:
    services = build_services(settings)
    async with running(services):
        world = await _world(services)
        contract_id = await _signed(world)
        await _pages(world, world.agreed)
        activation, waited = await _activate(world, contract_id)
        rounds = [(await _pages(world, world.listed), await _pages(world, world.agreed)) for _ in range(ROUNDS)]
    more = statistics.median(agreed / listed - 1 for listed, agreed in rounds) * 100
    page = statistics.median(agreed for _, agreed in rounds) * 1000
    return [
        Figure(area=AREA, name="activation of 20,000 prices", value=activation, unit="s", bar=3.0),
        Figure(area=AREA, name="longest read of a buyer meanwhile", value=waited * 1000, unit="ms", bar=500.0),
        Figure(area=AREA, name="page of 20 products with contract prices", value=page, unit="ms"),
        Figure(area=AREA, name="more than by the list", value=more, unit="%", bar=10.0),
    ]


class _World:
    """A business of the demo world, a buyer to get the contract, and one who pays by the list."""

    def __init__(self, services: Services, tenant: TenantRef, agreed: OrganizationId, listed: OrganizationId) -> None:
        self.services = services
        self.tenant = tenant
        self.agreed = agreed
        self.listed = listed

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ctx]:
        """A transaction with every right, past the time limit of requests: preparing takes long."""
        principal = system_principal(["*"])
        async with open_context(self.services, tenant=self.tenant, principal=principal) as ctx:
            yield ctx


async def _world(services: Services) -> _World:
    """Two new buyers in the first business, and the products that everybody may buy."""
    report = await seed(services)
    tenant = await services.tenants.by_handle(services, report.businesses[0].handle)
    assert tenant is not None, "it was just made"
    async with open_context(services, tenant=tenant, principal=system_principal(["*"])) as ctx:
        base = await ctx.db.value(LIST, {"currency": tenant.currency})
        for first in range(1, PRICES + 1, BATCH):
            await ctx.db.run(PRODUCTS, {"first": first, "last": first + BATCH - 1, "list": base})
        made = [
            await create_organization(ctx, CreateOrganization(name=name, is_active=True, currency=tenant.currency))
            for name in ("Bench agreed", "Bench listed")
        ]
    return _World(services, tenant, made[0].id, made[1].id)


async def _signed(world: _World) -> ContractId:
    """A contract with a price for every product, as if both sides had signed it."""
    async with world.open() as ctx:
        data = CreateContract(organization_id=world.agreed, title="Bench", currency=world.tenant.currency)
        contract = await create_contract(ctx, data)
        assert contract.working_version_id is not None, "it begins with a version"
        prices = [ContractPriceInput(sku=f"BENCH-{number}", price="9.5") for number in range(1, PRICES + 1)]
        origin = replace(ctx.origin, expected_version=1)
        await save_contract_prices(
            replace(ctx, origin=origin), contract.working_version_id, SaveContractPrices(entries=prices)
        )
        await ctx.db.run(SIGN, {"id": contract.id})
    return contract.id


async def _activate(world: _World, contract_id: ContractId) -> tuple[float, float]:
    """Seconds that putting it into force took, and the longest read of the other buyer while it did."""
    reads: list[float] = []
    is_over = asyncio.Event()

    async def read_on() -> None:
        while not is_over.is_set():
            reads.append(await _page(world, world.listed))

    reading = asyncio.create_task(read_on())
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    async with world.open() as ctx:
        version = await ctx.db.value("SELECT version FROM contracts WHERE id = %(id)s", {"id": contract_id})
        acting = replace(ctx, origin=replace(ctx.origin, expected_version=version))
        await activate_contract(acting, contract_id, ActivateContract())
    took = time.perf_counter() - began
    is_over.set()
    await reading
    return took, max(reads)


async def _pages(world: _World, organization: OrganizationId) -> float:
    return statistics.median([await _page(world, organization) for _ in range(PAGES)])


async def _page(world: _World, organization: OrganizationId) -> float:
    """Seconds for one page of 20 products with their prices."""
    began = time.perf_counter()
    async with world.open() as ctx:
        found = await list_products(ctx, ShopQuery(organization_id=organization, limit=20))
    assert len(found.items) == 20
    return time.perf_counter() - began
