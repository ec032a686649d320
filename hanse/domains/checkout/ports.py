"""What checkout offers to domains below that know only kinds: the facts of an order request, and what people are told.

The composition root lists them under `services.extras`, at APPROVAL_SUBJECTS and at the kinds of notifications.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.types import SubjectKind
from hanse.domains.notifications.types import NotificationKind
from hanse.domains.organizations.types import OrganizationType

ORDER_REQUEST_SUBJECT: Final = SubjectKind(
    kind="order_request",
    label="Order",
    facts={
        "total": ("amount", "Total"),
        "net": ("amount", "Total before tax"),
        "currency": ("currency", "Currency"),
        "organization_id": ("organization", "Organization"),
        "cost_centre": ("text", "Cost centre"),
        "has_cost_centre": ("yes/no", "Names a cost centre"),
        "is_over_budget": ("yes/no", "Goes beyond a budget"),
        "is_over_credit": ("yes/no", "Goes beyond the credit limit"),
        "line_count": ("number", "Number of lines"),
        "organization_types": ("list", "Types of the organization"),
        "organization_tags": ("list", "Tags of the organization"),
    },
    announces_outcome=True,
    choices={"organization_types": tuple((one.value, one.value.title()) for one in OrganizationType)},
)

CHECKOUT_NOTIFICATIONS: Final = (
    NotificationKind(
        "order_request.placed",
        "An approved order is placed",
        "What you sent for approval is ordered.",
        "partner",
        facts=(("title", "Request"), ("order", "Order")),
    ),
    NotificationKind(
        "order_request.returned",
        "An order request came back",
        "What you sent was refused, recalled, or could not be ordered.",
        "partner",
        facts=(("title", "Request"), ("state", "State")),
    ),
    NotificationKind(
        "standing_order.not_ordered",
        "A standing order was not ordered",
        "The calendar could not order all it should.",
        "partner",
        facts=(("title", "Standing order"), ("day", "Day")),
    ),
)
