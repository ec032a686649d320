"""What a person may hand to others: grants of roles and scopes of API keys, never more than they hold themselves.

Compares rights with rights, without any subject at hand. Whether the person may assign roles at all is the caller's
question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from hanse.platform.authz.conditions import check_condition, compile_condition
from hanse.platform.authz.grants import grants_of, within_limits
from hanse.platform.authz.types import Grant, Principal, Reach

_REACHES = {
    Reach.OWN: "on their own",
    Reach.ORGANIZATION: "in the organization",
    Reach.BELOW: "in the organization and those below",
    Reach.TENANT: "in the whole business",
}
_WITHIN = {
    Reach.OWN: (Reach.OWN,),
    Reach.ORGANIZATION: (Reach.OWN, Reach.ORGANIZATION),
    Reach.BELOW: (Reach.OWN, Reach.ORGANIZATION, Reach.BELOW),
}


def can_assign(granter: Principal, grants: Iterable[Grant], organization_path: Sequence[UUID] = ()) -> list[str]:
    """Say for each grant that exceeds what the granter holds why it does; nothing when all may be given.

    `organization_path` is the organization the role is assigned at followed by its ancestors up to the root; empty for
    tenant staff. What the grants themselves say about their organization is not looked at.
    """
    return [sentence for grant in grants if (sentence := _excess(granter, grant, tuple(organization_path)))]


def scopes_subset(principal: Principal, scopes: Iterable[str]) -> list[str]:
    """Say for each scope of an API key that exceeds the rights of its maker why it does; nothing when all may be given.

    A pattern such as `organization.*` needs a grant that is as wide: single permissions do not add up to it.
    """
    return [
        f"You cannot give the scope {scope}, because you do not hold it yourself."
        for scope in scopes
        if not within_limits(principal, scope) or not grants_of(principal).find(scope)
    ]


def _excess(granter: Principal, grant: Grant, path: tuple[UUID, ...]) -> str | None:
    what = f"{grant.permission} {_REACHES[Reach(grant.reach)]}"
    nonsense = _nonsense(grant, path)
    if nonsense:
        return f"{what}: {nonsense}"
    held = grants_of(granter).find(grant.permission) if within_limits(granter, grant.permission) else ()
    if not held:
        return f"You cannot give {what}, because you do not hold {grant.permission} yourself."
    covering = [own for own in held if _covers_reach(own, Reach(grant.reach), path)]
    if not covering:
        return f"You cannot give {what}, because your own right to it does not reach that far."
    if not any(_covers_condition(own.condition, grant.condition) for own in covering):
        conditions = " or ".join(sorted({own.condition for own in covering if own.condition}))
        return f"You cannot give {what} without the condition you hold it under: {conditions}"
    return None


def _nonsense(grant: Grant, path: tuple[UUID, ...]) -> str | None:
    """Why nobody could give this grant there."""
    if path and grant.reach == Reach.TENANT:
        return "a role in an organization never reaches the whole business."
    if not path and grant.reach in (Reach.ORGANIZATION, Reach.BELOW):
        return "a role of your staff reaches their own things or the whole business; assign it at an organization."
    problems = check_condition(grant.condition) if grant.condition is not None else []
    return problems[0] if problems else None


def _covers_reach(own: Grant, reach: Reach, path: tuple[UUID, ...]) -> bool:
    if own.reach == Reach.TENANT:
        return own.organization_id is None
    if own.organization_id is None:
        return own.reach == Reach.OWN == reach
    if own.reach == Reach.ORGANIZATION:
        return path[:1] == (own.organization_id,) and reach in _WITHIN[Reach.ORGANIZATION]
    return own.organization_id in path and reach in _WITHIN[Reach(own.reach)]


def _covers_condition(own: str | None, given: str | None) -> bool:
    """A condition is handed on as it is or made stricter: every part of it must stand in the one given."""
    if own is None:
        return True
    if given is None or check_condition(own):
        return False
    return compile_condition(given).is_as_strict_as(compile_condition(own))
