"""Reads of tax classes and rates, and the calculation of tax on lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hanse.domains.regions.errors import TaxRateMissing
from hanse.domains.regions.rules.places import BUILTIN_CLASSES
from hanse.domains.regions.rules.taxing import Rate, calculate, missing, percent_of, rate_for, state_of
from hanse.domains.regions.types import (
    CalculateTax,
    ListTaxClasses,
    ListTaxRates,
    TaxClass,
    TaxClassId,
    TaxRate,
    TaxRateId,
    TaxResult,
    TaxRounding,
)
from hanse.kit.currencies import get_currency
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_CLASSES = "SELECT id, code, name, help, version FROM tax_classes\n"
GET_CLASS = SELECT_CLASSES + "WHERE id = %(id)s"
LIST_CLASSES = SELECT_CLASSES + "WHERE code > %(after)s ORDER BY code LIMIT %(limit)s"
SELECT_RATES = """
SELECT id, country, subdivision, tax_class, name, rate_micros, valid_from, valid_to, version, created_at, updated_at
FROM tax_rates
"""
GET_RATE = SELECT_RATES + "WHERE id = %(id)s"
LIST_RATES = (
    SELECT_RATES
    + """
WHERE (%(country)s::text IS NULL OR country = %(country)s)
  AND (%(tax_class)s::text IS NULL OR tax_class = %(tax_class)s)
  AND (%(state)s::text IS NULL
    OR CASE WHEN valid_from > %(today)s THEN 'scheduled' WHEN valid_to <= %(today)s THEN 'ended' ELSE 'current' END
        = %(state)s)
  AND (%(after_id)s::uuid IS NULL OR (country, subdivision, tax_class, valid_from, id)
    > (%(after_country)s, %(after_subdivision)s, %(after_class)s, %(after_from)s::date, %(after_id)s))
ORDER BY country, subdivision, tax_class, valid_from, id LIMIT %(limit)s
"""
)
# The rates of a country on a day, its states' own before its own, and how the region it lies in rounds.
APPLYING = """
SELECT (SELECT r.tax_rounding FROM region_countries c
        JOIN regions r ON r.tenant_id = c.tenant_id AND r.id = c.region_id
        WHERE c.country = %(country)s) AS rounding,
    EXISTS (SELECT FROM tax_rates t WHERE t.country = %(country)s) AS has_rates,
    (SELECT jsonb_agg(jsonb_build_array(t.tax_class, t.rate_micros, t.name) ORDER BY t.subdivision)
        FROM tax_rates t
        WHERE t.country = %(country)s AND t.subdivision = ANY(%(subdivisions)s) AND t.valid_from <= %(day)s
            AND (t.valid_to IS NULL OR t.valid_to > %(day)s)) AS rates
"""


APPLYING_CACHE = "regions.applying"


@query("tax_class.list", permission="tax_class.view")
async def list_tax_classes(ctx: Ctx, query: ListTaxClasses) -> Page[TaxClass]:
    """List the tax classes: the built-in ones first, then the business's own by code."""
    ctx.authorize("tax_class.view")
    after = decode_cursor(query.cursor, str, UUID)
    rows = await ctx.db.all(LIST_CLASSES, {"after": after[0] if after else "", "limit": query.limit + 1})
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["code"], row["id"]))
    own = [build_class(ctx, row) for row in page.items]
    return Page(own if after else [*BUILTIN_CLASSES, *own], page.next)


@query("tax_class.get", permission="tax_class.view")
async def get_tax_class(ctx: Ctx, tax_class_id: TaxClassId) -> TaxClass:
    """Read one tax class the business added. Raises NotFound."""
    return await load_class(ctx, tax_class_id, "tax_class.view")


@query("tax_rate.list", permission="tax_rate.view")
async def list_tax_rates(ctx: Ctx, query: ListTaxRates) -> Page[TaxRate]:
    """List tax rates by country, state, class and first day."""
    ctx.authorize("tax_rate.view")
    after = decode_cursor(query.cursor, str, str, str, str, UUID) or (None,) * 5
    wanted = {
        "country": query.country,
        "tax_class": query.tax_class,
        "state": query.state.value if query.state else None,
        "today": day_of(ctx, None),
        "after_country": after[0],
        "after_subdivision": after[1],
        "after_class": after[2],
        "after_from": _day(after[3]),
        "after_id": after[4],
        "limit": query.limit + 1,
    }
    page = page_of(await ctx.db.all(LIST_RATES, wanted), query.limit, _cursor)
    return Page([build_rate(ctx, row) for row in page.items], page.next)


