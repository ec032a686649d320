"""Builds a world for measuring, business by business; what is there stays, so an interrupted run goes on."""

from __future__ import annotations

from collections.abc import Callable

from hanse.demo.builder import Builder
from hanse.demo.plan import PASSWORD
from hanse.demo.scale.filling import fill
from hanse.demo.scale.history import remember
from hanse.demo.scale.plans import plans_of
from hanse.demo.scale.sizes import SCALES
from hanse.demo.scale.working import working
from hanse.demo.world import World
from hanse.domains.regions import api as regions
from hanse.domains.regions.types import CreateRegion, CreateTaxRate
from hanse.domains.tenants.api import update_settings
from hanse.domains.tenants.types import UpdateSettings
from hanse.kit.structs import Data, convert
from hanse.platform.context import Ctx
from hanse.platform.services import Services


class ScaleReport(Data, frozen=True, kw_only=True):
    """What was built: the businesses, the largest first, and the password of everybody in them."""

    scale: str
    businesses: list[str]
    password: str


async def seed_scale(services: Services, scale: str, on_progress: Callable[[str], None]) -> ScaleReport:
    """Build what is missing of the world of a scale. Raises KeyError when there is no such scale."""
    plans = plans_of(SCALES[scale])
    async with working(services):
        for number, (plan, size) in enumerate(plans, 1):
            world = World(services, plan)
            async with world.stage() as ctx:
                if world.tenant is None:
                    on_progress(f"{plan.name} ({number} of {len(plans)}): people and partners")
                    await Builder(world).build(ctx)
                    await _taxes(await world.acting(ctx, "owner"))

            def tell(line: str, name: str = plan.name, place: str = f"{number} of {len(plans)}") -> None:
                on_progress(f"{name} ({place}): {line}")

            await fill(world, size, tell)
            await remember(world, size, tell)
    return ScaleReport(scale=scale, businesses=[plan.handle for plan, _ in plans], password=PASSWORD)


async def _taxes(ctx: Ctx) -> None:
    await update_settings(ctx, UpdateSettings(values={"storefront.is_public": True, "storefront.shows_prices": True}))
    rate = {"country": "DE", "name": "Standard rate 19 %", "rate_micros": 190_000, "valid_from": "2020-01-01"}
    await regions.create_tax_rate(ctx, convert(rate, CreateTaxRate))
    wanted = {"name": "Home", "currency": "EUR", "countries": ["DE"]}
    await regions.create_region(ctx, convert(wanted, CreateRegion))
