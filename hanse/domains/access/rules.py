"""Pure decisions of access: who may lose which role, what a key may be given, how a role is named."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence

from hanse.domains.access.errors import LastOwner, MemberInvalidTransition
from hanse.domains.access.types import Assignment, Member, MemberStatus, RoleKind
from hanse.kit.errors import FieldError, Invalid

TRANSITIONS = {
    "member.suspend": (MemberStatus.ACTIVE, MemberStatus.SUSPENDED),
    "member.reactivate": (MemberStatus.SUSPENDED, MemberStatus.ACTIVE),
}
NETWORKS_MAXIMUM = 50
_NOT_KEY = re.compile(r"[^a-z0-9]+")


def next_status(member: Member, action: str) -> MemberStatus:
    """The state after `action`. Raises MemberInvalidTransition."""
    before, after = TRANSITIONS[action]
    if member.status is not before:
        raise MemberInvalidTransition(f"{member.display_name} is {member.status}, so this cannot be done")
    return after


def holds_ownership(assignments: Iterable[Assignment]) -> bool:
    """Whether one of these roles is the tenant's owner."""
    return any(is_ownership(item) for item in assignments)


def is_ownership(assignment: Assignment) -> bool:
    """Whether this is the built-in owner role; only it may be held by tenant staff under that name."""
    return assignment.organization_id is None and assignment.role_kind is RoleKind.TENANT and assignment.is_owner


def keep_an_owner(member: Member, other_owners: int) -> None:
    """Refuse what would leave the business without an active owner. Raises LastOwner."""
    if member.status is MemberStatus.ACTIVE and holds_ownership(member.assignments) and other_owners == 0:
        raise LastOwner()


def is_partner_only(member: Member) -> bool:
    """Whether all of a member's roles are at organizations, so that staff may act for them."""
    return bool(member.assignments) and all(item.organization_id is not None for item in member.assignments)


def role_key(name: str, taken: Iterable[str]) -> str:
    """A short name for a role made of what people call it, unlike those taken."""
    stem = _NOT_KEY.sub("_", name.casefold()).strip("_")[:50]
    stem = stem if stem[:1].isalpha() else f"role_{stem}".rstrip("_")
    used = set(taken)
    candidates = (stem if number == 1 else f"{stem}_{number}" for number in range(1, len(used) + 3))
    return next(candidate for candidate in candidates if candidate not in used)


def check_networks(networks: Sequence[str]) -> list[str]:
    """The allow-list of a key in canonical form. Raises Invalid naming the line that is not an address or network."""
    if len(networks) > NETWORKS_MAXIMUM:
        raise Invalid.field("allowed_networks", f"List at most {NETWORKS_MAXIMUM} addresses or networks")
    result, wrong = [], []
    for position, text in enumerate(networks):
        try:
            result.append(str(ipaddress.ip_network(text.strip(), strict=False)))
        except ValueError:
            sentence = f"{text!r} is neither an address nor a network such as 203.0.113.0/24"
            wrong.append(FieldError(f"allowed_networks.{position}", sentence))
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return result
