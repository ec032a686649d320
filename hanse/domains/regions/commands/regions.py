"""Making and changing regions. A country lies in one region only."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from hanse.domains.regions.queries.regions import load_region
from hanse.domains.regions.queries.taxes import forget_applying
from hanse.domains.regions.rules.places import country_names
from hanse.domains.regions.types import CreateRegion, Region, RegionId, UpdateRegion
from hanse.kit.currencies import UnknownCurrency, get_currency
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

INSERT = """
INSERT INTO regions (id, name, name_key, currency, is_tax_inclusive, tax_rounding, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name_key)s, %(currency)s, %(is_tax_inclusive)s, %(tax_rounding)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, name_key) DO NOTHING
"""
UPDATE = """
UPDATE regions SET name = %(name)s, name_key = %(name_key)s, currency = %(currency)s,
    is_tax_inclusive = %(is_tax_inclusive)s, tax_rounding = %(tax_rounding)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK = "SELECT id FROM regions WHERE id = %(id)s FOR UPDATE"
DELETE = "DELETE FROM regions WHERE id = %(id)s"
LEAVE_COUNTRIES = "DELETE FROM region_countries WHERE region_id = %(id)s AND country <> ALL(%(countries)s)"
# In the order of the codes, so that two regions taking the same countries at once never wait for each other.
TAKE_COUNTRIES = """
INSERT INTO region_countries (region_id, country)
SELECT %(id)s, code FROM unnest(%(countries)s::text[]) AS code ORDER BY code
ON CONFLICT (tenant_id, country) DO NOTHING
"""
ELSEWHERE = """
SELECT c.country, r.name FROM region_countries c JOIN regions r ON r.tenant_id = c.tenant_id AND r.id = c.region_id
WHERE c.country = ANY(%(countries)s) AND c.region_id <> %(id)s ORDER BY c.country
"""
SAME_NAME = "SELECT 1 FROM regions WHERE name_key = %(name_key)s AND id <> %(id)s"


@command("region.create", permission="region.manage")
async def create_region(ctx: Ctx, data: CreateRegion) -> Region:
    """Make a region. Raises Invalid, AlreadyExists for its name."""
    ctx.authorize("region.manage")
    region_id = RegionId.new()
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    if not await ctx.db.run(INSERT, _row(ctx, region_id, values)):
        raise _taken(data.name)
    await _place(ctx, region_id, data.countries)
    region = await load_region(ctx, region_id, "region.view")
    ctx.record("region", region_id, label=region.name, after=region)
    return region


@command("region.update", permission="region.manage")
async def update_region(ctx: Ctx, region_id: RegionId, data: UpdateRegion) -> Region:
    """Change a region; new business follows at once. Raises Invalid, AlreadyExists, PreconditionFailed."""
    await ctx.db.maybe(LOCK, {"id": region_id})
    before = await load_region(ctx, region_id, "region.manage")
    ctx.check_version(before.version)
    values = {
        name: getattr(before, name) if getattr(data, name) is UNSET else getattr(data, name)
        for name in data.__struct_fields__
    }
    row = _row(ctx, region_id, values)
    if await ctx.db.value(SAME_NAME, row):
        raise _taken(values["name"])
    await ctx.db.run(UPDATE, row)
    await _place(ctx, region_id, values["countries"])
    after = await load_region(ctx, region_id, "region.view")
    ctx.record("region", region_id, label=after.name, before=before, after=after)
    return after


@command("region.delete", permission="region.manage")
async def delete_region(ctx: Ctx, region_id: RegionId) -> None:
    """Remove a region; its countries lie in none then. Raises NotFound, PreconditionFailed."""
    await ctx.db.maybe(LOCK, {"id": region_id})
    before = await load_region(ctx, region_id, "region.manage")
    ctx.check_version(before.version)
    await ctx.db.run(DELETE, {"id": region_id})
    forget_applying(ctx)
    ctx.record("region", region_id, label=before.name, before=before)


def _row(ctx: Ctx, region_id: RegionId, values: dict[str, Any]) -> dict[str, Any]:
    name = clean_line(values["name"])
    if not name:
        raise Invalid.field("name", "Write a name for the region", "required")
    try:
        get_currency(values["currency"])
    except UnknownCurrency as error:
        raise Invalid.field("currency", error.message, error.code) from None
    return {**values, "id": region_id, "name": name, "name_key": normalise(name)[:120], "now": ctx.now}


async def _place(ctx: Ctx, region_id: RegionId, countries: list[str]) -> None:
    """Let exactly these countries lie in the region. Raises Invalid naming each that is unknown or elsewhere."""
    known = country_names("en")
    wrong = [
        FieldError(f"countries.{position}", f"{code} is not the code of a country", "unknown_country")
        for position, code in enumerate(countries)
        if code not in known
    ]
    forget_applying(ctx)
    wanted = {"id": region_id, "countries": sorted(set(countries))}
    if not wrong:
        await ctx.db.run(LEAVE_COUNTRIES, wanted)
        await ctx.db.run(TAKE_COUNTRIES, wanted)
        wrong = [
            FieldError("countries", f"{known[row['country']]} lies in the region {row['name']} already", "elsewhere")
            for row in await ctx.db.all(ELSEWHERE, wanted)
        ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)


def _taken(name: str) -> AlreadyExists:
    sentence = f"There is a region named {name} already; choose another name"
    return AlreadyExists(sentence, fields=[FieldError("name", sentence, "already_exists")])
