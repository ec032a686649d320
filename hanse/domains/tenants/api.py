"""What other domains may call of tenants."""

from hanse.domains.tenants.adapters.directory import Directory
from hanse.domains.tenants.commands import (
    check_domain,
    close_tenant,
    create_tenant,
    offer_parent,
    reactivate_tenant,
    set_domain,
    set_feature,
    suspend_tenant,
    update_branding,
    update_settings,
    update_tenant,
    withdraw_parent,
)
from hanse.domains.tenants.queries import (
    evaluate_feature,
    get_public_tenant,
    get_tenant,
    is_on,
    list_children,
    list_features,
    list_parent_grants,
    list_settings,
    setting,
)

__all__ = [
    "Directory",
    "check_domain",
    "close_tenant",
    "create_tenant",
    "evaluate_feature",
    "get_public_tenant",
    "get_tenant",
    "is_on",
    "list_children",
    "list_features",
    "list_parent_grants",
    "list_settings",
    "offer_parent",
    "reactivate_tenant",
    "set_domain",
    "set_feature",
    "setting",
    "suspend_tenant",
    "update_branding",
    "update_settings",
    "update_tenant",
    "withdraw_parent",
]
