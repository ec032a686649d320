"""Reads of what versions say of prices: against the version before, as published, and against other contracts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.lifecycle import reads_last_round
from hanse.domains.contracts.types import ContractId, ContractVersion, ContractVersionId
from hanse.domains.contracts.types.prices import (
    ContractPrice,
    FilterContractPrices,
    PriceConflict,
    PriceCounts,
    PublishedTerm,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import format_decimal
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.commands import query
from hanse.platform.context import Ctx

NAMES: Final = """
LEFT JOIN variants v ON e.target_kind = 'variant' AND v.tenant_id = e.tenant_id AND v.id = e.target_id
LEFT JOIN products vp ON vp.tenant_id = v.tenant_id AND vp.id = v.product_id
LEFT JOIN products p ON e.target_kind = 'product' AND p.tenant_id = e.tenant_id AND p.id = e.target_id
LEFT JOIN categories c ON e.target_kind = 'category' AND c.tenant_id = e.tenant_id AND c.id = e.target_id
"""
CODE: Final = "coalesce(v.sku, p.handle, c.handle, '')"
NAME: Final = "coalesce(CASE WHEN v.name = '' THEN vp.name ELSE vp.name || ', ' || v.name END, p.name, c.name, '')"
# The same line in the version this one is based on.
BEFORE: Final = """
LEFT JOIN contract_prices b ON b.tenant_id = e.tenant_id AND b.version_id = %(based_on)s AND b.target_id = e.target_id
    AND b.unit = e.unit AND b.minimum = e.minimum
"""
SAYS: Final = "(e.kind, e.amount_micros, e.percent_micros, e.formula, e.sums_variants)"
ORIGIN: Final = f"""CASE WHEN b.id IS NULL THEN 'new'
    WHEN {SAYS} IS NOT DISTINCT FROM {SAYS.replace("e.", "b.")} THEN 'kept' ELSE 'changed' END"""
CLAUSE_LABEL: Final = """coalesce((SELECT k.position || '. ' || k.heading FROM contract_clauses k
    WHERE k.tenant_id = e.tenant_id AND k.version_id = e.version_id AND k.key = e.clause_key), '')"""
LIST_PRICES: Final = f"""
SELECT e.id, e.target_kind AS target, e.target_id, {CODE} AS code, {NAME} AS name, e.unit, e.minimum, e.kind,
    e.amount_micros, e.percent_micros, e.formula, e.sums_variants, e.clause_key AS clause,
    {CLAUSE_LABEL} AS clause_label, {ORIGIN} AS origin, b.amount_micros AS was_micros
FROM contract_prices e {BEFORE} {NAMES}
WHERE e.version_id = %(version)s
  AND (%(origin)s::text IS NULL OR %(origin)s = {ORIGIN})
  AND (%(text)s::text IS NULL OR strpos(coalesce(v.sku_key, ''), %(code)s) > 0
    OR strpos(coalesce(vp.name_key, p.name_key, c.name_key, ''), %(text)s) > 0)
  AND (%(after_id)s::uuid IS NULL
    OR (e.target_id, e.unit, e.minimum, e.id) > (%(after_target)s, %(after_unit)s, %(after_minimum)s, %(after_id)s))
ORDER BY e.target_id, e.unit, e.minimum, e.id LIMIT %(limit)s
"""  # noqa: S608 - put together from constants
COUNTS: Final = f"""
SELECT count(*) AS total, count(*) FILTER (WHERE origin = 'kept') AS kept,
    count(*) FILTER (WHERE origin = 'changed') AS changed, count(*) FILTER (WHERE origin = 'new') AS new,
    (SELECT count(*) FROM contract_prices g WHERE g.version_id = %(based_on)s AND NOT EXISTS (
        SELECT FROM contract_prices x WHERE x.tenant_id = g.tenant_id AND x.version_id = %(version)s
            AND x.target_id = g.target_id AND x.unit = g.unit AND x.minimum = g.minimum)) AS gone
FROM (SELECT {ORIGIN} AS origin FROM contract_prices e {BEFORE} WHERE e.version_id = %(version)s) o
"""  # noqa: S608 - put together from constants
TO_PUBLISH: Final = """
SELECT json_agg(json_build_object('id', e.id, 'target', e.target_kind, 'target_id', e.target_id, 'unit', e.unit,
    'minimum', e.minimum, 'kind', e.kind, 'amount_micros', e.amount_micros, 'percent_micros', e.percent_micros,
    'factors', e.factors, 'formula', e.formula, 'sums_variants', e.sums_variants, 'clause', left(k.label, 200)))::text
