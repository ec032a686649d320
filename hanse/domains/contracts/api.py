"""What other parts may call about contracts: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.contracts.commands.activation import activate_contract
from hanse.domains.contracts.commands.committing import save_commitments
from hanse.domains.contracts.commands.contracts import create_contract, update_contract
from hanse.domains.contracts.commands.drawing import draw_commitments, release_commitments
from hanse.domains.contracts.commands.pricing import adjust_contract_prices, save_contract_prices
from hanse.domains.contracts.commands.renewals import give_notice, renew_contract
from hanse.domains.contracts.commands.termination import terminate_contract
from hanse.domains.contracts.commands.versions import create_draft, update_terms
from hanse.domains.contracts.queries.commitments import (
    get_progress,
    get_utilisation,
    list_commitments,
    list_drawdowns,
)
from hanse.domains.contracts.queries.contracts import count_contracts, get_contract, list_contracts, list_steps
from hanse.domains.contracts.queries.prices import (
    count_contract_prices,
    list_contract_prices,
    list_price_conflicts,
    list_published_terms,
)
from hanse.domains.contracts.queries.renewals import count_renewals, get_calendar, get_renewal, list_renewals
from hanse.domains.contracts.queries.versions import get_version, list_versions

__all__ = [
    "activate_contract",
    "adjust_contract_prices",
    "count_contract_prices",
    "count_contracts",
    "count_renewals",
    "create_contract",
    "create_draft",
    "draw_commitments",
    "get_calendar",
    "get_contract",
    "get_progress",
    "get_renewal",
    "get_utilisation",
    "get_version",
    "give_notice",
    "list_commitments",
    "list_contract_prices",
    "list_contracts",
    "list_drawdowns",
    "list_price_conflicts",
    "list_published_terms",
    "list_renewals",
    "list_steps",
    "list_versions",
    "release_commitments",
    "renew_contract",
    "save_commitments",
    "save_contract_prices",
    "terminate_contract",
    "update_contract",
    "update_terms",
]
