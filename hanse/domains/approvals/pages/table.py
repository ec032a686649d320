"""Which address shows which page; the same pages for staff under /admin and for partners under /app."""

from __future__ import annotations

from hanse.domains.approvals.pages import delegations, inbox, policies, several
from hanse.platform.registry import PageRoute

_POLICIES = "/admin/approval-policies"
_VIEW, _MANAGE, _SIMULATE = "approval_policy.view", "approval_policy.manage", "approval_policy.simulate"


def _both(root: str) -> tuple[PageRoute, ...]:
    """Approvals and delegations of one side."""
    one, view = f"{root}/approvals/{{approval_id}}", "approval.view"
    away, make = f"{root}/approvals/delegations", "delegation.create"
    return (
        PageRoute("GET", f"{root}/approvals", inbox.list_page, permission=view),
        PageRoute("POST", f"{root}/approvals/several", several.approve, permission="approval.decide"),
        PageRoute("GET", one, inbox.detail_page, permission=view),
        PageRoute("POST", f"{one}/decide", inbox.decide, permission="approval.decide"),
        PageRoute("POST", f"{one}/comment", inbox.comment, permission="approval.comment"),
        PageRoute("POST", f"{one}/recall", inbox.recall, permission="approval.recall"),
        PageRoute("POST", f"{one}/reassign", inbox.reassign, permission="approval.reassign"),
        PageRoute("GET", away, delegations.list_page, permission="delegation.view"),
        PageRoute("GET", f"{away}/new", delegations.new_page, permission=make),
        PageRoute("POST", f"{away}/new", delegations.create, permission=make),
        PageRoute("POST", f"{away}/{{delegation_id}}/end", delegations.end, permission="delegation.revoke"),
    )


PAGES = (
    PageRoute("GET", "/approvals/{approval_id}", inbox.open_any, permission="approval.view"),
    *_both("/admin"),
    *_both("/app"),
    PageRoute("GET", _POLICIES, policies.list_page, permission=_VIEW),
    PageRoute("GET", f"{_POLICIES}/new", policies.new_page, permission=_MANAGE),
    PageRoute("POST", f"{_POLICIES}/new", policies.save, permission=_MANAGE),
    PageRoute("GET", f"{_POLICIES}/{{policy_id}}", policies.edit_page, permission=_VIEW),
    PageRoute("POST", f"{_POLICIES}/{{policy_id}}", policies.save, permission=_MANAGE),
    PageRoute("POST", f"{_POLICIES}/{{policy_id}}/delete", policies.delete, permission=_MANAGE),
    PageRoute("GET", f"{_POLICIES}/simulator", policies.simulator_page, permission=_SIMULATE),
)
