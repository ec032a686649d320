"""The facts conditions are asked about, and which policies hold for them.

For approvals the careful answer is the opposite of that for rights: a condition that cannot be decided holds, because
somebody has to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from hanse.domains.approvals.types import Policy
from hanse.kit.errors import HanseError
from hanse.kit.money import Money
from hanse.platform.authz import BadCondition, compile_condition

UNDECIDED: Final = "The condition cannot be decided"
STANDARD_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "amount": ("money", "Amount, with what was asked for beside it"),
    "weighed": ("amount", "Amount in minor units, with what was asked for beside it"),
    "own_amount": ("amount", "Amount of this one alone in minor units"),
    "organization_id": ("text", "Organization"),
    "is_internal": ("yes/no", "Asked for by staff"),
}
ACTOR_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "approval_limit": ("money", "Approval limit of the requester"),
    "member_id": ("text", "Requester"),
    "organization_id": ("text", "Organization the requester acts at"),
    "on_behalf": ("yes/no", "Staff asked on behalf of the requester"),
    "kind": ("text", "member, api_key or system"),
    "email": ("text", "E-mail address of the requester"),
}


class Match(msgspec.Struct, frozen=True):
    """A policy that holds, and why when its condition could not be decided."""

    policy: Policy
    note: str = ""


def subject_facts(
    facts: Mapping[str, Any], own: Money | None, weighed: Money | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts as given, and the standard ones, which they cannot overrule.

    A total that equals the amount means the whole of what adds up, so that splitting evades no condition about it.
    """
    known = dict(facts)
    if own is not None and weighed is not None:
        if known.get("total") == own.minor:
            known["total"] = weighed.minor
        known.update({"amount": weighed.to_wire(), "weighed": weighed.minor, "own_amount": own.minor})
        known.setdefault("currency", own.currency)
    known.update(more)
    return known


def matching(policies: Sequence[Policy], facts: Mapping[str, Any], actor: Mapping[str, Any]) -> list[Match]:
    """The policies that hold, lowest priority number first; those that cannot be decided among them."""
    subject, who = readable(facts), readable(actor)
    found = []
    for policy in sorted(policies, key=lambda one: (one.priority, one.id.uuid)):
        holds, note = _holds(policy.condition, subject, who)
        if holds:
            found.append(Match(policy, note))
    return found


def _holds(condition: str, subject: Mapping[str, Any], actor: Mapping[str, Any]) -> tuple[bool, str]:
    if not condition.strip():
        return True, ""
    try:
        outcome = compile_condition(condition).explain(actor, subject, {})
    except BadCondition as problem:
        return True, problem.message
    if outcome.holds:
        return True, ""
    return (True, outcome.reason) if outcome.reason.startswith(UNDECIDED) else (False, "")


def readable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as conditions read them: an amount with its currency becomes money again."""
    return {name: _value(value) for name, value in facts.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        try:
            return Money.from_wire(value)
        except HanseError:
            return value
    return value
