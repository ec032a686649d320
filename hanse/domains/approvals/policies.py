"""The rights of approvals, and which built-in roles hold them.

Seats, not roles, say who decides an approval: the right to decide only lets somebody use their seat. So everybody but
viewers has it for what is their own, which is what they asked for, sit in, or stand for.
"""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T, _O = Reach.TENANT, Reach.OWN
_STAFF_OWN = {"admin": _O, "manager": _O, "approver": _O, "member": _O}
_STAFF_SEES = {"admin": _T, "manager": _O, "approver": _O, "member": _O, "viewer": _O}
_PARTNER_OWN = {"company_admin": _O, "buyer": _O, "approver": _O, "finance": _O, "vendor_manager": _O}
_PARTNER_SEES = {**_PARTNER_OWN, "viewer": _O}
_ADMIN = {"admin": _T}

APPROVALS: Final = (
    Permission(
        "approval.view",
        "See approvals",
        "See what one asked for or has to decide; at the reach of the business, everything.",
        _STAFF_SEES,
        _PARTNER_SEES,
    ),
    Permission(
        "approval.decide", "Decide", "Approve or reject where one is named as an approver.", _STAFF_OWN, _PARTNER_OWN
    ),
    Permission("approval.comment", "Comment", "Write into the history of an approval.", _STAFF_OWN, _PARTNER_OWN),
    Permission(
        "approval.recall", "Take back", "Take back what one asked for.", {**_STAFF_OWN, "admin": _T}, _PARTNER_OWN
    ),
    Permission(
        "approval.reassign",
        "Hand over",
        "Give one's decision to somebody else; at the reach of the business, anybody's.",
        {**_STAFF_OWN, "admin": _T},
        _PARTNER_OWN,
    ),
    Permission(
        "approval.preview", "Try a submission", "See who would have to approve, without asking anybody.", _ADMIN
    ),
)
POLICIES: Final = (
    Permission(
        "approval_policy.view",
        "See approval policies",
        "See who has to approve what.",
        {"admin": _T, "manager": _T, "approver": _T},
    ),
    Permission(
        "approval_policy.manage", "Manage approval policies", "Decide who has to approve what.", _ADMIN, {}, True
    ),
    Permission(
        "approval_policy.simulate",
        "Simulate policies",
        "Try a policy on what was submitted before.",
        {"admin": _T},
    ),
)
DELEGATIONS: Final = (
    Permission("delegation.view", "See delegations", "See who decides for whom.", _STAFF_SEES, _PARTNER_SEES),
    Permission("delegation.create", "Delegate", "Let somebody decide in one's place.", _STAFF_OWN, _PARTNER_OWN),
    Permission(
        "delegation.manage",
        "Manage delegations of others",
        "Make delegations for people who are away, and end any.",
        _ADMIN,
        {},
        True,
    ),
    Permission(
        "delegation.revoke", "End delegations", "End one's delegations.", {**_STAFF_OWN, **_ADMIN}, _PARTNER_OWN
    ),
)
PERMISSIONS: Final = (*APPROVALS, *POLICIES, *DELEGATIONS)