def _cursor(row: dict[str, Any]) -> str:
    return encode_cursor(row["country"], row["subdivision"], row["tax_class"], row["valid_from"].isoformat(), row["id"])


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return date.min


@query("tax_rate.get", permission="tax_rate.view")
async def get_tax_rate(ctx: Ctx, tax_rate_id: TaxRateId) -> TaxRate:
    """Read one tax rate. Raises NotFound."""
    return await load_rate(ctx, tax_rate_id, "tax_rate.view")


@query("tax.calculate", permission="region.view")
async def calculate_tax(ctx: Ctx, data: CalculateTax) -> TaxResult:
    """Tax lines for a country and a day, rounded as its region says.

    Whoever may make a document may know its tax, so no further right is asked for. A country without any rate is not
    taxed ("No tax set"). Raises Invalid for mixed currencies, TaxRateMissing by line.
    """
    ctx.authorize_anyone("tax.calculate")
    currency = data.lines[0].net.currency if data.lines else data.currency or ctx.tenant.currency
    get_currency(currency)
    subdivisions = ["", data.region] if data.region else [""]
    found = await _applying(ctx, data.country, subdivisions, day_of(ctx, data.at))
    known = {tax_class: Rate(micros, name) for tax_class, micros, name in found["rates"] or ()}
    rates = [rate_for(line.tax_class, known, has_rates=found["has_rates"]) for line in data.lines]
    gaps = [
        missing(position, data.lines[position].tax_class, data.country)
        for position, rate in enumerate(rates)
        if rate is None
    ]
    if gaps:
        raise TaxRateMissing(fields=gaps)
    applied = [rate for rate in rates if rate is not None]
    rounding = TaxRounding(found["rounding"] or TaxRounding.LINE)
    return calculate(data.lines, applied, currency, rounding, inclusive=data.is_inclusive)


async def _applying(ctx: Ctx, country: str, subdivisions: list[str], day: date) -> dict[str, Any]:
    """Rates and rounding, read once per unit of work: a basket that is checked and then ordered is taxed twice."""
    known: dict[object, dict[str, Any]] = ctx.caches.setdefault(APPLYING_CACHE, {})
    key = (country, *subdivisions, day)
    if key not in known:
        known[key] = await ctx.db.one(APPLYING, {"country": country, "subdivisions": subdivisions, "day": day})
    return known[key]


async def read_rates(ctx: Ctx, country: str, region: str) -> None:
    """Read beforehand what taxing something there now needs."""
    await _applying(ctx, country, ["", region] if region else [""], day_of(ctx, None))


def forget_applying(ctx: Ctx) -> None:
    """Read rates and rounding anew: they were changed in this unit of work."""
    ctx.caches.pop(APPLYING_CACHE, None)


def day_of(ctx: Ctx, at: datetime | None) -> date:
    """The day an instant (now when None) falls on where the business is."""
    return (at or ctx.now).astimezone(ZoneInfo(ctx.tenant.timezone)).date()


async def load_class(ctx: Ctx, tax_class_id: TaxClassId, permission: str) -> TaxClass:
    """Read one own tax class for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_CLASS, {"id": tax_class_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    found = build_class(ctx, row)
    ctx.authorize(permission, found)
    return found


async def load_rate(ctx: Ctx, tax_rate_id: TaxRateId, permission: str) -> TaxRate:
    """Read one tax rate for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_RATE, {"id": tax_rate_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    rate = build_rate(ctx, row)
    ctx.authorize(permission, rate)
    return rate


def build_class(ctx: Ctx, row: dict[str, Any]) -> TaxClass:
    """A row to a tax class with what the reader may do."""
    found = from_row(row, TaxClass)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["tax_class"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


def build_rate(ctx: Ctx, row: dict[str, Any]) -> TaxRate:
    """A row to a tax rate with its percentage, its state today, and what the reader may do."""
    row["percent"] = percent_of(row["rate_micros"])
    row["state"] = state_of(row["valid_from"], row["valid_to"], day_of(ctx, None)).value
    rate = from_row(row, TaxRate)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["tax_rate"], rate)
    return msgspec.structs.replace(rate, allowed_actions=actions)
