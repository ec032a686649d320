"""The REST addresses of approvals: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.approvals import api
from hanse.platform.registry import Route

_ONE = "/v1/approvals/{approval_id}"
_POLICY = "/v1/approval-policies/{policy_id}"

_DELEGATION = "/v1/delegations/{delegation_id}"

ROUTES = (
    Route("GET", "/v1/approvals", api.list_approvals),
    Route("GET", "/v1/approval-counts", api.count_approvals),
    Route("POST", "/v1/approvals/preview", api.dry_run_approval),
    Route("GET", _ONE, api.get_approval),
    Route("POST", f"{_ONE}/approve", api.approve),
    Route("POST", f"{_ONE}/reject", api.reject),
    Route("POST", f"{_ONE}/comment", api.comment_approval),
    Route("POST", f"{_ONE}/recall", api.recall_approval),
    Route("POST", f"{_ONE}/reassign", api.reassign_approval),
    Route("GET", "/v1/approval-policies", api.list_policies),
    Route("POST", "/v1/approval-policies", api.create_policy, status=201),
    Route("GET", _POLICY, api.get_policy),
    Route("PUT", _POLICY, api.update_policy, if_match=True),
    Route("DELETE", _POLICY, api.delete_policy),
    Route("POST", "/v1/approval-simulations", api.simulate_policy),
    Route("GET", "/v1/delegations", api.list_delegations),
    Route("POST", "/v1/delegations", api.create_delegation, status=201),
    Route("GET", _DELEGATION, api.get_delegation),
    Route("DELETE", _DELEGATION, api.revoke_delegation),
)