FROM contract_prices e
LEFT JOIN (SELECT c.key, c.position || '. ' || c.heading AS label FROM contract_clauses c
    WHERE c.version_id = %(version)s) k ON k.key = e.clause_key
WHERE e.version_id = %(version)s
"""
CONTENT: Final = f"""
SELECT {CODE} AS code, {NAME} AS name, e.target_kind AS target, e.unit, e.minimum, e.kind, e.amount_micros,
    e.percent_micros, e.formula, e.sums_variants, e.clause_key AS clause
FROM contract_prices e {NAMES} WHERE e.version_id = %(version)s
ORDER BY {CODE}, e.unit, e.minimum, e.target_id
"""  # noqa: S608 - put together from constants
TERMS: Final = """
SELECT l.version_id, v.number AS version_number, l.price_list_id, l.starts_at, l.ends_at
FROM contract_price_lists l JOIN contract_versions v ON v.tenant_id = l.tenant_id AND v.id = l.version_id
WHERE l.contract_id = %(contract)s ORDER BY l.starts_at DESC
"""
# Lines of this version that a list of another contract, in use for the same organization or one above or below it,
# says something of as well, while both hold.
CONFLICTS: Final = f"""
SELECT DISTINCT ON (o.id, e.target_id) {CODE} AS code, {NAME} AS name, o.id AS other_contract_id,
    o.number AS other_number, o.title AS other_title, g.name AS other_organization, o.priority AS other_priority,
    coalesce((SELECT x.depth FROM organization_closure x WHERE x.tenant_id = o.tenant_id
        AND x.descendant_id = %(organization)s AND x.ancestor_id = o.organization_id), -1) AS distance
FROM contract_prices e
JOIN price_entries n ON n.tenant_id = e.tenant_id AND n.target_id = e.target_id
JOIN contract_price_lists l ON l.tenant_id = n.tenant_id AND l.price_list_id = n.price_list_id
JOIN price_lists t ON t.tenant_id = l.tenant_id AND t.id = l.price_list_id AND t.status = 'active'
JOIN contracts o ON o.tenant_id = l.tenant_id AND o.id = l.contract_id
JOIN organizations g ON g.tenant_id = o.tenant_id AND g.id = o.organization_id
{NAMES}
WHERE e.version_id = %(version)s AND o.id <> %(contract)s AND t.currency = %(currency)s
  AND (t.ends_at IS NULL OR t.ends_at > %(since)s) AND (%(until)s::timestamptz IS NULL OR t.starts_at < %(until)s)
  AND (o.organization_id IN (SELECT x.ancestor_id FROM organization_closure x WHERE x.descendant_id = %(organization)s)
    OR o.organization_id IN (SELECT x.descendant_id FROM organization_closure x WHERE x.ancestor_id = %(organization)s))
