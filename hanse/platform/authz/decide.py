"""The decisions: may this principal do this to that, which rows may a list show, which actions may be offered.

Pure functions of their arguments. A grant allows when it names the permission, reaches the subject, and its condition
holds; an API key's scopes must let the permission through as well. The grants a principal carries are already the
result of acting on behalf of somebody; only "own" then means the member acted for. The system has no rights but those
it carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.platform.authz.conditions import HOLDS, BadCondition, Outcome, compile_condition
from hanse.platform.authz.grants import acting_member, grants_of, reaches, within_limits
from hanse.platform.authz.types import Grant, Principal, Reach, Scope, Subject

_NOTHING_KNOWN: Final[Mapping[str, Any]] = {}


class Verdict(msgspec.Struct, frozen=True):
    """A decision, the grant that made it, and the reason in a sentence for logs and the audit trail."""

    allowed: bool
    grant: Grant | None
    reason: str


def allows(
    principal: Principal,
    permission: str,
    subject: Subject | None = None,
    request_attributes: Mapping[str, Any] = _NOTHING_KNOWN,
) -> Verdict:
    """Decide whether the principal holds `permission` on `subject` (None = the tenant as a whole). Never raises."""
    if not within_limits(principal, permission):
        return Verdict(False, None, f"The API key has no scope for {permission}.")
    grants = grants_of(principal).naming(permission)
    if not grants:
        return Verdict(False, None, f"No role gives {permission}.")
    member_id = acting_member(principal)
    refusal = ""
    for grant in grants:
        if not reaches(grant, subject, member_id):
            continue
        if grant.condition is None:
            return Verdict(True, grant, "")
        outcome = _condition_of(grant, principal, subject, request_attributes)
        if outcome.holds:
            return Verdict(True, grant, "")
        refusal = refusal or outcome.reason
    return Verdict(False, None, refusal or f"No role gives {permission} this far.")


def allowed_actions(
    principal: Principal,
    permissions: Iterable[str],
    subject: Subject,
    request_attributes: Mapping[str, Any] = _NOTHING_KNOWN,
) -> tuple[str, ...]:
    """Which of the permissions the principal holds on the subject, in the order given."""
    index, member_id = grants_of(principal), acting_member(principal)
    limited = principal.limited_to is not None
    outcomes: dict[str, bool] = {}  # one condition often stands in the grants of several permissions
    actions = []
    for permission, grants in index.offers(tuple(permissions)):
        if limited and not within_limits(principal, permission):
            continue
        if grants is None:
            actions.append(permission)
            continue
        for grant in grants:
            if not reaches(grant, subject, member_id):
                continue
            condition = grant.condition
            if condition is not None and condition not in outcomes:
                outcomes[condition] = _condition_of(grant, principal, subject, request_attributes).holds
            if condition is None or outcomes[condition]:
                actions.append(permission)
                break
    return tuple(actions)


def scope_for(principal: Principal, permission: str, request_attributes: Mapping[str, Any] = _NOTHING_KNOWN) -> Scope:
    """Say which rows a list under `permission` may show.

    A grant whose condition speaks of the subject adds nothing: a list cannot ask each row. One that speaks only of the
    actor and the request counts when it holds.
    """
    if not within_limits(principal, permission):
        return Scope()
    organizations: dict[UUID, None] = {}
    trees: dict[UUID, None] = {}
    own_trees: dict[UUID, None] = {}
    homes = {Reach.BELOW: trees, Reach.ORGANIZATION: organizations, Reach.OWN: own_trees}
    own, own_anywhere = False, False
    for grant in grants_of(principal).naming(permission):
        if grant.condition is not None and not _widens_lists(grant, principal, request_attributes):
            continue
        home = grant.organization_id
        if grant.reach == Reach.TENANT:
            return Scope(everything=True)
        if grant.reach == Reach.OWN:
            own, own_anywhere = True, own_anywhere or home is None
        if home is not None:
            homes[Reach(grant.reach)][home] = None
    member_id = acting_member(principal) if own else None
    return Scope(
        organizations=tuple(home for home in organizations if home not in trees),
        trees=tuple(trees),
        own_member_id=member_id,
        own_trees=tuple(own_trees) if member_id and not own_anywhere else (),
    )


def may_anywhere(principal: Principal, permission: str) -> bool:
    """Say whether any grant at all names the permission, whatever its reach and condition: for navigation, replays."""
    return bool(grants_of(principal).naming(permission)) and within_limits(principal, permission)


def actor_attributes(principal: Principal) -> dict[str, Any]:
    """What a condition may know of the actor: the member's attributes, and who they are, which always comes first."""
    return {
        **principal.attributes,
        "kind": principal.kind,
        "member_id": acting_member(principal),
        "acting_member_id": principal.member_id,
        "account_id": principal.account_id,
        "organization_id": principal.on_behalf.organization_id if principal.on_behalf else principal.organization_id,
        "email": principal.email,
        "on_behalf": principal.on_behalf is not None,
        "authenticated_strongly": principal.authenticated_strongly,
    }


def subject_attributes(subject: Subject | None) -> dict[str, Any]:
    """What a condition may know of the subject: its own attributes, and what it is, which they cannot overrule."""
    if subject is None:
        return {}
    return {
        **subject.attributes,
        "kind": subject.kind,
        "id": subject.id,
        "organization_id": subject.organizations[0] if subject.organizations else None,
        "organizations": subject.organizations,
        "owner_member_id": subject.owner_member_id,
    }


def _condition_of(
    grant: Grant, principal: Principal, subject: Subject | None, request_attributes: Mapping[str, Any]
) -> Outcome:
    if grant.condition is None:
        return HOLDS
    try:
        condition = compile_condition(grant.condition)
    except BadCondition as problem:
        return Outcome(False, f"The condition of the role {grant.role or 'at hand'} is broken. {problem.message}")
    return condition.explain(actor_attributes(principal), subject_attributes(subject), request_attributes)


def _widens_lists(grant: Grant, principal: Principal, request_attributes: Mapping[str, Any]) -> bool:
    try:
        speaks_of_subject = compile_condition(grant.condition or "").speaks_of("subject")
    except BadCondition:
        return False
    return not speaks_of_subject and _condition_of(grant, principal, None, request_attributes).holds
