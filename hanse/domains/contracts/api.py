"""What other parts may call about contracts: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.contracts.commands.contracts import create_contract, update_contract
from hanse.domains.contracts.commands.versions import create_draft, update_terms
from hanse.domains.contracts.queries.contracts import count_contracts, get_contract, list_contracts, list_steps
from hanse.domains.contracts.queries.versions import get_version, list_versions

__all__ = [
    "count_contracts",
    "create_contract",
    "create_draft",
    "get_contract",
    "get_version",
    "list_contracts",
    "list_steps",
    "list_versions",
    "update_contract",
    "update_terms",
]
