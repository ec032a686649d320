"""What is true of a business at every moment, whatever was broken before: questions whose answer is always "no row".

Asked as the application, inside the business. Must not be here: how the state came about.
"""

from __future__ import annotations

from typing import Any, Final, LiteralString

from hanse.testing.installation import Business

INVARIANTS: Final[dict[str, LiteralString]] = {
    "stock never goes below what is promised": """
        SELECT variant_id FROM stock_levels WHERE on_hand < 0 OR allocated < 0 OR reserved < 0
            OR allocated + reserved > on_hand""",
    "stock is the sum of its movements": """
        SELECT l.variant_id FROM stock_levels l LEFT JOIN LATERAL (
            SELECT coalesce(sum(m.on_hand_change), 0)::bigint AS on_hand,
                coalesce(sum(m.allocated_change), 0)::bigint AS allocated
            FROM stock_movements m WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id
        ) m ON true WHERE m.on_hand <> l.on_hand OR m.allocated <> l.allocated""",
    "what is allocated is what allocations say": """
        SELECT l.variant_id FROM stock_levels l LEFT JOIN LATERAL (
            SELECT coalesce(sum(a.quantity), 0)::bigint AS open
            FROM allocations a WHERE a.variant_id = l.variant_id AND a.location_id = l.location_id
        ) a ON true WHERE a.open <> l.allocated""",
    "an order's totals are the sums of its lines": """
        SELECT o.number FROM orders o JOIN LATERAL (
            SELECT sum(l.net_minor)::bigint AS net, sum(l.gross_minor)::bigint AS gross, count(*) AS lines,
                sum(l.tax_minor)::bigint AS tax
            FROM order_lines l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id
        ) s ON true
        WHERE s.net <> o.net_minor OR s.gross <> o.gross_minor OR s.tax <> o.tax_minor OR s.lines <> o.line_count
            OR o.gross_minor <> o.net_minor + o.tax_minor""",
    "one source makes one order": """
        SELECT source_id FROM orders GROUP BY source_kind, source_id HAVING count(*) > 1""",
    "one approved request makes one order": """
        SELECT r.id FROM order_requests r LEFT JOIN orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
        WHERE (r.status IN ('placed', 'cancelled')) <> (o.id IS NOT NULL)
            OR (r.status = 'cancelled') <> coalesce(o.status = 'cancelled', false)""",
    "an ordered quote has its order": """
        SELECT q.number FROM quotes q LEFT JOIN orders o ON o.tenant_id = q.tenant_id AND o.id = q.order_id
        WHERE (q.status = 'ordered') <> (o.id IS NOT NULL)""",
    "an order's prices are those of the accepted version": """
        SELECT q.number FROM quotes q
        JOIN orders o ON o.tenant_id = q.tenant_id AND o.id = q.order_id
        JOIN quote_versions v ON v.tenant_id = q.tenant_id AND v.id = q.accepted_version_id
        WHERE v.net_minor <> o.net_minor""",
    "nobody approves what they asked for": """
        SELECT a.id FROM approvals a JOIN approval_events e ON e.tenant_id = a.tenant_id AND e.approval_id = a.id
        WHERE e.kind = 'approved' AND a.requester_member_id IN (e.member_id, e.for_member_id)""",
    "a budget that refuses is never overdrawn": """
        SELECT b.id FROM budgets b JOIN budget_entries e ON e.tenant_id = b.tenant_id AND e.budget_id = b.id
        WHERE b.when_exceeded = 'refuse' AND e.status IN ('committed', 'spent')
        GROUP BY b.id, b.limit_minor, e.period_start HAVING sum(e.amount_minor) > b.limit_minor""",
    "every order has its place in the audit trail": """
        SELECT o.number FROM orders o WHERE NOT EXISTS (
            SELECT FROM audit_entries e WHERE e.tenant_id = o.tenant_id AND e.subject_kind = 'order'
                AND e.subject_id = o.id AND e.outcome = 'allowed')""",
    "every quote has its place in the audit trail": """
        SELECT q.number FROM quotes q WHERE NOT EXISTS (
            SELECT FROM audit_entries e WHERE e.tenant_id = q.tenant_id AND e.subject_kind = 'quote'
                AND e.subject_id = q.id AND e.outcome = 'allowed')""",
    "every decision has its place in the audit trail": """
        SELECT a.id FROM approvals a WHERE NOT a.is_automatic AND a.status IN ('approved', 'rejected') AND NOT EXISTS (
            SELECT FROM audit_entries e WHERE e.tenant_id = a.tenant_id AND e.subject_kind = 'approval'
                AND e.subject_id = a.id AND e.outcome = 'allowed')""",
}


async def broken(business: Business) -> list[str]:
    """The sentences that are not true of a business now, each with what breaks it."""
    found: list[str] = []
    async with business.open() as ctx:
        for sentence, query in INVARIANTS.items():
            rows: list[Any] = await ctx.db.values(query)
            if rows:
                found.append(f"{sentence}: not for {', '.join(str(row) for row in rows[:3])}")
    return found
