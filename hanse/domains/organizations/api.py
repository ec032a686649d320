"""What other parts may call about organizations: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.organizations.commands.addresses import create_address, delete_address, update_address
from hanse.domains.organizations.commands.contacts import create_contact, delete_contact, update_contact
from hanse.domains.organizations.commands.fields import archive_custom_field, create_custom_field, update_custom_field
from hanse.domains.organizations.commands.life import (
    activate_organization,
    close_organization,
    reactivate_organization,
    suspend_organization,
)
from hanse.domains.organizations.commands.organizations import create_organization, update_organization
from hanse.domains.organizations.commands.tax_ids import check_tax_id, create_tax_id, delete_tax_id
from hanse.domains.organizations.commands.tree import move_organization
from hanse.domains.organizations.queries.fields import get_custom_field, list_custom_fields
from hanse.domains.organizations.queries.organizations import (
    count_organizations,
    get_organization,
    list_organizations,
    require_trading,
)
from hanse.domains.organizations.queries.parts import (
    get_address,
    get_contact,
    list_addresses,
    list_contacts,
    list_tax_ids,
)

__all__ = [
    "activate_organization",
    "archive_custom_field",
    "check_tax_id",
    "close_organization",
    "count_organizations",
    "create_address",
    "create_contact",
    "create_custom_field",
    "create_organization",
    "create_tax_id",
    "delete_address",
    "delete_contact",
    "delete_tax_id",
    "get_address",
    "get_contact",
    "get_custom_field",
    "get_organization",
    "list_addresses",
    "list_contacts",
    "list_custom_fields",
    "list_organizations",
    "list_tax_ids",
    "move_organization",
    "reactivate_organization",
    "require_trading",
    "suspend_organization",
    "update_address",
    "update_contact",
    "update_custom_field",
    "update_organization",
]
