"""Finding prices: one statement for a page or a basket of any size, and its answer built with or without the trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from hanse.domains.pricing.errors import OthersPrices
from hanse.domains.pricing.rules.resolution import COST, Candidate, Found, Judged, find_price, judge, ladder, next_step
from hanse.domains.pricing.types import (
    LAYERS,
    PORTAL,
    EntryKind,
    OrganizationId,
    PriceEntryId,
    PriceLine,
    PriceListId,
    PriceListMode,
    PriceSource,
    ResolvedPrice,
    ResolvedPrices,
    ResolvePrices,
    TargetKind,
    TierStep,
    Trace,
    TraceCandidate,
)
from hanse.kit.currencies import get_currency
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import COUNT_MAX
from hanse.kit.units import get_unit
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# The buyer, the lines that may be seen, and for which currency; `everything` is for staff and other parts. OFFSET 0
# keeps the planner from looking at the whole catalogue first because many lines are asked for.
ASKED: Final = """
WITH buyer AS MATERIALIZED (
    SELECT o.id, coalesce(%(currency)s::text, o.currency, %(default)s::text) AS currency
    FROM (SELECT 1) one LEFT JOIN organizations o ON o.id = %(organization)s::uuid
),
asked AS MATERIALIZED (
    SELECT array_agg(a.key) AS keys, array_agg(a.variant_id) AS variants, array_agg(a.unit) AS units,
        array_agg(a.quantity) AS quantities
    FROM unnest(%(keys)s::int[], %(variants)s::uuid[], %(units)s::text[], %(quantities)s::bigint[])
        AS a (key, variant_id, unit, quantity)
    WHERE %(everything)s OR EXISTS (
        SELECT FROM variants v JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
        WHERE v.id = a.variant_id AND v.status = 'active' AND p.status = 'active'
            AND p.audience && (SELECT catalogue_tokens(%(organization)s::uuid)) OFFSET 0)
),
"""
# Who asks, the lists that were met, and why lines without any candidate have none.
HEAD: Final = """
SELECT -1 AS key, jsonb_build_object('currency', b.currency, 'is_known', b.id IS NOT NULL,
    'unpriced', (SELECT coalesce(jsonb_object_agg(a.key, u.variant_id IS NOT NULL OR a.unit = v.stock_unit), '{}')
        FROM asked w CROSS JOIN LATERAL unnest(w.keys, w.variants, w.units) AS a (key, variant_id, unit)
        JOIN variants v ON v.id = a.variant_id
        LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.unit = a.unit
        WHERE a.key NOT IN (SELECT f.key FROM found f)),
    'lists', (SELECT coalesce(jsonb_object_agg(l.id, jsonb_build_array(l.name, l.is_tax_inclusive, l.mode,
            l.source_kind, l.source_id, l.source_label)), '{}')
        FROM price_lists l WHERE l.id IN (SELECT f.list_id FROM found f)):clauses)::text AS body
FROM buyer b
UNION ALL
"""
# The clauses that agree the candidates of published lists; only an explanation names them.
CLAUSES: Final = """,
    'clauses', (SELECT coalesce(jsonb_object_agg(e.id, e.clause_label), '{}')
        FROM price_entries e WHERE e.id IN (SELECT f.entry_id FROM found f
            JOIN price_lists p ON p.id = f.list_id AND p.source_kind IS NOT NULL)
            AND e.clause_label IS NOT NULL)"""
RANKED: Final = """SELECT c.*, dense_rank() OVER (PARTITION BY c.key, c.layer
        ORDER BY c.distance, c.priority DESC, c.specificity, c.converts, c.tier DESC, c.width) AS place,
        bool_or(c.competes) OVER (PARTITION BY c.key, c.layer) AS may_yield
    FROM buyer b CROSS JOIN asked w CROSS JOIN LATERAL price_candidates(
        b.id, %(channel)s, b.currency, %(at)s, w.keys, w.variants, w.units, w.quantities, true) c"""
# What a price and its tiers need, without what explains it: where only fixed prices stand, no layer can ever count that
# is below one that is reached and does not compete, however much is ordered.
NEEDED: Final = """SELECT * FROM (
    SELECT r.*, max(r.layer) FILTER (WHERE r.reached >= r.tier AND NOT r.may_yield) OVER line AS ground,
        bool_or(r.percent_micros IS NOT NULL OR r.factors IS NOT NULL OR r.amount NOT BETWEEN 0 AND 9223372036854775807)
            OVER line AS is_counted
    FROM (:ranked) r WINDOW line AS (PARTITION BY r.key)
    ) n WHERE n.is_counted OR n.ground IS NULL OR n.layer >= n.ground""".replace(":ranked", RANKED)
CANDIDATES: Final = """:asked
found AS MATERIALIZED (
    :found
)
:head
SELECT f.key, json_agg(json_build_array(f.entry_id, f.list_id, f.layer, f.distance, f.priority, f.competes,
    f.specificity, f.converts, f.reached >= f.tier, f.place, f.width, f.from_quantity, f.unit,
    CASE WHEN abs(f.amount) <= 9223372036854775807 THEN f.amount END, f.percent_micros, f.factors))::text
