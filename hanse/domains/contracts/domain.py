"""The manifest of contracts."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.domains.contracts.commands.indexing import reindex_contracts
from hanse.domains.contracts.events import EVENTS
from hanse.domains.contracts.jobs import TIMERS
from hanse.domains.contracts.pages.figures_table import FIGURE_PAGES
from hanse.domains.contracts.pages.home import load_buyer, load_staff
from hanse.domains.contracts.pages.partner_table import PARTNER_PAGES
from hanse.domains.contracts.pages.table import PAGES
from hanse.domains.contracts.policies import PERMISSIONS
from hanse.domains.contracts.routes import ROUTES
from hanse.domains.contracts.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, HomeSource, NavItem, Place, Searchable

DOMAIN = Domain(
    name="contracts",
    places=(
        Place("New contract", "/admin/contracts/new", "plus"),
        Place("Tasks of contracts", "/admin/contracts/tasks", "list-checks"),
        Place("Import contracts", "/admin/contracts/import", "upload"),
        Place("New contract template", "/admin/contract-templates/new", "plus"),
        Place("Library of clauses", "/admin/clauses", "library"),
        Place("New clause", "/admin/clauses/new", "plus"),
    ),
    tables=(
        "contract_attachments",
        "contract_changes",
        "contract_clauses",
        "contract_comments",
        "contract_commitment_periods",
        "contract_commitments",
        "contract_counters",
        "contract_drawdowns",
        "contract_parties",
        "contract_price_lists",
        "contract_prices",
        "contract_renewals",
        "contract_rounds",
        "contract_signatures",
        "contract_steps",
        "contract_tasks",
        "contract_template_clauses",
        "contract_templates",
        "contract_variables",
        "contract_versions",
        "contracts",
        "library_clauses",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=(*PAGES, *FIGURE_PAGES, *PARTNER_PAGES),
    nav=(
        NavItem("admin", "Contracts", "/admin/contracts", "handshake", "contract.view_internal", "Contracts", 14),
        NavItem("admin", "Renewals", "/admin/contract-renewals", "repeat", "contract.view_internal", "Contracts", 15),
        NavItem("admin", "Dates", "/admin/contract-calendar", "calendar", "contract.view_internal", "Contracts", 16),
        NavItem(
            "admin", "Templates", "/admin/contract-templates", "book-open", "contract_template.view", "Contracts", 17
        ),
        NavItem("admin", "Clauses", "/admin/clauses", "scroll-text", "contract_template.view", "Contracts", 18),
        NavItem("app", "Contracts", "/app/contracts", "handshake", "contract.view", "Buying", 62),
        NavItem("app", "Contract dates", "/app/contract-calendar", "calendar", "contract.view", "Buying", 66),
    ),
    searchable=(Searchable("contract", "Contracts", "contract.view", "handshake", reindex_contracts),),
    events=EVENTS,
    timers=TIMERS,
    home=(
        HomeSource("admin", load_staff, "contract.view_internal", 22),
        HomeSource("app", load_buyer, "contract.view", 22),
    ),
    subscriptions=SUBSCRIPTIONS,
)