ORDER BY o.id, e.target_id LIMIT 200
"""  # noqa: S608 - put together from constants


@query("contract.prices", permission="contract.view")
async def list_contract_prices(
    ctx: Ctx, version_id: ContractVersionId, query: FilterContractPrices
) -> Page[ContractPrice]:
    """List the prices of a version, each against the version it is based on. Raises NotFound."""
    record = await load_readable(ctx, version_id)
    after = decode_cursor(query.cursor, UUID, str, int, UUID) or (None, None, None, None)
    rows = await ctx.db.all(
        LIST_PRICES,
        {
            "version": version_id,
            "based_on": record.version.based_on_id,
            "origin": query.origin,
            "text": normalise(query.q) if query.q else None,
            "code": query.q.strip().upper() if query.q else None,
            "after_target": after[0],
            "after_unit": after[1],
            "after_minimum": after[2],
            "after_id": after[3],
            "limit": query.limit + 1,
        },
    )
    page = page_of(
        rows, query.limit, lambda row: encode_cursor(row["target_id"], row["unit"], row["minimum"], row["id"])
    )
    return Page([_price(row, record.contract.currency) for row in page.items], page.next)


@query("contract.price_counts", permission="contract.view")
async def count_contract_prices(ctx: Ctx, version_id: ContractVersionId) -> PriceCounts:
    """Count the prices of a version: kept, changed and new against the one it is based on. Raises NotFound."""
    record = await load_readable(ctx, version_id)
    wanted = {"version": version_id, "based_on": record.version.based_on_id}
    return from_row(await ctx.db.one(COUNTS, wanted), PriceCounts)


@query("contract.terms", permission="contract.view")
async def list_published_terms(ctx: Ctx, contract_id: ContractId) -> list[PublishedTerm]:
    """When the prices of each version hold, or held, the newest first. Raises NotFound."""
    await load_contract(ctx, contract_id, "contract.view")
    return await load_terms(ctx, contract_id)


@query("contract.price_conflicts", permission="contract.view_internal")
async def list_price_conflicts(ctx: Ctx, version_id: ContractVersionId) -> list[PriceConflict]:
    """Name other contracts in force that price the same products, and which of the two counts. Raises NotFound."""
    record = await load_version(ctx, version_id, "contract.view")
    ctx.authorize("contract.view_internal", record.contract)
    contract, version = record.contract, record.version
    wanted = {
        "version": version_id,
        "contract": contract.id,
        "organization": contract.organization_id,
        "currency": contract.currency,
        "since": max(version.starts_at, ctx.now) if version.starts_at else ctx.now,
        "until": version.ends_at,
    }
    rows = await ctx.db.all(CONFLICTS, wanted)
    return [_conflict(row, contract.priority) for row in rows]


async def check_unpublished(ctx: Ctx, version: ContractVersion) -> None:
    """Refuse to give up a version whose prices are published for its start. Raises ContractInvalidTransition."""
    for term in await load_terms(ctx, version.contract_id):
        if term.version_id == version.id:
            raise ContractInvalidTransition(
                f"Version {version.number} is published and comes into force by itself on {version.starts_on}; amend it"
                " then, or terminate the contract"
            )


async def load_readable(ctx: Ctx, version_id: ContractVersionId) -> VersionRecord:
    """A version whose figures the reader may see; what the seller works on, the partner reads when it comes back."""
    record = await load_version(ctx, version_id, "contract.view")
    if reads_last_round(record.version.status, record.contract.turn, record.side):
        raise NotFound("The seller is working on this version; you read it when it comes back to you")
    return record


async def load_terms(ctx: Ctx, contract_id: ContractId) -> list[PublishedTerm]:
    """The same; asks for no right."""
    return await ctx.db.all(TERMS, {"contract": contract_id}, into=PublishedTerm)


async def entries_to_publish(ctx: Ctx, version_id: ContractVersionId) -> str | None:
    """What a version says of prices, as pricing takes it; None when it says nothing. Asks for no right."""
    found: str | None = await ctx.db.value(TO_PUBLISH, {"version": version_id})
    return found


async def price_content(ctx: Ctx, version_id: ContractVersionId, currency: str) -> list[dict[str, Any]]:
    """The prices as the content of a version fixes them, in an order that never changes; asks for no right."""
    rows = await ctx.db.all(CONTENT, {"version": version_id})
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "of": row["target"],
            "unit": row["unit"],
            "minimum": minimum_text(row["minimum"]),
            "price": UnitPrice(row["amount_micros"], currency).to_wire() if row["kind"] == "fixed" else None,
            "percent_off": percent_text(row["percent_micros"]),
            "formula": row["formula"],
            "sums_variants": row["sums_variants"],
            "clause": row["clause"],
        }
        for row in rows
    ]


def minimum_text(units: int) -> str:
    """A quantity without its unit, as short as it is exact."""
    return Quantity(units, "C62").value


def percent_text(micros: int | None) -> str | None:
    """A percentage as people write it: 12.5."""
    return format_decimal(micros, 4, 0) if micros is not None else None


def _price(row: dict[str, Any], currency: str) -> ContractPrice:
    row.pop("target_id")
    amount, was, percent = row.pop("amount_micros"), row.pop("was_micros"), row.pop("percent_micros")
    row |= {
        "minimum": minimum_text(row["minimum"]),
        "unit_price": UnitPrice(amount, currency) if row["kind"] == "fixed" and amount is not None else None,
        "percent_off": percent_text(percent),
        "previous": UnitPrice(was, currency) if was is not None else None,
    }
    return from_row(row, ContractPrice)


def _conflict(row: dict[str, Any], priority: int) -> PriceConflict:
    """Which of two contracts counts, by the rules of pricing: the nearer organization, then the priority."""
    distance, other = row.pop("distance"), row.pop("other_priority")
    if distance > 0:
        stronger, reason = True, "This contract is with the organization itself, the other with one above it"
    elif distance < 0:
        stronger, reason = False, f"For {row['other_organization']} its own contract goes before one above it"
    elif priority != other:
        stronger = priority > other
        reason = f"The higher priority counts ({max(priority, other)} over {min(priority, other)})"
    else:
        stronger, reason = False, "Both have the same priority: the narrower target, then the shorter term, then the"
        reason += " lower price counts. Give one of them a higher priority to decide it"
    return from_row({**row, "is_stronger": stronger, "reason": reason}, PriceConflict)
