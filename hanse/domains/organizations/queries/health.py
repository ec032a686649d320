"""Reads of health: the latest score with its factors and history, and what is measured from people's own activity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hanse.domains.organizations.ports import health_sources
from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.rules.health import compute
from hanse.domains.organizations.types import OrganizationId
from hanse.domains.organizations.types.health import Factor, FactorName, Health, HealthPoint, Reading
from hanse.kit.structs import convert
from hanse.platform.commands import query
from hanse.platform.context import Ctx

HISTORY_DAYS: Final = 90
TREND_DAYS: Final = 30
PERIOD: Final = timedelta(days=90)
HISTORY = """
SELECT day, score, factors, computed_at FROM organization_health
WHERE organization_id = %(organization)s AND day > %(since)s ORDER BY day
"""
BEFORE = """
SELECT DISTINCT ON (organization_id) organization_id, factors FROM organization_health
WHERE organization_id = ANY(%(ids)s) AND day <= %(day)s ORDER BY organization_id, day DESC
"""
# What the people of an organization did that the audit trail knows of. Nobody else's actions count.
ACTIVITY = """
SELECT s.organization_id, max(e.occurred_at) AS last_at,
    count(DISTINCT e.occurred_at::date) FILTER (WHERE e.occurred_at > %(since)s) AS days
FROM (SELECT DISTINCT organization_id, member_id FROM assignments WHERE organization_id = ANY(%(ids)s)) s
JOIN audit_entries e ON e.actor_id = s.member_id AND e.outcome = 'allowed' AND e.occurred_at > %(oldest)s
GROUP BY s.organization_id
"""
YEAR: Final = timedelta(days=365)


@query("organization.health", permission="organization.view_internal")
async def get_health(ctx: Ctx, organization_id: OrganizationId) -> Health:
    """Read the health of a partner: score, factors and the last 90 days. Without any data there is no score."""
    await load_organization(ctx, organization_id, "organization.view_internal")
    since = (ctx.now - timedelta(days=HISTORY_DAYS)).date()
    rows = await ctx.db.all(HISTORY, {"organization": organization_id, "since": since})
    history = [HealthPoint(day=row["day"], score=row["score"]) for row in rows]
    if not rows:
        empty = compute((), {})
        return Health(organization_id=organization_id, score=None, factors=empty.factors, computed_at=None, history=[])
    last = rows[-1]
    return Health(
        organization_id=organization_id,
        score=last["score"],
        factors=convert(last["factors"], list[Factor]),
        computed_at=last["computed_at"],
        history=history,
    )


async def readings_of(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, list[Reading]]:
    """Everything measured about some organizations: their people's activity, then what later domains know."""
    found: dict[UUID, dict[FactorName, Reading]] = {identity: {} for identity in ids}
    parameters = {"ids": list(ids), "since": ctx.now - PERIOD, "oldest": ctx.now - YEAR}
    for row in await ctx.db.all(ACTIVITY, parameters):
        for reading in _activity(ctx, row):
            found[row["organization_id"]][reading.factor] = reading
    for source in health_sources(ctx):
        for identity, readings in (await source.readings(ctx, ids)).items():
            for reading in readings:
                found[identity][reading.factor] = reading
    return {identity: list(readings.values()) for identity, readings in found.items()}


def _activity(ctx: Ctx, row: dict[str, Any]) -> list[Reading]:
    days_ago = max(0, (ctx.now - row["last_at"]).days)
    ago = "today" if days_ago == 0 else "yesterday" if days_ago == 1 else f"{days_ago} days ago"
    active = int(row["days"])
    return [
        Reading(factor=FactorName.RECENCY, value=float(days_ago), detail=f"Last active {ago}"),
        Reading(
            factor=FactorName.FREQUENCY,
            value=float(active),
            detail=f"Active on {active} of the last {PERIOD.days} days",
        ),
    ]


async def scores_before(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, dict[FactorName, int]]:
    """The factors' scores of 30 days ago, for the trend."""
    day = (ctx.now - timedelta(days=TREND_DAYS)).date()
    rows = await ctx.db.all(BEFORE, {"ids": list(ids), "day": day})
    return {
        row["organization_id"]: {
            factor.name: factor.score for factor in convert(row["factors"], list[Factor]) if factor.score is not None
        }
        for row in rows
    }
