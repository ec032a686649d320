"""F11: clocks of several workers that jump forward and back, over a leap day and the end of summer time."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.figures import Figure
from faults.ground import Ground, made
from faults.ledger import verdict
from hanse.domains.access.adapters.gate import AccessGate
from hanse.kit.clock import ManualClock
from hanse.testing.worker import drain

AREA = "clocks"
STARTS = (datetime(2028, 2, 28, 22, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC))
HAPPENED = """
    SELECT a.id, e.kind, count(*) AS times FROM approvals a
    JOIN approval_events e ON e.tenant_id = a.tenant_id AND e.approval_id = a.id
    JOIN LATERAL (
        SELECT min(f.position) AS position FROM approval_events f
        WHERE f.tenant_id = a.tenant_id AND f.approval_id = a.id AND f.kind = 'escalated'
    ) first ON e.position <= first.position
    WHERE e.kind IN ('reminded', 'escalated')
    GROUP BY a.id, e.kind
"""
"""Before somebody else is asked there is one reminder, and that happens once; later reminders repeat."""
JUMPS = (timedelta(hours=-26), timedelta(minutes=-30), timedelta(hours=3), timedelta(hours=30), timedelta(hours=50))


async def jumps(ground: Ground, seed: int, approvals: int) -> list[Figure]:
    """Let two sweepers with clocks of their own fire the reminders and escalations of many approvals."""
    chance = random.Random(seed)
    problems: list[str] = []
    fired = 0
    for start in STARTS:
        shop = await ground.shop()
        business = shop.business
        resolver = {"kind": "member", "member_id": str(shop.head.member_id)}
        level = {"name": "Head", "groups": [{"label": "Head", "resolvers": [resolver], "quorum": 1}]}
        await made(
            business.owner, "/v1/approval-policies", {"name": "P", "subject_kind": "order_request", "levels": [level]}
        )
        variant = await shop.article("1000000")
        clocks = [ManualClock(start), ManualClock(start)]
        services = [replace(ground.parts.services, clock=clock) for clock in clocks]
        for number in range(approvals):
            cart = await made(shop.buyer, "/v1/carts", {"organization_id": shop.organization, "name": f"C{number}"})
            lines = {"lines": [{"variant_id": variant, "quantity": {"value": "1", "unit": "C62"}}]}
            await made(shop.buyer, f"/v1/carts/{cart['id']}/lines", lines)
            seen = await made(shop.buyer, f"/v1/carts/{cart['id']}/preview", {})
            await made(shop.buyer, f"/v1/carts/{cart['id']}/submit", {"fingerprint": seen["fingerprint"]})
        for _ in range(12):
            for clock in clocks:
                clock.advance(chance.choice(JUMPS))
            await asyncio.gather(
                *(drain(service, ground.parts.sweeper, AccessGate(), limit=2_000) for service in services)
            )
        rows = await shop.rows(HAPPENED)
        fired += sum(row["times"] for row in rows)
        problems += [f"{row['kind']} came {row['times']} times for {row['id']}" for row in rows if row["times"] != 1]
        if len(rows) != 2 * approvals:
            problems.append(f"{2 * approvals} first reminders and escalations were due, {len(rows)} came")
    return [
        *verdict(AREA, "timers", problems),
        Figure(area=AREA, name="timers that fired", value=fired, unit="", bar=2 * approvals, sense="at_least"),
    ]
