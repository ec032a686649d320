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
from hanse.domains.approvals.commands.policies import create_policy, delete_policy, update_policy
from hanse.domains.approvals.commands.submitting import dry_run_approval, preview_approval, submit_approval
from hanse.domains.approvals.queries.approvals import find_approval
from hanse.domains.approvals.queries.policies import get_policy, list_policies

__all__ = [
    "approve",
    "comment_approval",
    "create_policy",
    "decide_approval",
    "delete_policy",
    "dry_run_approval",
    "find_approval",
    "get_policy",
    "list_policies",
    "preview_approval",
    "reassign_approval",
    "recall_approval",
    "reject",
    "submit_approval",
    "update_policy",
]
