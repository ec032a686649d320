"""Who may set up company log-ins, and what only the operator of the installation may do."""

from __future__ import annotations

from hanse.platform.authz import Permission, Reach

_ADMIN = {"admin": Reach.TENANT}
_OPERATOR = "Only the operator of the installation can use this, on its command line."

PERMISSIONS = (
    Permission("identity_provider.view", "See company log-ins", "", _ADMIN),
    Permission("identity_provider.create", "Set up a company log-in", "", _ADMIN, dangerous=True),
    Permission("identity_provider.update", "Change a company log-in", "", _ADMIN, dangerous=True),
    Permission("identity_provider.delete", "Remove a company log-in", "", _ADMIN, dangerous=True),
    Permission("account.disable", "Disable accounts", _OPERATOR, dangerous=True),
    Permission("account.enable", "Enable accounts", _OPERATOR, dangerous=True),
    Permission("account.create_reset_link", "Make links to set a password", _OPERATOR, dangerous=True),
)
PROVIDER_ACTIONS = tuple(item.name for item in PERMISSIONS if item.noun == "identity_provider")
