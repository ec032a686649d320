"""Trying a policy on what was submitted before: the stored facts are judged again, nothing is asked or changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from hanse.domains.approvals.ports import organization_tree
from hanse.domains.approvals.queries.policies import LIST_POLICIES, build_policy
from hanse.domains.approvals.rules.facts import matching
from hanse.domains.approvals.rules.merging import merge_levels
from hanse.domains.approvals.rules.replaying import Replayed, summed_up
from hanse.domains.approvals.types import (
    ApprovalId,
    Policy,
    PolicyId,
    PolicyLevel,
    Simulate,
    SimulatedSubject,
    Simulation,
)
from hanse.kit.money import Money
from hanse.platform.authz import BadCondition, check_condition
from hanse.platform.commands import query
from hanse.platform.context import Ctx

# The newest submission of each subject; what was superseded says nothing.
STORED: Final = """
SELECT id, title, organization_id, weighed_minor, currency, facts, actor_facts, submitted_at, decided_at, is_automatic
FROM (
    SELECT DISTINCT ON (subject_id) id, title, organization_id, weighed_minor, currency, facts, actor_facts,
        submitted_at, decided_at, is_automatic
    FROM (
        SELECT * FROM approvals WHERE subject_kind = %(kind)s AND status <> 'superseded'
            AND (%(since)s::timestamptz IS NULL OR submitted_at >= %(since)s)
            AND (%(until)s::timestamptz IS NULL OR submitted_at < %(until)s)
        ORDER BY submitted_at DESC, id DESC LIMIT %(last)s
    ) AS newest ORDER BY subject_id, submitted_at DESC
) AS subjects ORDER BY submitted_at DESC, id DESC
"""
MOST_POLICIES: Final = 1_000


@query("approval_policy.simulate")
async def simulate_policy(ctx: Ctx, data: Simulate) -> Simulation:
    """What a policy would have done to the newest subjects of its kind, beside or in place of the present ones.

    Raises BadCondition.
    """
    ctx.authorize("approval_policy.simulate")
    problems = check_condition(data.policy.condition) if data.policy.condition.strip() else []
    if problems:
        raise BadCondition.field("policy.condition", problems[0], "bad_condition")
    window = {
        "since": _midnight(ctx, data.since) if data.since else None,
        "until": _midnight(ctx, data.until + timedelta(days=1)) if data.until else None,
    }
    rows = await ctx.db.all(STORED, {"kind": data.policy.subject_kind, "last": data.last, **window})
    present = await _present(ctx, data.policy.subject_kind)
    tried = _tried(ctx, data)
    beside = [policy for policy in present if policy.id != data.replaces]
    if tried.is_active:
        beside.append(tried)
    paths = await organization_tree(ctx).paths(ctx, {row["organization_id"] for row in rows if row["organization_id"]})
    subjects = [_replay(row, present, beside, tried, paths.get(row["organization_id"], ())) for row in rows]
    return summed_up(data.policy.name, subjects)


def _midnight(ctx: Ctx, day: date) -> datetime:
    """The instant at which a day of the business's calendar begins."""
    return datetime.combine(day, time(), ZoneInfo(ctx.tenant.timezone))


def _replay(
    row: dict[str, Any], present: list[Policy], beside: list[Policy], tried: Policy, path: tuple[Any, ...]
) -> Replayed:
    facts, actor = row["facts"], row["actor_facts"]
    before = merge_levels(matching([one for one in present if _concerns(one, path)], facts, actor))
    matches = matching([one for one in beside if _concerns(one, path)], facts, actor)
    after = merge_levels(matches)
    mine = next((match for match in matches if match.policy.id == tried.id), None)
    subject = SimulatedSubject(
        approval_id=ApprovalId(row["id"]),
        title=row["title"],
        amount=Money(row["weighed_minor"], row["currency"]) if row["weighed_minor"] is not None else None,
        submitted_at=row["submitted_at"],
        present=_in_words(before),
        tried=_in_words(after),
        is_matched=mine is not None,
        note=mine.note if mine else "",
        took_minutes=_took(row),
        tried_hours=sum(level.timeout_hours for level in after),
    )
    return Replayed(subject=subject, present=_labels(before), tried=_labels(after))


def _took(row: dict[str, Any]) -> int | None:
    """Minutes until it was decided, when people decided it."""
    if row["decided_at"] is None or row["is_automatic"]:
        return None
    return int((row["decided_at"] - row["submitted_at"]).total_seconds() // 60)


def _in_words(levels: list[PolicyLevel]) -> list[str]:
    return [" and ".join(group.label for group in level.groups) for level in levels]


def _labels(levels: list[PolicyLevel]) -> frozenset[str]:
    return frozenset(group.label for level in levels for group in level.groups)


def _concerns(policy: Policy, path: tuple[Any, ...]) -> bool:
    return policy.organization_id is None or policy.organization_id.uuid in path


async def _present(ctx: Ctx, kind: str) -> list[Policy]:
    nothing = {"after_kind": None, "after_priority": None, "after_id": None}
    rows = await ctx.db.all(LIST_POLICIES, {"kind": kind, "active": True, "limit": MOST_POLICIES, **nothing})
    return [build_policy(row) for row in rows]


def _tried(ctx: Ctx, data: Simulate) -> Policy:
    given = {name: getattr(data.policy, name) for name in data.policy.__struct_fields__}
    policy = Policy(id=PolicyId.new(), version=1, created_at=ctx.now, updated_at=ctx.now, **given)
    return msgspec.structs.replace(policy, id=data.replaces) if data.replaces else policy
