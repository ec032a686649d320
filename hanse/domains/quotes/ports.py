"""What quotes offer to ports below: the kinds of notifications they send, and the subject that approvals decide on."""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.types import SubjectKind
from hanse.domains.notifications.types import NotificationKind
from hanse.domains.organizations.types import OrganizationType
from hanse.domains.quotes.types import QuoteStatus
from hanse.platform.authz import OWN_LIMIT, Attribute

TO_SELLER: Final = "quote.for_seller"
TO_BUYER: Final = "quote.for_buyer"
MESSAGE: Final = "quote.message"
_FACTS: Final = (("number", "Number of the quote"), ("organization", "Organization"))
NOTIFICATION_KINDS: Final = (
    NotificationKind(
        TO_SELLER,
        "Quotes to work on",
        "A request, a counter offer, an acceptance, or a decision.",
        "staff",
        "now",
        _FACTS,
    ),
    NotificationKind(
        TO_BUYER, "Answers to your requests", "An offer, or the end of a quote.", "partner", "now", _FACTS
    ),
    NotificationKind(MESSAGE, "Messages about quotes", "Somebody wrote to you.", "all", "now", _FACTS),
)
QUOTE_SUBJECT: Final = SubjectKind(
    "quote",
    "Quote",
    {
        "total": ("amount", "Total, with other offers to the organization of these days"),
        "currency": ("currency", "Currency"),
        "margin_basis_points": ("percent", "Margin"),
        "max_discount_basis_points": ("percent", "Largest discount from the list price"),
        "line_count": ("number", "Number of lines"),
        "organization_tags": ("list", "Tags of the organization"),
        "organization_types": ("list", "Types of the organization"),
        "is_new_customer": ("yes/no", "Is for an organization that never ordered"),
    },
    announces_outcome=True,
    choices={"organization_types": tuple((one.value, one.value.title()) for one in OrganizationType)},
)

QUOTE_ATTRIBUTES: Final = (
    Attribute(path="subject.total", label="Total", kind="money", rivals=OWN_LIMIT, is_main=True),
    Attribute(path="subject.currency", label="Currency", kind="text"),
    Attribute(
        path="subject.status",
        label="State",
        kind="choice",
        choices=tuple((one.value, one.value.replace("_", " ").capitalize()) for one in QuoteStatus),
    ),
)
"""What conditions of roles may ask of a quote: the attributes its subject carries."""
