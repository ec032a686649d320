"""Adding tax classes, and setting tax rates so that two of one place and class never apply on the same day."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from hanse.domains.regions.errors import RatesOverlap, TaxClassInUse
from hanse.domains.regions.queries.taxes import forget_applying, load_class, load_rate
from hanse.domains.regions.rules.places import BUILTIN_CODES, country_names
from hanse.domains.regions.types import (
    CreateTaxClass,
    CreateTaxRate,
    TaxClass,
    TaxClassId,
    TaxRate,
    TaxRateId,
    UpdateTaxClass,
    UpdateTaxRate,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

INSERT_CLASS = """
INSERT INTO tax_classes (id, code, name, help, created_at, updated_at)
VALUES (%(id)s, %(code)s, %(name)s, %(help)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, code) DO NOTHING
"""
UPDATE_CLASS = """
UPDATE tax_classes SET name = %(name)s, help = %(help)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
LOCK_CLASS = "SELECT id FROM tax_classes WHERE id = %(id)s FOR UPDATE"
CLASS_KNOWN = "SELECT 1 FROM tax_classes WHERE code = %(code)s FOR SHARE"
CLASS_USED = "SELECT 1 FROM tax_rates WHERE tax_class = %(code)s LIMIT 1"
# One after another for a country: a new rate may end the one before it, and both must see each other.
LOCK_COUNTRY = """
SELECT pg_advisory_xact_lock(hashtextextended('regions.rates:' || app_tenant_id()::text || %(country)s, 0))
"""
LOCK_RATE = "SELECT country FROM tax_rates WHERE id = %(id)s"
END_BEFORE = """
UPDATE tax_rates SET valid_to = %(valid_from)s, version = version + 1, updated_at = %(now)s
WHERE country = %(country)s AND subdivision = %(subdivision)s AND tax_class = %(tax_class)s AND id <> %(id)s
  AND valid_to IS NULL AND valid_from < %(valid_from)s
"""
OVERLAPPING = """
SELECT name, valid_from, valid_to FROM tax_rates
WHERE country = %(country)s AND subdivision = %(subdivision)s AND tax_class = %(tax_class)s AND id <> %(id)s
  AND (valid_to IS NULL OR valid_to > %(valid_from)s)
  AND (%(valid_to)s::date IS NULL OR valid_from < %(valid_to)s)
ORDER BY valid_from LIMIT 1
"""
INSERT_RATE = """
INSERT INTO tax_rates (id, country, subdivision, tax_class, name, rate_micros, valid_from, valid_to, created_at,
    updated_at)
VALUES (%(id)s, %(country)s, %(subdivision)s, %(tax_class)s, %(name)s, %(rate_micros)s, %(valid_from)s, %(valid_to)s,
    %(now)s, %(now)s)
"""
UPDATE_RATE = """
UPDATE tax_rates SET name = %(name)s, rate_micros = %(rate_micros)s, valid_from = %(valid_from)s,
    valid_to = %(valid_to)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""


@command("tax_class.create", permission="tax_class.manage")
async def create_tax_class(ctx: Ctx, data: CreateTaxClass) -> TaxClass:
    """Add a tax class; until it has rates of its own the standard ones apply. Raises AlreadyExists."""
    ctx.authorize("tax_class.manage")
    identity = TaxClassId.new()
    row = {"id": identity, "code": data.code, **_named(data), "now": ctx.now}
    if data.code in BUILTIN_CODES or not await ctx.db.run(INSERT_CLASS, row):
        sentence = f"There is a tax class with the code {data.code} already; choose another code"
        raise AlreadyExists(sentence, fields=[FieldError("code", sentence, "already_exists")])
    made = await load_class(ctx, identity, "tax_class.view")
    ctx.record("tax_class", identity, label=made.name, after=made)
    return made


@command("tax_class.update", permission="tax_class.manage")
async def update_tax_class(ctx: Ctx, tax_class_id: TaxClassId, data: UpdateTaxClass) -> TaxClass:
    """Name a tax class otherwise. Raises NotFound, PreconditionFailed."""
    await ctx.db.maybe(LOCK_CLASS, {"id": tax_class_id})
    before = await load_class(ctx, tax_class_id, "tax_class.manage")
    ctx.check_version(before.version)
    await ctx.db.run(UPDATE_CLASS, {"id": tax_class_id, **_named(data), "now": ctx.now})
    after = await load_class(ctx, tax_class_id, "tax_class.view")
    ctx.record("tax_class", tax_class_id, label=after.name, before=before, after=after)
    return after


@command("tax_class.delete", permission="tax_class.manage")
async def delete_tax_class(ctx: Ctx, tax_class_id: TaxClassId) -> None:
    """Remove a tax class without rates; products that carry it are taxed at the standard rate. Raises TaxClassInUse."""
    await ctx.db.maybe(LOCK_CLASS, {"id": tax_class_id})
    before = await load_class(ctx, tax_class_id, "tax_class.manage")
    ctx.check_version(before.version)
    if await ctx.db.value(CLASS_USED, {"code": before.code}):
        raise TaxClassInUse()
    await ctx.db.run("DELETE FROM tax_classes WHERE id = %(id)s", {"id": tax_class_id})
    ctx.record("tax_class", tax_class_id, label=before.name, before=before)


@command("tax_rate.create", permission="tax_rate.manage")
async def create_tax_rate(ctx: Ctx, data: CreateTaxRate) -> TaxRate:
    """Set a rate from a day on, and end the one without end before it. Raises Invalid, RatesOverlap."""
    ctx.authorize("tax_rate.manage")
    if data.country not in country_names("en"):
        raise Invalid.field("country", f"{data.country} is not the code of a country", "unknown_country")
    if data.tax_class not in BUILTIN_CODES and not await ctx.db.value(CLASS_KNOWN, {"code": data.tax_class}):
        raise Invalid.field("tax_class", "There is no such tax class; add it first", "not_found")
    identity = TaxRateId.new()
    row = _checked({**msgspec.structs.asdict(data), "id": identity, "now": ctx.now})
    await ctx.db.value(LOCK_COUNTRY, row)
    await ctx.db.run(END_BEFORE, row)
    await _refuse_overlap(ctx, row)
    await ctx.db.run(INSERT_RATE, row)
    forget_applying(ctx)
    rate = await load_rate(ctx, identity, "tax_rate.view")
    ctx.record("tax_rate", identity, label=_label(rate), after=rate)
    return rate


@command("tax_rate.update", permission="tax_rate.manage")
async def update_tax_rate(ctx: Ctx, tax_rate_id: TaxRateId, data: UpdateTaxRate) -> TaxRate:
    """Correct a rate; documents that were made keep theirs. Raises Invalid, RatesOverlap, PreconditionFailed."""
    before = await _lock(ctx, tax_rate_id)
    place = {"country": before.country, "subdivision": before.subdivision, "tax_class": before.tax_class}
    row = _checked({**msgspec.structs.asdict(data), **place, "id": tax_rate_id, "now": ctx.now})
    await _refuse_overlap(ctx, row)
    await ctx.db.run(UPDATE_RATE, row)
    forget_applying(ctx)
    after = await load_rate(ctx, tax_rate_id, "tax_rate.view")
    ctx.record("tax_rate", tax_rate_id, label=_label(after), before=before, after=after)
    return after


@command("tax_rate.delete", permission="tax_rate.manage")
async def delete_tax_rate(ctx: Ctx, tax_rate_id: TaxRateId) -> None:
    """Remove a rate; the one it ended stays ended. Raises NotFound, PreconditionFailed."""
    before = await _lock(ctx, tax_rate_id)
    await ctx.db.run("DELETE FROM tax_rates WHERE id = %(id)s", {"id": tax_rate_id})
    forget_applying(ctx)
    ctx.record("tax_rate", tax_rate_id, label=_label(before), before=before)


async def _lock(ctx: Ctx, tax_rate_id: TaxRateId) -> TaxRate:
    """Hold every rate of the country this one is of, and read it then."""
    country = await ctx.db.value(LOCK_RATE, {"id": tax_rate_id})
    if country is not None:
        await ctx.db.value(LOCK_COUNTRY, {"country": country})
    before = await load_rate(ctx, tax_rate_id, "tax_rate.manage")
    ctx.check_version(before.version)
    return before


async def _refuse_overlap(ctx: Ctx, row: dict[str, Any]) -> None:
    found = await ctx.db.maybe(OVERLAPPING, row)
    if found is not None:
        until = f"to {_shown(found['valid_to'])}" if found["valid_to"] else "without end"
        sentence = f"{found['name']} applies from {_shown(found['valid_from'])} {until}; choose other days or end it"
        raise RatesOverlap(sentence, fields=[FieldError("valid_from", sentence, RatesOverlap.code)])


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    row["name"] = clean_line(row["name"])
    if not row["name"]:
        raise Invalid.field("name", "Write the name that documents show, such as VAT 20 %", "required")
    if row["valid_to"] is not None and row["valid_to"] <= row["valid_from"]:
        raise Invalid.field("valid_to", "The end is after the first day; leave it out for a rate without end")
    return row


def _named(data: CreateTaxClass | UpdateTaxClass) -> dict[str, str]:
    name = clean_line(data.name)
    if not name:
        raise Invalid.field("name", "Write a name for the tax class", "required")
    return {"name": name, "help": clean_line(data.help)}


def _label(rate: TaxRate) -> str:
    return f"{rate.name} ({rate.country}{'-' + rate.subdivision if rate.subdivision else ''})"


def _shown(day: date) -> str:
    return day.isoformat()
