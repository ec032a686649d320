"""What orders take of commitments, in the order's own transaction, and what goes back when they are cancelled.

One statement each, however many lines; orders ask only where their organization committed to something.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.types.commitments import DrawCommitments, ReleaseCommitments
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

# An order draws on what its organization, or one above it, committed to. A line counts for each commitment it fits:
# by value as it stands without tax, by quantity in the commitment's unit where the article is sold or stocked in it.
DRAW: Final = """
INSERT INTO contract_drawdowns (period_id, order_line_id, order_id, order_ref, order_number, line_name, drawn,
    value_minor, drawn_at)
SELECT f.period_id, f.line_id, %(order)s, %(ref)s, %(number)s, f.line_name, f.drawn, f.net_minor, %(now)s
FROM (
    SELECT d.id AS period_id, l.line_id, l.name AS line_name, l.net_minor,
        CASE WHEN k.measure = 'value' THEN l.net_minor
            WHEN l.unit = k.unit THEN l.quantity
            ELSE round(l.quantity::numeric * coalesce(a.ratio_numerator, 1) * coalesce(b.ratio_denominator, 1)
                / (coalesce(a.ratio_denominator, 1)::numeric * coalesce(b.ratio_numerator, 1)))::bigint END AS drawn
    FROM organization_closure o
    JOIN contract_commitment_periods d ON d.tenant_id = o.tenant_id AND d.organization_id = o.ancestor_id
        AND d.closed_at IS NULL AND d.starts_at <= %(now)s AND (d.ends_at IS NULL OR d.ends_at > %(now)s)
    JOIN contracts c ON c.tenant_id = d.tenant_id AND c.id = d.contract_id AND c.currency = %(currency)s
    JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
    CROSS JOIN jsonb_to_recordset(%(lines)s) AS l (
        line_id uuid, name text, variant_id uuid, unit text, quantity bigint, net_minor bigint)
    LEFT JOIN variants v ON v.id = l.variant_id
    LEFT JOIN variant_units a ON a.tenant_id = v.tenant_id AND a.variant_id = v.id AND a.unit = l.unit
    LEFT JOIN variant_units b ON b.tenant_id = v.tenant_id AND b.variant_id = v.id AND b.unit = k.unit
    WHERE o.descendant_id = %(organization)s
      AND (k.target_kind = 'whole' OR k.target_id = ANY (v.lineage))
      AND (k.measure = 'value' OR l.unit = k.unit
        OR ((a.unit IS NOT NULL OR l.unit = v.stock_unit) AND (b.unit IS NOT NULL OR k.unit = v.stock_unit)))
) f
WHERE f.drawn > 0
ON CONFLICT (tenant_id, period_id, order_line_id) DO NOTHING
"""
RELEASE: Final = """
UPDATE contract_drawdowns d SET
    released = CASE WHEN n.cancelled >= n.quantity THEN d.drawn
        ELSE div(d.drawn::numeric * n.cancelled, n.quantity)::bigint END,
    released_minor = CASE WHEN n.cancelled >= n.quantity THEN d.value_minor
        ELSE div(d.value_minor::numeric * n.cancelled, n.quantity)::bigint END
FROM unnest(%(lines)s::uuid[], %(cancelled)s::bigint[], %(quantities)s::bigint[]) AS n (line_id, cancelled, quantity)
WHERE d.order_id = %(order)s AND d.order_line_id = n.line_id
"""


@command("contract.draw", permission="contract.edit", own_trail=True)
async def draw_commitments(ctx: Ctx, data: DrawCommitments) -> None:
    """Let an order draw on what its organization committed to; written with the order, which is its trail."""
    ctx.authorize("contract.edit")
    lines = [
        {
            "line_id": str(line.line_id),
            "name": line.name[:300],
            "variant_id": str(line.variant_id.uuid) if line.variant_id else None,
            "unit": line.unit,
            "quantity": line.quantity,
            "net_minor": line.net_minor,
        }
        for line in data.lines
    ]
    await ctx.db.later(
        DRAW,
        {
            "order": data.order_id,
            "ref": data.order_ref,
            "number": data.order_number,
            "organization": data.organization_id,
            "currency": data.currency,
            "lines": Json(lines),
            "now": ctx.now,
        },
    )


@command("contract.release", permission="contract.edit", own_trail=True)
async def release_commitments(ctx: Ctx, data: ReleaseCommitments) -> None:
    """Give back what cancelled amounts of an order had drawn. A period that is settled keeps its result."""
    ctx.authorize("contract.edit")
    await ctx.db.run(
        RELEASE,
        {
            "order": data.order_id,
            "lines": [line.line_id for line in data.lines],
            "cancelled": [line.cancelled for line in data.lines],
            "quantities": [line.quantity for line in data.lines],
        },
    )
