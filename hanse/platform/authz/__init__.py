"""Authorisation: grants at a reach, conditions in CEL, decided by pure functions."""

from hanse.platform.authz.assign import can_assign, scopes_subset
from hanse.platform.authz.conditions import (
    BadCondition,
    Condition,
    Outcome,
    check_condition,
    compile_condition,
)
from hanse.platform.authz.decide import (
    Verdict,
    actor_attributes,
    allowed_actions,
    allows,
    may_anywhere,
    scope_for,
    subject_attributes,
)
from hanse.platform.authz.grants import REACH_ORDER
from hanse.platform.authz.permissions import (
    ORGANIZATION_ROLES,
    TENANT_ROLES,
    Permission,
    RoleKind,
    builtin_grants,
    check_grant,
    check_scope,
)
from hanse.platform.authz.types import (
    ANONYMOUS,
    Grant,
    HasSubject,
    OnBehalf,
    Principal,
    PrincipalKind,
    Reach,
    Scope,
    Subject,
    TenantRef,
)

__all__ = [
    "ANONYMOUS",
    "ORGANIZATION_ROLES",
    "REACH_ORDER",
    "TENANT_ROLES",
    "BadCondition",
    "Condition",
    "Grant",
    "HasSubject",
    "OnBehalf",
    "Outcome",
    "Permission",
    "Principal",
    "PrincipalKind",
    "Reach",
    "RoleKind",
    "Scope",
    "Subject",
    "TenantRef",
    "Verdict",
    "actor_attributes",
    "allowed_actions",
    "allows",
    "builtin_grants",
    "can_assign",
    "check_condition",
    "check_grant",
    "check_scope",
    "compile_condition",
    "may_anywhere",
    "scope_for",
    "scopes_subset",
    "subject_attributes",
]