FROM found f GROUP BY f.key
""".replace(":asked", ASKED).replace(":head", HEAD)
TRACED: Final = CANDIDATES.replace(":found", RANKED).replace(":clauses", CLAUSES)
UNTRACED: Final = CANDIDATES.replace(":found", NEEDED).replace(":clauses", "")
BEST: Final = (
    """:asked
found AS MATERIALIZED (
    SELECT c.*
    FROM buyer b CROSS JOIN asked w CROSS JOIN LATERAL price_best(
        b.id, %(channel)s, b.currency, %(at)s, w.keys, w.variants, w.units, w.quantities, true) c
)
:head
SELECT f.key,
    json_build_array(f.amount_micros, f.cost_micros, f.layer, f.list_id, f.entry_id, f.from_quantity)::text
FROM found f
""".replace(":asked", ASKED)
    .replace(":head", HEAD)
    .replace(":clauses", "")
)
PATH: Final = """
SELECT array_agg(c.ancestor_id ORDER BY c.depth) AS path, min(o.currency) AS currency
FROM organization_closure c JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.descendant_id
WHERE c.descendant_id = %(id)s
"""


class Head(msgspec.Struct):
    """What is said once for all lines."""

    currency: str
    is_known: bool
    unpriced: dict[str, bool]
    lists: dict[UUID, tuple[str, bool, str, str | None, str | None, str | None]]
    clauses: dict[UUID, str] = {}


Tiers = tuple[TierStep | None, Sequence[TierStep]]  # the next one, and all of them

_head: Final = msgspec.json.Decoder(Head)
_candidates: Final = msgspec.json.Decoder(list[Candidate])
_best: Final = msgspec.json.Decoder(tuple[int, int | None, int, UUID, UUID, int])


class Asked(msgspec.Struct):
    """What the answer is built from besides the rows."""

    data: ResolvePrices
    head: Head
    at: datetime
    explains: bool
    sees_cost: bool


@query("price.resolve", permission="price.view")
async def resolve_prices(ctx: Ctx, data: ResolvePrices) -> ResolvedPrices:
    """Find the price of every line for an organization, in one statement however many lines there are.

    A line without a price is on request. Buyers see the prices of their own organization as they are now, without lists
    and trace. Raises NotFound for an organization one may not see, OthersPrices, Invalid.
    """
    data = await _authorized(ctx, data)
    _check(data)
    traced = (data.with_trace and ctx.may("price.explain")) or data.with_ladder or not ctx.may("price.view")
    asked, bodies = await ask(ctx, data, _statement(ctx, data, traced=traced))
    build = _from_candidates if traced else _from_best
    lines = [build(asked, line, bodies.get(line.key)) for line in data.lines]
    return ResolvedPrices(currency=asked.head.currency, lines=lines)


def _statement(ctx: Ctx, data: ResolvePrices, *, traced: bool) -> LiteralString:
    """As little as the answer needs: the trace and the cost look at every candidate."""
    if not traced:
        return BEST
    return TRACED if ctx.may("price.view_cost") or (data.with_trace and ctx.may("price.explain")) else UNTRACED


async def ask(ctx: Ctx, data: ResolvePrices, statement: LiteralString = TRACED) -> tuple[Asked, dict[int, str]]:
    """Run the one statement; asks for no right. Raises Invalid for an unknown organization."""
    at = data.at or ctx.now
    rows = await ctx.db.all(statement, _parameters(ctx, data, at))
    bodies = {row["key"]: row["body"] for row in rows}
    head = _head.decode(bodies.pop(-1))
    if data.organization_id is not None and not head.is_known:
        raise Invalid.field("organization_id", "There is no such organization", "not_found")
    return Asked(data, head, at, ctx.may("price.explain"), ctx.may("price.view_cost")), bodies


async def _authorized(ctx: Ctx, data: ResolvePrices) -> ResolvePrices:
    """Staff ask for anybody; others for an organization of theirs, in the portal, now, in its currency."""
    if ctx.may("price.view"):
        ctx.authorize("price.view")
        return data
    organization = data.organization_id.uuid if data.organization_id else ctx.principal.organization_id
    found = await ctx.db.maybe(PATH, {"id": organization}) if organization else None
    path = tuple(found["path"] or ()) if found else ()
    identity = OrganizationId(organization) if organization else None
    ctx.authorize("price.view", Subject(kind="price", id=identity, organizations=path))
    usual = (found["currency"] if found else None) or ctx.tenant.currency
    if data.channel != PORTAL or data.at not in (None, ctx.now) or data.currency not in (None, usual):
        raise OthersPrices()
    return msgspec.structs.replace(data, organization_id=identity, currency=usual)


def _check(data: ResolvePrices) -> None:
    """Refuse what cannot be asked. Raises Invalid."""
    if data.currency is not None:
        get_currency(data.currency)
    seen: set[int] = set()
    for position, line in enumerate(data.lines):
        if line.key in seen:
            raise Invalid.field(f"lines.{position}.key", "Give each line a key of its own", "repeated")
        seen.add(line.key)
        if line.quantity.units <= 0:
            raise Invalid.field(f"lines.{position}.quantity", "The quantity must be above zero")


def _parameters(ctx: Ctx, data: ResolvePrices, at: datetime) -> dict[str, Any]:
    return {
        "organization": data.organization_id,
        "channel": data.channel,
        "currency": data.currency,
        "default": ctx.tenant.currency,
        "at": at,
        "everything": ctx.may("price.view"),
        "keys": [line.key for line in data.lines],
        "variants": [line.variant_id.uuid for line in data.lines],
        "units": [line.quantity.unit for line in data.lines],
        "quantities": [line.quantity.units for line in data.lines],
    }


def _from_best(asked: Asked, line: PriceLine, body: str | None) -> ResolvedPrice:
    if body is None:
        return _priced(asked, line, None, has_candidates=False)
    amount, cost, layer, list_id, entry_id, from_quantity = _best.decode(body)
    winner = Candidate(
        entry_id, list_id, layer, 0, 0, False, 0, False, True, 1, 0, from_quantity, "", amount, None, None
    )
    return _priced(asked, line, Found(winner, amount, cost, {}, {}), has_candidates=True)


def _from_candidates(asked: Asked, line: PriceLine, body: str | None) -> ResolvedPrice:
    candidates = read_candidates(body)
    return answer_from(asked, line, candidates, find_price(candidates))


def read_candidates(body: str | None) -> list[Candidate]:
    """The candidates of a line as the database gave them."""
    return _candidates.decode(body) if body else []


def answer_from(asked: Asked, line: PriceLine, candidates: Sequence[Candidate], found: Found) -> ResolvedPrice:
    """The answer with tiers, and with the trace where it was asked for and may be seen."""
    following = next_step(candidates, found.winner) if found.winner is not None else None
    steps = ladder(candidates, line.quantity.units) if asked.data.with_ladder and found.winner is not None else []
    tiers = (_step(asked, line, following) if following else None, [_step(asked, line, step) for step in steps])
    answer = _priced(asked, line, found, tiers, has_candidates=bool(candidates))
    if not (asked.explains and asked.data.with_trace):
        return answer
    return msgspec.structs.replace(answer, trace=trace_of(asked, line, candidates, found))


def _step(asked: Asked, line: PriceLine, step: tuple[int, int]) -> TierStep:
    return TierStep(
        quantity=Quantity(min(step[0], COUNT_MAX), line.quantity.unit),
        unit_price=UnitPrice(step[1], asked.head.currency),
    )


def _priced(
    asked: Asked, line: PriceLine, found: Found | None, tiers: Tiers = (None, ()), *, has_candidates: bool
) -> ResolvedPrice:
    """The answer without its trace; lists and entries are named to those who may explain prices."""
    winner = found.winner if found else None
    currency = asked.head.currency
    shown = winner if asked.explains else None
    name, inclusive = asked.head.lists[winner.list_id][:2] if winner else ("", False)
    cost = found.cost if found and asked.sees_cost else None
    return ResolvedPrice(
        key=line.key,
        variant_id=line.variant_id,
        quantity=line.quantity,
        unit_price=UnitPrice(found.value, currency) if found and found.value is not None else None,
        is_tax_inclusive=inclusive,
        layer=LAYERS[winner.layer] if winner else None,
        list_id=PriceListId(shown.list_id) if shown else None,
        list_name=name if shown else None,
        entry_id=PriceEntryId(shown.entry_id) if shown else None,
        tier_quantity=Quantity(min(winner.from_quantity, COUNT_MAX), line.quantity.unit) if winner else None,
        next_tier=tiers[0],
        ladder=list(tiers[1]),
        unit_cost=UnitPrice(cost, currency) if cost is not None else None,
        problem=None if has_candidates else problem_of(asked, line),
        trace=None,
    )


def head_of(currency: str, lists: Mapping[str, Any], clauses: Mapping[str, str]) -> Head:
    """The head that goes with candidates that were kept."""
    kept = {"currency": currency, "is_known": True, "unpriced": {}, "lists": lists, "clauses": clauses}
    return msgspec.convert(kept, Head)


def problem_of(asked: Asked, line: PriceLine) -> str | None:
    """Why a line without candidates has none; None where nothing of the kind is set for it."""
    is_sold = asked.head.unpriced.get(str(line.key))
    if is_sold is False:
        return f"This is not sold in {get_unit(line.quantity.unit).name}"
    if is_sold:
        return None
    return "There is no such product"


def trace_of(asked: Asked, line: PriceLine, candidates: Sequence[Candidate], found: Found) -> Trace:
    """Every candidate that may be seen, and why it lost."""
    currency = asked.head.currency

    def words(micros: int) -> str:
        return str(UnitPrice(micros, currency))

    shown = candidates if asked.sees_cost else [item for item in candidates if item.layer != COST]
    return Trace(
        currency=currency,
        at=asked.at,
        organization_id=asked.data.organization_id,
        channel=asked.data.channel,
        quantity=line.quantity,
        candidates=[_traced(asked, line, item) for item in judge(shown, found, words)],
    )


def _traced(asked: Asked, line: PriceLine, item: Judged) -> TraceCandidate:
    candidate = item.candidate
    name, _, mode, kind, source, label = asked.head.lists[candidate.list_id]
    clause = asked.head.clauses.get(candidate.entry_id, "")
    return TraceCandidate(
        entry_id=PriceEntryId(candidate.entry_id),
        list_id=PriceListId(candidate.list_id),
        list_name=name,
        layer=LAYERS[candidate.layer],
        mode=PriceListMode(mode),
        distance=candidate.distance,
        priority=candidate.priority,
        target=_TARGETS[min(candidate.specificity, 2)],
        kind=_kind(candidate),
        tier=Quantity(min(candidate.from_quantity, COUNT_MAX), line.quantity.unit),
        unit_price=UnitPrice(item.value, asked.head.currency) if item.value is not None else None,
        outcome=item.outcome,
        reason=item.reason,
        source=PriceSource(kind=kind, id=source or "", label=label or "", clause=clause) if kind else None,
    )


_TARGETS: Final = (TargetKind.VARIANT, TargetKind.PRODUCT, TargetKind.CATEGORY)


def _kind(candidate: Candidate) -> EntryKind:
    if candidate.percent_micros is not None:
        return EntryKind.PERCENT
    return EntryKind.FIXED if candidate.factors is None else EntryKind.FORMULA
