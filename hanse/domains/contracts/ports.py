"""What contracts offer to ports below: kinds of notifications, and the subject that approvals decide on."""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.types import SubjectKind
from hanse.domains.contracts.types import ContractStatus, ContractVersionKind
from hanse.domains.notifications.types import NotificationKind
from hanse.domains.organizations.types import OrganizationType
from hanse.platform.authz import OWN_LIMIT, Attribute

TO_SELLER: Final = "contract.for_seller"
TO_BUYER: Final = "contract.for_buyer"
COMMENT: Final = "contract.comment"
TASK: Final = "contract.task"
RENEWAL: Final = "contract.renewal"
_FACTS: Final = (("number", "Number of the contract"), ("organization", "Organization"))
NOTIFICATION_KINDS: Final = (
    NotificationKind(
        TO_SELLER,
        "Contracts to work on",
        "A contract came back, was decided or signed, or comes into force.",
        "staff",
        "now",
        _FACTS,
    ),
    NotificationKind(
        TO_BUYER, "Your contracts", "A contract to read or to sign, or the end of one.", "partner", "now", _FACTS
    ),
    NotificationKind(COMMENT, "Comments on contracts", "Somebody wrote about a contract.", "all", "now", _FACTS),
    NotificationKind(TASK, "Tasks of contracts", "A day in a contract comes near.", "all", "now", _FACTS),
    NotificationKind(RENEWAL, "Renewals", "A contract ends, or renews itself, soon.", "staff", "now", _FACTS),
)
CONTRACT_SUBJECT: Final = SubjectKind(
    "contract",
    "Contract",
    {
        "value": ("amount", "Total value over the term"),
        "currency": ("currency", "Currency"),
        "duration_days": ("number", "Days it runs"),
        "non_standard_clauses": ("number", "Clauses that are not word for word as in the library"),
        "max_discount_micros": ("millionths", "Largest discount from the list price"),
        "kind": ("choice", "Kind of contract"),
        "organization_tags": ("list", "Tags of the organization"),
        "organization_types": ("list", "Types of the organization"),
    },
    choices={
        "kind": tuple((one.value, one.value.title()) for one in ContractVersionKind),
        "organization_types": tuple((one.value, one.value.title()) for one in OrganizationType),
    },
)

CONTRACT_ATTRIBUTES: Final = (
    Attribute(path="subject.value", label="Value", kind="money", rivals=OWN_LIMIT, is_main=True),
    Attribute(path="subject.currency", label="Currency", kind="text"),
    Attribute(
        path="subject.status",
        label="State",
        kind="choice",
        choices=tuple((one.value, one.value.replace("_", " ").capitalize()) for one in ContractStatus),
    ),
)
"""What conditions of roles may ask of a contract: the attributes its subject carries."""
