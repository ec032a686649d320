"""Builds what things cost and where they lie: taxes, price lists of every layer, and stock at two places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from hanse.demo.catalogue import RANGES
from hanse.demo.goods import Article, Family
from hanse.demo.world import World
from hanse.domains.catalog import api as catalog
from hanse.domains.catalog.types import FindSellables, VariantId
from hanse.domains.inventory import api as inventory
from hanse.domains.inventory.types import (
    ExpectReceipt,
    ListLocations,
    LocationId,
    ReceiveStock,
    SaveLocation,
    SaveSafety,
    SaveStockItem,
)
from hanse.domains.pricing import api as pricing
from hanse.domains.pricing.types.lists import CreatePriceList, SaveEntries
from hanse.domains.regions import api as regions
from hanse.domains.regions.types import CreateRegion, CreateTaxRate
from hanse.domains.tenants.api import update_settings
from hanse.domains.tenants.types import UpdateSettings
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

# Standard rates of the countries the demo trades with, in percent.
RATES: Final[Mapping[str, float]] = {
    "GB": 20, "DE": 19, "BE": 21, "FR": 20, "IE": 23, "NL": 21, "DK": 25, "SE": 25, "FI": 25.5, "PL": 23, "EE": 24,
    "NO": 25,
}  # fmt: skip
TIERS: Final = ((100, 92), (1000, 84))  # from how many, percent of the price for one
MARKUP: Final = 165  # percent of cost
LINES_AT_ONCE: Final = 1_000


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether there is a place for stock yet."""
    return bool((await inventory.list_locations(ctx, ListLocations(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """Set taxes, prices and stock as the owner."""
    owner = await world.acting(ctx, "owner")
    shown = {"storefront.is_public": True, "storefront.shows_prices": world.plan.handle != "nordhaven"}
    await update_settings(owner, UpdateSettings(values=shown))
    await _taxes(owner, world)
    await _prices(owner, world)
    await _stock(owner, world)


async def _taxes(ctx: Ctx, world: World) -> None:
    home, abroad = ("GB", "EUR") if world.plan.currency == "GBP" else ("BE", "EUR")
    for country, percent in RATES.items():
        await regions.create_tax_rate(
            ctx,
            CreateTaxRate(
                country=country,
                name=f"Standard rate {percent:g} %",
                rate_micros=round(percent * 10_000),
                valid_from=date(2024, 1, 1),
            ),
        )
    others = [country for country in RATES if country != home]
    wanted = {"name": "Home", "currency": world.plan.currency, "countries": [home]}
    await regions.create_region(ctx, convert(wanted, CreateRegion))
    wanted = {"name": "Continent", "currency": abroad, "countries": others}
    await regions.create_region(ctx, convert(wanted, CreateRegion))


def _price(article: Article, percent: int = 100) -> str:
    return f"{article.cost * MARKUP * percent / 1_000_000:.4f}"


def _base(families: tuple[Family, ...]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for family in families:
        # The dearest things are quoted for each case: they have no list price.
        for article in (one for one in family.articles if 0 < one.cost < 20_000):
            entries.append({"sku": article.sku, "unit": family.unit, "price": _price(article)})
            if article.cost < 1_000:
                entries += [
                    {"sku": article.sku, "unit": family.unit, "minimum": str(least), "price": _price(article, percent)}
                    for least, percent in TIERS
                ]
    return entries


async def _list(ctx: Ctx, wanted: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    made = await pricing.create_price_list(ctx, convert(wanted, CreatePriceList))
    for begin in range(0, len(entries), LINES_AT_ONCE):
        part = {"entries": entries[begin : begin + LINES_AT_ONCE]}
        await pricing.save_entries(ctx, made.id, convert(part, SaveEntries))
    await pricing.activate_price_list(ctx, made.id)


async def _prices(ctx: Ctx, world: World) -> None:
    goods, currency = RANGES[world.plan.handle], world.plan.currency
    costs = [
        {"sku": article.sku, "unit": family.unit, "price": f"{article.cost / 100:.4f}"}
        for family in goods.families
        for article in family.articles
        if article.cost
    ]
    base = _base(goods.families)
    base += [{"sku": kit.family.articles[0].sku, "unit": "C62", "price": "34.50"} for kit in goods.kits]
    await _list(ctx, {"name": "Purchase cost 2026", "layer": "cost", "currency": currency}, costs)
    await _list(ctx, {"name": f"List prices 2026, {currency}", "layer": "base", "currency": currency}, base)
    if world.plan.handle == "nordhaven":
        await _nordhaven(ctx, world)
        return
    contract = [{"category": "upholstery", "percent_off": "18"}, {"sku": "GUI-04", "unit": "MTR", "price": "39.90"}]
    await _list(ctx, _for(world, "Harbour Hotels, contract 2026", "contract", "harbour"), contract)


async def _nordhaven(ctx: Ctx, world: World) -> None:
    euro = [{**entry, "price": f"{float(entry['price']) * 1.17:.4f}"} for entry in _base(RANGES["nordhaven"].families)]
    await _list(ctx, {"name": "List prices 2026, EUR", "layer": "base", "currency": "EUR"}, euro)
    group = {"name": "Shipyards", "layer": "group", "currency": "GBP", "targets": [{"price_group": "shipyard"}]}
    await _list(
        ctx, group, [{"category": "fasteners", "percent_off": "7.5"}, {"category": "coatings", "percent_off": "5"}]
    )
    framework = [
        {"category": "fasteners", "percent_off": "12"},
        {"product": "hydraulic-hose-2sn", "formula": "base * 0.85 + 0.10"},
        {"sku": "ML-24", "unit": "MTR", "price": "9.20"},
        {"sku": "ML-24", "unit": "MTR", "minimum": "220", "price": "8.60"},
        {"sku": "GL-003", "unit": "PR", "price": "2.1900"},
    ]
    await _list(ctx, _for(world, "Baltic Shipyards, framework 2026", "contract", "baltic"), framework)
    ferries = {**_for(world, "Fjordline, spring campaign", "organization", "fjordline"), "mode": "compete"}
    await _list(ctx, ferries, [{"category": "safety", "percent_off": "10"}])


def _for(world: World, name: str, layer: str, partner: str) -> dict[str, Any]:
    targets = [{"organization_id": str(world.organizations[partner])}]
    return {"name": name, "layer": layer, "currency": world.plan.currency, "targets": targets}


async def _stock(ctx: Ctx, world: World) -> None:
    city, country = ("Hull", "GB") if world.plan.currency == "GBP" else ("Kortrijk", "BE")
    home = SaveLocation(code="MAIN", name="Main warehouse", city=city, country=country, priority=10)
    quay = SaveLocation(code="QUAY", name="Quayside store", priority=20)
    main, second = await inventory.create_location(ctx, home), await inventory.create_location(ctx, quay)
    articles = {
        article.sku: (article, family) for family in RANGES[world.plan.handle].families for article in family.articles
    }
    found = await catalog.find_sellables(ctx, FindSellables(skus=list(articles)))
    variants = {sellable.sku: sellable.variant_id for sellable in found}
    lines = [
        {"variant_id": str(variants[sku]), "quantity": {"value": str(article.stock), "unit": family.unit}}
        for sku, (article, family) in articles.items()
        if article.stock and sku in variants
    ]
    await _receive(ctx, main.id, "Opening stock", lines)
    await _receive(ctx, second.id, "Opening stock", [_fifth(line) for line in lines[::9]])
    await _promises(ctx, main.id, variants, articles)


def _fifth(line: dict[str, Any]) -> dict[str, Any]:
    quantity = line["quantity"]
    return {**line, "quantity": {**quantity, "value": str(max(int(quantity["value"]) // 5, 1))}}


async def _receive(ctx: Ctx, location_id: LocationId, reference: str, lines: list[dict[str, Any]]) -> None:
    wanted = {"location_id": str(location_id), "reference": reference, "lines": lines}
    await inventory.receive_stock(ctx, convert(wanted, ReceiveStock))


async def _promises(
    ctx: Ctx,
    location_id: LocationId,
    variants: Mapping[str, VariantId],
    articles: Mapping[str, tuple[Article, Family]],
) -> None:
    """What is out or short may be ordered beyond the shelf and is on its way; some is kept back."""
    for sku, (article, family) in articles.items():
        if sku not in variants or article.stock > 12:
            continue
        limit = {"value": "40", "unit": family.unit}
        item = {"is_backorderable": True, "backorder_limit": limit}
        await inventory.save_stock_item(ctx, variants[sku], convert(item, SaveStockItem))
        coming = {
            "variant_id": str(variants[sku]),
            "location_id": str(location_id),
            "quantity": {"value": "60", "unit": family.unit},
            "expected_at": (ctx.now + timedelta(days=family.lead_days or 14)).isoformat(),
            "reference": f"Purchase order {sku}",
        }
        await inventory.expect_receipt(ctx, convert(coming, ExpectReceipt))
    for sku in ("HB-08-040", "GL-003", "KEL-01"):
        if sku in variants:
            kept = {"location_id": str(location_id), "quantity": {"value": "20", "unit": articles[sku][1].unit}}
            await inventory.save_safety(ctx, variants[sku], convert(kept, SaveSafety))
