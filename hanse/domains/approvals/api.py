"""What other parts may call about approvals: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.approvals.commands.deciding import (
    approve,
    comment_approval,
    decide_approval,
    reassign_approval,
    recall_approval,
    reject,
)
from hanse.domains.approvals.commands.delegations import create_delegation, revoke_delegation
from hanse.domains.approvals.commands.policies import create_policy, delete_policy, update_policy
from hanse.domains.approvals.commands.submitting import (
    dry_run_approval,
    hold_splitting,
    is_approval_needed,
    prepare_approval,
    preview_approval,
    splitting_since,
    submit_approval,
)
from hanse.domains.approvals.queries.approvals import find_approval
from hanse.domains.approvals.queries.delegations import get_delegation, list_delegations
from hanse.domains.approvals.queries.lists import count_approvals, get_approval, list_approvals
from hanse.domains.approvals.queries.policies import get_policy, list_policies
from hanse.domains.approvals.queries.simulations import simulate_policy

__all__ = [
    "approve",
    "comment_approval",
    "count_approvals",
    "create_delegation",
    "create_policy",
    "decide_approval",
    "delete_policy",
    "dry_run_approval",
    "find_approval",
    "get_approval",
    "get_delegation",
    "get_policy",
    "hold_splitting",
    "is_approval_needed",
    "list_approvals",
    "list_delegations",
    "list_policies",
    "prepare_approval",
    "preview_approval",
    "reassign_approval",
    "recall_approval",
    "reject",
    "revoke_delegation",
    "simulate_policy",
    "splitting_since",
    "submit_approval",
    "update_policy",
]
