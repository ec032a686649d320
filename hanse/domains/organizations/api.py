"""What other parts may call about organizations: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.organizations.commands.addresses import create_address, delete_address, update_address
from hanse.domains.organizations.commands.applying import apply, confirm_application
from hanse.domains.organizations.commands.bank import save_bank_account
from hanse.domains.organizations.commands.contacts import create_contact, delete_contact, update_contact
from hanse.domains.organizations.commands.decisions import approve_application, ask_for_changes, reject_application
from hanse.domains.organizations.commands.exports import export_organizations, get_export
from hanse.domains.organizations.commands.fields import archive_custom_field, create_custom_field, update_custom_field
from hanse.domains.organizations.commands.health import recompute_health
from hanse.domains.organizations.commands.imports import check_import, map_import, run_import, upload_import
from hanse.domains.organizations.commands.life import (
    activate_organization,
    close_organization,
    reactivate_organization,
    suspend_organization,
)
from hanse.domains.organizations.commands.onboarding import (
    add_document,
    complete_step,
    refresh_onboarding,
    remove_document,
    start_onboarding,
    submit_onboarding,
)
from hanse.domains.organizations.commands.organizations import create_organization, update_organization
from hanse.domains.organizations.commands.tax_ids import check_tax_id, create_tax_id, delete_tax_id
from hanse.domains.organizations.commands.templates import archive_template, create_template, update_template
from hanse.domains.organizations.commands.tree import move_organization
from hanse.domains.organizations.queries.bank import get_bank_account, reveal_bank_account
from hanse.domains.organizations.queries.fields import get_custom_field, list_custom_fields
from hanse.domains.organizations.queries.health import get_health
from hanse.domains.organizations.queries.imports import (
    get_import,
    list_import_fields,
    list_import_problems,
    list_imports,
)
from hanse.domains.organizations.queries.onboarding import (
    get_application,
    get_latest_application,
    get_template,
    list_applications,
    list_offers,
    list_templates,
)
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
    "add_document",
    "apply",
    "approve_application",
    "archive_custom_field",
    "archive_template",
    "ask_for_changes",
    "check_import",
    "check_tax_id",
    "close_organization",
    "complete_step",
    "confirm_application",
    "count_organizations",
    "create_address",
    "create_contact",
    "create_custom_field",
    "create_organization",
    "create_tax_id",
    "create_template",
    "delete_address",
    "delete_contact",
    "delete_tax_id",
    "export_organizations",
    "get_address",
    "get_application",
    "get_bank_account",
    "get_contact",
    "get_custom_field",
    "get_export",
    "get_health",
    "get_import",
    "get_latest_application",
    "get_organization",
    "get_template",
    "list_addresses",
    "list_applications",
    "list_contacts",
    "list_custom_fields",
    "list_import_fields",
    "list_import_problems",
    "list_imports",
    "list_offers",
    "list_organizations",
    "list_tax_ids",
    "list_templates",
    "map_import",
    "move_organization",
    "reactivate_organization",
    "recompute_health",
    "refresh_onboarding",
    "reject_application",
    "remove_document",
    "require_trading",
    "reveal_bank_account",
    "run_import",
    "save_bank_account",
    "start_onboarding",
    "submit_onboarding",
    "suspend_organization",
    "update_address",
    "update_contact",
    "update_custom_field",
    "update_organization",
    "update_template",
    "upload_import",
]
