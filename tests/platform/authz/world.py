"""A small tree of organizations and ready-made principals for the tests of authorisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hanse.platform.authz import Grant, Principal, PrincipalKind, Reach, Subject


def number(value: int) -> UUID:
    return UUID(int=value)


# group -> (north -> north_east), south ; rival is a tree of its own
GROUP, NORTH, NORTH_EAST, SOUTH, RIVAL = (number(value) for value in range(1, 6))
PARENT: dict[UUID, UUID | None] = {GROUP: None, NORTH: GROUP, NORTH_EAST: NORTH, SOUTH: GROUP, RIVAL: None}
ORGANIZATIONS = tuple(PARENT)
ME, COLLEAGUE, BUYER = (number(value) for value in range(101, 104))


def path_of(organization: UUID) -> tuple[UUID, ...]:
    """The organization, then its ancestors up to the root."""
    path = [organization]
    while (parent := PARENT[path[-1]]) is not None:
        path.append(parent)
    return tuple(path)


def grant(permission: str, reach: Reach, at: UUID | None = None, condition: str | None = None) -> Grant:
    return Grant(permission=permission, reach=reach, organization_id=at, condition=condition, role="a role")


def member(*grants: Grant, **fields: Any) -> Principal:
    return Principal(**{"kind": PrincipalKind.MEMBER, "member_id": ME, "grants": grants, **fields})


def order(at: UUID | None = None, owner: UUID | None = None, **attributes: Any) -> Subject:
    organizations = path_of(at) if at else ()
    return Subject(kind="order", organizations=organizations, owner_member_id=owner, attributes=attributes)
