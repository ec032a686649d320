"""The manifest of approvals."""

from __future__ import annotations

from hanse.domains.approvals import api
from hanse.domains.approvals.commands.submitting import SPLITTING_DAYS
from hanse.domains.approvals.events import EVENTS
from hanse.domains.approvals.jobs import TIMERS
from hanse.domains.approvals.pages.inbox import load_partner, load_staff
from hanse.domains.approvals.pages.table import PAGES
from hanse.domains.approvals.policies import PERMISSIONS
from hanse.domains.approvals.queries.people import ULTIMATE
from hanse.domains.approvals.routes import ROUTES
from hanse.platform.registry import Domain, HomeSource, NavItem, Place, TenantSetting

NAV = (
    NavItem("admin", "Approvals", "/admin/approvals", "circle-check", "approval.view", "", 12, "a"),
    NavItem("admin", "Approval policies", "/admin/approval-policies", "scale", "approval_policy.view", "Business", 235),
    NavItem("app", "Approvals", "/app/approvals", "circle-check", "approval.view", "", 40, "a"),
)
DOMAIN = Domain(
    name="approvals",
    places=(
        Place("Delegations", "/admin/approvals/delegations", "repeat"),
        Place("Delegate your approvals", "/admin/approvals/delegations/new", "plus"),
        Place("Delegations", "/app/approvals/delegations", "repeat"),
        Place("Delegate your approvals", "/app/approvals/delegations/new", "plus"),
        Place("New approval policy", "/admin/approval-policies/new", "plus"),
        Place("Try approval policies", "/admin/approval-policies/simulator", "flask-conical"),
    ),
    tables=("approval_events", "approval_policies", "approval_seats", "approvals", "delegations"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=NAV,
    home=(
        HomeSource("admin", load_staff, "approval.view", 2),
        HomeSource("app", load_partner, "approval.view", 2),
    ),
    events=EVENTS,
    timers=TIMERS,
    settings=(
        TenantSetting(
            ULTIMATE,
            "Ultimate approver",
            str,
            "",
            "Id of the member who decides what nobody else can; the owners when empty",
        ),
        TenantSetting(
            SPLITTING_DAYS,
            "Days in which split amounts add up",
            int,
            14,
            "Requests of one buyer to one vendor within these days count as one for approval policies",
        ),
    ),
    constraints={
        "approval_policies_name_key": ("name", "Another policy has this name; choose a different one"),
        "approvals_pending_subject_key": ("subject_id", "This waits for approval already"),
    },
)
