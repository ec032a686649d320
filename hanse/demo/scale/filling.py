"""Fills a business for measuring with products, prices and stock: through the imports people use, as its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from hanse.demo.scale import files
from hanse.demo.scale.sizes import Size
from hanse.demo.world import World, having_read
from hanse.domains.approvals import api as approvals
from hanse.domains.approvals.types import ListPolicies, SavePolicy
from hanse.domains.catalog import api as catalog
from hanse.domains.catalog.types import CreateAttribute, MapProductColumns, SaveAttributeSet
from hanse.domains.inventory import api as inventory
from hanse.domains.inventory.types import ImportStock, ListLocations, SaveLocation
from hanse.domains.organizations import api as organizations
from hanse.domains.organizations.types import UpdateOrganization
from hanse.domains.pricing import api as pricing
from hanse.domains.pricing.types.lists import CreatePriceList, FilterPriceLists
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.imports import ListImports, MapColumns, UploadImport

PRODUCTS_FILE: Final = "products.csv"
STOCK_AT_ONCE: Final = 10_000
LOOK_SECONDS: Final = 0.1
GROUP: Final = "quay"
Progress = Callable[[str], None]
Prices = tuple[dict[str, Any], Callable[[], bytes]]


async def fill(world: World, size: Size, on_progress: Progress) -> None:
    """Bring in what is missing. What an interrupted run began is taken up where it stopped."""
    await _products(world, size, on_progress)
    for wanted, content in _lists(world, size):
        await _prices(world, wanted, content)
    await _stock(world, size)
    await _policies(world, size)


async def _products(world: World, size: Size, on_progress: Progress) -> None:
    async with world.stage() as ctx:
        owner = await world.acting(ctx, "owner")
        known = (await catalog.list_imports(owner, ListImports(limit=1))).items
        if not known:
            await _attributes(owner)
            upload = UploadImport(name=PRODUCTS_FILE, content=files.products(size.products))
            item = await catalog.upload_import(owner, upload)
            mapping = {**item.mapping, "Size": "attribute.size", "Colour": "attribute.colour"}
            wanted = MapProductColumns(mapping=mapping, is_activating=True, decimal_style="point")
            item = await catalog.map_import(having_read(owner, item.version), item.id, wanted)
            item = await catalog.run_import(having_read(owner, item.version), item.id)
        else:
            item = known[0]
    await _finished(world, lambda ctx: catalog.get_import(ctx, item.id), on_progress)


async def _attributes(ctx: Ctx) -> None:
    ids = []
    for key, label, kind in (("size", "Size", "number"), ("colour", "Colour", "text")):
        wanted = {"key": key, "label": label, "kind": kind, "is_filterable": True, "is_searchable": kind == "text"}
        ids.append((await catalog.create_attribute(ctx, convert(wanted, CreateAttribute))).id)
    items = [{"attribute_id": str(one)} for one in ids]
    await catalog.create_attribute_set(ctx, convert({"name": "Technical data", "attributes": items}, SaveAttributeSet))


def _lists(world: World, size: Size) -> Iterator[Prices]:
    """Every layer there is; together ten entries for each variant."""
    count = size.products
    general: tuple[tuple[str, str, dict[str, str] | None, int, tuple[tuple[int, int], ...]], ...] = (
        ("Cost", "cost", None, 60, ()),
        ("List prices", "base", None, 100, ((100, 95), (1_000, 88))),
        ("Portal", "channel", {"channel": "portal"}, 99, ()),
        ("Quay partners", "group", {"price_group": GROUP}, 96, ()),
    )
    for name, layer, target, percent, tiers in general:
        wanted: dict[str, Any] = {"name": name, "layer": layer, "currency": "EUR", "mode": "compete"}
        if layer in ("cost", "base"):
            wanted.pop("mode")
        if target is not None:
            wanted["targets"] = [target]
        yield wanted, lambda percent=percent, tiers=tiers: files.prices(count, percent, tiers)  # type: ignore[misc]
    each = 8 * count // size.own_lists
    for which in range(size.own_lists):
        layer = "contract" if which % 2 else "organization"
        target = {"organization_id": str(world.organizations[f"partner{which:03}"])}
        wanted = {"name": f"Prices of partner {which:03}", "layer": layer, "currency": "EUR", "targets": [target]}
        yield wanted, lambda which=which: files.own_prices(count, each, which)  # type: ignore[misc]


async def _prices(world: World, wanted: dict[str, Any], content: Callable[[], bytes]) -> None:
    """One list with its file; it is put to use when the file is in."""
    async with world.stage() as ctx:
        owner = await world.acting(ctx, "owner")
        known = await pricing.list_price_lists(owner, FilterPriceLists(limit=200))
        found = [one for one in known.items if one.name == wanted["name"]]
        if found and found[0].status == "active":
            return
        list_id = (
            found[0].id if found else (await pricing.create_price_list(owner, convert(wanted, CreatePriceList))).id
        )
        imports = (await pricing.list_price_imports(owner, list_id, ListImports(limit=1))).items
        if imports:
            import_id = imports[0].id
        else:
            file = await pricing.upload_prices(owner, list_id, UploadImport(name="prices.csv", content=content()))
            mapped = MapColumns(mapping=file.mapping, decimal_style="point")
            file = await pricing.map_prices(having_read(owner, file.version), file.id, mapped)
            import_id = (await pricing.run_price_import(having_read(owner, file.version), file.id)).id
    await _finished(world, lambda ctx: pricing.get_price_import(ctx, import_id), lambda _: None)
    async with world.stage() as ctx:
        await pricing.activate_price_list(await world.acting(ctx, "owner"), list_id)


async def _finished(world: World, load: Callable[[Ctx], Awaitable[Any]], on_progress: Progress) -> None:
    """Wait for the job of an import. Raises RuntimeError when the file, or any row of it, was refused."""
    while True:
        async with world.stage() as ctx:
            item = await load(await world.acting(ctx, "owner"))
        if item.status in ("done", "failed"):
            break
        on_progress(f"{item.file_name}: {item.row_count} rows")
        await asyncio.sleep(LOOK_SECONDS)
    if item.status == "failed" or item.error_count:
        raise RuntimeError(f"{item.file_name} was not taken in whole: {item.problem or item.error_count}")


async def _stock(world: World, size: Size) -> None:
    async with world.stage() as ctx:
        owner = await world.acting(ctx, "owner")
        if (await inventory.list_locations(owner, ListLocations(limit=1))).items:
            return
        place = await inventory.create_location(owner, SaveLocation(code="MAIN", name="Main warehouse", country="DE"))
        for begin in range(0, size.products, STOCK_AT_ONCE // 2):
            numbers = range(begin, min(begin + STOCK_AT_ONCE // 2, size.products))
            wanted = ImportStock(name="stock.csv", content=files.stock(numbers), location_id=place.id)
            report = await inventory.import_stock(owner, wanted)
            assert not report.problem_count, report.problems[:3]
        for number in range(0, size.organizations, 5):
            partner = world.organizations[f"partner{number:03}"]
            await organizations.update_organization(owner, partner, UpdateOrganization(price_group=GROUP))


async def _policies(world: World, size: Size) -> None:
    """Every order of the requesters waits for all eight approvers; other orders only when they are very large."""
    asked = [key for key in world.members if key.startswith("approver")]
    if not asked:
        return
    async with world.stage() as ctx:
        owner = await world.acting(ctx, "owner")
        if (await approvals.list_policies(owner, ListPolicies(limit=1))).items:
            return
        resolvers = [{"kind": "member", "member_id": str(world.members[key])} for key in sorted(asked)]
        every = {"label": "Approvers", "resolvers": resolvers, "quorum": len(resolvers)}
        level = {"name": "All approvers", "groups": [every], "timeout_hours": 48}
        large = {"subject_kind": "order_request", "condition": "subject.total > 10000000000"}
        await approvals.create_policy(owner, convert({**large, "name": "Very large", "levels": [level]}, SavePolicy))
        for number in range(size.buyers, size.buyers + size.requesters):
            key = f"partner{number:03}"
            place = {"name": f"Orders of {key}", "organization_id": str(world.organizations[key])}
            wanted = {**place, "subject_kind": "order_request", "levels": [level]}
            await approvals.create_policy(owner, convert(wanted, SavePolicy))
