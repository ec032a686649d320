"""Prices published by another part of the business: a whole list in one statement, and its end at an instant.

Such a list belongs to what published it. Nobody changes it by hand; it names its source in every trace.
"""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.pricing.commands.entries import Placed, place
from hanse.domains.pricing.events import PriceListChanged
from hanse.domains.pricing.rules.entries import ReadEntry, errors_below, read_entry
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.publishing import (
    CheckedEntry,
    CheckEntries,
    EndedPrices,
    EndPrices,
    PublishedPrices,
    PublishPrices,
    RankPrices,
)
from hanse.kit.currencies import get_currency
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.text import clean_line, normalise
from hanse.platform.authz import Subject
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

PUBLISH: Final = """
WITH list AS (
    INSERT INTO price_lists (id, name, name_key, layer, currency, status, priority, is_tax_inclusive, starts_at,
        ends_at, source_kind, source_id, source_label, created_at, updated_at)
    VALUES (%(id)s, %(name)s, %(name_key)s, %(layer)s, %(currency)s, 'active', %(priority)s, %(is_tax_inclusive)s,
        %(starts_at)s, %(ends_at)s, %(source_kind)s, %(source_id)s, %(source_label)s, %(now)s, %(now)s)
    ON CONFLICT (tenant_id, name_key) DO NOTHING
    RETURNING id
),
target AS (
    INSERT INTO price_list_targets (id, price_list_id, organization_id)
    SELECT %(target_id)s::uuid, list.id, %(organization)s::uuid FROM list
),
entry AS (
    INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, minimum, kind, amount_micros,
        percent_micros, factors, formula, sums_variants, clause_label, updated_at)
    SELECT n.id, list.id, n.target, n.target_id, n.unit, n.minimum, n.kind, n.amount_micros,
        n.percent_micros, nullif(n.factors, 'null'), n.formula, n.sums_variants, nullif(n.clause, ''), %(now)s
    FROM list, json_to_recordset(%(entries)s::json) AS n (id uuid, target text, target_id uuid, unit text,
        minimum bigint, kind text, amount_micros bigint, percent_micros bigint, factors jsonb, formula text,
        sums_variants boolean, clause text)
    RETURNING 1
)
SELECT (SELECT count(*) FROM list) AS lists, (SELECT count(*) FROM entry) AS entries
"""
# A list that would begin at the instant or later never begins; one that ended before keeps its end.
END: Final = """
UPDATE price_lists SET
    status = CASE WHEN starts_at >= %(at)s THEN 'archived' ELSE status END,
    ends_at = CASE WHEN starts_at >= %(at)s THEN ends_at ELSE least(ends_at, %(at)s) END,
    version = version + 1, updated_at = %(now)s
WHERE id = ANY (%(ids)s) AND source_kind IS NOT NULL AND status = 'active' AND (ends_at IS NULL OR ends_at > %(at)s)
RETURNING id, name
"""
RANK: Final = """
UPDATE price_lists SET priority = %(priority)s, version = version + 1, updated_at = %(now)s
WHERE id = ANY (%(ids)s) AND source_kind IS NOT NULL AND status = 'active' AND priority <> %(priority)s
RETURNING id, name
"""


@command("price_list.publish", permission="price_list.activate")
async def publish_prices(ctx: Ctx, data: PublishPrices) -> PublishedPrices:
    """Put a whole list to use, for other parts of the business. Raises Invalid, AlreadyExists for its name."""
    ctx.authorize("price_list.activate")
    get_currency(data.currency)
    if data.ends_at is not None and data.ends_at <= data.starts_at:
        raise Invalid.field("ends_at", "The end is after the start; leave it out for a list without end")
    identity = PriceListId.new()
    name = clean_line(data.name)
    made = await ctx.db.one(PUBLISH, _parameters(ctx, identity, name, data))
    if not made["lists"]:
        sentence = f"There is a price list named {name} already; rename or archive it under another name first"
        raise AlreadyExists(sentence, fields=[FieldError("name", sentence, "already_exists")])
    facts = {
        "source": data.source.label,
        "entries": made["entries"],
        "currency": data.currency,
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
    }
    ctx.record("price_list", identity, label=name, after=facts)
    ctx.emit(PriceListChanged(price_list_id=identity, what="published"), subject=_subject(identity))
    return PublishedPrices(id=identity, name=name, entries=made["entries"])


@query("price_list.check", permission="price_list.view")
async def check_entries(ctx: Ctx, data: CheckEntries) -> list[CheckedEntry]:
    """Look entries up and check them as a list would; writes nothing. Raises Invalid naming every one that is wrong."""
    ctx.authorize("price_list.view")
    read: list[ReadEntry] = []
    wrong: list[FieldError] = []
    for position, one in enumerate(data.entries):
        try:
            read.append(read_entry(one, position, data.layer))
        except Invalid as error:
            wrong.extend(error.fields or (FieldError(f"entries.{position}", error.message, error.code),))
    if wrong:
        raise errors_below(wrong)
    return [_checked(one) for one in await place(ctx, read)]


def _checked(placed: Placed) -> CheckedEntry:
    entry = placed.entry
    return CheckedEntry(
        position=entry.position,
        target=entry.target_kind,
        target_id=placed.target_id,
        unit=placed.unit,
        minimum=entry.minimum,
        kind=entry.kind,
        amount_micros=entry.amount_micros,
        percent_micros=entry.percent_micros,
        factors=entry.factors,
        formula=entry.formula,
        sums_variants=entry.sums_variants,
    )


@command("price_list.end", permission="price_list.activate")
async def end_prices(ctx: Ctx, data: EndPrices) -> EndedPrices:
    """Let published lists end at an instant. What was ordered keeps its prices."""
    ctx.authorize("price_list.activate")
    values = {"ids": [one.uuid for one in data.lists], "at": data.at, "now": ctx.now}
    rows = await ctx.db.all(END, values)
    for row in rows:
        identity = PriceListId(row["id"])
        ctx.record("price_list", identity, label=row["name"], after={"ends_at": data.at})
        ctx.emit(PriceListChanged(price_list_id=identity, what="ended"), subject=_subject(identity))
    return EndedPrices(ended=len(rows))


@command("price_list.rank", permission="price_list.activate")
async def rank_prices(ctx: Ctx, data: RankPrices) -> EndedPrices:
    """Give published lists another priority, from the next request on."""
    ctx.authorize("price_list.activate")
    values = {"ids": [one.uuid for one in data.lists], "priority": data.priority, "now": ctx.now}
    rows = await ctx.db.all(RANK, values)
    for row in rows:
        identity = PriceListId(row["id"])
        ctx.record("price_list", identity, label=row["name"], after={"priority": data.priority})
        ctx.emit(PriceListChanged(price_list_id=identity, what="ranked"), subject=_subject(identity))
    return EndedPrices(ended=len(rows))


def _subject(identity: PriceListId) -> Subject:
    return Subject(kind="price_list", id=identity)


def _parameters(ctx: Ctx, identity: PriceListId, name: str, data: PublishPrices) -> dict[str, Any]:
    return {
        "id": identity,
        "target_id": uuid7(),
        "name": name,
        "name_key": normalise(name)[:200],
        "layer": data.layer.value,
        "currency": data.currency,
        "priority": data.priority,
        "is_tax_inclusive": data.is_tax_inclusive,
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
        "source_kind": data.source.kind,
        "source_id": data.source.id,
        "source_label": data.source.label,
        "organization": data.organization_id,
        "now": ctx.now,
        "entries": data.entries,
    }
