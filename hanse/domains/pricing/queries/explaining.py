"""Explaining one price to staff: the answer, the layers from below, and every candidate with why it lost."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.pricing.queries.resolving import Asked, answer_from, ask, read_candidates
from hanse.domains.pricing.rules.entries import sku_key
from hanse.domains.pricing.rules.resolution import COST, Candidate, Found, find_price
from hanse.domains.pricing.types import (
    LAYERS,
    ExplainedPrice,
    ExplainPrice,
    LayerStep,
    PriceLine,
    ResolvePrices,
    VariantId,
)
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.units import UNITS
from hanse.platform.commands import query
from hanse.platform.context import Ctx

ABOUT: Final = """
SELECT v.id, v.sku, CASE WHEN v.name = '' THEN p.name ELSE p.name || ', ' || v.name END AS name,
    coalesce(u.unit, v.stock_unit) AS unit,
    (SELECT o.name FROM organizations o WHERE o.id = %(organization)s) AS organization_name
FROM variants v
JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id
LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
WHERE v.id = %(variant)s OR v.sku_key = %(sku)s
"""


@query("price.explain")
async def explain_price(ctx: Ctx, query: ExplainPrice) -> ExplainedPrice:
    """Explain the price of a variant for an organization, quantity and instant. Raises Invalid."""
    ctx.authorize("price.explain")
    ctx.authorize("price.view")
    if (query.variant is None) == (query.sku is None):
        raise Invalid.field("variant", "Name a variant by its id or by its SKU", "required")
    asked_for = {"variant": query.variant, "sku": sku_key(query.sku) if query.sku else None}
    about = await ctx.db.maybe(ABOUT, {**asked_for, "organization": query.organization})
    if about is None:
        name = "variant" if query.variant is not None else "sku"
        raise Invalid.field(name, "There is no such product", "not_found")
    variant_id = VariantId(about["id"])
    line = PriceLine(key=0, variant_id=variant_id, quantity=_quantity(query, about["unit"]))
    data = ResolvePrices(
        organization_id=query.organization,
        channel=query.channel,
        currency=query.currency,
        at=query.at,
        lines=[line],
        with_ladder=True,
    )
    asked, bodies = await ask(ctx, data)
    candidates = read_candidates(bodies.get(0))
    found = find_price(candidates)
    return ExplainedPrice(
        variant_id=variant_id,
        sku=about["sku"],
        name=about["name"],
        organization_id=query.organization,
        organization_name=about["organization_name"],
        currency=asked.head.currency,
        at=asked.at,
        price=answer_from(asked, line, candidates, found),
        layers=_layers(asked, found, candidates),
    )


def _quantity(query: ExplainPrice, usual: str) -> Quantity:
    unit = query.unit or usual
    if unit not in UNITS:
        raise Invalid.field("unit", f"{unit} is not a unit; use a code such as C62 or MTR", "unknown_unit")
    quantity = Quantity.parse(query.quantity, unit)
    if not quantity.is_positive:
        raise Invalid.field("quantity", "The quantity must be above zero")
    return quantity


def _layers(asked: Asked, found: Found, candidates: list[Candidate]) -> list[LayerStep]:
    """Every layer that has candidates, from below: its own best, and what is paid up to it."""
    present = {candidate.layer for candidate in candidates if candidate.layer != COST}
    steps = []
    for layer in sorted(present):
        best: Any = found.best.get(layer)
        paid: Any = found.paid.get(layer)
        steps.append(
            LayerStep(
                layer=LAYERS[layer],
                list_name=asked.head.lists[best[0].list_id][0] if best else None,
                unit_price=UnitPrice(best[1], asked.head.currency) if best else None,
                paid=UnitPrice(paid[1], asked.head.currency) if paid else None,
                is_paid=found.winner is not None and best is not None and best[0] is found.winner,
            )
        )
    return steps
