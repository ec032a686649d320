"""How far the prices of a version are below the price lists for everybody: what approval policies ask about."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.platform.context import Ctx

# Each price against the nearest base price of the same unit that its quantity reaches.
LARGEST: Final = """
SELECT max(CASE WHEN e.kind = 'percent' THEN e.percent_micros
        WHEN e.kind = 'fixed' AND b.amount > e.amount_micros
            THEN div((b.amount - e.amount_micros)::numeric * 1000000, b.amount)::bigint
        ELSE 0 END) AS largest,
    count(*) AS total,
    count(*) FILTER (WHERE e.kind = 'formula' OR (e.kind = 'fixed' AND b.amount IS NULL)) AS unknown
FROM contract_prices e
LEFT JOIN variants v ON e.target_kind = 'variant' AND v.tenant_id = e.tenant_id AND v.id = e.target_id
LEFT JOIN LATERAL (
    SELECT n.amount_micros AS amount
    FROM price_entries n JOIN price_lists l ON l.tenant_id = n.tenant_id AND l.id = n.price_list_id
    WHERE e.kind = 'fixed' AND n.target_id = ANY (coalesce(v.lineage, ARRAY[e.target_id])) AND n.kind = 'fixed'
        AND n.unit = e.unit AND n.minimum <= e.minimum AND l.layer = 'base' AND l.status = 'active'
        AND l.currency = %(currency)s
        AND (l.starts_at IS NULL OR l.starts_at <= %(now)s) AND (l.ends_at IS NULL OR l.ends_at > %(now)s)
        AND (n.starts_at IS NULL OR n.starts_at <= %(now)s) AND (n.ends_at IS NULL OR n.ends_at > %(now)s)
    ORDER BY l.priority DESC, array_position(coalesce(v.lineage, ARRAY[e.target_id]), n.target_id), n.minimum DESC,
        n.amount_micros
    LIMIT 1
) b ON true
WHERE e.version_id = %(version)s
"""


async def largest_discount(ctx: Ctx, record: VersionRecord) -> int | None:
    """The largest discount from the list price, in millionths: nothing without prices, None where one has no list
    price to be compared with; asks for no right."""
    wanted = {"version": record.version.id, "currency": record.contract.currency, "now": ctx.now}
    row = await ctx.db.one(LARGEST, wanted)
    if row["unknown"]:
        return None
    return row["largest"] or 0
