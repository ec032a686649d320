"""Reads of regions, countries and currencies; open to everybody who works with or for the business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.regions.rules.places import country_names
from hanse.domains.regions.types import (
    Country,
    CurrencyInfo,
    ListCountries,
    ListCurrencies,
    ListRegions,
    Region,
    RegionId,
)
from hanse.kit.currencies import list_currencies as known_currencies
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_REGIONS = """
SELECT r.id, r.name, r.name_key, r.currency, r.is_tax_inclusive, r.tax_rounding, r.version, r.created_at, r.updated_at,
    ARRAY(SELECT c.country FROM region_countries c WHERE c.tenant_id = r.tenant_id AND c.region_id = r.id
        ORDER BY c.country) AS countries
FROM regions r
"""
GET_REGION = SELECT_REGIONS + "WHERE r.id = %(id)s"
LIST_REGIONS = (
    SELECT_REGIONS
    + """
WHERE (%(country)s::text IS NULL OR EXISTS (SELECT FROM region_countries x WHERE x.tenant_id = r.tenant_id
        AND x.region_id = r.id AND x.country = %(country)s))
  AND (%(after_id)s::uuid IS NULL OR (r.name_key, r.id) > (%(after_key)s, %(after_id)s))
ORDER BY r.name_key, r.id LIMIT %(limit)s
"""
)
COUNTRIES_OF = "SELECT country FROM region_countries WHERE region_id = %(id)s"
CURRENCIES_USED = "SELECT DISTINCT currency FROM regions"


@query("region.get", permission="region.view")
async def get_region(ctx: Ctx, region_id: RegionId) -> Region:
    """Read one region. Raises NotFound."""
    return await load_region(ctx, region_id, "region.view")


@query("region.list", permission="region.view")
async def list_regions(ctx: Ctx, query: ListRegions) -> Page[Region]:
    """List the regions by name; with `country` the one that country lies in."""
    ctx.scope("region.view")
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    wanted = {"country": query.country, "after_key": after[0], "after_id": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_REGIONS, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["name_key"], row["id"]))
    return Page([build_region(ctx, row) for row in page.items], page.next)


@query("country.list", permission="region.view")
async def list_countries(ctx: Ctx, query: ListCountries) -> Page[Country]:
    """List countries by their code, named in the reader's language; with `region` those of that region."""
    ctx.scope("region.view")
    among = None if query.region is None else set(await ctx.db.values(COUNTRIES_OF, {"id": query.region}))
    after = (decode_cursor(query.cursor, str, int) or ("", 0))[0]
    names = country_names(ctx.locale)
    rows = [
        Country(code=code, name=names[code])
        for code in sorted(names)
        if code > after and (among is None or code in among)
    ]
    return page_of(rows[: query.limit + 1], query.limit, lambda row: encode_cursor(row.code, 0))


@query("currency.list", permission="region.view")
async def list_currencies(ctx: Ctx, query: ListCurrencies) -> Page[CurrencyInfo]:
    """List the currencies that can be chosen, by code, with the decimal places of their amounts."""
    ctx.scope("region.view")
    after = (decode_cursor(query.cursor, str, int) or ("", 0))[0]
    used = {ctx.tenant.currency, *await ctx.db.values(CURRENCIES_USED)} if query.used else None
    rows = [
        CurrencyInfo(code=item.code, name=item.name, exponent=item.exponent)
        for item in known_currencies()
        if item.code > after and (used is None or item.code in used)
    ]
    return page_of(rows[: query.limit + 1], query.limit, lambda row: encode_cursor(row.code, 0))


async def load_region(ctx: Ctx, region_id: RegionId, permission: str) -> Region:
    """Read one region for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_REGION, {"id": region_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    region = build_region(ctx, row)
    if permission == "region.view":
        ctx.scope(permission)
    else:
        ctx.authorize(permission, region)
    return region


def build_region(ctx: Ctx, row: dict[str, Any]) -> Region:
    """A row to a region with what the reader may do."""
    row.pop("name_key")
    region = from_row(row, Region)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["region"], region)
    return msgspec.structs.replace(region, allowed_actions=actions)
