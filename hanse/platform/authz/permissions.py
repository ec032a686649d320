"""Declared permissions and the built-in roles made of them. Domains list `Permission(...)` in their manifests.

A declaration says which built-in roles hold the permission and how far; mistakes stop the import. Roles made by a
tenant live in the database, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from hanse.platform.authz.conditions import check_condition
from hanse.platform.authz.types import Grant, Reach

RoleKind = Literal["tenant", "organization"]

TENANT_ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owner": "Owner",
        "admin": "Administrator",
        "manager": "Manager",
        "approver": "Approver",
        "member": "Member",
        "viewer": "Viewer",
    }
)
ORGANIZATION_ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "company_admin": "Company administrator",
        "buyer": "Buyer",
        "approver": "Approver",
        "finance": "Finance",
        "vendor_manager": "Vendor manager",
        "viewer": "Viewer",
    }
)
_ROLES: Final = {"tenant": TENANT_ROLES, "organization": ORGANIZATION_ROLES}
_REACHES: Final = {
    "tenant": (Reach.OWN, Reach.TENANT),
    "organization": (Reach.OWN, Reach.ORGANIZATION, Reach.BELOW),
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_PATTERN: Final = re.compile(r"\*|[a-z][a-z0-9_]*\.(\*|[a-z][a-z0-9_]*)")


class Permission(msgspec.Struct, frozen=True):
    """One right a role can give: its name `noun.verb`, what people read, and the built-in roles that hold it.

    `dangerous` ones are marked in the role editor and asked for again. The tenant's owner holds everything without
    being named. Raises ValueError for a wrong declaration.
    """

    name: str
    label: str
    help: str = ""
    tenant_roles: Mapping[str, Reach] = {}
    organization_roles: Mapping[str, Reach] = {}
    dangerous: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"the permission {self.name!r} is not named noun.verb in lower case, such as organization.view"
            )
        if not self.label.strip():
            raise ValueError(f"the permission {self.name} needs a label that people can read")
        self._check("tenant", self.tenant_roles)
        self._check("organization", self.organization_roles)

    def _check(self, kind: RoleKind, roles: Mapping[str, Any]) -> None:
        for role, reach in roles.items():
            if role not in _ROLES[kind]:
                known = ", ".join(_ROLES[kind])
                raise ValueError(
                    f"the permission {self.name} names the unknown {kind} role {role!r}; there are {known}"
                )
            if role == "owner" and reach != Reach.TENANT:
                raise ValueError(f"the permission {self.name} limits the owner, who holds everything")
            if reach not in _REACHES[kind]:
                allowed = ", ".join(_REACHES[kind])
                raise ValueError(
                    f"the permission {self.name} gives the {kind} role {role} the reach {reach}; it may be {allowed}"
                )

    @property
    def noun(self) -> str:
        return self.name.partition(".")[0]


def builtin_grants(permissions: Iterable[Permission], role_kind: RoleKind, role: str) -> tuple[Grant, ...]:
    """The grants of a built-in role, without an organization. Raises ValueError for an unknown role.

    The owner holds everything in the whole business, later permissions too.
    """
    if role_kind not in _ROLES or role not in _ROLES[role_kind]:
        raise ValueError(f"there is no built-in {role_kind} role {role!r}")
    if role_kind == "tenant" and role == "owner":
        return (Grant(permission="*", reach=Reach.TENANT, role=role),)
    grants = []
    for permission in permissions:
        roles = permission.tenant_roles if role_kind == "tenant" else permission.organization_roles
        if role in roles:
            grants.append(Grant(permission=permission.name, reach=Reach(roles[role]), role=role))
    return tuple(grants)


def check_grant(grant: Grant, role_kind: RoleKind, known_permissions: Iterable[str]) -> list[str]:
    """Say in sentences what is wrong with one grant of a role a tenant makes; nothing when it may be saved."""
    sentences = []
    known = set(known_permissions)
    if not _PATTERN.fullmatch(grant.permission):
        sentences.append(
            f"{grant.permission!r} is not a permission; it is written like organization.view, organization.* or *."
        )
    elif not _names_any(grant.permission, known):
        sentences.append(f"There is no permission {grant.permission}.")
    if grant.reach not in _REACHES[role_kind]:
        words = "their own things or the whole business" if role_kind == "tenant" else "own, organization or below"
        sentences.append(f"{grant.permission}: a role of this kind reaches {words}.")
    if grant.condition is not None:
        sentences.extend(f"{grant.permission}: {sentence}" for sentence in check_condition(grant.condition))
    return sentences


def check_scope(scope: str, known_permissions: Iterable[str]) -> list[str]:
    """Say in sentences what is wrong with the text of an API key's scope."""
    if not _PATTERN.fullmatch(scope):
        return [f"{scope!r} is not a scope; it is written like organization.view, organization.* or *."]
    return [] if _names_any(scope, set(known_permissions)) else [f"There is no permission {scope}."]


def _names_any(pattern: str, known: set[str]) -> bool:
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return any(name.startswith(pattern[:-1]) for name in known)
    return pattern in known
