"""Imports as people start them, worked by a worker process: products, then ten price entries for each of them.

Bars: 100,000 products in 60 s, 1,000,000 entries in 90 s, 150 MB more memory at most, and found by the next request.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from typing import Any

from bench.figures import Figure
from bench.world import DATA, World, opened
from hanse.demo.scale import files
from hanse.demo.world import having_read
from hanse.domains.catalog import api as catalog
from hanse.domains.catalog.types import MapProductColumns
from hanse.domains.pricing import api as pricing
from hanse.domains.pricing.types.lists import CreatePriceList
from hanse.kit.structs import convert
from hanse.platform.imports import MapColumns, UploadImport

AREA = PLACE = "imports"
PRODUCTS = 100_000
TIERS = ((5, 99), (10, 98), (50, 97), (100, 96), (200, 95), (500, 94), (1_000, 93), (5_000, 92), (20_000, 90))
MIB = 1024 * 1024


def measure() -> list[Figure]:
    """Into a world made for it, which is thrown away after."""
    shutil.rmtree(DATA / PLACE, ignore_errors=True)
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with opened("tiny", place=PLACE, worker_processes="1") as world:
        products = await _timed(world, await _products(world), catalog.get_import)
        last = PRODUCTS - 1
        text = f"{files.PARTS[last % 10]}+{last}"
        page = (await world.ask("GET", f"/v1/product-search?q={text}&limit=1", "owner")).json()
        assert page["items"], "what was imported is not found"
        prices = await _timed(world, await _prices(world), pricing.get_price_import)
        folder = world.installation.folder
    shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure(area=AREA, name="100,000 products", value=products[0], unit="s", bar=60),
        Figure(area=AREA, name="100,000 products, CPU of worker and PostgreSQL", value=products[1], unit="s"),
        Figure(area=AREA, name="100,000 products, more memory of the worker", value=products[2], unit="MiB", bar=150),
        Figure(area=AREA, name="1,000,000 price entries", value=prices[0], unit="s", bar=90),
        Figure(area=AREA, name="1,000,000 price entries, CPU of worker and PostgreSQL", value=prices[1], unit="s"),
        Figure(
            area=AREA, name="1,000,000 price entries, more memory of the worker", value=prices[2], unit="MiB", bar=150
        ),
    ]


async def _products(world: World) -> Any:
    head, *rows = files.products(PRODUCTS).splitlines()
    content = b"\n".join([head, *(b"I" + row[1:] for row in rows[::2]), b""])
    async with world.open() as ctx:
        item = await catalog.upload_import(ctx, UploadImport(name="products.csv", content=content))
        wanted = MapProductColumns(
            mapping={**item.mapping, "Size": "attribute.size", "Colour": "attribute.colour"},
            is_activating=True,
            decimal_style="point",
        )
        item = await catalog.map_import(having_read(ctx, item.version), item.id, wanted)
        return (await catalog.run_import(having_read(ctx, item.version), item.id)).id


async def _prices(world: World) -> Any:
    head, *rows = files.prices(PRODUCTS, 100, TIERS).splitlines()
    content = b"\n".join([head, *(b"I" + row[1:] for row in rows if b"-A," in row), b""])
    async with world.open() as ctx:
        made = await pricing.create_price_list(
            ctx, convert({"name": "A million", "layer": "base", "currency": "EUR"}, CreatePriceList)
        )
        item = await pricing.upload_prices(ctx, made.id, UploadImport(name="prices.csv", content=content))
        wanted = MapColumns(mapping=item.mapping, decimal_style="point")
        item = await pricing.map_prices(having_read(ctx, item.version), item.id, wanted)
        return (await pricing.run_price_import(having_read(ctx, item.version), item.id)).id


async def _timed(world: World, import_id: Any, load: Any) -> tuple[float, float, float]:
    """Seconds until an import is done, processor seconds used, and by how much the worker grew."""
    began, cpu = time.perf_counter(), world.installation.cpu()
    before = most = world.installation.memory().get("worker", 0)
    while True:
        async with world.open() as ctx:
            item = await load(ctx, import_id)
        if item.status in ("done", "failed"):
            break
        most = max(most, world.installation.memory().get("worker", 0))
        await asyncio.sleep(0.2)
    if item.status == "failed" or item.error_count:
        raise RuntimeError(f"{item.file_name}: {item.problem or item.error_count}")
    after = world.installation.cpu()
    used = sum(after.get(kind, 0.0) - cpu.get(kind, 0.0) for kind in ("worker", "postgres"))
    return time.perf_counter() - began, used, (most - before) / MIB
