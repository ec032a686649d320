"""The rights of organizations, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

APPLICATIONS: Final = "partner_applications"
"""The feature a business turns off to take no applications from outside."""

_T = Reach.TENANT
_ADMIN = {"admin": _T}
_STAFF = {"admin": _T, "manager": _T}
_EVERY_STAFF = {**_STAFF, "approver": _T, "member": _T, "viewer": _T}
_COMPANY = {"company_admin": Reach.BELOW}
_EVERY_PARTNER = {
    **_COMPANY,
    "buyer": Reach.ORGANIZATION,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "vendor_manager": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}
_FINANCE = {**_COMPANY, "finance": Reach.ORGANIZATION}

ORGANIZATIONS: Final = (
    Permission("organization.view", "See organizations", "See partners and their facts.", _EVERY_STAFF, _EVERY_PARTNER),
    Permission(
        "organization.view_internal", "See internal facts", "See notes, tags, price group and health.", _EVERY_STAFF
    ),
    Permission("organization.create", "Create organizations", "Enter a new partner.", _STAFF),
    Permission(
        "organization.update",
        "Change contact facts",
        "Change web, e-mail, telephone and shown fields.",
        _STAFF,
        _COMPANY,
    ),
    Permission(
        "organization.manage", "Change all facts", "Change name, number, types, tags, manager and notes.", _STAFF
    ),
    Permission(
        "organization.set_terms", "Set terms", "Set credit limit, price group and payment terms.", _STAFF, {}, True
    ),
    Permission("organization.move", "Move in the tree", "Place an organization below another one.", _STAFF, {}, True),
    Permission("organization.activate", "Activate", "Start or resume trading without an application.", _STAFF),
    Permission("organization.suspend", "Suspend", "Stop new business with a partner, and resume it.", _STAFF, {}, True),
    Permission("organization.close", "Close", "End the relationship with a partner.", _ADMIN, {}, True),
    Permission("organization.approve", "Approve applications", "Let an applicant become a partner, or refuse.", _STAFF),
    Permission(
        "organization.manage_addresses", "Manage addresses", "Add, change and remove addresses.", _STAFF, _COMPANY
    ),
    Permission("organization.manage_contacts", "Manage contacts", "Add, change and remove contacts.", _STAFF, _COMPANY),
    Permission("organization.manage_tax_ids", "Manage tax numbers", "Add and remove tax numbers.", _STAFF, _COMPANY),
    Permission(
        "organization.import", "Import organizations", "Create and change partners from a file.", _STAFF, {}, True
    ),
    Permission(
        "organization.export", "Export organizations", "Take the list of partners out as a file.", _STAFF, {}, True
    ),
)
FIELDS: Final = (
    Permission(
        "custom_field.view",
        "See custom fields",
        "See which fields the business declared.",
        _EVERY_STAFF,
        _EVERY_PARTNER,
    ),
    Permission("custom_field.manage", "Declare custom fields", "Add, change and archive custom fields.", _ADMIN),
)
ONBOARDING: Final = (
    Permission("onboarding_template.view", "See checklists", "See what is asked of new partners.", _EVERY_STAFF),
    Permission(
        "onboarding_template.manage", "Manage checklists", "Decide what is asked of new partners.", _ADMIN, {}, True
    ),
    Permission(
        "onboarding.view", "See applications", "See how far applicants are, and what they sent.", _STAFF, _COMPANY
    ),
    Permission("onboarding.start", "Start onboarding", "Send a prospect through a checklist.", _STAFF),
    Permission("onboarding.complete", "Do the steps", "Do the steps of an application.", _STAFF, _COMPANY),
)
BANK: Final = (
    Permission(
        "bank_account.view", "See bank details", "See whose account it is and its last four digits.", _STAFF, _FINANCE
    ),
    Permission(
        "bank_account.save", "Change bank details", "Set where an organization is paid.", _STAFF, _FINANCE, True
    ),
    Permission(
        "bank_account.reveal",
        "Read account numbers",
        "See whole account numbers; each reading is recorded.",
        _ADMIN,
        {},
        True,
    ),
)
PERMISSIONS: Final = (*ORGANIZATIONS, *FIELDS, *ONBOARDING, *BANK)

PARTNER_FIELDS: Final = frozenset({"website", "email", "phone", "locale", "custom"})
TERM_FIELDS: Final = frozenset({"credit_limit", "price_group", "payment_terms"})


def right_for(field: str) -> str:
    """The permission that changing one field of an organization takes."""
    if field in TERM_FIELDS:
        return "organization.set_terms"
    return "organization.update" if field in PARTNER_FIELDS else "organization.manage"
