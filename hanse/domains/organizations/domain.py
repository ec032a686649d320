"""The manifest of organizations."""

from __future__ import annotations

from hanse.domains.organizations import api
from hanse.domains.organizations.commands.indexing import reindex_organizations
from hanse.domains.organizations.events import EVENTS
from hanse.domains.organizations.jobs import JOBS, SCHEDULES
from hanse.domains.organizations.pages.home import load_partner, load_staff
from hanse.domains.organizations.pages.table import PAGES
from hanse.domains.organizations.policies import APPLICATIONS, PERMISSIONS
from hanse.domains.organizations.queries.bank import PURPOSE as BANK_PURPOSE
from hanse.domains.organizations.routes import ROUTES
from hanse.domains.organizations.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, Feature, HomeSource, NavItem, Place, Sealed, Searchable

NAV = (
    NavItem(
        "admin",
        "Organizations",
        "/admin/organizations",
        "building-2",
        "organization.view_internal",
        "Partners",
        20,
        "o",
    ),
    NavItem("admin", "Applications", "/admin/applications", "clipboard-check", "onboarding.start", "Partners", 25),
    NavItem(
        "admin",
        "Checklists",
        "/admin/onboarding-templates",
        "list-checks",
        "onboarding_template.manage",
        "Partners",
        30,
    ),
    NavItem(
        "admin", "Custom fields", "/admin/settings/fields", "sliders-horizontal", "custom_field.manage", "Business", 240
    ),
    NavItem("app", "Company", "/app/organization", "building-2", "organization.view", "Your company", 190, "o"),
)
DOMAIN = Domain(
    name="organizations",
    places=(
        Place("Tree of organizations", "/admin/organizations/tree", "network"),
        Place("New organization", "/admin/organizations/new", "plus"),
        Place("Import organizations", "/admin/organizations/import", "upload"),
        Place("New onboarding checklist", "/admin/onboarding-templates/new", "plus"),
        Place("New custom field", "/admin/settings/fields/new", "plus"),
        Place("Your application", "/app/onboarding", "clipboard-check"),
    ),
    features=(
        Feature(
            APPLICATIONS,
            "Applications from outside",
            default=True,
            help="Visitors can apply to become partners on the public page",
        ),
    ),
    tables=(
        "custom_fields",
        "onboarding_applications",
        "onboarding_steps",
        "onboarding_templates",
        "organization_addresses",
        "organization_bank_accounts",
        "organization_closure",
        "organization_contacts",
        "organization_counters",
        "organization_health",
        "organization_tax_ids",
        "organizations",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    searchable=(Searchable("organization", "Organizations", "organization.view", "building-2", reindex_organizations),),
    events=EVENTS,
    pages=PAGES,
    nav=NAV,
    home=(
        HomeSource("admin", load_staff, "organization.view_internal", 5),
        HomeSource("app", load_partner, None, 5),
    ),
    subscriptions=SUBSCRIPTIONS,
    jobs=JOBS,
    schedules=SCHEDULES,
    constraints={
        "organizations_number_key": ("number", "This number is taken; choose another one"),
        "organizations_parent_id_fkey": ("parent_id", "There is no such organization"),
        "organizations_manager_member_id_fkey": ("manager_member_id", "There is no such member"),
    },
    sealed=(
        Sealed(
            "account numbers of organizations",
            BANK_PURPOSE,
            """
            SELECT id, organization_id AS place, number_sealed AS sealed FROM organization_bank_accounts
            WHERE substring(number_sealed FROM 1 FOR 5) <> %(head)s AND (%(after)s::uuid IS NULL OR id > %(after)s)
            ORDER BY id LIMIT %(limit)s FOR UPDATE
            """,
            "UPDATE organization_bank_accounts SET number_sealed = %(sealed)s WHERE id = %(id)s",
        ),
    ),
    redacted=frozenset({"account_number", "number_sealed"}),
)
