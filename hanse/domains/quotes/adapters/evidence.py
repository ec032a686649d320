"""What lies beside an offer for the seller's own approvers: where its prices come from, missing costs, past orders.

Approvals ask for it only on behalf of staff who may know what an offer is judged by.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.types import ApprovalEvidence, EvidenceRow
from hanse.domains.orders.api import find_precedents
from hanse.domains.orders.types import FindPrecedents, OrganizationId
from hanse.domains.quotes.types import QuoteId
from hanse.kit.money import Money
from hanse.platform.context import Ctx

SHOWN: Final = 8
HEAD: Final = "SELECT organization_id, currency FROM quotes WHERE id = %(id)s"
# Where the list price of each line was found, by how many lines and how much they come to at it.
SOURCES: Final = """
SELECT coalesce(won.name, 'No list: priced by hand') AS name, count(*) AS lines
FROM quote_lines l LEFT JOIN LATERAL (
    SELECT c ->> 'list_name' AS name FROM jsonb_array_elements(l.trace -> 'candidates') AS c
    WHERE c ->> 'outcome' = 'won' LIMIT 1) won ON true
WHERE l.quote_id = %(id)s AND l.alternative_of IS NULL
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 8
"""
NO_COST: Final = """
SELECT position, coalesce(sku, '') AS sku, name FROM quote_lines
WHERE quote_id = %(id)s AND alternative_of IS NULL AND cost_micros IS NULL ORDER BY position LIMIT 9
"""


async def quote_evidence(ctx: Ctx, subject_id: str) -> list[ApprovalEvidence]:
    """Everything that helps to decide about one offer, as it stands now."""
    identity = QuoteId.parse(subject_id)
    head = await ctx.db.maybe(HEAD, {"id": identity})
    if head is None:
        return []
    sources = await ctx.db.all(SOURCES, {"id": identity})
    missing = await ctx.db.all(NO_COST, {"id": identity})
    wanted = FindPrecedents(organization_id=OrganizationId(head["organization_id"]), currency=head["currency"])
    before = await find_precedents(ctx.as_system("ApprovalEvidence for an approval", ("order.view",)), wanted)
    counted = "order" if before.year_count == 1 else "orders"
    year = EvidenceRow(text="Twelve months", detail=f"{before.year_count} {counted}", amount=before.year_total)
    found = [
        ApprovalEvidence(
            title="Lines without a cost",
            lead="The margin counts the other lines only.",
            rows=[EvidenceRow(text=f"{row['position']}. {row['name']}", detail=row["sku"]) for row in missing[:SHOWN]]
            + ([EvidenceRow(text="And more")] if len(missing) > SHOWN else []),
        ),
        ApprovalEvidence(
            title="Where list prices come from",
            rows=[
                EvidenceRow(text=row["name"], detail=f"{row['lines']} line{'s' if row['lines'] != 1 else ''}")
                for row in sources
            ],
        ),
        ApprovalEvidence(
            title="Last orders",
            rows=([year] if before.year_count else [])
            + [
                EvidenceRow(
                    text=f"Order {one.number}",
                    detail=one.status.value.replace("_", " "),
                    amount=Money(one.total.minor, one.total.currency),
                    at=one.placed_at,
                    href=f"/admin/orders/{one.id}",
                )
                for one in before.orders
            ],
        ),
    ]
    return [one for one in found if one.rows]
