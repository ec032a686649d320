"""Who may do what with a business. The owner holds everything."""

from __future__ import annotations

from hanse.platform.authz import Permission, Reach

_ALL = dict.fromkeys(("admin", "manager", "approver", "member", "viewer"), Reach.TENANT)
_ADMIN = {"admin": Reach.TENANT}

PERMISSIONS = (
    Permission("tenant.view", "See the business", "Profile, branding and settings.", _ALL),
    Permission("tenant.update", "Change the profile", "Name, handle, language, time zone, currency.", _ADMIN),
    Permission("tenant.update_branding", "Change the branding", "Accent colour and logo.", _ADMIN),
    Permission("tenant.update_settings", "Change settings", "Settings of all parts of the business.", _ADMIN),
    Permission("tenant.set_feature", "Turn features on or off", "", _ADMIN),
    Permission("tenant.set_domain", "Change the internet domain", "Name, prove and give up a domain.", _ADMIN),
    Permission("tenant.suspend", "Pause the business", "Stops new business until it is ended.", dangerous=True),
    Permission("tenant.reactivate", "End a pause", "", dangerous=True),
    Permission("tenant.close", "Close the business", "Nobody can log in to it any more.", dangerous=True),
    Permission("tenant.offer_parent", "Let a parent see something", "And take it back.", dangerous=True),
    Permission("tenant.view_children", "See businesses below", "As far as they let themselves be seen.", _ADMIN),
)
TENANT_ACTIONS = tuple(permission.name for permission in PERMISSIONS)
