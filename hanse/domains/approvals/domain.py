"""The manifest of approvals."""

from __future__ import annotations

from hanse.domains.approvals import api
from hanse.domains.approvals.commands.submitting import SPLITTING_DAYS
from hanse.domains.approvals.events import EVENTS
from hanse.domains.approvals.jobs import JOBS, TIMERS
from hanse.domains.approvals.policies import PERMISSIONS
from hanse.domains.approvals.queries.people import ULTIMATE
from hanse.domains.approvals.routes import ROUTES
from hanse.platform.registry import Domain, TenantSetting

DOMAIN = Domain(
    name="approvals",
    tables=("approval_events", "approval_policies", "approval_seats", "approvals", "delegations"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    events=EVENTS,
    jobs=JOBS,
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
        "approval_policies_tenant_id_name_key": ("name", "Another policy has this name; choose a different one"),
        "approvals_pending_subject_key": ("subject_id", "This waits for approval already"),
    },
)
