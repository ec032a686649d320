"""Prices as orders keep them: found as always, with the candidates as they were instead of what is said of each.

Saying why each candidate lost takes longer than finding the price, and few ask. What is kept is enough to say it at any
time, whatever becomes of the lists: the candidates, and the names of their lists and clauses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from hanse.domains.catalog.types import VariantId
from hanse.domains.pricing.queries.resolving import Asked, Head, ask, head_of, problem_of, read_candidates, trace_of
from hanse.domains.pricing.rules.resolution import Candidate, find_price
from hanse.domains.pricing.types import LAYERS, FrozenPrice, FrozenPrices, OrganizationId, PriceLine, ResolvePrices
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import to_builtins
from hanse.platform.commands import query
from hanse.platform.context import Ctx

KEPT: Final = "candidates_kept"


@query("price.freeze", permission="price.explain")
async def freeze_prices(ctx: Ctx, query: ResolvePrices) -> FrozenPrices:
    """Find the price of every line as `resolve_prices` does, with what its trace is told from later; for orders."""
    ctx.authorize("price.explain")
    asked, bodies = await ask(ctx, query)
    return FrozenPrices(
        currency=asked.head.currency, lines=[_frozen(asked, line, bodies.get(line.key)) for line in query.lines]
    )


def _frozen(asked: Asked, line: PriceLine, body: str | None) -> FrozenPrice:
    candidates = read_candidates(body)
    found = find_price(candidates)
    winner = found.winner
    return FrozenPrice(
        key=line.key,
        unit_price=UnitPrice(found.value, asked.head.currency) if found.value is not None else None,
        is_tax_inclusive=asked.head.lists[winner.list_id][1] if winner else False,
        layer=LAYERS[winner.layer] if winner else None,
        problem=None if candidates else problem_of(asked, line),
        trace=_kept(asked, line, candidates, body),
    )


def _kept(asked: Asked, line: PriceLine, candidates: list[Candidate], body: str | None) -> dict[str, Any]:
    """What the trace of a line is told from; the candidates as the text in which they came."""
    head = asked.head
    organization = asked.data.organization_id
    kept: dict[str, Any] = {
        KEPT: body or "[]",
        "lists": {str(one): head.lists[one] for one in {candidate.list_id for candidate in candidates}},
        "currency": head.currency,
        "at": asked.at.isoformat(),
        "organization": str(organization) if organization else None,
        "channel": asked.data.channel,
        "quantity": [line.quantity.units, line.quantity.unit],
        "variant": str(line.variant_id),
    }
    if head.clauses:
        kept["clauses"] = {
            str(one.entry_id): head.clauses[one.entry_id] for one in candidates if one.entry_id in head.clauses
        }
    return kept


def told_trace(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The trace that is told from what an order kept, for people who may see it; others are given as they are."""
    if KEPT not in kept:
        return dict(kept)
    candidates = read_candidates(kept[KEPT])
    line = PriceLine(
        key=0,
        variant_id=VariantId.parse(kept["variant"]),
        quantity=Quantity(*kept["quantity"]),
    )
    data = ResolvePrices(
        organization_id=OrganizationId.parse(kept["organization"]) if kept["organization"] else None,
        channel=kept["channel"],
        lines=[line],
    )
    head: Head = head_of(kept["currency"], kept["lists"], kept.get("clauses", {}))
    asked = Asked(data, head, datetime.fromisoformat(kept["at"]), explains=True, sees_cost=False)
    return dict(to_builtins(trace_of(asked, line, candidates, find_price(candidates))))
