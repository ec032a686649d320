"""A principal's grants, indexed once, and the questions asked of one grant: does it name the permission and reach.

No conditions and no decisions here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from uuid import UUID

from hanse.platform.authz.types import Grant, Principal, Reach, Subject

REACH_ORDER: Final = (Reach.OWN, Reach.ORGANIZATION, Reach.BELOW, Reach.TENANT)
_INDEXED: Final = 256


@lru_cache(maxsize=4_096)
def patterns_of(permission: str) -> tuple[str, ...]:
    """Every way a grant or an API key's scope can name this permission or pattern: itself, `noun.*`, `*`."""
    patterns = [permission]
    head = permission
    while "." in head:
        head = head.rpartition(".")[0]
        if f"{head}.*" != permission:
            patterns.append(f"{head}.*")
    if permission != "*":
        patterns.append("*")
    return tuple(patterns)


Offer = tuple[str, tuple[Grant, ...] | None]


def _is_everywhere(grant: Grant) -> bool:
    """Whether a grant (the simplest of its permission) holds on whatever there is in the tenant."""
    return grant.condition is None and grant.reach == Reach.TENANT and grant.organization_id is None


class GrantSet:
    """The grants of one principal by permission, the simplest to decide first. Immutable but for what it remembers."""

    __slots__ = ("_by_pattern", "_by_permission", "_offers")

    def __init__(self, grants: tuple[Grant, ...]) -> None:
        by_pattern: dict[str, list[Grant]] = {}
        for grant in grants:
            by_pattern.setdefault(grant.permission, []).append(grant)
        self._by_pattern = by_pattern
        self._by_permission: dict[str, tuple[Grant, ...]] = {}
        self._offers: dict[tuple[str, ...], tuple[Offer, ...]] = {}

    def naming(self, permission: str) -> tuple[Grant, ...]:
        """The grants that name the permission: without a condition before those with one, wide reach before narrow."""
        found = self._by_permission.get(permission)
        if found is None:
            found = self.find(permission)
            self._by_permission[permission] = found
        return found

    def offers(self, permissions: tuple[str, ...]) -> tuple[Offer, ...]:
        """Those of the permissions that are granted at all, each with the grants to look at; None: on everything."""
        found = self._offers.get(permissions)
        if found is None:
            named = [(permission, self.naming(permission)) for permission in permissions]
            found = tuple((one, None if _is_everywhere(grants[0]) else grants) for one, grants in named if grants)
            self._offers[permissions] = found
        return found

    def find(self, permission: str) -> tuple[Grant, ...]:
        """The same without remembering it: for names that come from outside."""
        named = [grant for pattern in patterns_of(permission) for grant in self._by_pattern.get(pattern, ())]
        useful = [grant for grant in named if reaches_anything(grant)]
        return tuple(sorted(useful, key=lambda grant: (grant.condition is not None, -REACH_ORDER.index(grant.reach))))


_sets: dict[int, tuple[tuple[Grant, ...], GrantSet]] = {}


def grants_of(principal: Principal) -> GrantSet:
    """The principal's grants, indexed; remembered for the 256 sets of grants indexed last.

    The memory is found by identity, which is safe because it keeps the tuple itself alive, and costs no hashing.
    """
    grants = principal.grants
    known = _sets.get(id(grants))
    if known is not None:
        return known[1]
    made = GrantSet(grants)
    while len(_sets) >= _INDEXED:
        _sets.pop(next(iter(_sets)), None)
    _sets[id(grants)] = (grants, made)
    return made


def within_limits(principal: Principal, permission: str) -> bool:
    """Say whether an API key's scopes (`limited_to`) let the permission through; True when there are none."""
    limits = principal.limited_to
    return limits is None or any(pattern in limits for pattern in patterns_of(permission))


def reaches_anything(grant: Grant) -> bool:
    """Say whether the grant reaches anything: staff have no organization to reach from, an organization no tenant."""
    if grant.organization_id is None:
        return grant.reach in (Reach.TENANT, Reach.OWN)
    return grant.reach != Reach.TENANT


def reaches(grant: Grant, subject: Subject | None, member_id: UUID | None) -> bool:
    """Say whether the grant's reach covers the subject (None = the tenant as a whole) for this member."""
    reach, home = grant.reach, grant.organization_id
    if reach == Reach.TENANT:
        return home is None
    if subject is None:
        return False
    organizations = subject.organizations
    if reach == Reach.BELOW:
        return home is not None and home in organizations
    if reach == Reach.ORGANIZATION:
        return home is not None and bool(organizations) and organizations[0] == home
    if member_id is None or subject.owner_member_id != member_id:
        return False
    # What a person made for one organization is not theirs through a role in another: they may have left the first.
    return home is None or not organizations or home in organizations


def acting_member(principal: Principal) -> UUID | None:
    """The member whose own things count: the one acted for, else the principal's own."""
    return principal.on_behalf.member_id if principal.on_behalf else principal.member_id
