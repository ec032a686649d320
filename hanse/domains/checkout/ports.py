"""What checkout offers to approvals, which stand below and know only kinds: the facts of an order request.

The composition root lists it under `services.extras[APPROVAL_SUBJECTS]`.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.types import SubjectKind

ORDER_REQUEST_SUBJECT: Final = SubjectKind(
    kind="order_request",
    label="Order",
    facts={
        "total": ("amount", "Total"),
        "net": ("amount", "Total before tax"),
        "currency": ("text", "Currency"),
        "cost_centre": ("text", "Cost centre"),
        "has_cost_centre": ("yes/no", "Names a cost centre"),
        "is_over_budget": ("yes/no", "Goes beyond a budget"),
        "is_over_credit": ("yes/no", "Goes beyond the credit limit"),
        "line_count": ("number", "Number of lines"),
        "organization_types": ("list", "Types of the organization"),
        "organization_tags": ("list", "Tags of the organization"),
    },
)
