"""The manifest of contracts."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.domains.contracts.commands.indexing import reindex_contracts
from hanse.domains.contracts.events import EVENTS
from hanse.domains.contracts.jobs import TIMERS
from hanse.domains.contracts.policies import PERMISSIONS
from hanse.domains.contracts.routes import ROUTES
from hanse.domains.contracts.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, Searchable

DOMAIN = Domain(
    name="contracts",
    tables=(
        "contract_attachments",
        "contract_changes",
        "contract_clauses",
        "contract_comments",
        "contract_counters",
        "contract_parties",
        "contract_rounds",
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
    searchable=(Searchable("contract", "Contracts", "contract.view", "handshake", reindex_contracts),),
    events=EVENTS,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
)
