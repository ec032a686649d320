"""The rights of access, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_STAFF = {"admin": Reach.TENANT, "manager": Reach.TENANT}
_ADMIN = {"admin": Reach.TENANT}
_COMPANY = {"company_admin": Reach.BELOW}

# What each built-in role is for, as the role's page says it.
BUILTIN_ROLES: Final = {
    ("tenant", "owner"): "Everything, now and later. A business keeps at least one.",
    ("tenant", "admin"): "Runs the business in Hanse: people, roles, settings, partners.",
    ("tenant", "manager"): "Looks after partners and their people.",
    ("tenant", "approver"): "Decides what waits for approval.",
    ("tenant", "member"): "Does the daily work.",
    ("tenant", "viewer"): "Looks, and changes nothing.",
    ("organization", "company_admin"): "Runs a partner's account: its people, addresses and details.",
    ("organization", "buyer"): "Buys for the partner.",
    ("organization", "approver"): "Approves what the partner's people buy.",
    ("organization", "finance"): "Handles the partner's invoices and payments.",
    ("organization", "vendor_manager"): "Sells for the partner.",
    ("organization", "viewer"): "Looks, and changes nothing.",
}

PERMISSIONS: Final = (
    Permission(
        "member.view",
        "See people",
        "See the people of the business, their roles and how to reach them.",
        {**_STAFF, "approver": Reach.TENANT, "member": Reach.TENANT, "viewer": Reach.TENANT},
        {**_COMPANY, "buyer": Reach.ORGANIZATION, "approver": Reach.ORGANIZATION, "finance": Reach.ORGANIZATION},
    ),
    Permission("member.invite", "Invite people", "Send invitations with roles one holds oneself.", _STAFF, _COMPANY),
    Permission("member.update", "Change people", "Change title, manager and approval limit.", _ADMIN, _COMPANY, True),
    Permission("member.suspend", "Suspend people", "Stop and restore somebody's access.", _ADMIN, _COMPANY, True),
    Permission("member.remove", "Remove people", "End somebody's membership for good.", _ADMIN, _COMPANY, True),
    Permission(
        "member.act_on_behalf",
        "Act for a buyer",
        "Work with a buyer's rights; every step is recorded with both names.",
        _STAFF,
        {},
        True,
    ),
    Permission("role.view", "See roles", "See roles and what they allow.", _STAFF, _COMPANY),
    Permission("role.create", "Create roles", "Make a role, or copy one.", _ADMIN, {}, True),
    Permission("role.update", "Change roles", "Change what a role allows.", _ADMIN, {}, True),
    Permission("role.delete", "Delete roles", "Delete a role nobody holds.", _ADMIN, {}, True),
    Permission("role.assign", "Give roles", "Give and take roles one holds oneself.", _ADMIN, _COMPANY, True),
    Permission("invitation.view", "See invitations", "See who was invited and what became of it.", _STAFF, _COMPANY),
    Permission("invitation.revoke", "Revoke invitations", "Take back or send again an invitation.", _STAFF, _COMPANY),
    Permission("api_key.view", "See API keys", "See which programs have access.", _ADMIN, {}),
    Permission("api_key.create", "Create API keys", "Give a program rights one holds oneself.", _ADMIN, {}, True),
    Permission("api_key.revoke", "Revoke API keys", "End a program's access at once.", _ADMIN, {}),
    Permission("second_factor.view", "See log-in security", "See how many people have a second factor.", _ADMIN, {}),
    Permission(
        "second_factor.demand",
        "Demand a second factor",
        "Decide from which day everybody needs one.",
        _ADMIN,
        {},
        True,
    ),
    Permission("job.view", "See failed work", "See which background work failed, and why.", _ADMIN, {}),
    Permission("job.replay", "Repeat failed work", "Send failed background work back to the queue.", _ADMIN, {}),
    Permission("audit.view", "Read the audit trail", "See who did what, and when.", _ADMIN, {}),
)
