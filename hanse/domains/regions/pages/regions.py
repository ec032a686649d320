"""Regions in the settings: where the business sells, in which currency, and how tax is shown there."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.domains.regions import api
from hanse.domains.regions.types import CreateRegion, ListRegions, Region, RegionId, TaxRounding, UpdateRegion
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.choices import country_options, currency_options
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST = "/admin/settings/regions"
COLUMNS = (
    Column("name", "Region"),
    Column("currency", "Currency"),
    Column("countries", "Countries", "custom"),
    Column("is_tax_inclusive", "Prices include tax", "bool", priority=2),
    Column("tax_rounding", "Tax is rounded", "custom", priority=3),
)
ROUNDINGS = (
    Option(TaxRounding.LINE.value, "On every line", "What most invoices do"),
    Option(TaxRounding.TOTAL.value, "On the total", "Once per rate, then spread over the lines"),
)
LABELS = {"name": "Name", "currency": "Currency", "countries": "Countries"}


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The regions by name."""
    page = await api.list_regions(ctx, ListRegions(limit=200))
    names = {one.value: one.label for one in country_options()}
    context = {"page": page, "columns": COLUMNS, "names": names, "may_manage": ctx.may("region.manage")}
    return View("regions/regions.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """An empty region."""
    ctx.authorize("region.manage")
    return _view(Form({"currency": ctx.tenant.currency, "tax_rounding": "line"}), None)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make the region."""
    form = request.form(CreateRegion)
    if await attempt(form, lambda data: api.create_region(ctx, data)) is None:
        return _view(form, None)
    return Redirect(LIST, flash("The region is there; set its tax rates next"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """One region."""
    region = await api.get_region(ctx, request.id("region_id", RegionId))
    return _view(Form(msgspec.structs.asdict(region)), region)


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the region."""
    identity = request.id("region_id", RegionId)
    form = request.form(UpdateRegion)
    if await attempt(form, lambda data: api.update_region(ctx, identity, data)) is None:
        return _view(form, await api.get_region(ctx, identity))
    return Redirect(LIST, flash("The region is saved"))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove a region."""
    identity = request.id("region_id", RegionId)
    done = Redirect(LIST, flash("The region is gone; its countries lie in none now"))
    return await press(ctx, request, lambda: api.delete_region(ctx, identity), done)


def _view(form: Form[Any], region: Region | None) -> View:
    context = {
        "form": form,
        "region": region,
        "countries": country_options(),
        "currencies": currency_options(),
        "roundings": ROUNDINGS,
        "labels": LABELS,
        "post": f"{LIST}/{region.id}" if region else f"{LIST}/new",
    }
    return View("regions/region.html", context, status=form.status if form.status >= 400 else 200)
